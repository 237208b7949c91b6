"""Document types: what a folder of `templates/` declares, read and checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from briefwright.compose.declaration import declared
from briefwright.compose.section_spec import Form, read_section
from briefwright.compose.templates import read_toml
from briefwright.errors import DataError, UsageError, choices

SHARED = "sections.toml"
SLIP = "correction-slip"
"""The document type of corrections, which are made of issued papers."""
CHANGES = "edition"
"""The shared section of what changed since the last edition; a plan without its form has it in the annex."""


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
    folder: Path
    sections: Mapping[str, Form]
    plans: Mapping[str, Outline]
    label: str
    voice: str = "advise"
    citations: str = "crs"
    notes: Literal["end", "foot"] = "end"
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
    head = {key: value for key, value in raw.items() if key not in ("audiences", "sections")}
    faults: list[str] = []
    plans = {who: declared(Outline, plan, faults, f"audience {who}") for who, plan in _tables(raw, "audiences", faults)}
    named = [section for plan in plans.values() if plan for section in plan.sections]
    tables = _shared_and_own(templates, [*named, CHANGES], dict(_tables(raw, "sections", faults)), faults)
    sections = {key: read_section(key, table, faults) for key, table in tables.items()}
    faults += [f"audiences: section {section!r} is not declared." for section in named if section not in tables]
    own = {
        "name": name,
        "folder": path.parent,
        "sections": {key: section for key, section in sections.items() if section},
        "plans": plans,
    }
    found = declared(DocumentType, head, faults, "the document type", **own)
    if found is None or faults:
        raise DataError(f"{path}: {' '.join(faults)} docs/templates.md says what a document type needs.")
    return found


def _tables(raw: Mapping[str, Any], name: str, faults: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """The tables under this name; what is none is told."""
    found = raw.get(name, {})
    whole = list(found.items()) if isinstance(found, dict) else []
    if not isinstance(found, dict) or any(not isinstance(table, dict) for _, table in whole):
        faults.append(f"{name} must be tables, each headed [{name}.<name>].")
    return [(key, table) for key, table in whole if isinstance(table, dict)]


def _shared_and_own(
    templates: Path, named: Iterable[str], own: Mapping[str, dict[str, Any]], faults: list[str]
) -> dict[str, dict[str, Any]]:
    """The sections of a type with what `templates/sections.toml` says of each it names or is like."""
    shared = read_toml(templates / SHARED) if (templates / SHARED).is_file() else {}
    found = {name: shared[name] for name in named if name in shared}
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
