"""Commands that find records and show how they hang together."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import click

from briefwright.analyse.networks import as_graph
from briefwright.analyse.record_card import Card, CardField, card, cited
from briefwright.analyse.relations import RecordLink, Relations, in_words, neighbourhood, paths, phrase
from briefwright.cli.output import json_text
from briefwright.knowledge.kb import KnowledgeBase, open_whole
from briefwright.knowledge.records import is_a, name, named
from briefwright.knowledge.search import Wanted
from briefwright.knowledge.search import search as look_for
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import find
from briefwright.papers import reading
from briefwright.papers.tracing import statements_of
from briefwright.render.networks import FORMATS
from briefwright.terms import Iri
from briefwright.warrant.rule import Warrants

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--class", "kind", default="", metavar="CLASS", help="Only records of this class, such as claim.")
@click.option("--topic", default="", help="Only records on this topic: slug or label.")
@click.option("--status", default="", help="Only records of this review status.")
@click.option("--most", type=click.IntRange(1, 1000), default=20, show_default=True, help="The most records to show.")
@as_json_option
@click.pass_obj
def search(
    workspace: Path | None, words: tuple[str, ...], kind: str, topic: str, status: str, most: int, *, as_json: bool
) -> None:
    """Find records by the words in them, the best first. The last word may be the beginning of one."""
    kb = open_whole(find(workspace))
    found = look_for(kb, Wanted(" ".join(words), kind, topic, status, most))
    if as_json:
        hits = [{**asdict(hit), "record": name(kb, hit.record), "snippet": "".join(hit.snippet)} for hit in found.hits]
        click.echo(json_text({"read_as": dict(found.read_as), "hits": hits}))
    for typed, read in found.read_as:
        click.echo(f"Nothing has “{typed}”; looked for “{read}” instead.", err=True)
    for hit in () if as_json else found.hits:
        click.echo(f"{click.style(name(kb, hit.record), bold=True)}  {hit.label}")
        shown = "".join(click.style(p, bold=True) if i % 2 else p for i, p in enumerate(hit.snippet))
        click.echo(f"    {' '.join(shown.split())}")
    click.echo(f"{len(found.hits)} record{'' if len(found.hits) == 1 else 's'}", err=True)
    if not found.hits:
        raise SystemExit(1)


@click.command()
@click.argument("record")
@click.option("--in", "paper", type=click.Path(path_type=Path), help="What this paper has of the record.")
@as_json_option
@click.pass_obj
def show(workspace: Path | None, record: str, paper: Path | None, *, as_json: bool) -> None:
    """Show the card of a RECORD: fields with their evidence, what names it, its papers and its history."""
    if paper:
        _show_in(paper, record, as_json=as_json)
        return
    kb = open_whole(find(workspace))
    found = card(kb, Relations(kb), named(kb, record))
    if as_json:
        names = {name(kb, p): [name(kb, link.subject) for link in those] for p, those in found.backlinks.items()}
        click.echo(json_text({"record": {**asdict(replace(found, backlinks={})), "backlinks": names}}))
    else:
        click.echo("\n".join(_card_lines(kb, found)))


def _show_in(path: Path, record: str, *, as_json: bool) -> None:
    trails = statements_of(reading.read(path), record)
    if as_json:
        click.echo(json_text({"statements": [asdict(t) for t in trails]}))
    for trail in () if as_json else trails:
        click.echo(f"{trail.id}  {trail.warrant}  “{trail.text}”")
        for evidence in trail.evidence:
            click.echo(f"    note {evidence.note}: {evidence.source_title}, {evidence.locator}: {evidence.gist}")


def _card_lines(kb: KnowledgeBase, found: Card) -> Iterator[str]:
    yield click.style(found.label, bold=True)
    yield f"{found.kind}  {name(kb, found.iri)}  {found.file}:{found.line}  hash {found.hash[:12]}"
    every = (found.fields, *(part.fields for part in found.parts))
    notes = dict.fromkeys(passage for fields in every for field in fields for passage in field.evidence)
    numbers = {(passage, words): number for number, (passage, words) in enumerate(notes, 1)}
    yield from _field_lines(kb, found.fields, numbers, "  ")
    for part in found.parts:
        yield f"  {part.label}"
        yield from _field_lines(kb, part.fields, numbers, "    ")
    if numbers:
        yield "Evidence"
    yield from (f"  ({number}) {words} [{name(kb, passage)}]" for (passage, words), number in numbers.items())
    if found.backlinks:
        yield "Named by"
    for prop, those in found.backlinks.items():
        yield from (f"  {name(kb, link.subject)} {phrase(kb, prop)} it" for link in those)
    if found.uses:
        yield "Used in papers"
    for use in found.uses:
        printed = f", issued {use.issued}: {len(use.statements)} statements" if use.issued else ""
        yield f"  {name(kb, use.paper)}  {use.label}{printed}"
    if found.history:
        yield "History"
    yield from (f"  {commit.day}  {commit.hash[:12]}  {commit.subject}" for commit in found.history)


def _field_lines(
    kb: KnowledgeBase, fields: tuple[CardField, ...], numbers: Mapping[tuple[Iri, str], int], indent: str
) -> Iterator[str]:
    for field in fields:
        values = "; ".join(
            f"{v.text} [{name(kb, v.iri)}]" if v.iri in kb.aggregates and v.text != name(kb, v.iri) else v.text
            for v in field.values
        )
        notes = ",".join(str(numbers[evidence]) for evidence in field.evidence)
        stands = f"  ({field.warrant}: {notes})" if notes else f"  ({field.warrant})" if field.warrant else ""
        yield f"{indent}{field.label}: {values}{stands if not field.fault else f'  (unsupported: {field.fault})'}"


@click.command()
@click.argument("start")
@click.argument("end")
@click.option("--most", type=click.IntRange(1, 100), default=5, show_default=True, help="The most chains to show.")
@click.option("--topics", is_flag=True, help="Let belonging to the same topic count as a step.")
@as_json_option
@click.pass_obj
def path(workspace: Path | None, start: str, end: str, most: int, *, topics: bool, as_json: bool) -> None:
    """Show the shortest chains between the records START and END, in words, with the evidence for each step."""
    kb = open_whole(find(workspace))
    chains = paths(Relations(kb), named(kb, start), named(kb, end), most, topics=topics)
    warrants = Warrants(kb.unissued)
    if as_json:
        click.echo(json_text({"chains": [[_step(kb, warrants, link) for link in chain] for chain in chains]}))
    for number, chain in enumerate(() if as_json else chains, 1):
        click.echo(
            f"{number}. {len(chain)} step{'' if len(chain) == 1 else 's'}" if chain else "It is the same record."
        )
        for link in chain:
            click.echo(f"   {in_words(kb, link)}.")
            for line in _evidence(kb, warrants, link):
                click.echo(f"      {line}")
    if not chains:
        click.echo("No chain of links joins the two.", err=True)
        raise SystemExit(1)


def _evidence(kb: KnowledgeBase, warrants: Warrants, link: RecordLink) -> list[str]:
    """On what a step stands: the passages of its statement, else of the claim it leads to or of what says it."""
    verdict = warrants.statement(link.part, link.prop)
    if not verdict.passages:
        verdict = warrants.record(link.object if is_a(kb, link.object, pol("Claim")) else link.subject)
    file, line, _ = kb.locate(link.part, link.prop)
    where = f"{file}:{line}"
    if verdict.failure:
        return [f"unsupported: {verdict.failure.message} ({where})"]
    return [*(f"{cited(kb, passage)} [{name(kb, passage)}]" for passage in verdict.passages[:3]), where]


def _step(kb: KnowledgeBase, warrants: Warrants, link: RecordLink) -> dict[str, object]:
    names = {"subject": name(kb, link.subject), "property": name(kb, link.prop), "object": name(kb, link.object)}
    return {**names, "words": in_words(kb, link), "evidence": _evidence(kb, warrants, link)}


@click.command()
@click.argument("record")
@click.option("--depth", type=click.IntRange(1, 4), default=1, show_default=True, help="How many links away.")
@click.option("--most", type=click.IntRange(2, 500), default=40, show_default=True, help="The most records.")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="svg", help="What to write.")
@click.pass_obj
def graph(workspace: Path | None, record: str, depth: int, most: int, form: str) -> None:
    """Write the neighbourhood of a RECORD to standard output: SVG, DOT, GraphML or JSON."""
    kb = open_whole(find(workspace))
    around = neighbourhood(Relations(kb), named(kb, record), depth, most)
    click.echo(FORMATS[form](as_graph(kb, around), kb.workspace.words), nl=False)
    if around.left_out:
        click.echo(f"{around.left_out} more records lie around it; raise --most to see them.", err=True)
