"""HTML to one PDF that is PDF/UA-1 and PDF/A-3a at once: fixed fonts, no network, the same bytes every time.

`open_press` reads a style sheet once for many layouts, `layout` breaks a page of HTML into sheets and says where
everything fell, `write` makes the file. Whatever WeasyPrint would only warn about is an error here.
"""

import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from briefwright.errors import DataError
from briefwright.render.pdf_finish import finish
from briefwright.render.pdf_tags import PageTags

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.document import Document
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

_VARIANT = "pdf/a-3a"
_SCHEMES = ("https", "http", "mailto")
_NO_SYSTEM_FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    '<fontconfig><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>'
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF, related to it as its data (PDF/A-3, `AFRelationship /Data`)."""

    name: str
    data: bytes
    description: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything fell. Lengths are CSS pixels (1/96 inch) from the top of a page; pages count from 1.

    `positions` holds for every HTML `id` the page and top edge of its first part, `ends` the page and bottom
    edge of its last."""

    pages: int
    page_width: float
    page_height: float
    positions: Mapping[str, tuple[int, float]]
    ends: Mapping[str, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Press:
    """A style sheet read once, with its fonts and the only files a page may load."""

    style: "CSS"
    fonts: "FontConfiguration"
    fetcher: "URLFetcher"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page of HTML broken into sheets. `layout` is cheap; the bytes are made by `write`."""

    document: "Document"
    html: Element
    layout: Layout


def open_press(stylesheet: str, assets: Mapping[str, bytes]) -> Press:
    """A press for papers of one look. `assets` are the files that `asset:NAME` URLs may name, and the only ones.

    Raises DataError for a style sheet with a mistake, with a URL outside `assets`, or without @font-face: no font
    of the machine is ever used."""
    if "@font-face" not in stylesheet:
        raise DataError("The style sheet declares no font with @font-face; papers never use the machine's fonts.")
    with _only_vendored_fonts(), _strict("The style sheet"):
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        fonts, fetcher = FontConfiguration(), _fetcher(assets)
        return Press(CSS(string=stylesheet, font_config=fonts, url_fetcher=fetcher), fonts, fetcher)


def layout(press: Press, html: str) -> Rendered:
    """Break a complete HTML page into sheets.

    Raises DataError when the page loads anything but the press's assets, links anywhere but to https, http,
    mailto or its own parts, has a style mistake, or an image that cannot be read."""
    from weasyprint import HTML

    with _strict("The page"):
        page = HTML(string=html, url_fetcher=press.fetcher)
        document = page.render(press.fonts, stylesheets=[press.style], pdf_variant=_VARIANT, pdf_forms=True)
        if document.metadata.attachments:
            raise DataError("The page asks for an attachment; give it to `write` instead.")
        _check_links(document)
    return Rendered(document, page.etree_element, _places(document))


def write(rendered: Rendered, as_of: str, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF. `as_of` (ISO date) is the only date in it; nothing of clock, machine or folder enters.

    Raises DataError for what cannot be told to a screen reader: no title or language, a skipped heading level, an
    image without alternative text, a box without a name or tooltip, a character no font has."""
    try:
        moment = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    except ValueError:
        raise DataError(f"The as-of date {as_of!r} is no ISO date such as 2026-01-31.") from None
    document = rendered.document
    if not document.metadata.title:
        raise DataError("The page has no title; readers are shown one instead of the file name.")
    document.metadata.created = document.metadata.modified = moment.date().isoformat()
    sheets = [PageTags(page) for page in document.pages]
    with _strict("The paper"), warnings.catch_warnings():
        from weasyprint import Attachment as File

        # WeasyPrint leaves closing its colour profile to the collector
        warnings.filterwarnings("ignore", "unclosed file.*sRGB2014", ResourceWarning)
        files = [
            File(string=a.data, name=a.name, description=a.description, created=moment, modified=moment,
                 relationship="Data")
            for a in sorted(attachments, key=lambda a: a.name)
        ]  # fmt: skip
        kinds = {a.name: a.media_type for a in attachments}
        return document.copy([sheet.page for sheet in sheets]).write_pdf(
            pdf_variant=_VARIANT,
            pdf_forms=True,
            attachments=files,
            finisher=lambda _, pdf: finish(pdf, rendered.html, sheets, kinds),
        )


def _fetcher(assets: Mapping[str, bytes]) -> "URLFetcher":
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  the library's signature
            name = url.removeprefix("asset:")
            if name == url or name not in assets:
                raise DataError(f"{url[:200]!r} is refused; a paper loads only files the press was given.")
            return URLFetcherResponse(url, assets[name])

    return Assets(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)


def _check_links(document: "Document") -> None:
    refused = []
    for page in document.pages:
        for kind, target, _, _ in page.links:
            if kind == "attachment" or (kind == "external" and target.partition(":")[0].lower() not in _SCHEMES):
                refused.append(target)
    if refused:
        listed = ", ".join(repr(target[:200]) for target in dict.fromkeys(refused))
        raise DataError(f"Links refused: {listed}. A paper links to https, http, mailto and its own parts only.")


def _places(document: "Document") -> Layout:
    positions: dict[str, tuple[int, float]] = {}
    ends: dict[str, tuple[int, float]] = {}
    for number, page in enumerate(document.pages, 1):
        for name, (_, top, _, bottom) in page.anchors.items():
            positions.setdefault(name, (number, top))
            ends[name] = (number, bottom)
    first = document.pages[0]
    return Layout(len(document.pages), first.width, first.height, positions, ends)


@contextmanager
def _only_vendored_fonts() -> Iterator[None]:
    """Fontconfig finds no font of the machine while a configuration is loaded; it warns of that once."""
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*Expect ugly output")
        path = Path(folder, "fonts.conf")
        path.write_text(_NO_SYSTEM_FONTS, encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(path)
        try:
            yield
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(re.sub(r"\s+", " ", record.getMessage()))


@contextmanager
def _strict(subject: str) -> Iterator[None]:
    """Whatever WeasyPrint warns of within, or refuses to load, becomes one DataError about `subject`."""
    from weasyprint.urls import FatalURLFetchingError

    logger, complaints = logging.getLogger("weasyprint"), _Complaints()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as error:
        raise DataError(f"{subject} cannot be printed: {error.__cause__ or error}") from error
    finally:
        logger.removeHandler(complaints)
        logger.propagate = propagate
    if complaints.lines:
        raise DataError(f"{subject} cannot be printed: {'; '.join(dict.fromkeys(complaints.lines))}.")
