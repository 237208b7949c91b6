"""Review: who looked at a record, what they found, how far it has come, and what waits to be looked at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from briefwright.curate.drafts import Draft, draft
from briefwright.curate.planning import EditTerms, Plan, propose
from briefwright.errors import UsageError, nearest
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import TYPE
from briefwright.knowledge.records import class_of, is_a, label, link, links, name, named, text
from briefwright.knowledge.vocabulary import (
    APPROVED,
    CHECKED,
    CREATOR,
    DRAFT,
    IN_REVIEW,
    MODIFIED,
    REVIEWED,
    STATUS,
    concept,
    pol,
)
from briefwright.terms import Iri, LangText, PartialDate, Triple, Value, record_of

_AGREES = "agrees"


class Act(StrEnum):
    """What a reviewer does."""

    SUBMIT = "submit"
    CHECK = "check"
    APPROVE = "approve"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class ReviewVerdict:
    """What a reviewer says: who, what they found, against which passages, of which field, by which standards.

    `by`, `against` and `aspect` are as people name records and fields; without passages a check is of all the evidence
    of the record."""

    by: str = ""
    outcome: str = _AGREES
    comment: str = ""
    against: tuple[str, ...] = ()
    aspect: str = ""
    tradecraft: tuple[str, ...] = ()


def reviewed(kb: KnowledgeBase, what: str, act: Act, verdict: ReviewVerdict, terms: EditTerms) -> Plan:
    """The plan of an act of review of a record.

    A check or an approval is by an actor who is no author of the record, and is kept as a part of it; an approval needs
    as many different persons to have found that the record agrees as its class asks for, the approver counted, none of
    them before the last change. Raises UsageError when it is not the turn of the act, and for names that are none."""
    record = named(kb, what)
    before = draft(kb.workspace, record)
    status = link(kb, record, STATUS)
    _refuse_out_of_turn(kb, record, act, status)
    own = dict(before.facts[record])
    if act is Act.SUBMIT:
        own[STATUS] = (IN_REVIEW,)
        return _planned(kb, before, own, (), terms)
    who = _reviewer(kb, record, verdict.by)
    check = Iri(f"{record}#check-{_next(before, record)}")
    said = tuple(_check(kb, record, check, who, act, verdict, terms.today))
    own[pol("check")] = (*own.get(pol("check"), ()), check)
    if act is Act.APPROVE:
        _refuse_too_few(kb, record, who)
    if act is Act.RETURN or verdict.outcome != _AGREES:
        own[STATUS] = (DRAFT if act is Act.RETURN else IN_REVIEW,)
    else:
        further = act is Act.APPROVE or status == APPROVED
        own[STATUS] = (APPROVED if further else CHECKED,)
        own[pol("reviewedBy")] = (who,)
        own[pol("reviewedOn")] = (PartialDate(terms.today),)
    return _planned(kb, before, own, said, terms)


def _planned(
    kb: KnowledgeBase, before: Draft, own: Mapping[Iri, tuple[Value, ...]], more: Iterable[Triple], terms: EditTerms
) -> Plan:
    others = [t for t in before.triples if t.subject != before.record]
    mine = [Triple(before.record, prop, value) for prop, values in own.items() for value in values]
    return propose(kb, {before: [*mine, *others, *more]}, terms)


def _refuse_out_of_turn(kb: KnowledgeBase, record: Iri, act: Act, status: Iri) -> None:
    called = f"{name(kb, record)} is {label(kb, status).lower() if status else 'without review status'}"
    if status in kb.ontology.out_of_use:
        raise UsageError(f"{called} and not reviewed any more.")
    if act is Act.SUBMIT and status in (IN_REVIEW, *REVIEWED):
        raise UsageError(f"{called} already; what waits for review is a draft.")
    if act is Act.APPROVE and status not in (CHECKED, IN_REVIEW):
        raise UsageError(f"{called}; approved is what was checked before.")


def _reviewer(kb: KnowledgeBase, record: Iri, given: str) -> Iri:
    if not given:
        raise UsageError("Who says so? Name the actor with --by.")
    who = named(kb, given)
    if not is_a(kb, who, pol("Actor")):
        raise UsageError(f"{name(kb, who)} is no actor. Name the person or office that reviews with --by.")
    if who in links(kb, record, CREATOR):
        raise UsageError(f"{label(kb, who)} wrote {name(kb, record)}; a review is by somebody else.")
    return who


def _next(before: Draft, record: Iri) -> int:
    taken = {subject.removeprefix(f"{record}#check-") for subject in before.facts}
    return next(n for n in range(1, len(taken) + 2) if str(n) not in taken)


def _check(
    kb: KnowledgeBase, record: Iri, check: Iri, who: Iri, act: Act, verdict: ReviewVerdict, today: str
) -> Iterator[Triple]:
    """The part that keeps what a reviewer said."""
    outcome = "no" if act is Act.RETURN and verdict.outcome == _AGREES else verdict.outcome
    yield Triple(check, TYPE, pol("Check"))
    yield Triple(check, pol("checker"), who)
    yield Triple(check, pol("checkedOn"), PartialDate(today))
    yield Triple(check, pol("checkOutcome"), _concept(kb, "check-outcome", outcome))
    evidence = (
        [passage for prop in kb.ontology.support for passage in links(kb, record, prop)] if act is Act.CHECK else []
    )
    for passage in [named(kb, each) for each in verdict.against] or evidence:
        yield Triple(check, pol("comparedWith"), passage)
    for standard in verdict.tradecraft:
        yield Triple(check, pol("tradecraft"), _concept(kb, "tradecraft", standard))
    if verdict.aspect:
        yield Triple(check, pol("aspect"), Iri(verdict.aspect))
    if verdict.comment:
        yield Triple(check, pol("comment"), LangText(verdict.comment, kb.workspace.language.lower()))


def _concept(kb: KnowledgeBase, scheme: str, given: str) -> Iri:
    known = [concept.code for concept in kb.ontology.concepts.values() if concept.scheme == scheme]
    if given not in known:
        raise UsageError(f"{given!r} is none of {', '.join(known)}. {nearest(given, known)}")
    return kb.ontology.concept(scheme, given).iri


def _refuse_too_few(kb: KnowledgeBase, record: Iri, who: Iri) -> None:
    found = agreed(kb, record) | {who}
    needed = reviewers_needed(kb, record)
    if len(found) < needed:
        there = ", ".join(label(kb, each) for each in sorted(found))
        raise UsageError(
            f"{name(kb, record)} needs {needed} persons to have found that it agrees since it was last changed; there "
            f"would be {len(found)}: {there}. Have another one check it first."
        )


def agreed(kb: KnowledgeBase, record: Iri) -> frozenset[Iri]:
    """The actors who found that a record agrees since it was last changed, its authors left out."""
    changed = text(kb, record, MODIFIED)
    return frozenset(
        who
        for check in links(kb, record, pol("check"))
        if link(kb, check, pol("checkOutcome")) == concept("check-outcome", "agrees")
        and text(kb, check, pol("checkedOn")) >= changed
        for who in links(kb, check, pol("checker"))
        if who not in links(kb, record, CREATOR)
    )


def reviewers_needed(kb: KnowledgeBase, record: Iri) -> int:
    """How many persons have to have found that a record agrees before it is approved: what its class asks for, else
    one."""
    return kb.ontology.reviewers.get(class_of(kb, record), 1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits for review: how far it is, why it waits, since when, and who found that it agrees so far."""

    record: Iri
    status: Iri
    why: str
    since: str
    agreed: tuple[Iri, ...] = ()
    needed: int = 1
    because: tuple[Iri, ...] = field(default=())


