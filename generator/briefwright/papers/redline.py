"""Redlines of papers between two states of a workspace, in the papers' own layout."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefwright.compose import Composition, Order, briefs, compose, prepare, refuse_embargoed
from briefwright.document import Document
from briefwright.document.redline import redline
from briefwright.errors import RefusedError, UsageError
from briefwright.files import atomic_write
from briefwright.findings import Finding, Severity, ordered
from briefwright.knowledge.kb import open_whole
from briefwright.knowledge.records import name
from briefwright.knowledge.workspace import Workspace
from briefwright.papers.fitting import Presses, fit, printed_page, sheet, stem
from briefwright.words import Words

FORMATS = ("html", "pdf")


@dataclass(frozen=True, slots=True)
class State:
    """A state of a workspace, and what people call it."""

    workspace: Workspace
    name: str


def redlines(
    before: State,
    after: State,
    what: str,
    audience: str,
    out: Path,
    say: Callable[[str], object] = print,
    now: datetime | None = None,
) -> tuple[Path, ...]:
    """Write the redline of each paper of a type or brief that both states have, as HTML and PDF, to `out`.

    Both papers are set with the ontology, templates and house style of the later state. `now` (with a time zone; by
    default the time of the call) is held against embargoes.

    Raises UsageError when there is no such paper in one of the states, RefusedError with the findings when a paper of
    either state has an unsupported statement, or is for everybody and under embargo."""
    # What differs is then the knowledge alone, and templates of long ago need not fit the code of today.
    later = after.workspace
    earlier = replace(before.workspace, ontology=later.ontology, templates=later.templates, brand=later.brand)
    old, new = open_whole(earlier), open_whole(later)
    here = set(briefs(new, what, audience))
    there = {(name(old, brief), who): brief for brief, who in briefs(old, what, audience)}
    both = sorted((brief, who) for brief, who in here if (name(new, brief), who) in there)
    if not both:
        asked = what + (f" for {audience}" if audience else "")
        raise UsageError(
            f"No paper {asked} is in both {before.name} and {after.name}, so there is nothing to compare. "
            f"{after.name} has {len(here)} such paper{'' if len(here) == 1 else 's'}, {before.name} {len(there)}."
        )
    presses = Presses(later)
    written: list[Path] = []
    for brief, who in both:
        orders = ((old, Order(there[name(new, brief), who], who)), (new, Order(brief, who)))
        desks = [prepare(kb, order) for kb, order in orders]
        papers = [(desk, compose(desk)) for desk in desks]
        _refuse([composition for _, composition in papers])
        for desk, composition in papers:
            refuse_embargoed(desk, composition, now or datetime.now(UTC))
        old_paper, new_paper = (fit(desk, composition, presses).document for desk, composition in papers)
        merged = redline(
            old_paper,
            new_paper,
            later.words.say("redline", title=new_paper.title),
            _compared(later.words, old_paper, new_paper, before.name, after.name),
        )
        written += _write(merged, f"redline-{stem(desks[1])}", presses, out)
        say(f"{written[-1].stem}: {_counted(old_paper, new_paper)}")
    return tuple(written)


def _refuse(papers: Sequence[Composition]) -> None:
    faults: tuple[Finding, ...] = ordered(f for p in papers for f in p.findings if f.severity is Severity.VIOLATION)
    if faults:
        raise RefusedError("No redline: the findings above stand against one of the two papers.", faults)


def _compared(words: Words, before: Document, after: Document, *names: str) -> str:
    return words.say(
        "compared",
        old=before.edition,
        old_date=before.as_of_text,
        before=names[0],
        new=after.edition,
        new_date=after.as_of_text,
        after=names[1],
    )


def _write(both: Document, name: str, presses: Presses, out: Path) -> Iterator[Path]:
    for form, data in (("html", printed_page(both, presses)), ("pdf", sheet(both, presses)[0])):
        path = out / f"{name}.{form}"
        atomic_write(path, data)
        yield path


def _counted(before: Document, after: Document) -> str:
    had, have = ({statement.text for statement in paper.statements} for paper in (before, after))
    return f"{len(have - had)} statements new or changed, {len(had - have)} gone or changed"
