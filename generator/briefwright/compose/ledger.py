"""The ledger of a paper: every statement it prints, on what each stands, and the numbered notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefwright.compose.citations import CitationStyle, reference
from briefwright.document import Check, Reference, Run, Statement, Support, Warrant
from briefwright.findings import Finding, Severity
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import code, label, links, name, rank, text, values
from briefwright.knowledge.vocabulary import CREATOR, ISSUED, pol
from briefwright.terms import Iri, PartialDate, record_of
from briefwright.warrant.chatham_house import told
from briefwright.warrant.evidence import Failure, Verdict
from briefwright.warrant.lineage import is_interested, roots
from briefwright.warrant.release import Released, highest_marking
from briefwright.warrant.rule import Warrants

TELLS = "CMP05"
"""The code of a statement that tells who spoke under the Chatham House Rule. No draft may print it either."""
_MOST_NOTES = 2


@dataclass
class Ledger:
    """Written to while one paper is composed, and read once at its end.

    `unnamed` holds for each record under the Chatham House Rule the names that may not be told."""

    kb: Released
    warrants: Warrants
    citations: CitationStyle
    least_review: int
    withheld: dict[Iri, str]
    unnamed: Mapping[Iri, tuple[str, ...]] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    used: set[Iri] = field(default_factory=set)
    _notes: dict[tuple[Iri, str], int] = field(default_factory=dict)
    _judged: set[str] = field(default_factory=set)

    def state(self, subject: Iri, prop: Iri, printed: str) -> Run:
        """Enter the value of a property as a statement and return the text that prints it."""
        verdict = self.warrants.statement(subject, prop)
        if verdict.failure:
            self.fail(verdict.failure, f"{name(self.kb, subject)}, {self._word(prop)}")
        return self.enter(printed, subject, prop, (record_of(subject),), verdict, self.shown(verdict))

    def derive(self, printed: str, subject: Iri, prop: Iri, parts: tuple[Iri, ...]) -> Run:
        """Enter what follows from the same property of several records or parts, such as a count of them (rule 8).

        It leads to `subject`, the record that is about, and to all it was derived from; it is supported if all are."""
        verdicts = [(part, self.warrants.statement(part, prop)) for part in parts]
        failures = [verdict.failure for _, verdict in verdicts if verdict.failure]
        for failure in failures:
            self.fail(failure, f"{name(self.kb, failure.subject)}, {self._word(prop)}")
        passages = tuple(dict.fromkeys(p for _, verdict in verdicts for p in verdict.passages))
        verdict = Verdict(Warrant.DERIVED, passages, failure=failures[0] if failures else None)
        records = tuple(dict.fromkeys((*(record_of(part) for part in parts), record_of(subject))))
        return self.enter(printed, subject, prop, records, verdict, ())

    def shown(self, verdict: Verdict, most: int = _MOST_NOTES) -> tuple[Iri, ...]:
        """The passages to print as notes: the first ones, and for what rests on claims one of each claim."""
        if verdict.warrant is not Warrant.JUDGED or not verdict.claims:
            return verdict.passages[:most]
        firsts = (p for claim in verdict.claims for p in self.warrants.claim(claim).passages[:1])
        return tuple(dict.fromkeys(firsts))[: most + 1]

    def enter(
        self,
        printed: str,
        subject: Iri,
        prop: Iri,
        records: tuple[Iri, ...],
        verdict: Verdict,
        passages: tuple[Iri, ...],
    ) -> Run:
        """Enter a statement whose verdict is known, with the passages to note. In a draft an unsupported one says so.

        Roots and interests are counted over all passages of the verdict, not only over those noted."""
        supports = tuple(self._support(p) for p in passages)
        noted = (s for p in passages for s in (p, *links(self.kb, p, pol("source"))))
        for used in dict.fromkeys((record_of(subject), *records, *verdict.claims, *noted)):
            self._review(used, prop)
        contradicting = self._contradicting(records)
        named = tuple(record_of(iri) for iri in links(self.kb, subject, prop))
        holders = self._holders((*records, *named), (*verdict.passages, *contradicting), verdict.claims)
        self.used |= holders
        self._keep_silent(printed, subject, prop, holders)
        sources = frozenset(s for p in verdict.passages for s in links(self.kb, p, pol("source")))
        against = tuple(self._support(p) for p in contradicting)
        number = f"s{len(self.statements) + 1}"
        record = record_of(subject)
        statement = Statement(
            id=number,
            text=printed,
            record=subject,
            property=prop,
            warrant=verdict.warrant,
            records=tuple(dict.fromkeys((*records, *verdict.claims))),
            supports=supports,
            roots=len(roots(self.kb, sources)),
            interested_only=bool(sources) and all(is_interested(self.kb, s) for s in sources),
            marking=label(self.kb, highest_marking(self.kb, frozenset(holders))) if holders else "",
            as_of=_as_of(self.kb, records, sources),
            file=self.kb.aggregates[record].path if record in self.kb.aggregates else "",
            record_hash=self.kb.aggregates[record].hash if record in self.kb.aggregates else "",
            check=_check(self.kb, records[0]),
            assessed=_assessed(self.kb, record) if verdict.warrant is Warrant.JUDGED else "",
            unsupported=verdict.failure.message if verdict.failure else "",
            contradicted=against,
        )
        self.statements.append(statement)
        self._judged |= {number} if verdict.warrant is Warrant.JUDGED else set()
        notes, disputed = (tuple(sorted({s.note for s in some})) for some in (supports, against))
        return Run(printed, number, notes, disputed=disputed)

    def is_judged(self, run: Run) -> bool:
        """Whether a run prints a judged statement of this ledger."""
        return run.statement in self._judged

    def fail(self, failure: Failure, what: str) -> None:
        """Note that the warrant rule refuses a statement, at the place where that is to be mended."""
        file, line, column = self.kb.locate(failure.subject, failure.path)
        mend = _MENDS.get(failure.rule, "Mend the record named, or take the statement out of the paper.")
        message = f"Rule {failure.rule}: {what} is not supported. {failure.message}"
        finding = Finding(
            Severity.VIOLATION,
            f"WAR{failure.rule:02d}",
            failure.subject,
            failure.path,
            message,
            file,
            line,
            column,
            mend,
        )
        if finding not in self.findings:
            self.findings.append(finding)

    def _keep_silent(self, printed: str, subject: Iri, prop: Iri, holders: set[Iri]) -> None:
        """Refuse a statement that tells who spoke under the Chatham House Rule; its evidence and names travel too."""
        for held in sorted(holders & self.unnamed.keys()):
            gist = text(self.kb, held, pol("gist"))
            for said, record, where in (
                (printed, subject, prop),
                (gist, held, pol("gist")),
                (name(self.kb, held), held, Iri("")),
            ):
                who = told(self.unnamed[held], said)
                if who:
                    self._tells(who, record, where, held)

    def _tells(self, who: str, record: Iri, where: Iri, held: Iri) -> None:
        what = f"the {self._word(where)} of {name(self.kb, record)}" if where else f"the name {name(self.kb, record)}"
        message = f"{name(self.kb, held)} is under the Chatham House Rule, and {what} tells “{who}”."
        place = self.kb.locate(record, where)
        finding = Finding(Severity.VIOLATION, TELLS, record, where, message, *place, _SAY_NO_NAME)
        if finding not in self.findings:
            self.findings.append(finding)

    def _word(self, prop: Iri) -> str:
        return self.kb.ontology.labels.get(prop, prop.rpartition("#")[2].rpartition("/")[2])

    def _support(self, passage: Iri) -> Support:
        source = links(self.kb, passage, pol("source"))[0]
        locator = text(self.kb, passage, pol("locator"))
        credibility = links(self.kb, passage, pol("credibility"))
        return Support(
            passage=passage,
            source=source,
            source_title=label(self.kb, source),
            locator=locator,
            gist=text(self.kb, passage, pol("gist")),
            anchor=text(self.kb, passage, pol("anchor")),
            credibility=label(self.kb, credibility[0]) if credibility else "",
            note=self._note(passage, source, locator),
        )

    def _note(self, passage: Iri, source: Iri, locator: str) -> int:
        if (source, locator) not in self._notes:
            number = len(self.references) + 1
            first = next((r.number for r in self.references if r.source == source), number)
            self.references.append(reference(self.kb, self.citations, passage, number, first))
            self._notes[source, locator] = number
        return self._notes[source, locator]

    def renumbered(self, new: Mapping[int, int]) -> tuple[Reference, ...]:
        """The references under their new numbers: the first of a source now cites it in full."""
        found: list[Reference] = []
        firsts: dict[str, int] = {}
        for old in sorted(self.references, key=lambda r: new[r.number]):
            first = firsts.setdefault(old.source, new[old.number])
            found.append(reference(self.kb, self.citations, Iri(old.passage), new[old.number], first))
        return tuple(found)

    def _review(self, record: Iri, prop: Iri) -> None:
        if record in self.kb.aggregates and rank(self.kb, record, pol("reviewStatus")) < self.least_review:
            state = code(self.kb, record, pol("reviewStatus")) or "without review status"
            message = f"{name(self.kb, record)} is {state}; this paper accepts only records further on in review."
            self.fail(Failure(10, record, pol("reviewStatus"), message), f"{name(self.kb, record)}, {self._word(prop)}")

    def _holders(self, *groups: tuple[Iri, ...]) -> set[Iri]:
        """The records, with the sources of the passages among them, whose marking a statement carries."""
        found = {iri for group in groups for iri in group}
        found |= {s for iri in found for s in links(self.kb, iri, pol("source"))}
        return found & self.kb.aggregates.keys()

    def _contradicting(self, records: tuple[Iri, ...]) -> tuple[Iri, ...]:
        """The passages that say otherwise than the records a statement reports (rule 10); those that count."""
        found = (p for record in records for p in links(self.kb, record, pol("contradictedBy")))
        return tuple(dict.fromkeys(p for p in found if self.warrants.evidence.passage(p) is None))


def _as_of(kb: KnowledgeBase, records: tuple[Iri, ...], sources: frozenset[Iri]) -> str:
    own = [str(v) for iri in records for v in values(kb, iri, pol("asOf"))]
    issued = [str(v) for s in sources for v in values(kb, s, ISSUED) if isinstance(v, PartialDate)]
    return min(own) if own else max(issued, default="")


def _check(kb: KnowledgeBase, record: Iri) -> Check:
    """The latest comparison by someone other than the author; one by the author is not a check."""
    authors = set(links(kb, record, CREATOR))
    found = [
        Check(label(kb, who), text(kb, part, pol("checkedOn")), code(kb, part, pol("checkOutcome")))
        for part in links(kb, record, pol("check"))
        for who in links(kb, part, pol("checker"))
        if who not in authors
    ]
    return max(found, key=lambda c: c.on, default=Check("", "", ""))


def _assessed(kb: KnowledgeBase, record: Iri) -> str:
    who = ", ".join(label(kb, a) for a in links(kb, record, pol("assessedBy")))
    on = text(kb, record, pol("assessedOn"))
    return f"{who}, {kb.workspace.words.date(on)}" if who and on else who


_SAY_NO_NAME = "Say it without the name, which the paper carries along; or rest it on a source that may be named."
_MENDS = {
    3: "Add pol:supportedBy with a passage that says it, or take the statement out of the paper.",
    4: "Mend the passage or its source, or support the record with another passage.",
    5: "Add pol:assessedBy, pol:assessedOn and pol:restsOn with a supported fact, law or estimate.",
    6: "Add pol:proposedIn with the passage of the proposal (or pol:issuedBy) and pol:restsOn with a supported claim.",
    7: "Name the case of the lesson, or the supported claim because of which the risk exists.",
    9: "End the sentence with the records that say so, as [@class/slug], or mark the paragraph as analyst judgment.",
    10: "Cite another record, or mend this one so that it may be used.",
}
