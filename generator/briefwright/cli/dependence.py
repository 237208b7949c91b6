"""Commands that say what falls with a record, and why it stands."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from briefwright.analyse.grounds import Ground, Why
from briefwright.analyse.grounds import why as grounds
from briefwright.analyse.impact import ALL, Impact, Loss, by_class
from briefwright.analyse.impact import impact as impact_of
from briefwright.analyse.relations import Relations, in_words, kind_of
from briefwright.cli.output import json_text
from briefwright.errors import UsageError
from briefwright.knowledge.kb import KnowledgeBase, open_whole
from briefwright.knowledge.records import label, name, named
from briefwright.knowledge.workspace import find
from briefwright.terms import Iri
from briefwright.warrant.issued import Fallen

_json = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.command()
@click.argument("records", nargs=-1)
@click.option("--retract", multiple=True, metavar="RECORD", help="One more record that falls together with the others.")
@click.option("--chains", is_flag=True, help="Show for each record by which way it stands on what falls.")
@_json
@click.pass_obj
def impact(
    workspace: Path | None, records: tuple[str, ...], retract: tuple[str, ...], *, chains: bool, as_json: bool
) -> None:
    """Say what falls if RECORDS fall: what loses all support, what some, in which papers. Nothing is changed."""
    if not (records or retract):
        raise UsageError("Name a record that may fall, such as source/some-report.")
    kb = open_whole(find(workspace))
    found = impact_of(kb, Relations(kb), [named(kb, given) for given in (*records, *retract)])
    if as_json:
        click.echo(json_text(_impact_members(kb, found)))
    else:
        click.echo("\n".join(_impact_lines(kb, found, chains=chains)))


def _impact_members(kb: KnowledgeBase, found: Impact) -> dict[str, object]:
    losses = [
        {
            "record": name(kb, loss.record),
            "label": label(kb, loss.record),
            "loses": loss.extent,
            "fields": [name(kb, field) for field in loss.fields],
            "had": loss.had,
            "left": loss.left,
            "chain": [in_words(kb, link) for link in loss.chain],
        }
        for loss in found.losses
    ]
    papers = [
        {"paper": name(kb, paper.iri), "sentences": {_part(one): one.statement.text for one in those}}
        for paper, those in found.printed
    ]
    retracted = [name(kb, record) for record in found.retracted]
    return {"retracted": retracted, "losses": losses, "issued": papers, "unharmed": found.unharmed}


def _impact_lines(kb: KnowledgeBase, found: Impact, *, chains: bool) -> Iterator[str]:
    whole = sum(loss.extent == ALL for loss in found.losses)
    names = ", ".join(name(kb, record) for record in found.retracted)
    some = len(found.losses) - whole
    lost = f"{_records(whole)} would lose all support, {_records(some)} some"
    yield f"If {names} fell: {lost}; {found.unharmed} more would stand as before."
    kinds = {loss.record: kind_of(kb, loss.record) for loss in found.losses}
    for kind, losses in by_class(found.losses, kinds):
        yield kind.capitalize()
        for loss in losses:
            yield f"  {_loss(kb, kind, loss)}"
            for link in loss.chain if chains else ():
                yield f"      {in_words(kb, link)}"
    for paper, those in found.printed:
        yield f"Issued: {name(kb, paper.iri)}, {len(those)} of {len(paper.statements)} sentences"
        yield from (f"  {_part(one)}  “{one.statement.text}”" for one in those)


def _part(one: Fallen) -> str:
    return one.statement.iri.rpartition("#")[2]


def _records(count: int) -> str:
    return f"{count} record{'' if count == 1 else 's'}"


def _loss(kb: KnowledgeBase, kind: str, loss: Loss) -> str:
    lost = "loses all" if loss.extent == ALL else "loses some"
    unit = "records it features or cites" if kind == "brief" else "passages"
    left = f", {loss.left} of {loss.had} {unit} left" if loss.had and kind not in ("passage", "source") else ""
    fields = [kb.ontology.labels.get(field, name(kb, field)) for field in loss.fields]
    said = f"; unsupported: {', '.join(fields)}" if fields and loss.extent != ALL else ""
    return f"{lost}  {name(kb, loss.record)}  {label(kb, loss.record)}{left}{said}"


@click.command()
@click.argument("record")
@_json
@click.pass_obj
def why(workspace: Path | None, record: str, *, as_json: bool) -> None:
    """Say why a RECORD stands as it does: confidence, grounds, sources, their independence, and what is against it."""
    kb = open_whole(find(workspace))
    found = grounds(kb, named(kb, record))
    if as_json:
        click.echo(json_text({"why": asdict(found)}))
    else:
        click.echo("\n".join(_why_lines(kb, found)))


def _why_lines(kb: KnowledgeBase, found: Why) -> Iterator[str]:
    yield click.style(found.label, bold=True)
    yield f"{kind_of(kb, found.record)}  {name(kb, found.record)}"
    yield from (f"  {said}: {value}" for said, value in found.said)
    if found.failure:
        yield f"Does not stand (rule {found.failure.rule}): {found.failure.message}"
    else:
        yield f"Stands on {_roots(kb, found.roots)}"
    yield from _grounds(kb, found.own, "  ")
    for reason in found.reasons:
        yield f"  {reason.kind}: {reason.statement} [{name(kb, reason.record)}], {_roots(kb, reason.roots)}"
        if reason.fault:
            yield f"      carries nothing: {reason.fault}"
        yield from _grounds(kb, reason.grounds, "      ")
    if found.against:
        yield "Against it"
        yield from _grounds(kb, found.against, "  ")
    yield from (f"Weighed too: {other}" for other in found.alternatives)


def _roots(kb: KnowledgeBase, roots: tuple[Iri, ...]) -> str:
    listed = f": {', '.join(name(kb, root) for root in roots)}" if roots else ""
    return f"{len(roots)} independent source{'' if len(roots) == 1 else 's'}{listed}"


def _grounds(kb: KnowledgeBase, grounds: tuple[Ground, ...], indent: str) -> Iterator[str]:
    for ground in grounds:
        said = {"tier": ground.tier, "reliability": ground.reliability, "credibility": ground.credibility}
        worth = [f"{key} {value}" for key, value in said.items() if value]
        worth += ["interested"] if ground.interested else []
        yield f"{indent}{ground.gist}"
        where = f"{ground.title}, {ground.locator} ({', '.join(worth)})"
        yield f"{indent}    {where} [{name(kb, ground.passage)}]"
        if ground.fault:
            yield f"{indent}    does not count: {ground.fault}"
