"""Document types: what a folder of `templates/` declares, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from briefwright.compose.pattern import Pattern, Phrase, alternatives, parse
from briefwright.compose.templates import read_toml
from briefwright.errors import DataError, UsageError, choices

_PLAIN = ("heading", "look", "query", "arguments", "limit", "keep", "drop", "empty", "caption", "intro", "side", "show")
_PATTERNS = ("tooltip", "group")
_LADDERS = ("item", "title", "lead")
_EMPTY = ("error", "notice", "leave")
SHARED = "sections.toml"
SLIP = "correction-slip"
"""The document type of corrections, which are made of issued papers."""
_LOOKS = ("plain", "box", "side", "annex")
_NOTES = ("end", "foot")
_HOUSE = ("about", "funding", "contact")
_NUMBERS = ("limit", "keep", "drop")
UNASKED = frozenset({"prose", "choice", "fields", "house", "words", "scale", "sourcing", "edition", "corrections"})
"""Forms without a question."""
CHANGES = "edition"
"""The form, and the shared section, of what changed since the last edition; a plan without it has it in the annex."""
COUNTED = ("edition", "day", "new", "gone", "kept")
"""What the caption of that section names: the edition before and its day, and how many statements are new since, no
longer printed, as before."""
LAST = frozenset({"scale", "sourcing", "edition"})
"""Forms that tell of what all others print."""
FORMS = UNASKED | {
    "table",
    "comparison",
    "list",
    "entries",
    "actions",
    "grouped",
    "matrix",
    "timeline",
    "statuses",
    "graph",
}


Ladder = tuple[Pattern, ...]
"""One pattern, or several from the longest to the shortest: what is printed when the paper must get shorter."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A labelled ladder: a table column (`share` is its width in percent) or a field of an entry."""

    label: str
    show: Ladder
    share: int = 0


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """How one section of a document type is made.

    `empty` says what happens without rows: "error", "notice" ("None recorded") or "leave" the section out.
    `drop` 0 means its blocks are left as they are whatever the page budget; the higher, the sooner they give way. The
    first `keep` may be shortened and stay. `side` heads the first column of a comparison,
    `show` says which part of the house style is printed."""

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
    side: str = ""
    show: str = ""
    choices: tuple[str, ...] = ()
    item: Ladder = ()
    title: Ladder = ()
    lead: Ladder = ()
    tooltip: Pattern = ()
    group: Pattern = ()
    slots: tuple[Slot, ...] = ()

    @property
    def shorter(self) -> int:
        """How many shorter forms a block of the section has."""
        ladders = (self.item, self.title, self.lead, *(slot.show for slot in self.slots))
        return max(0, *(len(ladder) - 1 for ladder in ladders))


