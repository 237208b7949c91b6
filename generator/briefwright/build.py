"""From wishes to files: checked, composed, fitted to the page budget, rendered, and only when something changed."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from briefwright import __version__, budget, document, issuing
from briefwright.brand import Brand, stylesheet
from briefwright.check import check
from briefwright.compose import Composition, Desk, Order, briefs, compose, prepare
from briefwright.compose.handling import embargoed
from briefwright.compose.issued import Fallen, Issued, fallen, in_use, issued_papers
from briefwright.compose.ledger import TELLS
from briefwright.document import Document, Method
from briefwright.errors import DataError, RefusedError, UsageError
from briefwright.files import atomic_write, tree_hash
from briefwright.findings import Severity, as_lines, ordered
from briefwright.kb import KnowledgeBase, open_kb
from briefwright.records import name, pol, text
from briefwright.render import data, docx, fonts, html, jsonld, markdown, pdf
from briefwright.render.engines import engines
from briefwright.terms import is_calendar_date, record_of
from briefwright.warrant import Warrants
from briefwright.workspace import SETTINGS, Workspace

FORMATS = ("pdf", "html", "docx", "md", "json")
USUAL = ("pdf", "html")
"""The formats a build writes when none is named."""
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which papers are wanted and how. Empty texts mean "all" for `what` and `audience`, "its own" for the rest.

    `issue` is the day (ISO) on which the papers are given out; empty means they are not. `ceiling` is
    the code of the highest marking a paper may hold, at or below what its brief says."""

    what: str = ""
    audience: str = ""
    voice: str = ""
    as_of: str = ""
    draft: bool = False
    formats: tuple[str, ...] = USUAL
    issue: str = ""
    ceiling: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What became of one brief: its files and their SHA-256, its size, and on what its statements stand."""

    name: str
    files: tuple[tuple[str, str], ...]
    pages: int
    body_pages: int
    budget: int
    fingerprint: str
    method: Method
    rendered: bool = True


def build(
    workspace: Workspace,
    wishes: Wishes,
    out: Path,
    say: Callable[[str], object] = print,
    now: datetime | None = None,
) -> tuple[Paper, ...]:
    """Write the wanted papers to `out`, or leave them as they are when nothing they are made from has changed.

    `say` gets the log: engine, what was withheld, what was left out. `now` (with a time zone; by default the time of
    the call) is only held against embargoes, and is no part of any paper. Raises RefusedError with all findings when a
    paper is not fully warranted (unless a draft is wished), DataError when the knowledge base cannot be read."""
    key = _key(workspace, wishes, out)
    unchanged = () if wishes.issue else _remembered(workspace, key, out)
    if unchanged:
        return unchanged
    kb = _open(workspace)
    if wishes.issue:
        _may_issue(kb, wishes)
    desks = [prepare(kb, order) for order in _orders(kb, wishes)]
    made = [(desk, compose(desk)) for desk in desks]
    _refuse(kb, [m for _, m in made], wishes, say)
    _refuse_early(made, wishes, now or datetime.now(UTC))
    press = _Presses(workspace.templates, workspace.brand)
    if wishes.issue:
        return _issued(kb, made, wishes, out, press, say)
    papers = tuple(_unless_same(workspace, desk, composition, wishes, out, press, say) for desk, composition in made)
    _remember(workspace, key, papers)
    return papers


def recall(workspace: Workspace, paper: str = "") -> tuple[Fallen, ...]:
    """The sentences that no longer stand, of the papers readers go by or of one issued paper.

    Raises UsageError for a paper that was not issued, naming the nearest."""
    kb = _open(workspace)
    known = {name(kb, one.iri).partition("/")[2]: one for one in issued_papers(kb)}
    wanted = paper.removeprefix("issued-brief/")
    if paper and wanted not in known:
        near = get_close_matches(wanted, known, 1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"No issued paper is {paper}.{meant} There are: {', '.join(sorted(known)) or 'none'}.")
    warrants = Warrants(kb.unissued)
    return tuple(one for p in ([known[wanted]] if paper else in_use(kb)) for one in fallen(kb, warrants, p))


def correct(
    workspace: Workspace, papers: Sequence[Issued], out: Path, say: Callable[[str], object] = print
) -> tuple[Paper, ...]:
    """Write the correction slip of each issued paper to `out`, as PDF and HTML.

    Raises RefusedError with the findings when there is nothing that a slip may tell its readers."""
    kb = _open(workspace)
    presses, wishes = _Presses(workspace.templates, workspace.brand), Wishes()
    desks = [prepare(kb, Order(paper.brief, paper.audience, correcting=paper.iri)) for paper in papers]
    made = [(desk, compose(desk)) for desk in desks]
    faults = ordered(f for _, slip in made for f in slip.findings if f.severity is Severity.VIOLATION)
    if faults:
        raise RefusedError("No slip was written: the findings above stand against it.", faults)
    return tuple(_paper(desk, slip, wishes, out, presses, say) for desk, slip in made)


def _may_issue(kb: KnowledgeBase, wishes: Wishes) -> None:
    if wishes.draft:
        raise UsageError("A draft is not issued. Leave out --draft or --issue.")
    if not kb.workspace.writable:
        raise UsageError("The installed knowledge base is read-only; papers are issued from a workspace of their own.")
    issuing.agree(kb)


def _issued(
    kb: KnowledgeBase,
    made: Sequence[tuple[Desk, Composition]],
    wishes: Wishes,
    out: Path,
    presses: "_Presses",
    say: Callable[[str], object],
) -> tuple[Paper, ...]:
    """The papers, and what they say put on record unless it is so already: all of them, or none when one is refused."""
    fitted = [(desk, composition, _fit(desk, composition, presses)) for desk, composition in made]
    issues = [
        issuing.Issue(desk.order.brief, final, _fingerprint(desk, final), wishes.issue)
        for desk, _, (_, final) in fitted
    ]
    fresh = issuing.new(kb, issues)
    papers = tuple(_written(desk, laid, made.receipt, wishes, out, presses, say) for desk, made, laid in fitted)
    for paper, issue in zip(papers, issues, strict=True):
        path = issuing.put_on_record(kb, issue) if issue in fresh else ""
        say(f"{paper.name}: on record as {path}" if path else f"{paper.name}: issued before, unchanged")
    return papers


def _unless_same(
    workspace: Workspace,
    desk: Desk,
    composition: Composition,
    wishes: Wishes,
    out: Path,
    presses: "_Presses",
    say: Callable[[str], object],
) -> Paper:
    """The paper, rendered only when its own Document, template, assets or engines differ from the last time."""
    made_of = json.dumps([_fingerprint(desk, composition.document), _code(), wishes.formats, str(out.resolve())])
    key = hashlib.sha256(made_of.encode()).hexdigest()
    same = _remembered(workspace, key, out)
    paper = same[0] if same else _paper(desk, composition, wishes, out, presses, say)
    _remember(workspace, key, (paper,))
    return paper


def _open(workspace: Workspace) -> KnowledgeBase:
    kb = open_kb(workspace)
    if kb.problems:
        raise DataError(
            "The knowledge base cannot be read whole:\n" + as_lines(kb.problems, workspace.base_iri).rstrip()
        )
    return kb


def _orders(kb: KnowledgeBase, wishes: Wishes) -> list[Order]:
    if wishes.as_of and not (len(wishes.as_of) == len("2026-01-31") and is_calendar_date(wishes.as_of)):
        raise UsageError(f"The as-of date {wishes.as_of!r} is no day such as 2026-01-31.")
    wanted = briefs(kb, wishes.what, wishes.audience)
    if not wanted:
        raise UsageError(_unknown(kb, wishes))
    return [
        Order(brief, audience, wishes.voice, wishes.as_of, wishes.draft, ceiling=wishes.ceiling)
        for brief, audience in wanted
    ]


def _unknown(kb: KnowledgeBase, wishes: Wishes) -> str:
    """That there is no such brief, with the nearest name of what is not known, and what there is."""
    there = briefs(kb)
    audiences = {audience for _, audience in there}
    names = {n for brief, _ in there for n in (text(kb, brief, pol("documentType")), name(kb, brief))}
    near = [
        *(get_close_matches(wishes.what, names, 1) if wishes.what not in names else ()),
        *(get_close_matches(wishes.audience, audiences, 1) if wishes.audience not in audiences else ()),
    ]
    listed = "; ".join(sorted({f"{text(kb, b, pol('documentType'))} for {a}" for b, a in there}))
    asked = f"No brief is {wishes.what or 'defined'}" + (f" for {wishes.audience}" if wishes.audience else "")
    meant = "".join(f" Did you mean {n!r}?" for n in near)
    if not there:
        return (
            "The knowledge base defines no paper. Describe one in kb/brief/<slug>.ttl; see ontology/shapes/brief.ttl."
        )
    return f"{asked}.{meant} There are: {listed}."


def _refuse(kb: KnowledgeBase, made: list[Composition], wishes: Wishes, say: Callable[[str], object]) -> None:
    """Refuse unless every paper is warranted and no violation of the knowledge base touches one of them."""
    report = check(kb)
    used = frozenset().union(*(m.used | {m.document.brief} for m in made))
    found = [f for m in made for f in m.findings]
    found += [f for f in report.findings if f.severity is Severity.VIOLATION and record_of(f.focus) in used]
    say(f"checked with {report.engine}")
    violations = ordered(f for f in found if f.severity is Severity.VIOLATION)
    for warning in ordered(f for f in found if f.severity is not Severity.VIOLATION):
        say(as_lines([warning], kb.workspace.base_iri).rstrip())
    never = tuple(f for f in violations if f.code == TELLS)
    if never:
        raise RefusedError("Not built, not even as a draft: it would tell who spoke. The findings are above.", never)
    if violations and not wishes.draft:
        count = f"{len(violations)} finding{'s' if len(violations) > 1 else ''}"
        raise RefusedError(
            f"Not built: {count} above. Mend them, or build with --draft to see the paper marked.", violations
        )
    if violations:
        say(as_lines(violations, kb.workspace.base_iri).rstrip())


def _refuse_early(made: Sequence[tuple[Desk, Composition]], wishes: Wishes, now: datetime) -> None:
    """Refuse public papers under embargo, and to give out what is still a draft."""
    for desk, composition in made:
        asked = composition.handling
        if desk.is_public and not composition.document.draft and asked.runs_at(now):
            raise RefusedError(
                f"Not built: {embargoed(desk.kb, asked)}, and a paper up to "
                f"{desk.kb.ontology.concepts[desk.ceiling].label} is for everybody. Wait, build with --draft, or give "
                "the brief a higher pol:ceiling."
            )
        if wishes.issue and asked.draft:
            raise RefusedError(
                f"Not issued: {name(desk.kb, desk.order.brief)} or a record it uses is a draft, pre-decisional. Take "
                "that handling caveat out once the decision is made."
            )


@dataclass(frozen=True)
class _Presses:
    """Style sheet and fonts, read once for papers that need the same."""

    templates: Path
    brand: Brand
    _open: dict[str, pdf.Press] = field(default_factory=dict, repr=False)

    @cached_property
    def fonts(self) -> fonts.Fonts:
        return fonts.set_in(fonts.read_fonts(self.templates / "fonts"), **self.brand.fonts)

    def press(self, kind: str, page: str) -> pdf.Press:
        _refuse_missing(self.fonts, page)
        sheet = fonts.stylesheet(self.fonts, page) + self.look(kind, "print")
        if sheet not in self._open:
            self._open[sheet] = pdf.open_press(sheet, fonts.assets(self.fonts, page))
        return self._open[sheet]

    def look(self, kind: str, medium: str) -> str:
        """The style sheet of a document type in the colours of the house."""
        return html.stylesheet(self.templates, kind, medium, stylesheet(self.brand, medium))


def _refuse_missing(available: fonts.Fonts, page: str) -> None:
    lacking = fonts.missing(available, page)
    if lacking:
        raise DataError(
            f"No font of templates/fonts/ has {fonts.describe(lacking)}. Write the text without, or add a font."
        )


def _paper(
    desk: Desk, composition: Composition, wishes: Wishes, out: Path, presses: _Presses, say: Callable[[str], object]
) -> Paper:
    return _written(desk, _fit(desk, composition, presses), composition.receipt, wishes, out, presses, say)


def _written(
    desk: Desk,
    fitted: tuple[pdf.Rendered, Document],
    receipt: str,
    wishes: Wishes,
    out: Path,
    presses: _Presses,
    say: Callable[[str], object],
) -> Paper:
    rendered, final = fitted
    kind = desk.kind.name
    stem = f"{kind}-{name(desk.kb, desk.order.brief).rpartition('/')[2]}-{desk.order.audience}"
    mark = _fingerprint(desk, final)
    files: list[tuple[str, str]] = []
    for form in wishes.formats:
        made = _WRITERS[form](_Set(rendered, final, mark), presses)
        atomic_write(out / f"{stem}.{form}", made)
        files.append((f"{stem}.{form}", hashlib.sha256(made).hexdigest()))
    say(f"{stem}: {receipt}" + (f"; to keep the page budget: {'; '.join(final.omitted)}" if final.omitted else ""))
    fell = rendered.layout
    return Paper(
        stem,
        tuple(files),
        fell.pages,
        budget.body_pages(fell.positions),
        desk.plan.body_pages,
        mark,
        replace(final.method, support=None),
    )


@dataclass(frozen=True, slots=True)
class _Set:
    """A paper that fits its pages, ready to be written in any format."""

    rendered: pdf.Rendered
    document: Document
    mark: str

    @property
    def statements(self) -> bytes:
        return jsonld.render(self.document, self.mark)


def _pdf(paper: _Set, _presses: _Presses) -> bytes:
    about = "The statements of this paper with their evidence"
    attachment = pdf.Attachment(jsonld.FILE_NAME, paper.statements, about, jsonld.MEDIA_TYPE)
    return pdf.write(paper.rendered, paper.document.as_of, [attachment])


def _html(paper: _Set, presses: _Presses) -> bytes:
    page = html.render(paper.document, paper.mark, presses.templates, presses.brand)
    css = fonts.embedded_stylesheet(presses.fonts, page) + presses.look(paper.document.type, "screen")
    return html.render(paper.document, paper.mark, presses.templates, presses.brand, paper.statements, css).encode()


def _docx(paper: _Set, presses: _Presses) -> bytes:
    return docx.render(paper.document, paper.mark, paper.statements, presses.templates, presses.fonts, presses.brand)


def _md(paper: _Set, _presses: _Presses) -> bytes:
    return markdown.render(paper.document, paper.mark)


def _json(paper: _Set, _presses: _Presses) -> bytes:
    return data.render(paper.document, paper.mark)


_WRITERS: Mapping[str, Callable[[_Set, _Presses], bytes]] = {
    "pdf": _pdf,
    "html": _html,
    "docx": _docx,
    "md": _md,
    "json": _json,
}


def _fit(desk: Desk, composition: Composition, presses: _Presses) -> tuple[pdf.Rendered, Document]:
    """Lay the paper out, shorten it until the body fits, and take back what then still fits.

    Raises RefusedError when it does not fit in `budget.LAYOUTS` layouts or nothing is left to shorten."""
    whole = composition.document
    levels: budget.Levels = {}
    rendered, final, first = _lay(desk, whole, presses)
    if _fits(desk, rendered):
        return rendered, final
    sizes, fell = _sizes(desk, whole), first
    for _ in range(1, budget.LAYOUTS):
        fewer = budget.choose(whole, fell, levels, sizes)
        if fewer == levels:
            break
        levels = fewer
        rendered, final, fell = _lay(desk, _shortened(desk, whole, levels), presses)
        if _fits(desk, rendered):
            fuller = (budget.restore(whole, levels, first, fell, sizes, reserve) for reserve in budget.RESERVES)
            wanted = [some for some in dict.fromkeys(map(_frozen, fuller)) if some != _frozen(levels)]
            return _refilled(desk, whole, wanted, (rendered, final), presses)
    raise RefusedError(_too_long(desk, rendered.layout))


def _sizes(desk: Desk, whole: Document) -> budget.Lengths:
    levels = range(1, 1 + budget.deepest(whole))
    return budget.lengths([whole, *(compose(desk, budget.at_level(whole, level)).document for level in levels)])


def _lay(desk: Desk, final: Document, presses: _Presses) -> tuple[pdf.Rendered, Document, budget.Measure]:
    page = html.render(final, _fingerprint(desk, final), presses.templates, presses.brand)
    rendered = pdf.layout(presses.press(desk.kind.name, page), page)
    return rendered, final, budget.measure(final, rendered.layout.positions, rendered.layout.ends)


def _fits(desk: Desk, rendered: pdf.Rendered) -> bool:
    return budget.body_pages(rendered.layout.positions) <= desk.plan.body_pages


def _shortened(desk: Desk, whole: Document, levels: budget.Levels) -> Document:
    return compose(desk, levels, budget.described(whole, levels)).document


def _frozen(levels: budget.Levels) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(levels.items()))


def _refilled(
    desk: Desk,
    whole: Document,
    wanted: Sequence[tuple[tuple[str, int], ...]],
    laid: tuple[pdf.Rendered, Document],
    presses: _Presses,
) -> tuple[pdf.Rendered, Document]:
    """The first of the fuller papers that fits; as it is laid out now where none does."""
    for fuller in wanted:
        again, final, _ = _lay(desk, _shortened(desk, whole, dict(fuller)), presses)
        if _fits(desk, again):
            return again, final
    return laid


def _too_long(desk: Desk, fell: pdf.Layout) -> str:
    pages = budget.body_pages(fell.positions)
    return (
        f"{name(desk.kb, desk.order.brief)} for {desk.order.audience} fills {pages} body pages; its budget is "
        f"{desk.plan.body_pages}, and {budget.LAYOUTS} layouts with all shortened or left out that may be did not fit. "
        "Shorten its paragraphs, or lower `keep` or `limit` in the document type."
    )


def _fingerprint(desk: Desk, final: Document) -> str:
    templates = tree_hash(desk.kb.workspace.templates)
    look = json.dumps(asdict(desk.kb.workspace.brand), sort_keys=True).encode()
    return document.fingerprint(final, templates, look, f"briefwright {__version__} {engines()}".encode())


def _key(workspace: Workspace, wishes: Wishes, out: Path) -> str:
    """Changes when anything a paper is made from changes; cheap, because nothing is parsed."""
    digest = hashlib.sha256(tree_hash(workspace.knowledge, workspace.ontology, workspace.templates))
    digest.update((workspace.root / SETTINGS).read_bytes())
    digest.update(json.dumps(asdict(workspace.brand), sort_keys=True).encode())
    digest.update(_code().encode())
    digest.update(json.dumps([asdict(wishes), str(out.resolve()), engines()], sort_keys=True).encode())
    return digest.hexdigest()


def _code() -> str:
    return tree_hash(_PACKAGE, suffix=".py").hex()


def _memory(workspace: Workspace, key: str) -> Path:
    return workspace.cache / "papers" / f"{key}.json"


def _remember(workspace: Workspace, key: str, papers: tuple[Paper, ...]) -> None:
    """Only to save work: a workspace that cannot be written to is no reason to fail after the papers are made."""
    if not workspace.writable:
        return
    with suppress(OSError):
        atomic_write(_memory(workspace, key), json.dumps([asdict(p) for p in papers]).encode())


def _remembered(workspace: Workspace, key: str, out: Path) -> tuple[Paper, ...]:
    """The papers of an earlier build with this key, if their files are still there, byte for byte."""
    try:
        said = json.loads(_memory(workspace, key).read_bytes())
        papers = tuple(_recalled(p) for p in said)
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    whole = all(_hash(out / file) == digest for paper in papers for file, digest in paper.files)
    return papers if whole else ()


def _recalled(said: dict[str, object]) -> Paper:
    method = said["method"]
    files = said["files"]
    if not isinstance(method, dict) or not isinstance(files, list):
        raise TypeError
    method |= {name: tuple(method[name]) for name in ("interests", "gaps", "open_points")} | {"support": None}
    return Paper(**{**said, "method": Method(**method), "files": tuple((f, d) for f, d in files), "rendered": False})  # type: ignore[arg-type]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
