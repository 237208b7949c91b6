"""Document types: what a folder of `templates/` declares, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefwright.compose.pattern import Pattern, parse
from briefwright.compose.style import nearest, read_toml
from briefwright.errors import DataError, UsageError

_PLAIN = ("heading", "look", "query", "arguments", "limit", "keep", "drop", "empty", "caption", "intro", "side")
_PATTERNS = ("tooltip", "group")
_LADDERS = ("item", "title", "lead")
_EMPTY = ("error", "notice", "leave")
_NOTES = ("end", "foot")
_NUMBERS = ("limit", "keep", "drop")
UNASKED = frozenset({"prose", "choice", "fields", "scale", "sourcing", "edition"})
"""Forms without a question."""
LAST = frozenset({"scale", "sourcing", "edition"})
"""Forms that tell of what all others print."""
FORMS = UNASKED | {"table", "comparison", "list", "entries", "actions", "matrix", "timeline", "statuses", "graph"}


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
    first `keep` may be shortened and stay. `side` heads the first column of a comparison."""

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
class Plan:
    """The order of sections for one audience, and how many body pages they may fill."""

    body_pages: int
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A folder of `templates/`. `notes` stand at the "end" of the paper or at the "foot" of the page."""

    name: str
    label: str
    voice: str
    citations: str
    notes: str
    folder: Path
    sections: Mapping[str, SectionSpec]
    plans: Mapping[str, Plan]


def document_types(templates: Path) -> tuple[str, ...]:
    """The names of the document types there are."""
    return tuple(sorted(p.parent.name for p in templates.glob("*/brief.toml")))


def read_type(templates: Path, name: str) -> DocumentType:
    """The document type of this name. Raises UsageError naming the nearest, or DataError for a faulty file."""
    known = document_types(templates)
    if name not in known:
        raise UsageError(f"There is no document type {name!r}. {nearest(name, known)}")
    path = templates / name / "brief.toml"
    raw = read_toml(path)
    faults: list[str] = []
    try:
        sections = {key: _section(key, value, faults) for key, value in raw.get("sections", {}).items()}
        plans = {
            who: Plan(int(plan["body_pages"]), tuple(plan["sections"]))
            for who, plan in raw.get("audiences", {}).items()
        }
        label, voice = str(raw["label"]), str(raw.get("voice", "advise"))
        citations, notes = str(raw.get("citations", "crs")), raw.get("notes", "end")
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
    if faults:
        raise DataError(f"{path}: " + " ".join(faults))
    return DocumentType(name, label, voice, citations, notes, path.parent, sections, plans)


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
    if form not in UNASKED and not raw.get("query"):
        faults.append(f"section {key}: a {form} needs a query.")
    faults += [f"section {key}: {n} must be a whole number." for n in _NUMBERS if type(raw.get(n, 0)) is not int]
    if raw.get("empty", "error") not in _EMPTY:
        faults.append(f"section {key}: empty {raw['empty']!r} is none of {', '.join(_EMPTY)}.")
    slots = tuple(Slot(s["label"], _ladder(s["show"]), int(s.get("share", 0))) for s in raw.get("slots", ()))
    given: dict[str, Any] = {name: raw[name] for name in _PLAIN if name in raw}
    given |= {name: parse(raw[name]) for name in _PATTERNS if name in raw}
    if "choices" in raw:
        given["choices"] = tuple(map(str, raw["choices"]))
    if form == "choice" and not given.get("choices"):
        faults.append(f"section {key}: a choice needs choices, the words beside each box.")
    given |= {name: _ladder(raw[name]) for name in _LADDERS if name in raw}
    known = {*_PLAIN, *_PATTERNS, *_LADDERS, "form", "slots", "choices"}
    faults += [f"section {key}: {name!r} is not known." for name in raw.keys() - known]
    return SectionSpec(id=key, form=form, slots=slots, **{"heading": "", **given})


def _ladder(raw: str | list[str]) -> Ladder:
    return tuple(parse(text) for text in ([raw] if isinstance(raw, str) else raw))
