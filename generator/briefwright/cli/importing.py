"""The command that takes in what other programs wrote: references, and any RDF by a mapping."""

from collections import Counter
from pathlib import Path

import click

from briefwright.cli.curation import curator, finish, pairs, writing
from briefwright.curate import bibliography
from briefwright.curate.mapping import SUFFIXES, mapped, read_mapping
from briefwright.curate.notation import Notation
from briefwright.curate.planning import EditTerms, Plan, propose
from briefwright.curate.sources import acquire, describe
from briefwright.errors import UsageError


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map", "mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="For RDF: what is what."
)
@click.option(
    "--set", "fields", multiple=True, metavar="FIELD=VALUE", help="For references: a field of every new source."
)
@click.option("--yes", is_flag=True, help="Write without asking.")
@writing
@click.pass_obj
def import_(
    workspace: Path | None,
    file: Path,
    mapping: Path | None,
    fields: tuple[str, ...],
    day: str,
    *,
    yes: bool,
    dry_run: bool,
    keep_review: bool,
) -> None:
    """Take in a FILE: references (.bib, .json, .ris) as sources, RDF (.ttl, .nt, .jsonld) as --map says."""
    notation = curator(workspace)
    terms = EditTerms(day, keep_review)
    if file.suffix.lower() in SUFFIXES:
        plan = _of_rdf(notation, file, mapping, terms)
    else:
        plan = _of_references(notation, file, fields, terms)
    if plan.changes and not dry_run and not yes and not click.confirm(f"Write {len(plan.changes)} records?", err=True):
        click.echo("Nothing was written.", err=True)
        return
    finish(notation.kb, plan, day, dry_run=dry_run)


def _of_references(notation: Notation, file: Path, fields: tuple[str, ...], terms: EditTerms) -> Plan:
    found = bibliography.read(file)
    acquired = acquire(notation, found.references, pairs(fields), terms.today)
    for line in (*found.faults, *(describe(notation, entry) for entry in acquired.report)):
        click.echo(line, err=True)
    counts = Counter(entry.state for entry in acquired.report)
    click.echo(", ".join(f"{number} {state}" for state, number in sorted(counts.items())) + ".", err=True)
    return propose(notation.kb, acquired.wanted, terms)


def _of_rdf(notation: Notation, file: Path, mapping: Path | None, terms: EditTerms) -> Plan:
    if mapping is None:
        raise UsageError("RDF of others needs a mapping: which of their classes and properties are which of ours. "
                         "Name its file with --map; docs/curation.md shows one.")  # fmt: skip
    found = mapped(notation, file, read_mapping(notation, mapping), terms.today)
    for line in found.report:
        click.echo(line, err=True)
    return propose(notation.kb, found.wanted, terms)
