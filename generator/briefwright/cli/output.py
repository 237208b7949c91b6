"""Printing for people: tables on a terminal."""

import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import click

from briefwright.errors import RefusedError
from briefwright.findings import Finding, as_lines
from briefwright.knowledge.workspace import Workspace
from briefwright.rdf.tables import ResultTable, cell_text

_SCHEMA_VERSION = 1


def show_table(table: ResultTable, base_iri: str) -> None:
    """Draw a table as wide as the terminal; in a pipe lines are not cut."""
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    console = Console(width=None if _is_terminal() else 200, highlight=False, soft_wrap=False)
    drawn = Drawn(*table.columns, header_style="bold", show_lines=False)
    for row in table.rows:
        drawn.add_row(*(Text(cell_text(value, base_iri)) for value in row))
    console.print(drawn)
    click.echo(f"{len(table.rows)} row{'' if len(table.rows) == 1 else 's'}", err=True)


def wide(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table as text, as wide as it needs to be in a pipe."""
    from rich.console import Console
    from rich.table import Table as Drawn

    console = Console(file=io.StringIO(), width=None if _is_terminal() else 200, highlight=False)
    drawn = Drawn(*heads, title=title, title_justify="left", header_style="bold")
    for row in rows:
        drawn.add_row(*row)
    with console.capture() as captured:
        console.print(drawn)
    return captured.get()


def _is_terminal() -> bool:
    return sys.stdout.isatty()


@contextmanager
def findings_shown(here: Workspace) -> Iterator[None]:
    """Print the findings of a refusal before its message."""
    try:
        yield
    except RefusedError as error:
        findings = tuple(f for f in error.findings if isinstance(f, Finding))
        click.echo(as_lines(findings, here.base_iri), nl=False, err=True)
        raise


def json_text(members: Mapping[str, object]) -> str:
    """One JSON object with the version of its form first."""
    return json.dumps({"schema_version": _SCHEMA_VERSION, **members}, ensure_ascii=False, indent=2)