@dataclass(frozen=True, slots=True)
class Outline:
    """The order of sections for one audience, how many body pages they may fill, and in how many columns."""

    body_pages: int
    sections: tuple[str, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A folder of `templates/`. `notes` stand at the "end" of the paper or at the "foot" of the page; a `landscape`
    page lies on its long side."""

    name: str
    label: str
    voice: str
    citations: str
    notes: str
    folder: Path
    sections: Mapping[str, SectionSpec]
    plans: Mapping[str, Outline]
    landscape: bool = False


def document_types(templates: Path) -> tuple[str, ...]:
    """The names of the document types there are."""
    return tuple(sorted(p.parent.name for p in templates.glob("*/brief.toml")))


def read_type(templates: Path, name: str) -> DocumentType:
    """The document type of this name. Raises UsageError naming the nearest, or DataError for a faulty file."""
    known = document_types(templates)
    if name not in known:
        raise UsageError(f"There is no document type {name!r}. {choices(name, known)}")
    path = templates / name / "brief.toml"
    raw = read_toml(path)
    faults: list[str] = []
    try:
        declared = _declared(templates, raw, faults)
        sections = {key: _section(key, value, faults) for key, value in declared.items()}
        plans = {
            who: Outline(int(plan["body_pages"]), tuple(plan["sections"]), int(plan.get("columns", 1)))
            for who, plan in raw.get("audiences", {}).items()
        }
        label, voice = str(raw["label"]), str(raw.get("voice", "advise"))
        citations, notes = str(raw.get("citations", "crs")), raw.get("notes", "end")
        landscape = raw.get("landscape", False)
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
    if notes not in _NOTES:
        faults.append(f"notes {notes!r} is none of {', '.join(_NOTES)}.")
    if not isinstance(landscape, bool):
        faults.append("landscape must be true or false.")
    if faults:
        raise DataError(f"{path}: " + " ".join(faults))
    return DocumentType(name, label, voice, citations, notes, path.parent, sections, plans, landscape)


def _declared(templates: Path, raw: dict[str, Any], faults: list[str]) -> dict[str, dict[str, Any]]:
    """The sections of a type with what `templates/sections.toml` says of each it names or is like."""
    shared = read_toml(templates / SHARED) if (templates / SHARED).is_file() else {}
    own = raw.get("sections", {})
    named = [name for plan in raw.get("audiences", {}).values() for name in plan["sections"]] + [CHANGES]
    found = {name: dict(shared[name]) for name in named if name in shared}
    for key, value in own.items():
        pattern = value.get("like", key)
        if "like" in value and pattern not in shared:
            faults.append(f"section {key}: there is no section {pattern!r} in {SHARED} to be like.")
        found[key] = {**shared.get(pattern, {}), **{name: said for name, said in value.items() if name != "like"}}
    return found


def plan_for(kind: DocumentType, audience: str) -> Outline:
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
    if form not in UNASKED and not raw.get("query"):
        faults.append(f"section {key}: a {form} needs a query.")
    faults += [f"section {key}: {n} must be a whole number." for n in _NUMBERS if type(raw.get(n, 0)) is not int]
    if raw.get("empty", "error") not in _EMPTY:
        faults.append(f"section {key}: empty {raw['empty']!r} is none of {', '.join(_EMPTY)}.")
    if raw.get("look", "plain") not in _LOOKS:
        faults.append(f"section {key}: look {raw['look']!r} is none of {', '.join(_LOOKS)}.")
    if form == CHANGES and not _counts(raw.get("caption", "")):
        faults.append(
            f"section {key}: the caption must name {', '.join(f'{{{name}}}' for name in COUNTED)}, each once."
        )
    slots = tuple(Slot(s["label"], _ladder(s["show"]), int(s.get("share", 0))) for s in raw.get("slots", ()))
    given: dict[str, Any] = {name: raw[name] for name in _PLAIN if name in raw}
    given |= {name: _plain_pattern(raw[name]) for name in _PATTERNS if name in raw}
    if "choices" in raw:
        given["choices"] = tuple(map(str, raw["choices"]))
    if form == "choice" and not given.get("choices"):
        faults.append(f"section {key}: a choice needs choices, the words beside each box.")
    if form == "house" and given.get("show") not in _HOUSE:
        faults.append(f"section {key}: show must be one of {', '.join(_HOUSE)}.")
    given |= {name: _ladder(raw[name]) for name in _LADDERS if name in raw}
    known = {*_PLAIN, *_PATTERNS, *_LADDERS, "form", "slots", "choices"}
    faults += [f"section {key}: {name!r} is not known." for name in raw.keys() - known]
    return SectionSpec(id=key, form=form, slots=slots, **{"heading": "", **given})


def _counts(caption: str) -> bool:
    """Whether the words around what is counted since the last edition name each of it."""
    try:
        return sorted(name for _, name, _, _ in Formatter().parse(caption) if name is not None) == sorted(COUNTED)
    except ValueError:
        return False


def _pattern(text: str) -> Pattern:
    parsed = parse(text)
    if Phrase("first") in alternatives(parsed):
        raise DataError(f"The pattern {text!r}: {{@first}} is the number of a note, and only citations have it.")
    return parsed


def _plain_pattern(text: str) -> Pattern:
    """A pattern that is also printed as plain text, where nothing can be entered as a statement."""
    parsed = _pattern(text)
    if Phrase("proposal") in alternatives(parsed):
        raise DataError(f"The pattern {text!r}: {{@proposal}} is a sentence of the paper; a tooltip or group names it.")
    return parsed


def _ladder(raw: str | list[str]) -> Ladder:
    return tuple(_pattern(text) for text in ([raw] if isinstance(raw, str) else raw))
