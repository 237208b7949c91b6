"""Issuing a paper: both engines check it, what it says is put on record as printed, and called back when it falls."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefwright.compose import Order, compose, prepare
from briefwright.document import Document, Statement
from briefwright.errors import DataError, RefusedError, UsageError, nearest
from briefwright.files import atomic_write
from briefwright.findings import Severity, ordered
from briefwright.knowledge import shapes
from briefwright.knowledge.kb import KnowledgeBase, open_whole
from briefwright.knowledge.records import links, name
from briefwright.knowledge.vocabulary import CREATOR, ISSUED, MODIFIED, PREF_LABEL, Role, concept, pol
from briefwright.knowledge.workspace import Workspace
from briefwright.papers.fitting import Presses, fit
from briefwright.papers.writing import USUAL, BuiltPaper, Job, write_paper
from briefwright.rdf.turtle import write
from briefwright.terms import RDF, Iri, LangText, PartialDate, Triple, Value, record_of
from briefwright.warrant.issued import Fallen, Issued, fallen, in_use, issued_papers
from briefwright.warrant.rule import Warrants

_TYPE = Iri(RDF + "type")
_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper to be put on record: its brief, what it prints, its fingerprint, and the day it is given out (ISO)."""

    brief: Iri
    document: Document
    fingerprint: str
    day: str


def agree(kb: KnowledgeBase) -> None:
    """Refuse when the two SHACL engines judge the knowledge base differently, or one of them is missing.

    Raises DataError with what they differ in, ResourceError for an engine that is not installed."""
    first, second = (shapes.validate(kb.asserted, kb.shapes, engine) for engine in sorted(shapes.ENGINES))
    differing = sorted(map(str, first ^ second))
    if differing:
        listed = "\n  ".join(differing[:_MOST_LISTED])
        more = f"\n  and {len(differing) - _MOST_LISTED} more" * (len(differing) > _MOST_LISTED)
        raise DataError(
            f"Not issued: the engines {' and '.join(sorted(shapes.ENGINES))} differ in {len(differing)} results; "
            f"report this as a fault.\n  {listed}{more}"
        )


