"""Commands that ask the knowledge base."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from briefwright.cli.output import show_table
from briefwright.errors import DataError, UsageError
from briefwright.files import atomic_write
from briefwright.knowledge.kb import KnowledgeBase, open_kb, open_whole
from briefwright.knowledge.workspace import find
from briefwright.papers import reading
from briefwright.rdf import queries, tables
from briefwright.rdf.store import RESULT_FORMS, GraphAnswer, Solutions, Store, guard, open_store
from briefwright.rdf.store.embedded import as_turtle
from briefwright.rdf.tables import ResultTable
from briefwright.rdf.turtle import from_json_ld
from briefwright.terms import PAPER_PREFIXES
from briefwright.worker import Limits

_FORMATS = ("table", *tables.FORMATS, "ttl")
_format = click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="table", help="How to print the answer."
)


@click.command()
@click.argument("name")
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...")
@click.option(
    "--format", "form", type=click.Choice((*_FORMATS, "pdf")), default="table", help="How to print; pdf is one page."
)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write a pdf to.")
@click.pass_obj
def ask(workspace: Path | None, name: str, arguments: tuple[str, ...], form: str, out: Path | None) -> None:
    """Ask the named question NAME with its parameters as key=value."""
    if (form == "pdf") != bool(out):
        raise UsageError("A pdf goes into a file, and only a pdf: --format pdf -o answer.pdf.")
    kb = open_whole(find(workspace))
    question = queries.choose(kb.workspace.ontology / "queries", name, kb.prefixes)
    store = kb.store_for(inferred=question.inferred)
    table = queries.run(question, _pairs(arguments), store, kb.workspace.base_iri)
    if out:
        from briefwright.analyse.worksheet import answer_sheet

        atomic_write(out, answer_sheet(kb, question.question, question.why, table, " ".join(arguments)))
        click.echo(f"{out}: {len(table.rows)} rows asked for")
        return
    _show(table, form, kb.workspace.base_iri)


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
@click.option(
    "--format", "form", type=click.Choice((*_FORMATS, *RESULT_FORMS)), default="table", help="How to print the answer."
)
@click.option("--inferred", is_flag=True, help="Ask over what follows from the records too.")
@click.option("--in", "paper", type=click.Path(path_type=Path), help="Ask the statements this paper carries.")
@click.option("--rows", type=click.IntRange(1), default=10_000, show_default=True, help="The most rows.")
@click.option("--seconds", type=click.FloatRange(0.1, 3600), default=5, show_default=True, help="The most time.")
@click.option("--memory", type=click.IntRange(64), default=1024, show_default=True, help="The most memory, in MiB.")
@click.pass_obj
def query(
    workspace: Path | None,
    text: str,
    form: str,
    paper: Path | None,
    rows: int,
    seconds: float,
    memory: int,
    *,
    inferred: bool,
) -> None:
    """Run SPARQL: a file, - for standard input, or the query itself. Prefixes are supplied.

    The formats sparql-... are those of the W3C, and print rows as they are found."""
    if paper and inferred:
        raise UsageError("A paper carries what it says, and nothing inferred. Leave out --inferred or --in.")
    asked = _carried(paper) if paper else _known(open_whole(find(workspace)), inferred=inferred)
    sparql = _sparql(text)
    limits = Limits(seconds=seconds, memory=memory << 20, rows=rows)
    if form in RESULT_FORMS:
        _stream(guard.stream(asked.store, sparql, form, inferred=inferred, limits=limits), rows)
        return
    answer = guard.query(asked.store, sparql, inferred=inferred, limits=limits)
    if isinstance(answer, bool):
        click.echo("true" if answer else "false")
    elif isinstance(answer, GraphAnswer):
        _show_graph(answer, form, asked.store)
    else:
        _show_solutions(answer, sparql, form, asked.base)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, and the base of the names that are printed short."""

    store: Store
    base: str


def _known(kb: KnowledgeBase, *, inferred: bool) -> _Asked:
    return _Asked(kb.store_for(inferred=inferred), kb.workspace.base_iri)


def _carried(path: Path) -> _Asked:
    """The statements of a paper as a graph of their own."""
    attached = reading.attached(path)
    said = reading.parsed(path, attached)  # refuses what is none of ours in its own words
    statements = from_json_ld(attached, f"urn:sha256:{said.fingerprint}")
    return _Asked(open_store(statements, prefixes=PAPER_PREFIXES), said.base)


def _stream(pieces: Iterator[bytes | None], rows: int) -> None:
    out = sys.stdout.buffer
    for piece in pieces:
        if piece is None:
            click.echo(f"Only the first {rows} rows are shown; there are more. Raise --rows.", err=True)
        else:
            out.write(piece)
    out.flush()


def _show_graph(answer: GraphAnswer, form: str, store: Store) -> None:
    if form not in ("table", "ttl"):
        raise UsageError(f"{form} is for tables; a graph prints as ttl.")
    terms = [str(term) for triple in answer.triples for term in triple]
    used = {name: iri for name, iri in store.prefixes.items() if any(term.startswith(iri) for term in terms)}
    click.echo(as_turtle(answer, used), nl=False)
    if answer.truncated:
        click.echo(f"Only the first {len(answer.triples)} triples are shown; there are more.", err=True)


def _show_solutions(answer: Solutions, sparql: str, form: str, base: str) -> None:
    _show(queries.tabulate("query", sparql, answer), form, base)
    if answer.truncated:
        click.echo(f"Only the first {len(answer.rows)} rows are shown; there are more.", err=True)


def _show(table: ResultTable, form: str, base: str) -> None:
    if form == "ttl":
        raise UsageError("ttl is for graphs; a table prints as table, csv, tsv, json or md.")
    if form == "table":
        show_table(table, base)
    else:
        click.echo(tables.FORMATS[form](table, base), nl=False)


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
