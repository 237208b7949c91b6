"""Authored prose into paragraphs: every sentence stands on the records it cites (rule 9)."""

from collections.abc import Iterator
from dataclasses import replace

from briefwright.compose.ledger import Ledger
from briefwright.document import Paragraph, Run, Warrant
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import exists, is_true, links, name, number, text
from briefwright.knowledge.vocabulary import CREATOR, pol
from briefwright.terms import Iri
from briefwright.warrant.evidence import Failure, Verdict
from briefwright.warrant.prose import Sentence, invented, sentences

_TEXT = pol("text")


def paragraphs(kb: KnowledgeBase, brief: Iri, section: str) -> tuple[Iri, ...]:
    """The paragraphs of a brief for a section, in their order."""
    found = [p for p in links(kb, brief, pol("paragraph")) if text(kb, p, pol("section")) == section]
    return tuple(sorted(found, key=lambda p: (number(kb, p, pol("order")), p)))


def is_judgment(kb: KnowledgeBase, paragraph: Iri) -> bool:
    """Whether a paragraph is marked as its author's judgment."""
    return is_true(kb, paragraph, pol("analystJudgment"))


def print_paragraph(ledger: Ledger, brief: Iri, paragraph: Iri) -> Paragraph:
    """One paragraph as a block; what the warrant rule refuses is entered as a failure."""
    kb = ledger.kb
    found = sentences(text(kb, paragraph, _TEXT))
    judgment = is_judgment(kb, paragraph)
    runs: list[Run] = []
    for sentence in found:
        verdict, records = _verdict(ledger, brief, paragraph, sentence, judgment=judgment)
        noted = _noted(ledger, verdict.claims)
        runs += [*([Run(" ")] if runs else []), ledger.enter(sentence.text, paragraph, _TEXT, records, verdict, noted)]
    return Paragraph(tuple(runs), tag=kb.workspace.words["assessment"] if judgment else "")


def _verdict(
    ledger: Ledger, brief: Iri, paragraph: Iri, sentence: Sentence, *, judgment: bool
) -> tuple[Verdict, tuple[Iri, ...]]:
    if judgment:
        cited = tuple(dict.fromkeys((*_cited(ledger.kb, sentence), *links(ledger.kb, paragraph, pol("restsOn")))))
    else:
        cited = _cited(ledger.kb, sentence)
    failures = tuple(_failures(ledger, brief, paragraph, sentence, cited, judgment=judgment))
    for failure in failures:
        ledger.fail(failure, f"the sentence “{_start(sentence.text)}” of {name(ledger.kb, brief)}")
    known = tuple(iri for iri in cited if exists(ledger.kb, iri))
    verdicts = [ledger.warrants.record(iri) for iri in known]
    passages = tuple(dict.fromkeys(p for v in verdicts for p in v.passages))
    kind = Warrant.JUDGED if judgment else _weakest(verdicts)
    return Verdict(kind, passages, known, _printable(ledger, failures, cited)), known or (brief,)


def _printable(ledger: Ledger, failures: tuple[Failure, ...], cited: tuple[Iri, ...]) -> Failure | None:
    """The failure a draft prints: it must not name a record that is withheld, nor one misspelt; the finding does."""
    if failures and not all(exists(ledger.kb, iri) for iri in cited):
        return replace(failures[0], message="It cites a record that is unknown or that this paper may not use.")
    return failures[0] if failures else None


def _noted(ledger: Ledger, cited: tuple[Iri, ...]) -> tuple[Iri, ...]:
    """The passages to note for a sentence: of each record it cites one, and two where it cites only one."""
    most = 1 if len(cited) > 1 else 2
    found = (p for iri in cited for p in ledger.shown(ledger.warrants.record(iri), most)[:most])
    return tuple(dict.fromkeys(found))


def _weakest(verdicts: list[Verdict]) -> Warrant:
    kinds = {v.warrant for v in verdicts}
    return next((k for k in (Warrant.JUDGED, Warrant.PROPOSED) if k in kinds), Warrant.SOURCED)


def _cited(kb: KnowledgeBase, sentence: Sentence) -> tuple[Iri, ...]:
    return tuple(Iri(kb.workspace.base_iri + short) for short in sentence.cites)


def _failures(
    ledger: Ledger, brief: Iri, paragraph: Iri, sentence: Sentence, cited: tuple[Iri, ...], *, judgment: bool
) -> Iterator[Failure]:
    if judgment and not links(ledger.kb, paragraph, CREATOR):
        yield Failure(
            9, paragraph, pol("analystJudgment"), "A paragraph of judgment needs dcterms:creator, who judges."
        )
    if not cited:
        missing = "rests on no claim; add pol:restsOn" if judgment else "cites no record"
        yield Failure(9, paragraph, _TEXT, f"It {missing}.")
    for iri in cited:
        yield from _unfit(ledger, paragraph, iri)
    yield from invented(ledger.kb, brief, paragraph, sentence, cited)


def _unfit(ledger: Ledger, paragraph: Iri, iri: Iri) -> Iterator[Failure]:
    short = name(ledger.kb, iri)
    if iri in ledger.withheld:
        yield Failure(10, paragraph, _TEXT, f"It cites {short}, which this paper may not use: {ledger.withheld[iri]}.")
    elif not exists(ledger.kb, iri):
        yield Failure(9, paragraph, _TEXT, f"It cites {short}, and there is no such record.")
    else:
        failure = ledger.warrants.record(iri).failure
        if failure:
            yield Failure(failure.rule, failure.subject, failure.path, f"It cites {short}. {failure.message}")


def _start(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else sentence[:57].rsplit(" ", 1)[0] + " ..."
