"""The warrant rule: which statement is supported, by what, and why not.

The numbers of the rules are those of `docs/warrant.md`. A verdict is about one knowledge base; for a paper with
a marking ceiling that is the base of releasable records only, so that a support above the ceiling cannot carry.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from briefwright.document import Warrant
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import all_of, class_of, exists, is_a, link, links, name, text, values
from briefwright.knowledge.vocabulary import DESCRIPTION, PREF_LABEL, concept, pol
from briefwright.terms import Iri, record_of
from briefwright.warrant import lineage
from briefwright.warrant.evidence import Evidence, Failure, Verdict

_GROUNDS = frozenset((concept("claim-type", "fact"), concept("claim-type", "law"), concept("claim-type", "estimate")))


@dataclass(eq=False)
class Warrants:
    """Verdicts over one knowledge base, each worked out once."""

    kb: KnowledgeBase
    _claims: dict[Iri, Verdict] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def evidence(self) -> Evidence:
        """The passages of the knowledge base and whether they count."""
        return Evidence(self.kb)

    def statement(self, subject: Iri, prop: Iri) -> Verdict:
        """Whether the value of `prop` on a record or part may be printed (rules 2 to 8)."""
        unfit = self.evidence.unfit(subject)
        kind = self._kind(subject, prop)
        if unfit:
            return Verdict(kind, failure=unfit)
        if is_a(self.kb, subject, pol("Claim")) and self.kb.ontology.kinds.get(prop) != Warrant.JUDGED:
            return self.claim(subject)
        return self._by_kind[kind](subject, prop)

    def record(self, subject: Iri) -> Verdict:
        """Whether what a record chiefly says may be printed."""
        return self.statement(subject, self.kb.ontology.chief.get(class_of(self.kb, subject), PREF_LABEL))

    def claim(self, iri: Iri) -> Verdict:
        """Rules 3, 5 and 10 for a claim. A circle of claims that rest on each other fails."""
        if iri not in self._claims:
            self._claims[iri] = self._claim(iri)
        return self._claims[iri]

    @property
    def _by_kind(self) -> dict[Warrant, Callable[[Iri, Iri], Verdict]]:
        return {
            Warrant.SOURCED: self._sourced,
            Warrant.JUDGED: self._judged,
            Warrant.PROPOSED: self._proposed,
            Warrant.STRUCTURAL: lambda _subject, _prop: Verdict(Warrant.STRUCTURAL),
        }

    def _kind(self, subject: Iri, prop: Iri) -> Warrant:
        kinds = self.kb.ontology.kinds
        if is_a(self.kb, subject, pol("Claim")) and kinds.get(prop) != Warrant.JUDGED:
            return Warrant(kinds.get(Iri(text(self.kb, subject, pol("claimType"))), "sourced"))
        kind = kinds.get(prop, "structural")
        if kind == "derived":
            kind = kinds.get(class_of(self.kb, subject), "structural")
        return Warrant(kind)

    def _claim(self, iri: Iri) -> Verdict:
        kind = self._kind(iri, pol("statement"))
        loop = lineage.circle(self.kb, iri, pol("restsOn"))
        failure = self.evidence.unfit(iri) or (self.evidence.circular(iri, pol("restsOn"), loop) if loop else None)
        if failure:
            return Verdict(kind, failure=failure)
        if kind is Warrant.SOURCED:
            return self.evidence.carry(iri, pol("statement"), links(self.kb, iri, pol("supportedBy")))
        is_assumption = link(self.kb, iri, pol("claimType")) == concept("claim-type", "assumption")
        if is_assumption and text(self.kb, iri, pol("consequenceIfWrong")):
            return _assessed(self.kb, iri, pol("statement"), Verdict(kind))
        return self._judged(iri, pol("statement"))

    def _sourced(self, subject: Iri, prop: Iri) -> Verdict:
        standing = tuple(claim for claim in self._aspects.get((subject, prop), ()) if self.claim(claim).supported)
        if standing:
            return Verdict(Warrant.SOURCED, self._passages_of(standing), standing)
        if is_a(self.kb, subject, pol("Lesson")) and prop == pol("observation"):
            return self._through_case(subject)
        return self.evidence.carry(subject, prop, links(self.kb, subject, pol("supportedBy")))

    @cached_property
    def _aspects(self) -> dict[tuple[Iri, Iri], tuple[Iri, ...]]:
        found: dict[tuple[Iri, Iri], tuple[Iri, ...]] = {}
        for claim in all_of(self.kb, pol("Claim")):
            for key in product(links(self.kb, claim, pol("about")), links(self.kb, claim, pol("aspect"))):
                found[key] = (*found.get(key, ()), claim)
        return found

    def _through_case(self, lesson: Iri) -> Verdict:
        cases = [c for c in links(self.kb, lesson, pol("case")) if exists(self.kb, c)]
        if not cases:
            message = f"{name(self.kb, lesson)} names no case; what it observed has no source."
            return Verdict(Warrant.SOURCED, failure=Failure(7, lesson, pol("case"), message))
        return self.evidence.carry(cases[0], DESCRIPTION, links(self.kb, cases[0], pol("supportedBy")))

    def _judged(self, subject: Iri, prop: Iri) -> Verdict:
        if is_a(self.kb, subject, pol("Lesson")) and not self._through_case(subject).supported:
            return Verdict(Warrant.JUDGED, failure=self._through_case(subject).failure)
        ground = pol("because") if is_a(self.kb, subject, pol("Risk")) else pol("restsOn")
        claims = links(self.kb, subject, ground) or links(self.kb, subject, pol("restsOn"))
        return _assessed(
            self.kb,
            subject,
            prop,
            self._resting(Warrant.JUDGED, 7 if ground == pol("because") else 5, subject, ground, claims),
        )

    def _resting(self, kind: Warrant, rule: int, subject: Iri, ground: Iri, claims: tuple[Iri, ...]) -> Verdict:
        standing = tuple(c for c in claims if self._is_ground(kind, c))
        if standing:
            return Verdict(kind, self._passages_of(standing), standing)
        failures = [v.failure for v in map(self.claim, claims) if v.failure]
        because = f" {failures[0].message}" if failures else ""
        wanted = "claim" if kind is Warrant.PROPOSED else "fact, law or estimate"
        message = f"{name(self.kb, subject)} rests on no supported {wanted}.{because}"
        if failures and exists(self.kb, failures[0].subject):
            return Verdict(kind, failure=Failure(failures[0].rule, failures[0].subject, failures[0].path, message))
        return Verdict(kind, failure=Failure(rule, subject, ground, message))

    def _is_ground(self, kind: Warrant, claim: Iri) -> bool:
        fits = kind is Warrant.PROPOSED or link(self.kb, claim, pol("claimType")) in _GROUNDS
        return fits and is_a(self.kb, claim, pol("Claim")) and self.claim(claim).supported

    def _passages_of(self, claims: tuple[Iri, ...]) -> tuple[Iri, ...]:
        return tuple(dict.fromkeys(p for claim in claims for p in self.claim(claim).passages))

    def _proposed(self, part: Iri, prop: Iri) -> Verdict:
        subject = record_of(part)
        where = links(self.kb, subject, pol("proposedIn"))
        own = bool(links(self.kb, subject, pol("issuedBy")))
        source = self.evidence.carry(subject, prop, where) if where else Verdict(Warrant.PROPOSED)
        if not where and not own:
            message = f"{name(self.kb, subject)} says neither where it is proposed nor who issues it."
            return Verdict(Warrant.PROPOSED, failure=Failure(6, subject, pol("proposedIn"), message))
        if not source.supported:
            return Verdict(Warrant.PROPOSED, failure=source.failure)
        reasons = self._resting(Warrant.PROPOSED, 6, subject, pol("restsOn"), links(self.kb, subject, pol("restsOn")))
        if reasons.supported:
            return Verdict(Warrant.PROPOSED, source.passages or reasons.passages, reasons.claims)
        if own:
            return reasons
        return Verdict(Warrant.PROPOSED, source.passages, rationale_seen=False)


def _assessed(kb: KnowledgeBase, subject: Iri, prop: Iri, verdict: Verdict) -> Verdict:
    for needed, words in (
        (pol("assessedBy"), "nobody is named as the assessor"),
        (pol("assessedOn"), "the assessment has no date"),
    ):
        if not values(kb, record_of(subject), needed):
            said = kb.ontology.labels.get(prop, "judgment")
            message = f"{name(kb, subject)}: {words} of its {said}."
            return Verdict(Warrant.JUDGED, failure=Failure(5, subject, needed, message))
    return verdict
