"""Teaching a git repository to show records as readable fields."""

import shlex
import sys
from pathlib import Path

from briefwright.analyse.commits import git
from briefwright.errors import DataError, UsageError
from briefwright.files import atomic_write

_DRIVER = "briefwright"
_ATTRIBUTE = f"*.ttl diff={_DRIVER}"


def set_up(folder: Path) -> tuple[str, ...]:
    """Name the driver in `.gitattributes`, which travels with the repository, and its command in the settings of this
    copy, which do not. What was done, a line each; doing it again changes nothing.

    git is not asked to keep what the command printed: it keeps it as a commit of notes, and so every `git diff` fails
    where git knows no name to commit under. A copy that was set up so is set right, whatever the user's settings say.

    Raises UsageError where there is no repository, DataError when git does not take the settings."""
    if not git(folder, "rev-parse", "--git-dir"):
        raise UsageError(f"{folder} is in no git repository. Run `git init` there first.")
    path = folder / ".gitattributes"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    done = []
    if _ATTRIBUTE not in text.splitlines():
        lines = [line for line in (text.rstrip("\n"), _ATTRIBUTE) if line]
        atomic_write(path, ("\n".join(lines) + "\n").encode())
        done.append(f"{path.name}: {_ATTRIBUTE}")
    command = f"{shlex.quote(sys.executable)} -m briefwright textconv"
    for key, value in ((f"diff.{_DRIVER}.textconv", command), (f"diff.{_DRIVER}.cachetextconv", "false")):
        if _setting(folder, key) != value:
            git(folder, "config", "--local", key, value)
            if _setting(folder, key) != value:
                raise DataError(f"git did not take the setting {key}. Is .git/config writable?")
            done.append(f"git config: {key} = {value}")
    return tuple(done) or ("Nothing to do: git shows Turtle files as fields already.",)


def _setting(folder: Path, key: str) -> str:
    """The setting of this copy; empty where it has none."""
    return git(folder, "config", "--local", "--get", key).decode().strip()
