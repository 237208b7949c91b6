"""Commands that ask the knowledge base."""

import sys
from pathlib import Path

import click

from briefwright import queries, tables
from briefwright.cli.opening import opened
from briefwright.cli.output import show_table
from briefwright.errors import DataError, UsageError
from briefwright.kb import KnowledgeBase, open_kb
from briefwright.store import Graph, Solutions, guard
from briefwright.store.embedded import as_turtle
from briefwright.tables import Table
from briefwright.workspace import find

_FORMATS = ("table", *tables.FORMATS, "ttl")
_format = click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="table", help="How to print the answer."
)


@click.command()
@click.argument("name")
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...")
@_format
@click.pass_obj
def ask(workspace: Path | None, name: str, arguments: tuple[str, ...], form: str) -> None:
    """Ask the named question NAME with its parameters as key=value."""
    kb = opened(workspace)
    question = queries.choose(kb.workspace.ontology / "queries", name, kb.prefixes)
    store = kb.store_for(inferred=question.inferred)
    table = queries.run(question, _pairs(arguments), store, kb.workspace.base_iri)
    _show(table, form, kb)


@click.command()
@click.argument("words", nargs=-1)
@click.pass_obj
def questions(workspace: Path | None, words: tuple[str, ...]) -> None:
    """List the named questions with their parameters; with WORDS, those that contain them all."""
    kb_folder = find(workspace)
    found = queries.load(kb_folder.ontology / "queries", open_kb(kb_folder).prefixes)
    shown = [
        q
        for q in found.values()
        if all(w.casefold() in f"{q.name} {q.question} {q.why} {q.group}".casefold() for w in words)
    ]
    for group in sorted({q.group for q in shown}):
        click.echo(group.capitalize())
        for question in (q for q in shown if q.group == group):
            given = " ".join(
                f"{p.name}={p.type}" if p.required else f"[{p.name}={p.type}]" for p in question.parameters
            )
            click.echo(f"  {question.name} {given}".rstrip())
            click.echo(f"      {question.question}")
    if not shown:
        raise UsageError("No question contains these words. See `briefwright questions`.")


@click.command()
@click.argument("text", metavar="FILE|-|'TEXT'")
@_format
@click.option("--inferred", is_flag=True, help="Ask over what follows from the records too.")
@click.pass_obj
def query(workspace: Path | None, text: str, form: str, *, inferred: bool) -> None:
    """Run SPARQL: a file, - for standard input, or the query itself. Prefixes are supplied."""
    kb = opened(workspace)
    sparql = _sparql(text)
    answer = guard.query(kb.store_for(inferred=inferred), sparql, inferred=inferred)
    if isinstance(answer, bool):
        click.echo("true" if answer else "false")
    elif isinstance(answer, Graph):
        _show_graph(answer, form, kb)
    else:
        _show_solutions(answer, sparql, form, kb)


def _show_graph(answer: Graph, form: str, kb: KnowledgeBase) -> None:
    if form not in ("table", "ttl"):
        raise UsageError(f"{form} is for tables; a graph prints as ttl.")
    terms = [str(term) for triple in answer.triples for term in triple]
    used = {name: iri for name, iri in kb.prefixes.items() if any(term.startswith(iri) for term in terms)}
    click.echo(as_turtle(answer, used), nl=False)
    if answer.truncated:
        click.echo(f"Only the first {len(answer.triples)} triples are shown; there are more.", err=True)


def _show_solutions(answer: Solutions, sparql: str, form: str, kb: KnowledgeBase) -> None:
    _show(queries.tabulate("query", sparql, answer), form, kb)
    if answer.truncated:
        click.echo(f"Only the first {len(answer.rows)} rows are shown; there are more.", err=True)


def _show(table: Table, form: str, kb: KnowledgeBase) -> None:
    if form == "ttl":
        raise UsageError("ttl is for graphs; a table prints as table, csv, tsv, json or md.")
    if form == "table":
        show_table(table, kb.workspace.base_iri)
    else:
        click.echo(tables.FORMATS[form](table, kb.workspace.base_iri), nl=False)


def _pairs(arguments: tuple[str, ...]) -> dict[str, str]:
    wrong = [a for a in arguments if "=" not in a]
    if wrong:
        raise UsageError(f"{', '.join(wrong)}: a parameter is given as key=value.")
    return dict(a.split("=", 1) for a in arguments)


def _sparql(text: str) -> str:
    try:
        if text == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        if "{" in text:
            return text
        return Path(text).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{text} is not UTF-8 text: {error}.") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"There is no file {text!r} to read, and it is no query: a query has braces.") from error
