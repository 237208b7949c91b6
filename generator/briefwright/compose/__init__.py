"""From the knowledge base to a Document: which records, in which order, under which warrant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from briefwright.compose import document_type, likelihood, numbering
from briefwright.compose.authored import is_judgment, paragraphs, print_paragraph
from briefwright.compose.handling import Handling, caveats, embargoed, handling, portioned
from briefwright.compose.ledger import Ledger
from briefwright.compose.method_note import method, open_points
from briefwright.compose.preparing import Order, Prepared, prepare
from briefwright.compose.printing import Printer
from briefwright.compose.section_forms import blocks
from briefwright.compose.section_spec import AskingSpec, EditionSpec, Form, ProseSpec
from briefwright.compose.section_task import Task
from briefwright.document import Banner, Document, Method, Notice, Runs, Section
from briefwright.errors import RefusedError
from briefwright.findings import Finding, Severity
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import all_of, label, links, name, rank, text
from briefwright.knowledge.vocabulary import MODIFIED, PREF_LABEL, pol
from briefwright.terms import Iri
from briefwright.warrant.evidence import Failure
from briefwright.warrant.prose import figures
from briefwright.warrant.release import highest_marking


@dataclass(frozen=True, slots=True)
class Composition:
    """A Document with what the composition found, which records it used, how these are to be handled, and the receipt
    of what was withheld."""

    document: Document
    findings: tuple[Finding, ...]
    used: frozenset[Iri]
    receipt: str
    handling: Handling


def refuse_embargoed(prepared: Prepared, composition: Composition, now: datetime) -> None:
    """Raise RefusedError when a paper for everybody that is no draft has what is under embargo at `now`.

    `now` has a time zone."""
    if prepared.is_public and not composition.document.draft and composition.handling.runs_at(now):
        raise RefusedError(
            f"Not built: {embargoed(prepared.whole, composition.handling)}, and a paper up to "
            f"{prepared.whole.ontology.concepts[prepared.ceiling].label} is for everybody. Wait, build with --draft, "
            "or give the brief a higher pol:ceiling."
        )


def briefs(kb: KnowledgeBase, kind: str = "", audience: str = "") -> tuple[tuple[Iri, str], ...]:
    """Every brief with each of its audiences, of a document type and for an audience where those are given."""
    found = [(b, a.rpartition("/")[2]) for b in all_of(kb, pol("Brief")) for a in links(kb, b, pol("audience"))]
    return tuple(
        (b, a) for b, a in found if kind in ("", text(kb, b, pol("documentType")), name(kb, b)) and audience in ("", a)
    )


_WHOLE: Mapping[str, int] = MappingProxyType({})


def compose(prepared: Prepared, levels: Mapping[str, int] = _WHOLE, omitted: tuple[str, ...] = ()) -> Composition:
    """The paper as a Document, with the blocks named in `levels` in a shorter form or, past the shortest, left out;
    `omitted` says in words what that costs."""
    given = prepared.order.as_of or text(prepared.whole, prepared.order.brief, pol("asOf"))
    latest = max((text(prepared.released.kb, iri, MODIFIED) for iri in prepared.released.kb.aggregates), default="")
    composition = _compose(prepared, levels, given or latest)
    if not given:
        used = max((text(prepared.released.kb, iri, MODIFIED) for iri in composition.used), default=latest)
        composition = composition if used == latest else _compose(prepared, levels, used)
    return replace(composition, document=replace(composition.document, omitted=omitted))


def _compose(prepared: Prepared, levels: Mapping[str, int], as_of: str) -> Composition:
    kb, brief, words = prepared.released.kb, prepared.order.brief, prepared.released.kb.workspace.words
    least = rank(prepared.whole, brief, pol("leastReview"))
    ledger = Ledger(kb, prepared.warrants, prepared.citations, least, prepared.released.withheld, prepared.unnamed)
    printer = Printer(ledger, prepared.voice, as_of)
    dek = _dek(ledger, brief)
    specs = _specs(prepared)
    made: dict[str, Section | None] = {}
    for spec in sorted(specs, key=lambda spec: spec.tells_of_the_rest):
        made[spec.id] = _section(Task(prepared, spec, printer, levels))
    sections = tuple(section for section in (made[spec.id] for spec in specs) if section)
    _check_title(ledger, brief)
    gaps = tuple(
        words.say("gap", heading=s.heading)
        for s in sections
        if any(isinstance(b, Notice) and b.id == _none(s.id) for b in s.blocks)
    )
    points = open_points(ledger)
    asked = handling(kb, ledger.used | {brief, *points})
    document = replace(
        _document(prepared, ledger, as_of, points, asked),
        dek=dek,
        sections=sections,
        method=method(ledger, gaps, points),
    )
    return Composition(
        _finished(ledger, document),
        (*ledger.findings, *likelihood.faults(ledger, brief), *_too_much_judgment(ledger, brief)),
        frozenset(ledger.used),
        prepared.released.receipt(),
        asked,
    )


def _specs(prepared: Prepared) -> list[Form]:
    """The sections of the plan, and what changed since the last edition even where the plan has no place for it."""
    specs = [prepared.kind.sections[name] for name in prepared.plan.sections]
    changes = prepared.kind.sections.get(document_type.CHANGES)
    told = prepared.issued or any(isinstance(spec, EditionSpec) for spec in specs)
    if told or not prepared.earlier or not isinstance(changes, EditionSpec):
        return specs
    return [*specs, replace(changes, look="annex")]


def _finished(ledger: Ledger, document: Document) -> Document:
    numbered, new = numbering.numbered(document)
    announced = numbering.announced(
        replace(numbered, references=ledger.renumbered(new)), ledger.kb.workspace.words["assessment"]
    )
    marks = (c for c in ledger.kb.ontology.concepts.values() if c.scheme == "marking")
    return portioned(announced, {mark.label: mark.rank for mark in marks})


def _none(section: str) -> str:
    """The name of the block that stands in an empty section."""
    return section + "-none"


def _section(task: Task[Form]) -> Section | None:
    made = blocks(task)
    if not made and task.spec.empty == "leave":
        return None
    if not made and task.spec.empty == "error":
        _missing(task)
    intro = (Notice(task.spec.intro, task.spec.id + "-intro"),) if task.spec.intro else ()
    notice = Notice(task.words["none_recorded"], _none(task.spec.id))
    return Section(task.spec.id, task.spec.heading, (*intro, *(made or (notice,))), task.spec.look)


def _missing(task: Task[Form]) -> None:
    brief = task.brief
    file, line, column = task.ledger.kb.locate(brief)
    spec = task.spec
    wanted = (
        f'paragraphs with pol:section "{spec.id}"'
        if isinstance(spec, ProseSpec)
        else f"an answer to the question {spec.query}"
        if isinstance(spec, AskingSpec)
        else "something to say of the paper"
    )
    message = f"The section “{spec.heading}” of {name(task.ledger.kb, brief)} is empty; it needs {wanted}."
    mend = 'Write what is missing, or let the document type say `empty = "notice"` for the section.'
    task.ledger.findings.append(
        Finding(Severity.VIOLATION, "CMP01", brief, pol("paragraph"), message, file, line, column, mend)
    )


def _dek(ledger: Ledger, brief: Iri) -> Runs:
    found = paragraphs(ledger.kb, brief, "dek")
    return print_paragraph(ledger, brief, found[0]).runs if found else ()


def _check_title(ledger: Ledger, brief: Iri) -> None:
    if figures(label(ledger.kb, brief)):
        failure = Failure(
            9,
            brief,
            PREF_LABEL,
            "A title cites no record, so it may hold no figure.",
        )
        ledger.fail(failure, f"the title of {name(ledger.kb, brief)}")


def _too_much_judgment(ledger: Ledger, brief: Iri) -> tuple[Finding, ...]:
    """Rule 9: judgment paragraphs above a fifth of the authored sentences are worth a warning."""
    authored = [s for s in ledger.statements if s.property == pol("text")]
    paragraphs_of_judgment = {p for p in links(ledger.kb, brief, pol("paragraph")) if is_judgment(ledger.kb, p)}
    judged = [s for s in authored if s.record in paragraphs_of_judgment]
    if len(judged) * 5 <= len(authored):
        return ()
    file, line, column = ledger.kb.locate(brief)
    shares = f"{len(judged)} of {len(authored)} authored sentences"
    message = f"{shares} of {name(ledger.kb, brief)} are judgment, more than a fifth."
    mend = "Let more sentences report cited records, or accept that the paper is chiefly opinion."
    return (Finding(Severity.WARNING, "CMP02", brief, pol("analystJudgment"), message, file, line, column, mend),)


def _document(prepared: Prepared, ledger: Ledger, as_of: str, points: tuple[Iri, ...], asked: Handling) -> Document:
    kb, brief = prepared.released.kb, prepared.order.brief
    mark = kb.ontology.concepts.get(highest_marking(kb, frozenset(ledger.used | {brief, *points})))
    brand = kb.workspace.brand
    return Document(
        title=kb.workspace.words.say("slip_title", kind=prepared.kind.label, paper=prepared.issued.label)
        if prepared.issued
        else label(kb, brief),
        dek=(),
        brief=brief,
        type=prepared.kind.name,
        type_label=prepared.kind.label,
        audience=prepared.audience.name,
        audience_label=prepared.audience.label,
        voice=prepared.voice_name,
        language=kb.workspace.language,
        institution=brand.name,
        unit=brand.unit,
        contact=brand.contact,
        notes=prepared.kind.notes,
        product_number=text(kb, brief, pol("productNumber")),
        edition=prepared.issued.edition if prepared.issued else text(kb, brief, pol("edition")),
        as_of=as_of,
        as_of_text=kb.workspace.words.date(as_of),
        body_pages=prepared.plan.body_pages,
        columns=prepared.plan.columns,
        landscape=prepared.kind.landscape,
        banner=Banner(mark.label, mark.foreground, mark.background) if mark else Banner("", "", ""),
        draft=prepared.order.draft or asked.draft,
        caveats=caveats(asked, kb.workspace.words, draft=prepared.order.draft),
        sections=(),
        references=tuple(ledger.references),
        statements=tuple(ledger.statements),
        method=Method(),
    )


__all__ = ["Composition", "Order", "Prepared", "briefs", "compose", "prepare", "refuse_embargoed"]
