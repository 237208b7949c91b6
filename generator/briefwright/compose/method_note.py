"""The method note: on what the statements of a paper stand, counted."""

from collections.abc import Iterable, Mapping

from briefwright.compose.ledger import Ledger
from briefwright.document import Bar, Bars, Column, Method, Row, Run, Statement, Table, Warrant
from briefwright.knowledge.records import label, link, links, values
from briefwright.knowledge.vocabulary import ISSUED, REVIEWED, concept, pol
from briefwright.terms import Iri
from briefwright.words import Words


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
        support=_support(ledger.kb.workspace.words, len(counted), counts),
        information=_span(ledger, counted),
        review=_review(ledger),
        interests=_interests(ledger),
        gaps=gaps,
        open_points=tuple(label(ledger.kb, point) for point in points),
    )


def _support(words: Words, statements: int, counts: Mapping[str, int]) -> Bars:
    caption = words.say("support", count=statements)
    rows = tuple(
        Row(((Run(words[name]),), (Run(str(count)),)), f"support-{number}")
        for number, (name, count) in enumerate(counts.items(), 1)
    )
    twin = Table(
        caption, (Column(words["support_column"], 80), Column(words["support_count"], 20)), rows, "support-twin"
    )
    return Bars(caption, tuple(words[name] for name in counts), (Bar("", tuple(counts.values())),), twin, "support")


def _count(statements: Iterable[Statement], kind: Warrant) -> int:
    return sum(s.warrant is kind for s in statements)


def _span(ledger: Ledger, statements: Iterable[Statement]) -> str:
    """From when to when the information dates: the as-of dates of statements and the dates of the sources noted."""
    issued = (str(v) for r in ledger.references for v in values(ledger.kb, Iri(r.source), ISSUED))
    dates = sorted({*(s.as_of for s in statements if s.as_of), *issued})
    words = ledger.kb.workspace.words
    return words.say("span", first=words.date(dates[0]), last=words.date(dates[-1])) if dates else ""


def _review(ledger: Ledger) -> str:
    states = {link(ledger.kb, r, pol("reviewStatus")) for r in ledger.used}
    checked = len({s.records[0] for s in ledger.statements if s.check.by})
    words = ledger.kb.workspace.words
    independent = words.say("independently", count=checked) if checked else words["not_independently"]
    return words.say("checked" if states <= REVIEWED else "not_all_checked", independent=independent)


def _interests(ledger: Ledger) -> tuple[str, ...]:
    """One line for each text whose author, publisher or funder has a stake, with the notes that cite it."""
    lines: dict[tuple[str, str], list[int]] = {}
    for reference in ledger.references:
        if reference.interest:
            lines.setdefault((label(ledger.kb, Iri(reference.source)), reference.interest), []).append(reference.number)
    return tuple(
        ledger.kb.workspace.words.say(
            "interest_notes" if len(numbers) > 1 else "interest_one_note",
            source=title,
            notes=", ".join(map(str, numbers)),
            interest=interest,
        )
        for (title, interest), numbers in lines.items()
    )
