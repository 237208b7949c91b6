"""The small language of `brief.toml` in which a template says which properties to print, and the words between.

If {pol:ifEvent}, then {pol:thenConsequence}.      a placeholder prints the values of a property
{pol:proposedIn/pol:source/pol:publisherName}      a path follows records
{risk.skos:prefLabel}                              starts at another column of the query's row
{pol:targetDate|'Not stated'}                      the first alternative with a value; quoted text is structural
Supports[, with {pol:vehicle}]                     a bracket is left out when a placeholder in it has no value
{@proposal}                                        a phrase of the voice
{pol:statusEvent/@current/pol:status}              a step with @ chooses among records
{pol:score/@pol:criterion=time/pol:grade}          here those whose property has the value of this code
{@name}                                            the record's own short name
{^pol:mitigates/skos:prefLabel first 2}            ^ follows a property backwards; at most two values
"""

import re
from dataclasses import dataclass

from briefwright.errors import DataError
from briefwright.terms import expand

_TOKEN = re.compile(r"\{([^{}]*)\}|\[([^\[\]]*)\]|([^{}\[\]]+)|(.)", re.DOTALL)
_STEP = re.compile(r"@[a-z-]+|@[A-Za-z]+:[A-Za-z]+=[a-z0-9-]+|\^?[A-Za-z]+:[A-Za-z]+")
_MOST = re.compile(r"(.*\S)\s+first\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Words:
    """Text of the template itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from a record to values: property IRIs, `^` and one for the way back, `@name` for a chooser, or `@IRI=code`
    for the records whose property has that code.

    `start` names a column; `most` is how many values are printed, 0 for all."""

    start: str
    steps: tuple[str, ...]
    most: int = 0


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder: the first alternative that has a value is printed."""

    alternatives: tuple[Path | Words, ...]


@dataclass(frozen=True, slots=True)
class Bracket:
    """Parts that are printed together or not at all."""

    parts: tuple[Words | Placeholder, ...]


Pattern = tuple[Words | Placeholder | Bracket, ...]


def parse(text: str) -> Pattern:
    """The pattern a template's text stands for. Raises DataError for unbalanced brackets or an unknown prefix."""
    parts: list[Words | Placeholder | Bracket] = []
    for match in _TOKEN.finditer(_shield(text)):
        place, bracket, words, stray = match.groups()
        if stray:
            raise DataError(f"The pattern {text!r} has an unmatched {stray!r}.")
        if bracket is not None:
            inner = parse(bracket.translate(_UNSHIELD))
            parts.append(Bracket(tuple(p for p in inner if not isinstance(p, Bracket))))
        else:
            parts.append(Words(words) if place is None else _place(place, text))
    return tuple(parts)


_OPEN, _CLOSE = "\ue000", "\ue001"
_UNSHIELD = str.maketrans({_OPEN: "{", _CLOSE: "}"})


def _shield(text: str) -> str:
    """Hide the braces inside square brackets, so that one expression can match both levels."""
    return re.sub(r"\[[^\[\]]*\]", lambda m: m[0].replace("{", _OPEN).replace("}", _CLOSE), text)


def _place(text: str, pattern: str) -> Placeholder:
    return Placeholder(tuple(_alternative(part.strip(), pattern) for part in text.split("|")))


def _alternative(text: str, pattern: str) -> Path | Words:
    if text.startswith("'") and text.endswith("'"):
        return Words(text[1:-1])
    limited = _MOST.fullmatch(text)
    start, dot, rest = (limited[1] if limited else text).partition(".")
    steps = (rest if dot else start).split("/")
    if not all(_STEP.fullmatch(step) for step in steps):
        raise DataError(f"The pattern {pattern!r}: {text!r} is no path of properties.")
    try:
        return Path(start if dot else "", tuple(_step(s) for s in steps), int(limited[2]) if limited else 0)
    except KeyError as error:
        raise DataError(f"The pattern {pattern!r}: the prefix {error} is not known.") from error


def _step(text: str) -> str:
    if text.startswith("@"):
        prop, sign, wanted = text[1:].partition("=")
        return f"@{expand(prop)}={wanted}" if sign else text
    return "^" + expand(text[1:]) if text.startswith("^") else expand(text)
