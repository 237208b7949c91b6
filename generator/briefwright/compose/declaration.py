"""Tables of a template's TOML as the dataclasses that say what each may hold.

A field without a default is an entry that must be there; an entry that is no field is refused. Each fault is said with
its entry, all of them in one go."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from string import Formatter
from typing import Any, Literal, NewType, TypeVar, get_args, get_origin

from briefwright.compose.pattern import Pattern, Phrase, alternatives, parse
from briefwright.errors import DataError, nearest

Ladder = tuple[Pattern, ...]
"""One pattern, or several from the longest to the shortest: what is printed when the paper must get shorter."""
Counting = NewType("Counting", str)
"""Words around what is counted since the last edition, each of `COUNTED` once in braces."""
COUNTED = ("edition", "day", "new", "gone", "kept")
"""The edition before and its day, and how many statements are new since, no longer printed, as before."""
_T = TypeVar("_T")


def declared(kind: type[_T], raw: Any, faults: list[str], where: str, **known: Any) -> _T | None:
    """The table `raw` as a `kind`, with what is `known` beside it. What is wrong is added to `faults`, each after
    `where`, and then there is none."""
    try:
        return _table(kind, raw, known)
    except _WrongError as error:
        faults += [f"{where}: {fault}" for fault in error.faults]
        return None


class _WrongError(Exception):
    """What is wrong, in clauses: those of an entry follow its name."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.faults = faults


def _table(kind: type[_T], raw: Any, known: Mapping[str, Any]) -> _T:
    if not isinstance(raw, dict):
        raise _WrongError("this must be a table.")
    takes = {field.name: field for field in fields(kind) if field.name not in known}  # type: ignore[arg-type]
    wrong = [f"{name!r} is not known here. {nearest(name, takes)}".rstrip() for name in raw if name not in takes]
    given = dict(known)
    for name, field in takes.items():
        if name not in raw:
            wrong += [f"{name} is missing."] if field.default is field.default_factory is MISSING else []
            continue
        try:
            given[name] = _value(field.type, raw[name])
        except _WrongError as error:
            wrong += [f"{name} {fault}" for fault in error.faults]
        except DataError as error:
            wrong.append(f"{name}: {error}")
    if wrong:
        raise _WrongError(*wrong)
    return kind(**given)


def _value(kind: Any, raw: Any) -> Any:
    """A value as its annotation says."""
    if kind in _READERS:
        return _READERS[kind](raw)
    if get_origin(kind) is Literal:
        return _one_of(get_args(kind), raw)
    member = get_args(kind)[0]
    if not isinstance(raw, list):
        raise _WrongError("must be a list.")
    return tuple(_row(member, one) if is_dataclass(member) else _value(member, one) for one in raw)


def _row(kind: Any, raw: Any) -> Any:
    try:
        return _table(kind, raw, {})
    except _WrongError as error:
        raise _WrongError(*(f"has one in which {fault}" for fault in error.faults)) from error


def _one_of(words: tuple[str, ...], raw: Any) -> str:
    if raw not in words:
        raise _WrongError(f"{raw!r} is none of {', '.join(words)}.")
    return str(raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise _WrongError(f"must be text in quotation marks, not {raw!r}.")
    return raw


def _number(raw: Any) -> int:
    if type(raw) is not int or raw < 0:
        raise _WrongError(f"must be a whole number, not {raw!r}.")
    return raw


def _yes_or_no(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _WrongError(f"must be true or false, not {raw!r}.")
    return raw


def _texts_by_name(raw: Any) -> Mapping[str, str]:
    if not isinstance(raw, dict):
        raise _WrongError('must be a table such as { status = "open" }.')
    return {name: _text(value) for name, value in raw.items()}


def _counting(raw: Any) -> Counting:
    try:
        named = sorted(name for _, name, _, _ in Formatter().parse(_text(raw)) if name is not None)
    except ValueError:
        named = []
    if named != sorted(COUNTED):
        raise _WrongError(f"must name {', '.join(f'{{{name}}}' for name in COUNTED)}, each once.")
    return Counting(raw)


def _pattern(raw: Any) -> Pattern:
    parsed = parse(_text(raw))
    if Phrase("first") in alternatives(parsed):
        raise DataError(f"The pattern {raw!r}: {{@first}} is the number of a note, and only citations have it.")
    return parsed


def _plain_pattern(raw: Any) -> Pattern:
    """A pattern that is also printed as plain text, where nothing can be entered as a statement."""
    parsed = _pattern(raw)
    if Phrase("proposal") in alternatives(parsed):
        raise DataError(f"The pattern {raw!r}: {{@proposal}} is a sentence of the paper; a tooltip or group names it.")
    return parsed


def _ladder(raw: Any) -> Ladder:
    if raw == []:
        raise _WrongError("must have at least one pattern.")
    return tuple(_pattern(text) for text in (raw if isinstance(raw, list) else [raw]))


_READERS: Mapping[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _number,
    bool: _yes_or_no,
    Mapping[str, str]: _texts_by_name,
    Ladder: _ladder,
    Pattern: _plain_pattern,
    Counting: _counting,
}