def new(kb: KnowledgeBase, issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """The papers that are not on record yet. Raises RefusedError, naming each, for editions that were issued and said
    something else."""
    recorded = [(issue, _on_record(kb, issue)) for issue in issues]
    otherwise = [
        f"edition {same.edition} of {name(kb, issue.brief)} for {same.audience} was issued on {same.issued} and said "
        f"something else ({name(kb, same.iri)})"
        for issue, same in recorded
        if same and same.fingerprint != issue.fingerprint
    ]
    if otherwise:
        listed = "; ".join(otherwise)
        raise RefusedError(f"Not issued: {listed}. Give each brief the next pol:edition, and build again.")
    return tuple(issue for issue, same in recorded if same is None)


def put_on_record(kb: KnowledgeBase, issue: Issue) -> str:
    """Write the record of an issued paper into `issued/`; its path in the workspace."""
    iri = _iri(kb, issue)
    path = f"issued/{iri.rpartition('/')[2]}.ttl"
    content = write(_triples(kb, issue, iri), kb.workspace.base_iri)
    atomic_write(kb.workspace.root / path, content.encode())
    return path


def recall(workspace: Workspace, paper: str = "") -> tuple[Fallen, ...]:
    """The sentences that no longer stand, of the papers readers go by or of one issued paper.

    Raises UsageError for a paper that was not issued, naming the nearest."""
    kb = open_whole(workspace)
    known = {name(kb, one.iri).partition("/")[2]: one for one in issued_papers(kb)}
    wanted = paper.removeprefix("issued-brief/")
    if paper and wanted not in known:
        there = f"There are: {', '.join(sorted(known)) or 'none'}."
        raise UsageError(f"No issued paper is {paper}. {nearest(wanted, known)} {there}".replace(".  ", ". "))
    warrants = Warrants(kb.unissued)
    return tuple(one for p in ([known[wanted]] if paper else in_use(kb)) for one in fallen(kb, warrants, p))


def correct(
    workspace: Workspace, papers: Sequence[Issued], out: Path, say: Callable[[str], object] = print
) -> tuple[BuiltPaper, ...]:
    """Write the correction slip of each issued paper to `out`, as PDF and HTML.

    Raises RefusedError with the findings when there is nothing that a slip may tell its readers."""
    kb = open_whole(workspace)
    job = Job(USUAL, out, Presses(workspace), say)
    desks = [prepare(kb, Order(paper.brief, paper.audience, correcting=paper.iri)) for paper in papers]
    made = [(desk, compose(desk)) for desk in desks]
    faults = ordered(f for _, slip in made for f in slip.findings if f.severity is Severity.VIOLATION)
    if faults:
        raise RefusedError("No slip was written: the findings above stand against it.", faults)
    return tuple(write_paper(job, desk, fit(desk, slip, job.presses), slip.receipt) for desk, slip in made)


def _on_record(kb: KnowledgeBase, issue: Issue) -> Issued | None:
    wanted = (issue.brief, issue.document.audience, issue.document.edition)
    return next((p for p in issued_papers(kb) if (p.brief, p.audience, p.edition) == wanted), None)


def _iri(kb: KnowledgeBase, issue: Issue) -> Iri:
    slug = name(kb, issue.brief).rpartition("/")[2]
    edition = "".join(c if c.isalnum() else "-" for c in issue.document.edition.lower())
    return Iri(f"{kb.workspace.base_iri}issued-brief/{slug}-{issue.document.audience}-{edition}")


def _triples(kb: KnowledgeBase, issue: Issue, iri: Iri) -> Iterator[Triple]:
    document = issue.document
    yield Triple(iri, _TYPE, pol("IssuedBrief"))
    for prop, value in _fields(kb, issue):
        yield Triple(iri, prop, value)
    order = 0
    for statement in document.statements:
        if record_of(statement.record) not in kb.aggregates:
            continue  # what a paper says of an earlier edition is no statement of the knowledge base
        order += 1
        part = Iri(f"{iri}#{statement.id}")
        yield Triple(iri, pol("printedStatement"), part)
        yield Triple(part, _TYPE, pol("PrintedStatement"))
        for prop, value in _printed(kb, statement, order, document.language):
            yield Triple(part, prop, value)


def _fields(kb: KnowledgeBase, issue: Issue) -> Iterator[tuple[Iri, Value]]:
    document, brief = issue.document, issue.brief
    day = PartialDate(issue.day)
    marks = (c.iri for c in kb.ontology.concepts.values() if c.scheme == "marking" and c.label == document.banner.label)
    yield PREF_LABEL, LangText(document.title, document.language)
    yield pol("fingerprint"), issue.fingerprint
    yield pol("asOf"), PartialDate(document.as_of)
    yield pol("ofBrief"), brief
    yield pol("edition"), document.edition
    yield pol("audience"), concept("audience", document.audience)
    yield pol("productState"), concept("product-state", "issued")
    yield from ((pol("marking"), mark) for mark in marks)
    reviewed = ((prop, value) for prop in kb.ontology.having(Role.REVIEW) for value in kb.facts[brief].get(prop, ()))
    yield from ((prop, value) for prop, value in reviewed if not str(value).startswith(f"{brief}#"))
    yield from ((pol("recipient"), value) for value in links(kb, brief, pol("recipient")))
    yield from ((CREATOR, value) for value in links(kb, brief, CREATOR))
    yield ISSUED, day
    yield MODIFIED, day


def _printed(kb: KnowledgeBase, statement: Statement, order: int, language: str) -> Iterator[tuple[Iri, Value]]:
    record = record_of(statement.record)
    yield pol("order"), order
    yield pol("printedText"), LangText(statement.text, language)
    yield pol("ofRecord"), record
    yield pol("aspect"), Iri(statement.property)
    yield pol("recordHash"), statement.record_hash
    yield pol("warrantKind"), concept("warrant-kind", statement.warrant)
    if statement.record != record:
        yield pol("ofPart"), Iri(statement.record)
    for support in statement.supports:
        yield pol("supportedBy"), Iri(support.passage)
        yield pol("source"), Iri(support.source)
    for other in statement.records:
        if record_of(other) in kb.aggregates:
            yield pol("standsOn"), record_of(other)
