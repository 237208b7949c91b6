"""Document types, audiences and voices: what `templates/` declares, read and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from briefwright.compose.pattern import Pattern, parse
from briefwright.errors import DataError, UsageError

_PLAIN = ("heading", "look", "query", "arguments", "limit", "keep", "drop", "empty", "caption", "intro")
_PATTERNS = ("item", "title", "lead", "tooltip", "group")
PHRASES = ("own", "own_unaddressed", "others", "others_unaddressed", "bill", "rationale_unseen")
_EMPTY = ("error", "notice", "leave")
_NUMBERS = ("limit", "keep", "drop")
FORMS = frozenset({"prose", "table", "list", "entries", "actions", "scale", "edition"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A labelled pattern: a table column (`share` is its width in percent) or a field of an entry."""

    label: str
    show: Pattern
    share: int = 0


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """How one section of a document type is made.

    `empty` says what happens without rows: "error", "notice" ("None recorded") or "leave" the section out.
    `drop` 0 means its blocks are never dropped for the page budget; the higher, the sooner. `keep` blocks stay."""

    id: str
    heading: str
    form: str
    look: str = "plain"
    query: str = ""
    arguments: Mapping[str, str] | None = None
    limit: int = 0
    keep: int = 1
    drop: int = 0
    empty: str = "error"
    caption: str = ""
    intro: str = ""
    item: Pattern = ()
    title: Pattern = ()
    lead: Pattern = ()
    tooltip: Pattern = ()
    group: Pattern = ()
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The order of sections for one audience, and how many body pages they may fill."""

    body_pages: int
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A folder of `templates/`."""

    name: str
    label: str
    voice: str
    folder: Path
    sections: Mapping[str, SectionSpec]
    plans: Mapping[str, Plan]


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of a paper."""

    name: str
    label: str


def document_types(templates: Path) -> tuple[str, ...]:
    """The names of the document types there are."""
    return tuple(sorted(p.parent.name for p in templates.glob("*/brief.toml")))


def read_type(templates: Path, name: str) -> DocumentType:
    """The document type of this name. Raises UsageError naming the nearest, or DataError for a faulty file."""
    known = document_types(templates)
    if name not in known:
        raise UsageError(f"There is no document type {name!r}. {_nearest(name, known)}")
    path = templates / name / "brief.toml"
    raw = _read_toml(path)
    faults: list[str] = []
    try:
        sections = {key: _section(key, value, faults) for key, value in raw.get("sections", {}).items()}
        plans = {
            who: Plan(int(plan["body_pages"]), tuple(plan["sections"]))
            for who, plan in raw.get("audiences", {}).items()
        }
        label, voice = str(raw["label"]), str(raw.get("voice", "advise"))
    except KeyError as error:
        raise DataError(f"{path}: {error} is missing. docs/templates.md says what a document type needs.") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise DataError(f"{path}: a value is of the wrong kind: {error}. docs/templates.md shows each.") from error
    faults += [
        f"audience {who}: section {s!r} is not declared."
        for who, plan in plans.items()
        for s in plan.sections
        if s not in sections
    ]
    if faults:
        raise DataError(f"{path}: " + " ".join(faults))
    return DocumentType(name, label, voice, path.parent, sections, plans)


def read_audience(templates: Path, name: str) -> Audience:
    """The audience of this name. Raises UsageError naming the nearest."""
    known = tuple(sorted(p.stem for p in (templates / "audiences").glob("*.toml")))
    if name not in known:
        raise UsageError(f"There is no audience {name!r}. {_nearest(name, known)}")
    path = templates / "audiences" / f"{name}.toml"
    label = _read_toml(path).get("label")
    if not isinstance(label, str):
        raise DataError(f'{path}: it needs a line label = "...", the words for these readers.')
    return Audience(name, label)


def read_voice(templates: Path, name: str) -> Mapping[str, Pattern]:
    """The phrases of this voice as patterns. Raises UsageError naming the nearest."""
    known = tuple(sorted(p.stem for p in (templates / "voices").glob("*.toml")))
    if name not in known:
        raise UsageError(f"There is no voice {name!r}. {_nearest(name, known)}")
    path = templates / "voices" / f"{name}.toml"
    raw = _read_toml(path)
    wrong = [phrase for phrase in PHRASES if not isinstance(raw.get(phrase), str)]
    if wrong:
        raise DataError(f"{path}: a voice needs {', '.join(wrong)}, each a pattern in quotation marks.")
    return {phrase: parse(raw[phrase]) for phrase in PHRASES}


def plan_for(kind: DocumentType, audience: str) -> Plan:
    """The plan of a document type for an audience. Raises UsageError when it declares none."""
    if audience not in kind.plans:
        raise UsageError(
            f"{kind.name} has no plan for the audience {audience!r}. It is made for: {', '.join(kind.plans)}."
        )
    return kind.plans[audience]


def _section(key: str, raw: dict[str, Any], faults: list[str]) -> SectionSpec:
    form = raw.get("form", "")
    if form not in FORMS:
        faults.append(f"section {key}: form {form!r} is none of {', '.join(sorted(FORMS))}.")
    if form not in {"prose", "edition", "scale"} and not raw.get("query"):
        faults.append(f"section {key}: a {form} needs a query.")
    faults += [f"section {key}: {n} must be a whole number." for n in _NUMBERS if type(raw.get(n, 0)) is not int]
    if raw.get("empty", "error") not in _EMPTY:
        faults.append(f"section {key}: empty {raw['empty']!r} is none of {', '.join(_EMPTY)}.")
    slots = tuple(Slot(s["label"], parse(s["show"]), int(s.get("share", 0))) for s in raw.get("slots", ()))
    given: dict[str, Any] = {name: raw[name] for name in _PLAIN if name in raw}
    given |= {name: parse(raw[name]) for name in _PATTERNS if name in raw}
    faults += [f"section {key}: {name!r} is not known." for name in raw.keys() - {*_PLAIN, *_PATTERNS, "form", "slots"}]
    return SectionSpec(id=key, form=form, slots=slots, **{"heading": "", **given})


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as TOML: {error}.") from error


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.4)
    return f"Did you mean {close[0]!r}? " * bool(close) + f"There are: {', '.join(known) or 'none'}."
