# What we use of WeasyPrint, typed as the installed version has it; tests/render/test_stubs.py holds the two together.
from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

class HTML:
    etree_element: Element
    def __init__(self, *, string: str, url_fetcher: URLFetcher) -> None: ...
    def render(
        self, font_config: FontConfiguration, *, stylesheets: Sequence[CSS], pdf_variant: str, pdf_forms: bool
    ) -> Document: ...

class CSS:
    def __init__(self, *, string: str, font_config: FontConfiguration, url_fetcher: URLFetcher) -> None: ...

class Attachment:
    def __init__(
        self, *, string: bytes, name: str, description: str, created: datetime, modified: datetime, relationship: str
    ) -> None: ...
