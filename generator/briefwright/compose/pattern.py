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
from collections.abc import Iterator
from dataclasses import dataclass

from briefwright.errors import DataError
from briefwright.terms import Iri, expand

_TOKEN = re.compile(r"\{([^{}]*)\}|\[([^\[\]]*)\]|([^{}\[\]]+)|(.)", re.DOTALL)
_STEP = re.compile(r"@[a-z-]+|@[A-Za-z]+:[A-Za-z]+=[a-z0-9-]+|\^?[A-Za-z]+:[A-Za-z]+")
_MOST = re.compile(r"(.*\S)\s+first\s+(\d+)")


@dataclass(frozen=True, slots=True)
class StructuralText:
    """Text of the template itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Forward:
    """To what a property names."""

    prop: Iri


@dataclass(frozen=True, slots=True)
class Backward:
    """To what names the record by a property."""

    prop: Iri


@dataclass(frozen=True, slots=True)
class Having:
    """Only the records whose property has the value of this code."""

    prop: Iri
    code: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Only the record that is chosen by this name, one of CHOOSERS."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from a record to others, and the property whose values are printed there.

    `start` names a column of the question's row; `most` is how many values are printed, 0 for all."""

    start: str
    steps: tuple[Forward | Backward | Having | Chosen, ...]
    prop: Iri
    most: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is no value of a record: one of PHRASES."""

    name: str


CHOOSERS = ("current",)
"""What a step with @ can choose: the status event that holds at the as-of date."""
PHRASES = ("proposal", "name", "first")
"""The proposal in words of the voice, and the short name of the record; in a citation the number of the note that cites
the source in full."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder: the first alternative that has a value is printed."""

    alternatives: tuple[Path | Phrase | StructuralText, ...]


@dataclass(frozen=True, slots=True)
class Bracket:
    """Parts that are printed together or not at all."""

    parts: tuple[StructuralText | Placeholder, ...]


Pattern = tuple[StructuralText | Placeholder | Bracket, ...]


def parse(text: str) -> Pattern:
    """The pattern a template's text stands for. Raises DataError for unbalanced brackets or an unknown prefix."""
    parts: list[StructuralText | Placeholder | Bracket] = []
    for match in _TOKEN.finditer(_shield(text)):
        inside, bracket, words, stray = match.groups()
        if stray:
            raise DataError(f"The pattern {text!r} has an unmatched {stray!r}.")
        if bracket is not None:
            inner = parse(bracket.translate(_UNSHIELD))
            parts.append(Bracket(tuple(p for p in inner if not isinstance(p, Bracket))))
        else:
            parts.append(StructuralText(words) if inside is None else _place(inside, text))
    return tuple(parts)


_OPEN, _CLOSE = "\ue000", "\ue001"
_UNSHIELD = str.maketrans({_OPEN: "{", _CLOSE: "}"})


def _shield(text: str) -> str:
    """Hide the braces inside square brackets, so that one expression can match both levels."""
    return re.sub(r"\[[^\[\]]*\]", lambda m: m[0].replace("{", _OPEN).replace("}", _CLOSE), text)


def _place(text: str, pattern: str) -> Placeholder:
    return Placeholder(tuple(_alternative(part.strip(), pattern) for part in text.split("|")))


def _alternative(text: str, pattern: str) -> Path | Phrase | StructuralText:
    if text.startswith("'") and text.endswith("'"):
        return StructuralText(text[1:-1])
    if text.removeprefix("@") in PHRASES:
        return Phrase(text[1:])
    limited = _MOST.fullmatch(text)
    start, dot, rest = (limited[1] if limited else text).partition(".")
    *steps, last = (rest if dot else start).split("/")
    if not all(_STEP.fullmatch(step) for step in (*steps, last)):
        raise DataError(f"The pattern {pattern!r}: {text!r} is no path of properties.")
    if last.startswith(("@", "^")):
        raise DataError(
            f"The pattern {pattern!r}: {text!r} ends in {last}; a path ends in the property that is printed."
        )
    try:
        way = tuple(_step(step, pattern) for step in steps)
        return Path(start if dot else "", way, expand(last), int(limited[2]) if limited else 0)
    except KeyError as error:
        raise DataError(f"The pattern {pattern!r}: the prefix {error} is not known.") from error


def _step(text: str, pattern: str) -> Forward | Backward | Having | Chosen:
    if text.startswith("^"):
        return Backward(expand(text[1:]))
    if not text.startswith("@"):
        return Forward(expand(text))
    prop, sign, code = text[1:].partition("=")
    if sign:
        return Having(expand(prop), code)
    if prop not in CHOOSERS:
        there = ", ".join(f"@{name}" for name in CHOOSERS)
        raise DataError(f"The pattern {pattern!r}: there is no step {text}; there is {there}.")
    return Chosen(prop)


def alternatives(pattern: Pattern) -> Iterator[Path | Phrase | StructuralText]:
    """Every alternative of every placeholder of a pattern, those in brackets too."""
    for part in pattern:
        if isinstance(part, Placeholder):
            yield from part.alternatives
        elif isinstance(part, Bracket):
            yield from alternatives(part.parts)
