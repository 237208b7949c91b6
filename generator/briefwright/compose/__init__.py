"""From the knowledge base to a Document: which records, in which order, under which warrant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from briefwright.compose import document_type, likelihood, numbering
from briefwright.compose.authored import is_judgment, paragraphs, print_paragraph
from briefwright.compose.citations import CitationStyle
from briefwright.compose.document_type import DocumentType, Outline, SectionSpec
from briefwright.compose.forms import FORMS
from briefwright.compose.handling import Handling, caveats, embargoed, handling, portioned
from briefwright.compose.ledger import Ledger
from briefwright.compose.method_note import method, open_points
from briefwright.compose.pattern import Pattern
from briefwright.compose.printing import Printer
from briefwright.compose.section_task import Task
from briefwright.compose.templates import Audience, read_audience, read_citations, read_voice
from briefwright.document import Banner, Document, Method, Notice, Runs, Section
from briefwright.errors import DataError, RefusedError, UsageError, choices
from briefwright.findings import Finding, Severity
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import all_of, in_words, label, links, name, rank, text, values
from briefwright.knowledge.vocabulary import MODIFIED, PREF_LABEL, pol
from briefwright.rdf import queries
from briefwright.terms import Iri
from briefwright.warrant.chatham_house import names_held
from briefwright.warrant.evidence import Failure
from briefwright.warrant.issued import Issued, before, issued_papers
from briefwright.warrant.prose import figures
from briefwright.warrant.release import Release, highest_marking, release
from briefwright.warrant.rule import Warrants

NONE_RECORDED = "None recorded."


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
class Composition:
    """A Document with what the composition found, which records it used, how these are to be handled, and the receipt
    of what was withheld."""

    document: Document
    findings: tuple[Finding, ...]
    used: frozenset[Iri]
    receipt: str
    handling: Handling


@dataclass(frozen=True, slots=True)
class Desk:
    """All that is ready to hand for one order, so that a paper can be composed again with blocks left out."""

    kb: KnowledgeBase
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
        return self.kb.ontology.concepts[self.ceiling].rank == 0


def prepare(kb: KnowledgeBase, order: Order) -> Desk:
    """Read the templates for an order and withhold what is above the brief's ceiling.

    Raises DataError for an unknown document type or a faulty template, UsageError for an unknown audience or voice,
    and for a ceiling that is unknown or above the brief's own, RefusedError for a brief without a marking
    ceiling or above it."""
    templates = kb.workspace.templates
    kind_name, known = text(kb, order.brief, pol("documentType")), document_type.document_types(templates)
    kind_name = document_type.SLIP if order.correcting else kind_name
    if kind_name not in known:
        file, line, _ = kb.locate(order.brief, pol("documentType"))
        raise DataError(f"{file}:{line}: There is no document type {kind_name!r}. There are: {', '.join(known)}.")
    kind = document_type.read_type(templates, kind_name)
    voice = order.voice or kind.voice
    ceiling = _ceiling(kb, order)
    released = release(kb.unissued, ceiling)
    return Desk(
        kb=kb,
        released=released,
        warrants=Warrants(released.kb),
        order=order,
        kind=kind,
        audience=read_audience(templates, order.audience),
        plan=document_type.plan_for(kind, order.audience),
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


def refuse_embargoed(desk: Desk, composition: Composition, now: datetime) -> None:
    """Raise RefusedError when a paper for everybody that is no draft has what is under embargo at `now`.

    `now` has a time zone."""
    if desk.is_public and not composition.document.draft and composition.handling.runs_at(now):
        raise RefusedError(
            f"Not built: {embargoed(desk.kb, composition.handling)}, and a paper up to "
            f"{desk.kb.ontology.concepts[desk.ceiling].label} is for everybody. Wait, build with --draft, or give "
            "the brief a higher pol:ceiling."
        )


def briefs(kb: KnowledgeBase, kind: str = "", audience: str = "") -> tuple[tuple[Iri, str], ...]:
    """Every brief with each of its audiences, of a document type and for an audience where those are given."""
    found = [(b, a.rpartition("/")[2]) for b in all_of(kb, pol("Brief")) for a in links(kb, b, pol("audience"))]
    return tuple(
        (b, a) for b, a in found if kind in ("", text(kb, b, pol("documentType")), name(kb, b)) and audience in ("", a)
    )


_WHOLE: Mapping[str, int] = MappingProxyType({})


def compose(desk: Desk, levels: Mapping[str, int] = _WHOLE, omitted: tuple[str, ...] = ()) -> Composition:
    """The paper as a Document, with the blocks named in `levels` in a shorter form or, past the shortest, left out;
    `omitted` says in words what that costs."""
    given = desk.order.as_of or text(desk.kb, desk.order.brief, pol("asOf"))
    latest = max((text(desk.released.kb, iri, MODIFIED) for iri in desk.released.kb.aggregates), default="")
    composition = _compose(desk, levels, given or latest)
    if not given:
        used = max((text(desk.released.kb, iri, MODIFIED) for iri in composition.used), default=latest)
        composition = composition if used == latest else _compose(desk, levels, used)
    return replace(composition, document=replace(composition.document, omitted=omitted))


def _compose(desk: Desk, levels: Mapping[str, int], as_of: str) -> Composition:
    kb, brief = desk.released.kb, desk.order.brief
    least = rank(desk.kb, brief, pol("leastReview"))
    ledger = Ledger(kb, desk.warrants, desk.citations, least, desk.released.withheld, desk.unnamed)
    printer = Printer(ledger, desk.voice, as_of)
    dek = _dek(ledger, brief)
    specs = _specs(desk)
    made: dict[str, Section | None] = {}
    for spec in sorted(specs, key=lambda spec: spec.form in document_type.LAST):
        made[spec.id] = _section(desk, _task(desk, spec, printer, levels))
    sections = tuple(section for section in (made[spec.id] for spec in specs) if section)
    _check_title(ledger, brief)
    gaps = tuple(
        f"{s.heading}: none recorded."
        for s in sections
        if any(isinstance(b, Notice) and b.text == NONE_RECORDED for b in s.blocks)
    )
    points = open_points(ledger)
    asked = handling(kb, ledger.used | {brief, *points})
    document = replace(
        _document(desk, ledger, as_of, points, asked), dek=dek, sections=sections, method=method(ledger, gaps, points)
    )
    return Composition(
        _finished(ledger, document),
        (*ledger.findings, *likelihood.faults(ledger, brief), *_too_much_judgment(ledger, brief)),
        frozenset(ledger.used),
        desk.released.receipt(),
        asked,
    )


def _specs(desk: Desk) -> list[SectionSpec]:
    """The sections of the plan, and what changed since the last edition even where the plan has no place for it."""
    specs = [desk.kind.sections[name] for name in desk.plan.sections]
    changes = desk.kind.sections.get(document_type.CHANGES)
    told = desk.issued or any(spec.form == document_type.CHANGES for spec in specs)
    if told or not desk.earlier or not changes or changes.form != document_type.CHANGES:
        return specs
    return [*specs, replace(changes, look="annex")]


def _task(desk: Desk, spec: document_type.SectionSpec, printer: Printer, levels: Mapping[str, int]) -> Task:
    order = desk.order
    return Task(
        order.brief,
        spec,
        printer,
        desk.questions,
        levels,
        order.audience,
        desk.kb,
        desk.everything,
        desk.kb.ontology.concepts[desk.ceiling].rank,
        desk.issued,
        desk.earlier,
    )


def _finished(ledger: Ledger, document: Document) -> Document:
    numbered, new = numbering.numbered(document)
    announced = numbering.announced(replace(numbered, references=ledger.renumbered(new)))
    marks = (c for c in ledger.kb.ontology.concepts.values() if c.scheme == "marking")
    return portioned(announced, {mark.label: mark.rank for mark in marks})


def _section(desk: Desk, task: Task) -> Section | None:
    blocks = FORMS[task.spec.form](task)
    if not blocks and task.spec.empty == "leave":
        return None
    if not blocks and task.spec.empty == "error":
        _missing(task, desk.order.brief)
    intro = (Notice(task.spec.intro, task.spec.id + "-intro"),) if task.spec.intro else ()
    notice = Notice(NONE_RECORDED, task.spec.id + "-none")
    return Section(task.spec.id, task.spec.heading, (*intro, *(blocks or (notice,))), task.spec.look)


def _missing(task: Task, brief: Iri) -> None:
    file, line, column = task.ledger.kb.locate(brief)
    spec = task.spec
    wanted = (
        f'paragraphs with pol:section "{spec.id}"'
        if spec.form == "prose"
        else f"an answer to the question {spec.query}"
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


def _document(desk: Desk, ledger: Ledger, as_of: str, points: tuple[Iri, ...], asked: Handling) -> Document:
    kb, brief = desk.released.kb, desk.order.brief
    mark = kb.ontology.concepts.get(highest_marking(kb, frozenset(ledger.used | {brief, *points})))
    brand = kb.workspace.brand
    return Document(
        title=f"{desk.kind.label}: {desk.issued.label}" if desk.issued else label(kb, brief),
        dek=(),
        brief=brief,
        type=desk.kind.name,
        type_label=desk.kind.label,
        audience=desk.audience.name,
        audience_label=desk.audience.label,
        voice=desk.voice_name,
        language=kb.workspace.language,
        institution=brand.name,
        unit=brand.unit,
        contact=brand.contact,
        notes=desk.kind.notes,
        product_number=text(kb, brief, pol("productNumber")),
        edition=desk.issued.edition if desk.issued else text(kb, brief, pol("edition")),
        as_of=as_of,
        as_of_text=in_words(as_of),
        body_pages=desk.plan.body_pages,
        columns=desk.plan.columns,
        landscape=desk.kind.landscape,
        banner=Banner(mark.label, mark.foreground, mark.background) if mark else Banner("", "", ""),
        draft=desk.order.draft or asked.draft,
        caveats=caveats(asked, draft=desk.order.draft),
        sections=(),
        references=tuple(ledger.references),
        statements=tuple(ledger.statements),
        method=Method(),
    )


__all__ = ["NONE_RECORDED", "Composition", "Desk", "Order", "briefs", "compose", "prepare", "refuse_embargoed"]
