"""The command that writes the reference of the ontology."""

from collections.abc import Mapping
from pathlib import Path

import click

from briefwright import ontology, reference
from briefwright.context import context
from briefwright.errors import UsageError
from briefwright.files import atomic_write
from briefwright.render import html
from briefwright.workspace import Workspace, find

_OURS = (".html", ".css", ".jsonld")


@click.command()
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), help="The folder; else docs/ontology.")
@click.option("--check", "checking", is_flag=True, help="Write nothing; say which files are not as they would be.")
@click.pass_obj
def docs(workspace: Path | None, folder: Path | None, *, checking: bool) -> None:
    """Write the reference of the ontology as HTML: classes, properties, schemes, questions and rules."""
    found = find(workspace)
    if folder is None and not found.writable:
        raise UsageError("The installed workspace is read-only. Name a folder with -o.")
    target = folder or found.root / "docs" / "ontology"
    wanted = files(found)
    differing = _differing(target, wanted)
    if checking:
        for name, how in differing.items():
            click.echo(f"{name}: {how}")
        click.echo(f"{len(wanted)} files, {len(differing)} not as they should be.", err=True)
        raise SystemExit(1 if differing else 0)
    for name, data in wanted.items():
        atomic_write(target / name, data)
    click.echo(f"{len(wanted)} files in {target}.", err=True)
    if surplus := sorted(differing.keys() - wanted.keys()):  # somebody else's, for all a program can know
        click.echo(f"No part of it, delete them if you do not need them: {', '.join(surplus)}.", err=True)


def files(workspace: Workspace) -> Mapping[str, bytes]:
    """The files of the reference by name: its pages, their style sheet and the JSON-LD context."""
    tests = workspace.root / "tests"
    pages = reference.pages(workspace.ontology, tests if tests.is_dir() else None)
    rendered = html.render_set(pages, workspace.templates, "reference")
    return {**rendered, "context.jsonld": context(ontology.read(workspace.ontology))}


def _differing(folder: Path, wanted: Mapping[str, bytes]) -> dict[str, str]:
    """The names of files that are missing, stale, or surplus in the folder, each with which of these it is."""
    there = {path.name: path for path in sorted(folder.glob("*")) if path.suffix in _OURS}
    found = dict.fromkeys(wanted.keys() - there.keys(), "missing")
    found |= dict.fromkeys(there.keys() - wanted.keys(), "surplus")
    found |= {name: "stale" for name, path in there.items() if path.read_bytes() != wanted.get(name, path.read_bytes())}
    return dict(sorted(found.items()))
