"""A composed paper on its pages: laid out, shortened until the body keeps its budget, and written in any format."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from briefwright import __version__, document
from briefwright.brand import Brand, stylesheet
from briefwright.compose import Composition, Desk, compose
from briefwright.document import Document
from briefwright.errors import DataError, RefusedError
from briefwright.files import tree_hash
from briefwright.knowledge.records import name
from briefwright.knowledge.workspace import Workspace
from briefwright.papers import budget
from briefwright.render import data, docx, fonts, html, jsonld, markdown, pdf
from briefwright.render.engines import engines
from briefwright.render.seal import BLANK

FORMATS = ("pdf", "html", "docx", "md", "json")


@dataclass(frozen=True)
class Presses:
    """The style sheets and fonts of a workspace, read once for papers that need the same."""

    workspace: Workspace
    _open: dict[str, pdf.Press] = field(default_factory=dict, repr=False)

    @cached_property
    def fonts(self) -> fonts.Fonts:
        """The fonts of the templates, each under the family the house style sets it in."""
        kept = self.workspace.cache / "fonts" if self.workspace.writable else None
        return fonts.set_in(fonts.read_fonts(self.templates / "fonts", kept), **self.brand.fonts)

    @property
    def templates(self) -> Path:
        """The folder of document types, style sheets and fonts."""
        return self.workspace.templates

    @property
    def brand(self) -> Brand:
        """The house style."""
        return self.workspace.brand

    def page(self, final: Document, mark: str, statements: bytes = b"", css: str = "") -> str:
        """The page of a paper, its drawings in the sans of the house; see `html.render`."""
        return html.render(final, mark, self.templates, self.brand, statements, css, self.fonts.text[0])

    def press(self, kind: str, page: str) -> pdf.Press:
        """What lays out a page of this document type. Raises DataError when no font has one of its letters."""
        _refuse_missing(self.fonts, page)
        sheet = fonts.stylesheet(self.fonts, page) + self.look(kind, "print")
        if sheet not in self._open:
            self._open[sheet] = pdf.open_press(sheet, fonts.assets(self.fonts, page))
        return self._open[sheet]

    def look(self, kind: str, medium: str) -> str:
        """The style sheet of a document type in the colours of the house."""
        return html.stylesheet(self.templates, kind, medium, stylesheet(self.brand, medium))


@dataclass(frozen=True, slots=True)
class Laid:
    """A paper that fits its pages, ready to be written in any format; `mark` is its fingerprint."""

    rendered: pdf.Rendered
    document: Document
    mark: str

    @property
    def pages(self) -> int:
        """How many pages it has, notes and sources included."""
        return self.rendered.layout.pages

    @property
    def body_pages(self) -> int:
        """How many pages the body fills."""
        return budget.body_pages(self.rendered.layout.positions)

    @property
    def statements(self) -> bytes:
        """Its statements with their evidence, as JSON-LD."""
        return jsonld.render(self.document, self.mark)


def fit(desk: Desk, composition: Composition, presses: Presses) -> Laid:
    """Lay the paper out, shorten it until the body fits, and take back what then still fits.

    Raises RefusedError when it does not fit in `budget.LAYOUTS` layouts or nothing is left to shorten."""
    whole = composition.document
    first = _try(desk, whole, {}, presses)
    if first.fits:
        return first.laid
    sizes, last = _sizes(desk, whole), first
    for _ in range(1, budget.LAYOUTS):
        fewer = budget.choose(whole, last.fell, last.levels, sizes)
        if fewer == last.levels:
            break
        last = _try(desk, whole, fewer, presses)
        if last.fits:
            return _refilled(desk, whole, first, last, sizes, presses)
    raise RefusedError(_too_long(desk, last.laid))


def sheet(page: Document, presses: Presses) -> tuple[bytes, int]:
    """A Document that is no paper of a brief as a conforming PDF, and how many pages it has.

    Raises DataError as `render.pdf` does."""
    made = presses.page(page, document.fingerprint(page))
    rendered = pdf.layout(presses.press(page.type, made), made)
    return pdf.write(rendered, page.as_of), rendered.layout.pages


def printed_page(page: Document, presses: Presses) -> bytes:
    """The same as a page of HTML that stands alone."""
    made = presses.page(page, document.fingerprint(page))
    css = fonts.embedded_stylesheet(presses.fonts, made) + presses.look(page.type, "screen")
    return presses.page(page, document.fingerprint(page), css=css).encode()


def stem(desk: Desk) -> str:
    """The name of a paper's files, without what tells the format."""
    return f"{desk.kind.name}-{name(desk.kb, desk.order.brief).rpartition('/')[2]}-{desk.order.audience}"


