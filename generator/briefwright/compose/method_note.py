"""The method note: on what the statements of a paper stand, counted."""

from collections.abc import Iterable

from briefwright.compose.ledger import Ledger
from briefwright.document import Bar, Bars, Column, Method, Row, Run, Statement, Table, Warrant
from briefwright.knowledge.records import in_words, label, link, links, values
from briefwright.knowledge.vocabulary import ISSUED, REVIEWED, concept, pol
from briefwright.terms import Iri

_STANDS_ON = (
    "Two or more independent sources",
    "One independent source",
    "Only sources with an interest in the matter",
    "Assessment, resting on sourced claims",
    "Proposal of a named body",
    "Count or date derived from other statements",
)


def open_points(ledger: Ledger) -> tuple[Iri, ...]:
    """The unverified records that speak of a record the paper uses: gaps to be named, never facts (rule 10)."""
    return tuple(
        iri
        for iri in sorted(ledger.kb.aggregates)
        if link(ledger.kb, iri, pol("reviewStatus")) == concept("review-status", "unverified")
        and not ledger.used.isdisjoint(links(ledger.kb, iri, pol("about")))
    )


def method(ledger: Ledger, gaps: tuple[str, ...], points: tuple[Iri, ...]) -> Method:
    """Every statement counts once: as assessment, proposal, only interested, two or more roots, or one."""
    counted = [s for s in ledger.statements if s.warrant is not Warrant.STRUCTURAL]
    sourced = [s for s in counted if s.warrant is Warrant.SOURCED]
    neutral = [s for s in sourced if not s.interested_only]
    counts = {
        "two_or_more_roots": sum(s.roots >= 2 for s in neutral),
        "one_root": sum(s.roots < 2 for s in neutral),
        "interested_only": len(sourced) - len(neutral),
        "assessments": _count(counted, Warrant.JUDGED),
        "proposals": _count(counted, Warrant.PROPOSED),
        "derived": _count(counted, Warrant.DERIVED),
    }
    return Method(
        statements=len(counted),
        **counts,
        support=_support(len(counted), tuple(counts.values())),
        information=_span(ledger, counted),
        review=_review(ledger),
        interests=_interests(ledger),
        gaps=gaps,
        open_points=tuple(label(ledger.kb, point) for point in points),
    )


def _support(statements: int, counts: tuple[int, ...]) -> Bars:
    caption = f"On what the {statements} statements of this paper stand"
    rows = tuple(
        Row(((Run(words),), (Run(str(n)),)), f"support-{i}")
        for i, (words, n) in enumerate(zip(_STANDS_ON, counts, strict=True), 1)
    )
    twin = Table(caption, (Column("Stands on", 80), Column("Statements", 20)), rows, "support-twin")
    return Bars(caption, _STANDS_ON, (Bar("", counts),), twin, "support")


def _count(statements: Iterable[Statement], kind: Warrant) -> int:
    return sum(s.warrant is kind for s in statements)


def _span(ledger: Ledger, statements: Iterable[Statement]) -> str:
    """From when to when the information dates: the as-of dates of statements and the dates of the sources noted."""
    issued = (str(v) for r in ledger.references for v in values(ledger.kb, Iri(r.source), ISSUED))
    dates = sorted({*(s.as_of for s in statements if s.as_of), *issued})
    return f"{in_words(dates[0])} to {in_words(dates[-1])}" if dates else ""


def _review(ledger: Ledger) -> str:
    states = {link(ledger.kb, r, pol("reviewStatus")) for r in ledger.used}
    checked = len({s.records[0] for s in ledger.statements if s.check.by})
    independent = (
        f"compared with their sources by someone other than their author: {checked} of the records"
        if checked
        else "not independently reviewed"
    )
    if states <= REVIEWED:
        return f"Checked against source extracts by the editors; {independent}."
    return f"Not all records are checked against their sources yet; {independent}."


def _interests(ledger: Ledger) -> tuple[str, ...]:
    """One line for each text whose author, publisher or funder has a stake, with the notes that cite it."""
    lines: dict[tuple[str, str], list[int]] = {}
    for reference in ledger.references:
        if reference.interest:
            lines.setdefault((label(ledger.kb, Iri(reference.source)), reference.interest), []).append(reference.number)
    return tuple(
        f"{title} (note{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}): {interest}"
        for (title, interest), numbers in lines.items()
    )
