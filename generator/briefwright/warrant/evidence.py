"""Evidence: which passages count, and what carries a sourced statement (rules 3, 4 and 10 of `docs/warrant.md`)."""

from dataclasses import dataclass, field

from briefwright.document import Warrant
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import exists, label, link, links, name, values
from briefwright.knowledge.vocabulary import STATUS, pol
from briefwright.terms import Iri, record_of
from briefwright.warrant import lineage

_LINEAGE = (pol("reproduces"), pol("basedOn"))


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a statement is not supported, and where that is to be mended."""

    rule: int
    subject: Iri
    path: Iri
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one statement: the passages and claims that carry it, or the failure."""

    warrant: Warrant
    passages: tuple[Iri, ...] = ()
    claims: tuple[Iri, ...] = ()
    failure: Failure | None = None
    rationale_seen: bool = True

    @property
    def supported(self) -> bool:
        """Whether the statement may be printed."""
        return self.failure is None


@dataclass(frozen=True)
class Evidence:
    """What the passages of one knowledge base are worth, each worked out once."""

    kb: KnowledgeBase
    _passages: dict[Iri, Failure | None] = field(default_factory=dict, repr=False)

    def passage(self, iri: Iri) -> Failure | None:
        """Rule 4: why a passage does not count, or nothing."""
        if iri not in self._passages:
            self._passages[iri] = self._passage(iri)
        return self._passages[iri]

    def unfit(self, subject: Iri) -> Failure | None:
        """Why a record or part supports nothing whatever it says: it is missing, or out of use (rule 10)."""
        if not exists(self.kb, subject):
            return Failure(10, subject, Iri(""), f"{name(self.kb, subject)} does not exist.")
        state = link(self.kb, record_of(subject), STATUS)
        if state in self.kb.ontology.void:
            message = f"{name(self.kb, subject)} is {label(self.kb, state).lower()}; such a record supports nothing."
            return Failure(10, record_of(subject), STATUS, message)
        return None

    def _passage(self, iri: Iri) -> Failure | None:
        unfit = self.unfit(iri)
        if unfit:
            return Failure(4, unfit.subject, unfit.path, unfit.message)
        for prop in (pol("locator"), pol("gist"), pol("source")):
            if not values(self.kb, iri, prop):
                lack = self.kb.ontology.labels[prop]
                return Failure(4, iri, prop, f"{name(self.kb, iri)} has no {lack}; a passage needs a {lack}.")
        return self.source(links(self.kb, iri, pol("source"))[0])

    def source(self, iri: Iri) -> Failure | None:
        """Rule 4: why the passages of a source do not count, or nothing."""
        unfit = self.unfit(iri)
        if unfit:
            return Failure(4, unfit.subject, unfit.path, unfit.message)
        void = self.kb.ontology.void
        for prop, found in self.kb.facts[iri].items():
            for value in void.intersection(found):
                said = f"{name(self.kb, iri)} is {label(self.kb, value).lower()}"
                return Failure(4, iri, prop, f"{said}; its passages do not count.")
        for original in lineage.originals(self.kb, iri):
            status = link(self.kb, original, pol("sourceStatus"))
            if status in void:
                state = label(self.kb, status).lower()
                said = f"{name(self.kb, iri)} reproduces {name(self.kb, original)}, which is {state}"
                return Failure(4, original, pol("sourceStatus"), f"{said}; its passages do not count.")
        loop = lineage.circle(self.kb, iri, *_LINEAGE)
        return (
            self.circular(iri, _LINEAGE[0] if links(self.kb, iri, _LINEAGE[0]) else _LINEAGE[1], loop) if loop else None
        )

    def circular(self, iri: Iri, prop: Iri, loop: tuple[Iri, ...]) -> Failure:
        """The failure of what leads back to itself along `prop` (rule 10)."""
        way = " -> ".join(name(self.kb, step) for step in loop)
        return Failure(10, iri, prop, f"{name(self.kb, iri)} leads back to itself: {way}. A circle supports nothing.")

    def carry(self, subject: Iri, prop: Iri, passages: tuple[Iri, ...]) -> Verdict:
        """The verdict on a sourced statement that stands on these passages (rule 3)."""
        counting = tuple(p for p in passages if self.passage(p) is None)
        if counting:
            return Verdict(Warrant.SOURCED, counting)
        failures = [f for f in map(self.passage, passages) if f]
        because = f" {failures[0].message}" if failures else " It names none." if not passages else ""
        message = f"{name(self.kb, subject)} has no passage that counts.{because}"
        if failures and exists(self.kb, failures[0].subject):
            return Verdict(
                Warrant.SOURCED, failure=Failure(failures[0].rule, failures[0].subject, failures[0].path, message)
            )
        return Verdict(Warrant.SOURCED, failure=Failure(3, subject, pol("supportedBy") if passages else prop, message))