def fingerprint(desk: Desk, final: Document) -> str:
    """Names what the paper is made from: its Document, the templates, the house style and the engines."""
    templates = tree_hash(desk.kb.workspace.templates)
    look = json.dumps(asdict(desk.kb.workspace.brand), sort_keys=True).encode()
    return document.fingerprint(final, templates, look, f"briefwright {__version__} {engines()}".encode())


def write(paper: Laid, form: str, presses: Presses) -> bytes:
    """The paper as a file in one of FORMATS, byte for byte the same for the same paper."""
    return _WRITERS[form](paper, presses)


def _pdf(paper: Laid, _presses: Presses) -> bytes:
    about = "The statements of this paper with their evidence"
    statements = jsonld.render(paper.document, paper.mark, seal=BLANK)
    attachment = pdf.Attachment(jsonld.FILE_NAME, statements, about, jsonld.MEDIA_TYPE)
    return pdf.write(paper.rendered, paper.document.as_of, [attachment])


def _html(paper: Laid, presses: Presses) -> bytes:
    page = presses.page(paper.document, paper.mark)
    css = fonts.embedded_stylesheet(presses.fonts, page) + presses.look(paper.document.type, "screen")
    return presses.page(paper.document, paper.mark, paper.statements, css).encode()


def _docx(paper: Laid, presses: Presses) -> bytes:
    return docx.render(paper.document, paper.mark, paper.statements, presses.templates, presses.fonts, presses.brand)


def _md(paper: Laid, _presses: Presses) -> bytes:
    return markdown.render(paper.document, paper.mark)


def _json(paper: Laid, _presses: Presses) -> bytes:
    return data.render(paper.document, paper.mark)


_WRITERS: Mapping[str, Callable[[Laid, Presses], bytes]] = dict(
    zip(FORMATS, (_pdf, _html, _docx, _md, _json), strict=True)
)


def _refuse_missing(available: fonts.Fonts, page: str) -> None:
    lacking = fonts.missing(available, page)
    if lacking:
        raise DataError(
            f"No font of templates/fonts/ has {fonts.describe(lacking)}. Write the text without, or add a font."
        )


@dataclass(frozen=True, slots=True)
class _Try:
    """A layout of the paper at some levels, how it fell, and whether the body keeps its budget."""

    levels: budget.Levels
    laid: Laid
    fell: budget.Measure
    fits: bool


def _try(desk: Desk, whole: Document, levels: budget.Levels, presses: Presses) -> _Try:
    final = compose(desk, levels, budget.described(whole, levels)).document if levels else whole
    mark = fingerprint(desk, final)
    page = presses.page(final, mark)
    rendered = pdf.layout(presses.press(desk.kind.name, page), page)
    laid, fell = Laid(rendered, final, mark), rendered.layout
    fits = laid.body_pages <= desk.plan.body_pages
    return _Try(levels, laid, budget.measure(final, fell.positions, fell.ends), fits)


def _sizes(desk: Desk, whole: Document) -> budget.Lengths:
    levels = range(1, 1 + budget.deepest(whole))
    return budget.lengths([whole, *(compose(desk, budget.at_level(whole, level)).document for level in levels)])


def _refilled(desk: Desk, whole: Document, first: _Try, last: _Try, sizes: budget.Lengths, presses: Presses) -> Laid:
    """The fullest paper found that fits: first the end of the body is filled again, then the feet of its pages."""
    wanted = [budget.restore(whole, last.levels, first.fell, last.fell, sizes, reserve) for reserve in budget.RESERVES]
    best = _first_that_fits(desk, whole, wanted, last, presses)
    return _first_that_fits(
        desk, whole, [budget.fill(whole, best.levels, first.fell, best.fell, sizes)], best, presses
    ).laid


def _first_that_fits(
    desk: Desk, whole: Document, wanted: Sequence[budget.Levels], last: _Try, presses: Presses
) -> _Try:
    """The first of these papers that fits, none laid out twice; the last one where none does."""
    for place, levels in enumerate(wanted):
        if levels != last.levels and levels not in wanted[:place]:
            found = _try(desk, whole, levels, presses)
            if found.fits:
                return found
    return last


def _too_long(desk: Desk, laid: Laid) -> str:
    return (
        f"{name(desk.kb, desk.order.brief)} for {desk.order.audience} fills {laid.body_pages} body pages; its budget "
        f"is {desk.plan.body_pages}, and {budget.LAYOUTS} layouts with all shortened or left out that may be did not "
        "fit. Shorten its paragraphs, or lower `keep` or `limit` in the document type."
    )
