"""Audiences, voices and citation styles: what the folders of `templates/` beside the document types declare."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefwright.compose.citations import CitationStyle
from briefwright.compose.pattern import Chosen, Pattern, Phrase, alternatives, parse
from briefwright.compose.pattern import Path as Walk
from briefwright.errors import DataError, UsageError, choices

_PHRASES = ("own", "own_unaddressed", "others", "others_unaddressed", "bill", "rationale_unseen")


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of a paper."""

    name: str
    label: str


def read_audience(templates: Path, name: str) -> Audience:
    """The audience of this name. Raises UsageError naming the nearest."""
    path = _file(templates, "audiences", name, "audience")
    label = read_toml(path).get("label")
    if not isinstance(label, str):
        raise DataError(f'{path}: it needs a line label = "...", the words for these readers.')
    return Audience(name, label)


def read_voice(templates: Path, name: str) -> Mapping[str, Pattern]:
    """The phrases of this voice as patterns. Raises UsageError naming the nearest."""
    path = _file(templates, "voices", name, "voice")
    raw = read_toml(path)
    wrong = [phrase for phrase in _PHRASES if not isinstance(raw.get(phrase), str)]
    if wrong:
        raise DataError(f"{path}: a voice needs {', '.join(wrong)}, each a pattern in quotation marks.")
    parsed = {phrase: parse(raw[phrase]) for phrase in _PHRASES}
    for key, pattern in parsed.items():
        for strange in (said for said in alternatives(pattern) if isinstance(said, Phrase)):
            raise DataError(f"{path}: {key}: {{@{strange.name}}} stands in sections and citations, not in a voice.")
    return parsed


def read_citations(templates: Path, name: str) -> CitationStyle:
    """The citation style of this name. Raises UsageError naming the nearest, DataError for a faulty file."""
    path = _file(templates, "citations", name, "citation style")
    raw = read_toml(path)
    kinds = raw.get("kinds", {})
    if not isinstance(kinds, dict):
        raise DataError(f"{path}: [kinds] must be a table: a kind of source and its pattern in each line.")
    patterns = {"default": raw.get("default"), "again": raw.get("again"), **kinds}
    wrong = sorted(key for key, pattern in patterns.items() if not isinstance(pattern, str))
    wrong += sorted(raw.keys() - {"default", "again", "kinds"})
    if wrong:
        raise DataError(f"{path}: {', '.join(wrong)}: a citation style has default, again and [kinds], each a pattern.")
    parsed = {key: parse(str(pattern)) for key, pattern in patterns.items()}
    _refuse_strange(path, parsed)
    return CitationStyle(name, {kind: parsed[kind] for kind in kinds}, parsed["default"], parsed["again"])


def _refuse_strange(path: Path, parsed: Mapping[str, Pattern]) -> None:
    """A citation begins at its source: it has no row of a question, no voice, no record but the source, and no date."""
    for key, pattern in parsed.items():
        for alternative in alternatives(pattern):
            if isinstance(alternative, Phrase) and alternative.name != "first":
                raise DataError(f"{path}: {key}: a citation has no {{@{alternative.name}}}; there is {{@first}}.")
            if isinstance(alternative, Walk) and alternative.start:
                raise DataError(f"{path}: {key}: {alternative.start!r} names a column, and a citation has none.")
            if isinstance(alternative, Walk) and any(isinstance(step, Chosen) for step in alternative.steps):
                raise DataError(f"{path}: {key}: @current asks for the as-of date of a paper; a citation has none.")


def _file(templates: Path, folder: str, name: str, what: str) -> Path:
    known = tuple(sorted(p.stem for p in (templates / folder).glob("*.toml")))
    if name not in known:
        raise UsageError(f"There is no {what} {name!r}. {choices(name, known)}")
    return templates / folder / f"{name}.toml"


def read_toml(path: Path) -> dict[str, Any]:
    """A file of `templates/`. Raises DataError when it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as TOML: {error}.") from error
