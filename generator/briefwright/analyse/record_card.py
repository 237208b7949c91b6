"""The card of a record: what it says and on what, what names it, in which papers it stands, and its history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefwright.analyse.commits import Commit, history
from briefwright.analyse.relations import RecordLink, Relations, kind_of
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import TYPE
from briefwright.knowledge.records import is_a, label, links, name, printed, values
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri, Value, record_of
from briefwright.warrant.issued import issued_papers
from briefwright.warrant.rule import Warrants

_STRUCTURAL = "structural"


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as people read it, and the record or concept it names, if it names one."""

    text: str
    iri: Iri


@dataclass(frozen=True, slots=True)
class CardField:
    """A property with its values. Where it is a statement, `warrant` says of which kind, `evidence` names the passages
    that carry it, with source and locator, and `fault` why it may not be printed."""

    prop: Iri
    label: str
    values: tuple[Shown, ...]
    warrant: str
    evidence: tuple[tuple[Iri, str], ...]
    fault: str


@dataclass(frozen=True, slots=True)
class CardPart:
    """A part of a record, such as a milestone, with its fields."""

    iri: Iri
    label: str
    fields: tuple[CardField, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A paper a record stands in: a brief that names it, or an issued paper that prints it in `statements`."""

    paper: Iri
    label: str
    issued: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A record with all there is about it. `backlinks` are by the property that names it."""

    iri: Iri
    kind: str
    label: str
    file: str
    line: int
    hash: str
    fields: tuple[CardField, ...]
    parts: tuple[CardPart, ...]
    backlinks: Mapping[Iri, tuple[RecordLink, ...]]
    uses: tuple[Use, ...]
    history: tuple[Commit, ...]


def card(kb: KnowledgeBase, relations: Relations, record: Iri) -> Card:
    """The card of a record of the knowledge base. Raises KeyError when there is none."""
    aggregate = kb.aggregates[record]
    warrants = Warrants(kb.unissued)
    found = sorted(subject for subject in {t.subject for t in aggregate.triples} if subject != record)
    backlinks: dict[Iri, list[RecordLink]] = {}
    for link in relations.incoming.get(record, ()):
        backlinks.setdefault(link.prop, []).append(link)
    file, line, _ = kb.locate(record)
    return Card(
        iri=record,
        kind=kind_of(kb, record),
        label=label(kb, record),
        file=file,
        line=line,
        hash=aggregate.hash,
        fields=tuple(_fields(warrants, record)),
        parts=tuple(CardPart(part, label(kb, part), tuple(_fields(warrants, part))) for part in found),
        backlinks={prop: tuple(those) for prop, those in sorted(backlinks.items())},
        uses=tuple(uses(kb, relations, record)),
        history=history(kb.workspace, file),
    )


def uses(kb: KnowledgeBase, relations: Relations, record: Iri) -> Iterator[Use]:
    """The papers a record stands in: briefs that feature or cite it, issued papers that print it or print what stands
    on it."""
    briefs = {link.subject for link in relations.incoming.get(record, ()) if is_a(kb, link.subject, pol("Brief"))}
    yield from (Use(brief, label(kb, brief), "", ()) for brief in sorted(briefs))
    for paper in issued_papers(kb):
        said = tuple(s.text for s in paper.statements if record in {record_of(s.subject), *map(record_of, s.stands_on)})
        if said:
            yield Use(paper.iri, f"{paper.label}, edition {paper.edition}", paper.issued, said)


def _fields(warrants: Warrants, subject: Iri) -> Iterator[CardField]:
    kb = warrants.kb
    for prop, those in kb.facts[subject].items():
        if prop == TYPE:
            continue
        kind, fault = "", ""
        evidence: tuple[tuple[Iri, str], ...] = ()
        if kb.ontology.kinds.get(prop, _STRUCTURAL) != _STRUCTURAL:
            verdict = warrants.statement(subject, prop)
            kind, fault = str(verdict.warrant), verdict.failure.message if verdict.failure else ""
            evidence = tuple((passage, cited(kb, passage)) for passage in verdict.passages)
        shown = tuple(Shown(_shown(kb, value), value if isinstance(value, Iri) else Iri("")) for value in those)
        yield CardField(prop, kb.ontology.labels.get(prop, name(kb, prop)), shown, kind, evidence, fault)


def _shown(kb: KnowledgeBase, value: Value) -> str:
    return name(kb, value) if isinstance(value, Iri) and "#" in name(kb, value) else printed(kb, value)


def cited(kb: KnowledgeBase, passage: Iri) -> str:
    """Source and place of a passage in words."""
    sources = [label(kb, source) for source in links(kb, passage, pol("source"))]
    places = [str(locator) for locator in values(kb, passage, pol("locator"))]
    return ", ".join((*sources, *places))
