"""What can go wrong, each with the exit code a command ends with and a sentence that says what to do next."""

from collections.abc import Collection


class BriefwrightError(Exception):
    """Base of all errors a user can cause and mend. The message is shown as it stands."""

    exit_code = 1


class UsageError(BriefwrightError):
    """A name, parameter or option is not known or has the wrong type. The message names the nearest."""

    exit_code = 2


class DataError(BriefwrightError):
    """A file cannot be read as what it should be."""

    exit_code = 3


class ResourceError(BriefwrightError):
    """Time, memory or a needed program ran out or is missing."""

    exit_code = 4


class RefusedError(BriefwrightError):
    """A paper or query was refused by a rule. The findings that say why travel with it."""

    exit_code = 1

    def __init__(self, message: str, findings: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


def choices(name: str, names: Collection[str]) -> str:
    """The most similar of `names`, if one is, and all of them."""
    return f"{nearest(name, names)} There are: {', '.join(names) or 'none'}.".strip()


def nearest(name: str, names: Collection[str], otherwise: str = "") -> str:
    """A sentence that offers the most similar of `names`, ignoring case; else `otherwise`."""
    from difflib import get_close_matches

    spelt = {known.casefold(): known for known in names}
    close = get_close_matches(name.casefold(), spelt, n=1)
    return f'Did you mean "{spelt[close[0]]}"?' if close else otherwise
