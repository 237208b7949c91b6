"""The reference of the ontology as files: what is to stand in its folder, and what in a folder is not so."""

from collections.abc import Mapping
from pathlib import Path

from briefwright import reference
from briefwright.knowledge import ontology
from briefwright.knowledge.jsonld_context import context
from briefwright.knowledge.workspace import Workspace
from briefwright.render import html

_OURS = (".html", ".css", ".jsonld")


def files(workspace: Workspace) -> Mapping[str, bytes]:
    """The files of the reference by name: its pages, their style sheet and the JSON-LD context.

    Raises DataError when the ontology, a query, a rule, a template or what the tests expect cannot be read."""
    tests = workspace.root / "tests"
    pages = reference.pages(workspace.ontology, tests if tests.is_dir() else None)
    rendered = html.render_set(pages, workspace.templates, "reference")
    return {**rendered, "context.jsonld": context(ontology.read(workspace.ontology))}


def differing(folder: Path, wanted: Mapping[str, bytes]) -> dict[str, str]:
    """The names of files that are missing, stale, or surplus in the folder, each with which of these it is."""
    there = {path.name: path for path in sorted(folder.glob("*")) if path.suffix in _OURS}
    found = dict.fromkeys(wanted.keys() - there.keys(), "missing")
    found |= dict.fromkeys(there.keys() - wanted.keys(), "surplus")
    found |= {name: "stale" for name, path in there.items() if path.read_bytes() != wanted.get(name, path.read_bytes())}
    return dict(sorted(found.items()))
