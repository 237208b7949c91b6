"""The command that reads queries for faults."""

from pathlib import Path

import click

from briefwright.files import files_below, read_text
from briefwright.knowledge import query_lint as linting
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.workspace import find


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
def lint(workspace: Path | None, files: tuple[Path, ...]) -> None:
    """Say what makes the queries in FILES, or all of the ontology, slow, empty or misleading, with file and line."""
    here = find(workspace)
    kb = open_kb(here)
    terms = linting.vocabulary(kb.ontology, kb.prefixes)
    wanted = files or files_below(here.ontology, ".rq")
    faults = [(path, *fault) for path in wanted for fault in linting.lint(read_text(path), terms)]
    for path, line, message in faults:
        click.echo(f"{here.relative(path)}:{line}: {message}")
    click.echo(f"{len(wanted)} queries, {len(faults)} finding{'' if len(faults) == 1 else 's'}", err=True)
    if faults:
        raise SystemExit(1)
