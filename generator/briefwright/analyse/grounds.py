"""Why a record stands as it does: its grounds down to the sources, their independence, and what speaks against it."""

from dataclasses import dataclass

from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import class_of, code, is_a, label, links, printed, text, values
from briefwright.knowledge.vocabulary import TITLE, Role, pol
from briefwright.terms import Iri, Value
from briefwright.warrant.evidence import Failure
from briefwright.warrant.lineage import is_interested, roots
from briefwright.warrant.rule import Warrants


@dataclass(frozen=True, slots=True)
class Ground:
    """A passage that carries the record, with what its source is worth; `fault` says why it does not count."""

    passage: Iri
    locator: str
    gist: str
    source: Iri
    title: str
    tier: str
    reliability: str
    credibility: str
    interested: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A claim or case that carries the record, with its own grounds; `fault` says why it carries nothing."""

    record: Iri
    statement: str
    kind: str
    grounds: tuple[Ground, ...]
    roots: tuple[Iri, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class Why:
    """On what a record stands. `said` are its own fields on how sure it is, by label; `roots` the independent sources
    under all of it that counts; `against` the passages that contradict or qualify it, `alternatives` what else was
    weighed; `failure` is there when it does not stand at all."""

    record: Iri
    label: str
    said: tuple[tuple[str, str], ...]
    own: tuple[Ground, ...]
    reasons: tuple[Reason, ...]
    roots: tuple[Iri, ...]
    against: tuple[Ground, ...]
    alternatives: tuple[str, ...]
    failure: Failure | None


def why(kb: KnowledgeBase, record: Iri) -> Why:
    """The grounds of a record, whether they count or not."""
    warrants = Warrants(kb.unissued)
    verdict = warrants.record(record)
    supports = tuple(passage for prop in kb.ontology.support for passage in links(kb, record, prop))
    named = [c for prop in (pol("restsOn"), pol("because"), pol("case")) for c in links(kb, record, prop)]
    against = tuple(passage for prop in kb.ontology.objections for passage in links(kb, record, prop))
    return Why(
        record,
        label(kb, record),
        tuple(_said(kb, record)),
        tuple(_ground(warrants, passage) for passage in supports),
        tuple(_reason(warrants, claim) for claim in dict.fromkeys((*named, *verdict.claims))),
        _roots(kb, verdict.passages),
        tuple(_ground(warrants, passage) for passage in against),
        tuple(printed(kb, value) for value in values(kb, record, pol("alternative"))),
        verdict.failure,
    )


def _said(kb: KnowledgeBase, record: Iri) -> list[tuple[str, str]]:
    """What a record says of how sure it is, and who said so when."""
    told = (pol("claimType"), *kb.ontology.having(Role.GRADE), pol("assessedBy"), pol("assessedOn"))
    found = ((prop, values(kb, record, prop)) for prop in told)
    return [(kb.ontology.labels[prop], "; ".join(_graded(kb, v) for v in those)) for prop, those in found if those]


def _graded(kb: KnowledgeBase, value: Value) -> str:
    """A word of a scale with the band it stands for, if it has one."""
    concept = kb.ontology.concepts.get(value) if isinstance(value, Iri) else None
    if concept and concept.unit:
        return f"{concept.label} ({concept.low} to {concept.high} {concept.unit})"
    return printed(kb, value)


def _ground(warrants: Warrants, passage: Iri) -> Ground:
    kb = warrants.kb
    source = next(iter(links(kb, passage, pol("source"))), Iri(""))
    failure = warrants.evidence.passage(passage)
    return Ground(
        passage,
        text(kb, passage, pol("locator")),
        text(kb, passage, pol("gist")),
        source,
        text(kb, source, TITLE),
        text(kb, source, pol("tier")),
        code(kb, source, pol("reliability")).upper(),
        code(kb, passage, pol("credibility")),
        is_interested(kb, source),
        failure.message if failure else "",
    )


def _reason(warrants: Warrants, record: Iri) -> Reason:
    kb = warrants.kb
    verdict = warrants.record(record)
    is_claim = is_a(kb, record, pol("Claim"))
    kind = code(kb, record, pol("claimType")) if is_claim else kb.ontology.labels[class_of(kb, record)]
    passages = links(kb, record, pol("supportedBy")) or verdict.passages
    return Reason(
        record,
        label(kb, record),
        kind,
        tuple(_ground(warrants, passage) for passage in passages),
        _roots(kb, verdict.passages),
        verdict.failure.message if verdict.failure else "",
    )


def _roots(kb: KnowledgeBase, passages: tuple[Iri, ...]) -> tuple[Iri, ...]:
    sources = frozenset(source for passage in passages for source in links(kb, passage, pol("source")))
    return tuple(sorted(roots(kb, sources)))
