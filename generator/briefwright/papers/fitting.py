"""A composed paper on its pages: laid out, shortened until the body keeps its budget, and written in any format."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from briefwright import __version__, document
from briefwright.brand import Brand, stylesheet
from briefwright.compose import Composition, Prepared, compose
from briefwright.document import Document
from briefwright.errors import DataError, RefusedError
from briefwright.files import tree_hash
from briefwright.knowledge.records import name
from briefwright.knowledge.workspace import Workspace
from briefwright.papers import budget
from briefwright.render import data, docx, fonts, html, jsonld, markdown, pdf
from briefwright.render.engines import engines
from briefwright.render.seal import BLANK


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
        return html.stylesheet(self.templates, self.workspace.language, kind, medium, stylesheet(self.brand, medium))


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


def fit(prepared: Prepared, composition: Composition, presses: Presses) -> Laid:
    """Lay the paper out, shorten it until the body fits, and take back what then still fits.

    Raises RefusedError when it does not fit in `budget.LAYOUTS` layouts or nothing is left to shorten."""
    return Fitting(prepared, composition.document, presses).fit()


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


def stem(prepared: Prepared) -> str:
    """The name of a paper's files, without what tells the format."""
    order = prepared.order
    return f"{prepared.kind.name}-{name(prepared.whole, order.brief).rpartition('/')[2]}-{order.audience}"


def fingerprint(prepared: Prepared, final: Document) -> str:
    """Names what the paper is made from: its Document, the templates, the house style and the engines."""
    templates = tree_hash(prepared.whole.workspace.templates)
    look = json.dumps(asdict(prepared.whole.workspace.brand), sort_keys=True).encode()
    return document.fingerprint(final, templates, look, f"briefwright {__version__} {engines()}".encode())


def write(paper: Laid, form: str, presses: Presses) -> bytes:
    """The paper as a file in one of FORMATS, byte for byte the same for the same paper."""
    return FORMATS[form](paper, presses)


def _pdf(paper: Laid, presses: Presses) -> bytes:
    about = presses.workspace.words["attached"]
    statements = jsonld.render(paper.document, paper.mark, seal=BLANK)
    attachment = pdf.Attachment(jsonld.FILE_NAME, statements, about, jsonld.MEDIA_TYPE)
    return pdf.write(paper.rendered, paper.document.as_of, [attachment])


def _html(paper: Laid, presses: Presses) -> bytes:
    page = presses.page(paper.document, paper.mark)
    css = fonts.embedded_stylesheet(presses.fonts, page) + presses.look(paper.document.type, "screen")
    return presses.page(paper.document, paper.mark, paper.statements, css).encode()


def _docx(paper: Laid, presses: Presses) -> bytes:
    return docx.render(paper.document, paper.mark, paper.statements, presses.templates, presses.fonts, presses.brand)


def _md(paper: Laid, presses: Presses) -> bytes:
    return markdown.render(paper.document, paper.mark, presses.workspace.words)


def _json(paper: Laid, _presses: Presses) -> bytes:
    return data.render(paper.document, paper.mark)


FORMATS: Mapping[str, Callable[[Laid, Presses], bytes]] = MappingProxyType(
    {"pdf": _pdf, "html": _html, "docx": _docx, "md": _md, "json": _json}
)
"""The writer of each format by its name."""


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


@dataclass(frozen=True)
class Fitting:
    """The search for the fullest form of one paper that keeps its page budget. `whole` is the paper in full."""

    prepared: Prepared
    whole: Document
    presses: Presses

    def fit(self) -> Laid:
        """The paper on its pages. Raises RefusedError as `fit` does."""
        last = self._first
        for _ in range(1, budget.LAYOUTS):
            if last.fits:
                break
            fewer = budget.choose(self.whole, last.fell, last.levels, self._lengths)
            if fewer == last.levels:
                break
            last = self._try(fewer)
        if not last.fits:
            raise RefusedError(self._too_long(last.laid))
        return self._refilled(last).laid if last.levels else last.laid

    @cached_property
    def _first(self) -> _Try:
        return self._try({})

    @cached_property
    def _lengths(self) -> budget.Lengths:
        """How long each block is in each of its forms."""
        levels = range(1, 1 + budget.deepest(self.whole))
        shorter = (compose(self.prepared, budget.at_level(self.whole, level)).document for level in levels)
        return budget.lengths([self.whole, *shorter])

    def _try(self, levels: budget.Levels) -> _Try:
        said = budget.described(self.whole, levels, self.presses.workspace.words)
        final = compose(self.prepared, levels, said).document if levels else self.whole
        mark = fingerprint(self.prepared, final)
        page = self.presses.page(final, mark)
        rendered = pdf.layout(self.presses.press(self.prepared.kind.name, page), page)
        laid, fell = Laid(rendered, final, mark), rendered.layout
        fits = laid.body_pages <= self.prepared.plan.body_pages
        return _Try(levels, laid, budget.measure(final, fell.positions, fell.ends), fits)

    def _refilled(self, last: _Try) -> _Try:
        """The fullest paper found that fits: first the end of the body is filled again, then the feet of its pages."""
        whole, full, lengths = self.whole, self._first.fell, self._lengths
        wanted = [budget.restore(whole, last.levels, full, last.fell, lengths, kept) for kept in budget.RESERVES]
        best = self._first_that_fits(wanted, last)
        return self._first_that_fits([budget.fill(whole, best.levels, full, best.fell, lengths)], best)

    def _first_that_fits(self, wanted: Sequence[budget.Levels], last: _Try) -> _Try:
        """The first of these papers that fits, none laid out twice; the last one where none does."""
        for index, levels in enumerate(wanted):
            if levels != last.levels and levels not in wanted[:index]:
                found = self._try(levels)
                if found.fits:
                    return found
        return last

    def _too_long(self, laid: Laid) -> str:
        order, pages = self.prepared.order, self.prepared.plan.body_pages
        return (
            f"{name(self.prepared.whole, order.brief)} for {order.audience} fills {laid.body_pages} body pages; its "
            f"budget is {pages}, and {budget.LAYOUTS} layouts, each with more shortened or left out, did not bring it "
            "there. Shorten its paragraphs, or lower `keep` or `limit` in the document type."
        )
