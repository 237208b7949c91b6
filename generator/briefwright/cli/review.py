"""The command of reviewers: what waits, and what they say."""

from collections.abc import Iterator
from pathlib import Path

import click

from briefwright.cli.curation import curator, finish, writing
from briefwright.cli.output import json_text
from briefwright.curate.notation import Notation
from briefwright.curate.planning import EditTerms
from briefwright.curate.reviewing import Act, ReviewVerdict, Waiting, queue, reviewed
from briefwright.errors import UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import label, name

_ALL = "all"


@click.command()
@click.argument("record", required=False)
@click.argument("act", required=False, type=click.Choice([act.value for act in Act]))
@click.option("--by", default="", metavar="ACTOR", help="Who says so; not an author of the record.")
@click.option("--outcome", default="agrees", show_default=True, metavar="CODE", help="agrees, partly or no.")
@click.option("--comment", default="", help="A remark, kept with the review.")
@click.option("--against", multiple=True, metavar="PASSAGE", help="What it was compared with; else all its evidence.")
@click.option("--field", "aspect", default="", metavar="FIELD", help="The field that was compared, where not all were.")
@click.option("--met", multiple=True, metavar="STANDARD", help="A standard of tradecraft that is met, or all.")
@click.option("--checklist", is_flag=True, help="Go through the standards of tradecraft one by one.")
@click.option("--class", "kind", default="", metavar="CLASS", help="The queue of this class only.")
@click.option("--to-approve", is_flag=True, help="The queue with what is checked and not approved.")
@click.option("--json", "as_json", is_flag=True, help="Print the queue as JSON.")
@writing
@click.pass_obj
def review(
    workspace: Path | None,
    record: str | None,
    act: str | None,
    by: str,
    outcome: str,
    comment: str,
    against: tuple[str, ...],
    aspect: str,
    met: tuple[str, ...],
    kind: str,
    day: str,
    *,
    checklist: bool,
    to_approve: bool,
    as_json: bool,
    dry_run: bool,
    keep_review: bool,
) -> None:
    """List what waits for review, or with RECORD and ACT (submit, check, approve, return) take a step of it."""
    notation = curator(workspace)
    if record is None:
        wanted = notation.forms.cls(kind) if kind else None
        _show_queue(notation.kb, queue(notation.kb, wanted, to_approve=to_approve), as_json=as_json)
        return
    if act is None:
        raise UsageError(f"What is to be done with {record}? Say one of: {', '.join(Act)}.")
    standards = tuple(_asked(notation)) if checklist else _standards(notation, met)
    prop = notation.forms.property(aspect) if aspect else ""
    verdict = ReviewVerdict(by, outcome, comment, against, prop, standards)
    finish(
        notation.kb, reviewed(notation.kb, record, Act(act), verdict, EditTerms(day, keep_review)), day, dry_run=dry_run
    )


def _codes(notation: Notation) -> list[tuple[str, str]]:
    """The standards of tradecraft in their order, each with what it asks."""
    concepts = [c for c in notation.kb.ontology.concepts.values() if c.scheme == "tradecraft"]
    return [(c.code, c.definition) for c in sorted(concepts, key=lambda concept: concept.rank)]


def _standards(notation: Notation, met: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code, _ in _codes(notation)) if _ALL in met else met


def _asked(notation: Notation) -> Iterator[str]:
    for code, definition in _codes(notation):
        if click.confirm(definition, err=True):
            yield code


def _show_queue(kb: KnowledgeBase, found: tuple[Waiting, ...], *, as_json: bool) -> None:
    if as_json:
        click.echo(json_text({"waiting": [_member(kb, each) for each in found]}))
        return
    for each in found:
        click.echo(f"{click.style(name(kb, each.record), bold=True)}  {label(kb, each.record)}")
        so_far = f"; agreed: {', '.join(label(kb, who) for who in each.agreed)}" if each.agreed else ""
        status = label(kb, each.status).lower() if each.status else "no review status"
        click.echo(f"    {status}, {each.why} ({each.since}){so_far}")
    click.echo(f"{len(found)} record{'' if len(found) == 1 else 's'} wait{'s' if len(found) == 1 else ''}.", err=True)


def _member(kb: KnowledgeBase, each: Waiting) -> dict[str, object]:
    return {
        "record": name(kb, each.record),
        "label": label(kb, each.record),
        "status": each.status.rpartition("/")[2],
        "why": each.why,
        "since": each.since,
        "agreed": [name(kb, who) for who in each.agreed],
        "needed": each.needed,
        "changed": [name(kb, one) for one in each.because],
    }