def queue(kb: KnowledgeBase, cls: Iri | None = None, *, to_approve: bool = False) -> tuple[Waiting, ...]:
    """What waits for review: first what goes back since something changed, then what was submitted, then drafts, each
    the oldest first; with `to_approve` at the end what is checked and not approved. Of all classes, or of `cls`."""
    found = [waiting for record in sorted(kb.aggregates) for waiting in _waiting(kb, record, to_approve=to_approve)]
    wanted = [each for each in found if cls is None or is_a(kb, each.record, cls)]
    order = {IN_REVIEW: 1, DRAFT: 2, CHECKED: 3}

    def turn(each: Waiting) -> tuple[int, str, str]:
        return 0 if each.because else order[each.status], each.since, each.record

    return tuple(sorted(wanted, key=turn))


def _waiting(kb: KnowledgeBase, record: Iri, *, to_approve: bool) -> Iterator[Waiting]:
    status = link(kb, record, STATUS)
    changed = text(kb, record, MODIFIED)
    who, needed = tuple(sorted(agreed(kb, record))), reviewers_needed(kb, record)
    moved = tuple(changed_since(kb, record)) if not REVIEWED.isdisjoint(links(kb, record, STATUS)) else ()
    if moved:
        since = max(text(kb, each, MODIFIED) for each in moved)
        named_ = ", ".join("it" if each == record else name(kb, each) for each in moved)
        yield Waiting(record, status, f"{named_} changed since its review", since, who, needed, moved)
    elif status in (DRAFT, IN_REVIEW):
        yield Waiting(record, status, "is in review" if status == IN_REVIEW else "is a draft", changed, who, needed)
    elif to_approve and status == CHECKED:
        why = f"is checked, and {len(who)} of {needed} found that it agrees"
        yield Waiting(record, status, why, text(kb, record, pol("reviewedOn")) or changed, who, needed)


def changed_since(kb: KnowledgeBase, record: Iri) -> Iterator[Iri]:
    """What changed on a later day than that of the review of a record: itself, its passages, or their sources."""
    day = text(kb, record, pol("reviewedOn"))
    if not day:
        return
    passages = [p for prop in (*kb.ontology.support, pol("source")) for p in links(kb, record, prop)]
    every = dict.fromkeys((record, *passages, *(s for p in passages for s in links(kb, p, pol("source")))))
    yield from (each for each in every if text(kb, record_of(each), MODIFIED) > day)
