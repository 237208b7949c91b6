"""What falls when a record falls: which records and papers lose all of their support, which some, and by which way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from briefwright.analyse.relations import RecordLink, Relations
from briefwright.document import Warrant
from briefwright.knowledge.kb import KnowledgeBase, supposing
from briefwright.knowledge.ontology import Facts
from briefwright.knowledge.records import is_a, links
from briefwright.knowledge.vocabulary import STATUS, Role, concept, pol
from briefwright.terms import Iri, Value
from briefwright.warrant.evidence import Verdict
from briefwright.warrant.issued import Fallen, Issued, fallen, in_use
from briefwright.warrant.rule import Warrants

ALL, SOME = "all", "some"
_SAYS_NOTHING = "structural"


@dataclass(frozen=True, slots=True)
class Loss:
    """What a record loses: `extent` is ALL when what it chiefly says, or for a paper one of its records, is left
    without support, else SOME. `fields` are the properties that lose support; `left` and `had` count the passages of
    what it chiefly says. `chain` leads from the record to what falls."""

    record: Iri
    extent: str
    fields: tuple[Iri, ...]
    had: int
    left: int
    chain: tuple[RecordLink, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What follows if `retracted` fall: losses by class, printed sentences by issued paper, and how many records stand
    on them in part or through others without losing anything."""

    retracted: tuple[Iri, ...]
    losses: tuple[Loss, ...]
    printed: tuple[tuple[Issued, tuple[Fallen, ...]], ...]
    unharmed: int


def impact(kb: KnowledgeBase, relations: Relations, retracted: Iterable[Iri]) -> Impact:
    """What would fall if these records were withdrawn or retired together. Nothing is changed by asking."""
    gone = tuple(dict.fromkeys(retracted))
    chains = _dependents(kb, relations, gone)
    now, then = Warrants(kb.unissued), Warrants(supposing(kb.unissued, _retired(kb, gone)))
    plain = [record for record in chains if not is_a(kb, record, pol("Brief"))]
    losses = {record: loss for record in plain if (loss := _loss(now, then, record, chains[record]))}
    briefs = [record for record in chains if is_a(kb, record, pol("Brief"))]
    losses |= {brief: loss for brief in briefs if (loss := _brief(relations, losses, gone, brief, chains[brief]))}
    return Impact(
        gone,
        tuple(sorted(losses.values(), key=lambda loss: (loss.extent != ALL, loss.record))),
        tuple(_printed(kb, now, then)),
        len(chains) - len(losses),
    )


def _dependents(kb: KnowledgeBase, relations: Relations, gone: tuple[Iri, ...]) -> dict[Iri, tuple[RecordLink, ...]]:
    """Each record that stands on those, directly or through others, with the shortest way to them."""
    chains: dict[Iri, tuple[RecordLink, ...]] = {}
    front: dict[Iri, tuple[RecordLink, ...]] = dict.fromkeys(gone, ())
    while front:
        fresh: dict[Iri, tuple[RecordLink, ...]] = {}
        for record, chain in front.items():
            for above, link in _standing_on(kb, relations, record):
                if above not in chains and above not in fresh and above not in gone:
                    fresh[above] = (link, *chain)
        chains |= fresh
        front = fresh
    return chains


def _standing_on(kb: KnowledgeBase, relations: Relations, record: Iri) -> Iterator[tuple[Iri, RecordLink]]:
    for link in relations.incoming.get(record, ()):
        if link.prop in kb.ontology.having(Role.GROUND):
            yield link.subject, link
    if links(kb, record, pol("aspect")):  # a claim about a field of another record carries that field
        for link in relations.outgoing.get(record, ()):
            if link.prop == pol("about"):
                yield link.object, link


def _retired(kb: KnowledgeBase, gone: tuple[Iri, ...]) -> Facts:
    changed: dict[Iri, tuple[Value, ...]] = {
        STATUS: (concept("review-status", "retired"),),
        pol("sourceStatus"): (concept("source-status", "withdrawn"),),
    }
    return {record: {**kb.facts[record], **changed} for record in gone if record in kb.facts}


def _loss(now: Warrants, then: Warrants, record: Iri, chain: tuple[RecordLink, ...]) -> Loss | None:
    before, after = _verdict(now, record), _verdict(then, record)
    said = (prop for prop in now.kb.facts[record] if now.kb.ontology.kinds.get(prop, _SAYS_NOTHING) != _SAYS_NOTHING)
    fields = tuple(p for p in said if now.statement(record, p).supported and not then.statement(record, p).supported)
    if before.supported and not after.supported:
        return Loss(record, ALL, fields, len(before.passages), 0, chain)
    if _weaker(before, after) or fields:
        return Loss(record, SOME, fields, len(before.passages), len(after.passages), chain)
    return None


def _verdict(warrants: Warrants, record: Iri) -> Verdict:
    if is_a(warrants.kb, record, pol("Passage")):
        return Verdict(Warrant.SOURCED, (record,), failure=warrants.evidence.passage(record))
    if is_a(warrants.kb, record, pol("Source")):
        return Verdict(Warrant.SOURCED, failure=warrants.evidence.source(record))
    return warrants.record(record)


def _weaker(before: Verdict, after: Verdict) -> bool:
    if not before.supported:
        return False
    return not after.supported or not {*before.passages, *before.claims} <= {*after.passages, *after.claims}


def _brief(
    relations: Relations, losses: Mapping[Iri, Loss], gone: tuple[Iri, ...], brief: Iri, chain: tuple[RecordLink, ...]
) -> Loss | None:
    """What a paper loses: it cannot be built as it is when a record it features or cites is left without support."""
    grounds = relations.kb.ontology.having(Role.GROUND)
    used = {link.object: link for link in relations.outgoing.get(brief, ()) if link.prop in grounds}
    fallen_now = [r for r in used if r in gone or (r in losses and losses[r].extent == ALL)]
    touched = [r for r in used if r in losses or r in gone]
    if not touched:
        return None
    first = (fallen_now or touched)[0]
    way = (used[first], *(losses[first].chain if first in losses else ())) if fallen_now else chain
    return Loss(brief, ALL if fallen_now else SOME, (), len(used), len(used) - len(fallen_now), way)


def _printed(kb: KnowledgeBase, now: Warrants, then: Warrants) -> Iterator[tuple[Issued, tuple[Fallen, ...]]]:
    for paper in in_use(kb):
        before = {one.statement.iri for one in fallen(kb, now, paper)}
        after = tuple(one for one in fallen(kb, then, paper) if one.statement.iri not in before)
        if after:
            yield paper, after


def by_class(losses: Iterable[Loss], kind: Mapping[Iri, str]) -> Iterator[tuple[str, tuple[Loss, ...]]]:
    """The losses of each class, the classes in the order of their names."""
    ordered = sorted(losses, key=lambda loss: (kind[loss.record], loss.extent != ALL, loss.record))
    for name, those in groupby(ordered, key=lambda loss: kind[loss.record]):
        yield name, tuple(those)
