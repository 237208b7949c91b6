"""The command that writes records for other programs."""

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from briefwright.compose.handling import handling
from briefwright.curate import exporting
from briefwright.errors import UsageError, nearest
from briefwright.files import atomic_write
from briefwright.knowledge.kb import KnowledgeBase, open_whole, restrict
from briefwright.knowledge.record_forms import Forms
from briefwright.knowledge.records import all_of, name
from briefwright.knowledge.workspace import find
from briefwright.rdf.store import Solutions, guard
from briefwright.terms import Iri, LangText
from briefwright.warrant.release import release
from briefwright.worker import Limits

_CITED = re.compile(r"@([a-z-]+/[a-z0-9-]+)")
_CSV = "csv"


@click.command("export")
@click.option("--format", "form", type=click.Choice([*exporting.FORMATS, _CSV]), default="turtle", show_default=True)
@click.option("--class", "kind", default="", metavar="CLASS", help="Only records of this class.")
@click.option("--query", "sparql", default="", metavar="SPARQL", help="Only records that the query names.")
@click.option("--ceiling", default="", metavar="MARKING", help="Only what may be released up to this marking.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file; for csv a folder. Else standard output.")
@click.pass_obj
def export(workspace: Path | None, form: str, kind: str, sparql: str, ceiling: str, output: Path | None) -> None:
    """Write records, all or some, as Turtle, N-Triples, JSON-LD, SKOS, JSON lines, or CSV by class."""
    kb = open_whole(find(workspace))
    if ceiling:
        kb = _released(kb, _marking(kb, ceiling))
    records = _chosen(kb, kind, sparql)
    click.echo(f"{len(records)} records.", err=True)
    if form == _CSV:
        if output is None:
            raise UsageError("CSV is a file a class. Name a folder with -o.")
        for file, data in exporting.as_tables(kb, records).items():
            atomic_write(output / file, data)
            click.echo(output / file)
        return
    data = exporting.FORMATS[form](kb, records)
    if output is None:
        click.echo(data, nl=False)
    else:
        atomic_write(output, data)
        click.echo(output)


def _released(kb: KnowledgeBase, ceiling: Iri) -> KnowledgeBase:
    """What may be released up to a marking, without what is under embargo, and without the briefs whose prose cites a
    record that is left out: its name would travel in their text."""
    found = release(kb, ceiling)
    now = datetime.now(UTC)
    held = {iri for iri in found.kb.aggregates if handling(found.kb, (iri,)).runs_at(now)}
    names = {name(kb, iri) for iri in (*found.withheld, *held)}

    def cites(record: Iri) -> bool:
        said = (str(t.object) for t in found.kb.aggregates[record].triples if isinstance(t.object, LangText))
        return any(cited in names for text in said for cited in _CITED.findall(text))

    return restrict(found.kb, frozenset(r for r in found.kb.aggregates if r not in held and not cites(r)))


def _marking(kb: KnowledgeBase, code: str) -> Iri:
    try:
        return kb.ontology.concept("marking", code).iri
    except KeyError:
        known = [concept.code for concept in kb.ontology.concepts.values() if concept.scheme == "marking"]
        raise UsageError(f"There is no marking {code!r}. {nearest(code, known, f'There are {known}.')}") from None


def _chosen(kb: KnowledgeBase, kind: str, sparql: str) -> frozenset[Iri]:
    """The records of the class that the query names, anywhere in its rows; all where neither is given."""
    chosen = frozenset(kb.aggregates)
    if kind:
        chosen &= frozenset(all_of(kb, Forms(kb.ontology).cls(kind)))
    if sparql:
        answer = guard.query(kb.store, sparql, limits=Limits(rows=len(kb.aggregates) * 10))
        if not isinstance(answer, Solutions):
            raise UsageError("The query must be a SELECT whose rows name the records to export.")
        chosen &= {value for row in answer.rows for value in row if isinstance(value, Iri)}
    return chosen
