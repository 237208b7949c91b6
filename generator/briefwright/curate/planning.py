"""A change of records before it is written: what else changes with it, and what a check would say of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from briefwright.curate.drafts import Draft, FileChange, change, draft, with_values
from briefwright.errors import RefusedError
from briefwright.findings import Finding, Severity
from briefwright.knowledge.check import check
from briefwright.knowledge.kb import KnowledgeBase, redrafted
from briefwright.knowledge.ontology import Facts, Ontology, index
from briefwright.knowledge.records import name
from briefwright.knowledge.substance import substance
from briefwright.knowledge.vocabulary import DRAFT, IN_REVIEW, MODIFIED, REVIEWED, STATUS, Role, pol
from briefwright.rdf.turtle import to_term
from briefwright.terms import Iri, PartialDate, Triple, Value, record_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, what a check says of the records that change, and what changes beside what was asked."""

    changes: tuple[FileChange, ...]
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    def diff(self) -> str:
        """All changes as lines with - and +."""
        return "".join(change.diff() for change in self.changes)


@dataclass(frozen=True, slots=True)
class EditTerms:
    """On which terms records are changed: the day it is, and whether what was reviewed stays so though it changes."""

    today: str
    keep_review: bool = False


def today() -> str:
    """The day it is for the curator, ISO."""
    return date.today().isoformat()  # noqa: DTZ011  a curator's own day


def fresh(day: str) -> dict[Iri, tuple[Value, ...]]:
    """With what a new record begins unless it says otherwise: as a draft of the day."""
    return {STATUS: (DRAFT,), MODIFIED: (PartialDate(day),)}


def propose(kb: KnowledgeBase, wanted: Mapping[Draft, Iterable[Triple]], terms: EditTerms) -> Plan:
    """The plan of giving each draft these triples instead of its own.

    A record whose words change bears the day. If it was reviewed it goes back to review, and so does what stands on a
    source or passage that changes, unless `terms` keep the review."""
    changes: dict[Iri, FileChange] = {}
    notes: list[str] = []
    touched: list[Draft] = []
    for before, triples in wanted.items():
        facts, back = _dated(kb.ontology, before, index(triples), terms)
        if back:
            notes.append(f"{name(kb, before.record)} goes back to review, since what it says changes.")
        found = change(before, _triples(facts))
        if found:
            changes[before.record] = found
            touched += [before] if before.facts and _says_other(kb.ontology, before.facts, facts) else []
    if not terms.keep_review:
        for record, cause in _standing_on(kb, touched):
            found = None if record in changes else _back(draft(kb.workspace, record))
            if found:
                changes[record] = found
                notes.append(f"{name(kb, record)} goes back to review, since {name(kb, cause)} changes.")
    plan = Plan(tuple(changes.values()), notes=tuple(notes))
    return replace(plan, findings=findings(kb, plan.changes, terms.today)) if changes else plan


def findings(kb: KnowledgeBase, changes: Iterable[FileChange], day: str) -> tuple[Finding, ...]:
    """What a check would say of the records that change, if they were written."""
    texts = {change.record: change.new for change in changes}
    report = check(redrafted(kb, texts), today=day)
    return tuple(finding for finding in report.findings if record_of(finding.focus) in texts)


def refuse_faulty(kb: KnowledgeBase, plan: Plan, day: str) -> None:
    """Raise RefusedError, with the findings, when the plan would break what a field or a file must be.

    What was wrong before is no reason: a record may be mended by degrees. Nor is what a rule says across records, such
    as that a claim has no passage yet."""
    wrong = {finding for finding in plan.findings if finding.severity is Severity.VIOLATION and _is_field(finding)}
    if not wrong:
        return
    known = {c.record for c in plan.changes if c.old}
    before = check(kb, today=day).findings if known else ()
    old = {(f.code, f.focus, f.path, f.value) for f in before}
    new = tuple(f for f in plan.findings if f in wrong and (f.code, f.focus, f.path, f.value) not in old)
    if new:
        raise RefusedError("Nothing was written. Mend what is named above, and try again.", new)


def _is_field(finding: Finding) -> bool:
    return bool(finding.shape) or finding.code.startswith(("TTL", "KB0"))


def _dated(ontology: Ontology, before: Draft, facts: Facts, terms: EditTerms) -> tuple[Facts, bool]:
    """The facts with the day of the change, and back in review, where what the record says changes. Upkeep, steps of
    review among it, and changes of form are no changes in substance: they bear no day and send nothing back."""
    if not before.facts or not _says_other(ontology, before.facts, facts):
        return facts, False
    record = before.record
    own, now = before.facts.get(record, {}), facts.get(record, {})
    stamped = dict(now)
    if now.get(MODIFIED) == own.get(MODIFIED) and not terms.keep_review:
        stamped[MODIFIED] = (PartialDate(terms.today),)
    untouched = all(now.get(prop) == own.get(prop) for prop in ontology.having(Role.REVIEW))
    back = untouched and not terms.keep_review and not REVIEWED.isdisjoint(now.get(STATUS, ()))
    if back:
        stamped[STATUS] = (IN_REVIEW,)
    return {**facts, record: stamped}, back


def _back(before: Draft) -> FileChange | None:
    """The record back in review, if it had been reviewed."""
    if REVIEWED.isdisjoint(before.facts.get(before.record, {}).get(STATUS, ())):
        return None
    return change(before, with_values(before.facts, before.record, {STATUS: (IN_REVIEW,)}))


def _says_other(ontology: Ontology, before: Facts, after: Facts) -> bool:
    """Whether a record says something else than it did."""
    old, new = (
        {(subject, prop, to_term(value)) for subject, prop, values in substance(ontology, facts) for value in values}
        for facts in (before, after)
    )
    return old != new


def _triples(facts: Facts) -> Iterator[Triple]:
    return (Triple(s, prop, value) for s, said in facts.items() for prop, values in said.items() for value in values)


def _standing_on(kb: KnowledgeBase, changed: Iterable[Draft]) -> Iterator[tuple[Iri, Iri]]:
    """The records that take what they say from a source or passage that changes, each with that source or passage."""
    for before in changed:
        passages = [p for p in kb.backlinks.get((pol("source"), before.record), ()) if p in kb.aggregates]
        yield from ((passage, before.record) for passage in passages)
        for passage in (*passages, before.record):
            for prop in kb.ontology.having(Role.EVIDENCE):
                yield from ((record_of(user), before.record) for user in kb.backlinks.get((prop, passage), ()))
