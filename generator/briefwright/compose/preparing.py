"""What one order needs: the brief, its templates, what may be printed of the knowledge base, the editions before."""

from collections.abc import Mapping
from dataclasses import dataclass

from briefwright.compose.citations import CitationStyle
from briefwright.compose.document_type import SLIP, DocumentType, Outline, document_types, plan_for, read_type
from briefwright.compose.pattern import Pattern
from briefwright.compose.templates import Audience, read_audience, read_citations, read_voice
from briefwright.errors import DataError, RefusedError, UsageError, choices
from briefwright.findings import Finding, Severity
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import links, name, rank, text, values
from briefwright.knowledge.vocabulary import pol
from briefwright.rdf import queries
from briefwright.terms import Iri
from briefwright.warrant.chatham_house import names_held
from briefwright.warrant.issued import Issued, before, issued_papers
from briefwright.warrant.release import Release, release
from briefwright.warrant.rule import Warrants


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be composed: a brief for an audience. Empty `voice`, `as_of` and `ceiling` mean the brief's own.

    With `correcting`, the name of an issued paper, it is the correction slip of that paper."""

    brief: Iri
    audience: str
    voice: str = ""
    as_of: str = ""
    draft: bool = False
    correcting: Iri = Iri("")  # noqa: RUF009  an IRI is a text
    ceiling: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is ready to hand for one order, so that a paper can be composed again with blocks left out.

    `whole` is the knowledge base with issued papers and what is withheld, `everything` its warrants; of it nothing is
    printed but what the edition before printed, up to the `ceiling`. `released` is what may be printed, with its
    `warrants`. `issued` is the paper of a correction slip, `earlier` the issued edition before."""

    whole: KnowledgeBase
    released: Release
    warrants: Warrants
    order: Order
    kind: DocumentType
    audience: Audience
    plan: Outline
    voice: Mapping[str, Pattern]
    voice_name: str
    citations: CitationStyle
    questions: Mapping[str, queries.Query]
    everything: Warrants
    issued: Issued | None
    earlier: Issued | None
    ceiling: Iri
    unnamed: Mapping[Iri, tuple[str, ...]]

    @property
    def is_public(self) -> bool:
        """Whether the paper is made for everybody: its ceiling is the lowest mark."""
        return self.whole.ontology.concepts[self.ceiling].rank == 0


def prepare(kb: KnowledgeBase, order: Order) -> Prepared:
    """Read the templates for an order and withhold what is above the brief's ceiling.

    Raises DataError for an unknown document type or a faulty template, UsageError for an unknown audience or voice,
    and for a ceiling that is unknown or above the brief's own, RefusedError for a brief without a marking
    ceiling or above it."""
    templates = kb.workspace.templates
    kind_name, known = text(kb, order.brief, pol("documentType")), document_types(templates)
    kind_name = SLIP if order.correcting else kind_name
    if kind_name not in known:
        file, line, _ = kb.locate(order.brief, pol("documentType"))
        raise DataError(f"{file}:{line}: There is no document type {kind_name!r}. There are: {', '.join(known)}.")
    kind = read_type(templates, kind_name)
    voice = order.voice or kind.voice
    ceiling = _ceiling(kb, order)
    released = release(kb.unissued, ceiling)
    return Prepared(
        whole=kb,
        released=released,
        warrants=Warrants(released.kb),
        order=order,
        kind=kind,
        audience=read_audience(templates, order.audience),
        plan=plan_for(kind, order.audience),
        voice=read_voice(templates, voice),
        voice_name=voice,
        citations=read_citations(templates, kind.citations),
        questions=queries.load(kb.workspace.ontology / "queries", kb.prefixes),
        everything=Warrants(kb.unissued),
        issued=next((p for p in issued_papers(kb) if p.iri == order.correcting), None),
        earlier=before(kb, order.brief, order.audience, text(kb, order.brief, pol("edition"))),
        ceiling=ceiling,
        unnamed=names_held(kb.unissued),
    )


def _ceiling(kb: KnowledgeBase, order: Order) -> Iri:
    """The highest marking the paper may hold. The brief says it, the order may lower it, and the brief is within it."""
    brief = order.brief
    ceiling, own = (
        rank(kb, brief, prop) if len(values(kb, brief, prop)) == 1 else -1 for prop in (pol("ceiling"), pol("marking"))
    )
    if 0 <= own <= ceiling:
        highest = links(kb, brief, pol("ceiling"))[0]
        return _lowered(kb, order, highest, own) if order.ceiling else highest
    wrong = pol("ceiling") if ceiling < 0 else pol("marking")
    said = "is marked above its own ceiling"
    if min(ceiling, own) < 0:
        said = "says no marking ceiling, or more than one" if ceiling < 0 else "is unmarked, or marked more than once"
    message = f"{name(kb, brief)} {said}; no paper can be made of it."
    mend = (
        "Give the brief one pol:ceiling and one pol:marking of the marking scheme, the marking at or below the ceiling."
    )
    finding = Finding(Severity.VIOLATION, "CMP03", brief, wrong, message, *kb.locate(brief, wrong), mend)
    raise RefusedError(f"Not built: {message}", (finding,))


def _lowered(kb: KnowledgeBase, order: Order, said: Iri, own: int) -> Iri:
    """The ceiling of the order, which lies between the brief's marking and its ceiling."""
    marks = {c.code: c for c in kb.ontology.concepts.values() if c.scheme == "marking"}
    wished = marks.get(order.ceiling.casefold().removeprefix("tlp:").replace("+", "-"))
    if wished is None:
        raise UsageError(f"There is no marking {order.ceiling!r}. {choices(order.ceiling, marks)}")
    short, highest = name(kb, order.brief), kb.ontology.concepts[said]
    if wished.rank > highest.rank:
        raise UsageError(
            f"{short} may hold {highest.label} at most; a ceiling of {wished.label} is above that. Only its record can "
            "raise it, by pol:ceiling."
        )
    if wished.rank < own:
        raise UsageError(
            f"{short} is itself marked above {wished.label}, so no paper of that ceiling can be made of it."
        )
    return wished.iri
