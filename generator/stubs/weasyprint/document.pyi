from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import pydyf
from weasyprint import Attachment
from weasyprint.formatting_structure.boxes import Box
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.pdf.stream import Stream

_Link: TypeAlias = tuple[str, str, tuple[float, float, float, float], Box]

class Page:
    width: float
    height: float
    links: list[_Link]
    anchors: Mapping[str, tuple[float, float, float, float]]
    paint: Callable[[Stream, float], None]
    _page_box: Box

class Document:
    pages: list[Page]
    metadata: DocumentMetadata
    def copy(self, pages: Sequence[Page]) -> Document: ...
    def write_pdf(
        self,
        *,
        finisher: Callable[[Document, pydyf.PDF], None],
        attachments: Sequence[Attachment],
        pdf_variant: str,
        pdf_forms: bool,
    ) -> bytes: ...
