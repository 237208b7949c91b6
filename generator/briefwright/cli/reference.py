"""The command that writes the reference of the ontology."""

from pathlib import Path

import click

from briefwright.errors import UsageError
from briefwright.files import atomic_write
from briefwright.knowledge.workspace import find
from briefwright.papers.reference_site import differing, files


@click.command()
@click.option("-o", "--output", "folder", type=click.Path(), help="The folder; else docs/ontology.")
@click.option("--check", "checking", is_flag=True, help="Write nothing; say which files are not as they would be.")
@click.pass_obj
def docs(workspace: Path | None, folder: str | None, *, checking: bool) -> None:
    """Write the reference of the ontology as HTML: classes, properties, schemes, questions and rules."""
    found = find(workspace)
    if folder == "":
        raise UsageError("-o names no folder. Name one, or leave -o out for docs/ontology.")
    if folder is None and not found.writable:
        raise UsageError("The installed workspace is read-only. Name a folder with -o.")
    target = Path(folder) if folder else found.root / "docs" / "ontology"
    wanted = files(found)
    wrong = differing(target, wanted)
    if checking:
        for name, how in wrong.items():
            click.echo(f"{name}: {how}")
        advice = " Write them anew: briefwright docs." if wrong else ""
        click.echo(f"{len(wanted)} files, {len(wrong)} not as they should be.{advice}", err=True)
        raise SystemExit(1 if wrong else 0)
    for name, data in wanted.items():
        atomic_write(target / name, data)
    click.echo(f"{len(wanted)} files in {target}.", err=True)
    if surplus := sorted(wrong.keys() - wanted.keys()):  # somebody else's, for all a program can know
        click.echo(f"No part of it, delete them if you do not need them: {', '.join(surplus)}.", err=True)
