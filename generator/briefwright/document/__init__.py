"""The document model: what a paper says, before any format.

The Document is the wall between knowledge and paper: `compose` writes it, `render` reads it, and nothing but
its statements may assert anything in a paper. Standard library only; every part is an immutable value.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum

from briefwright.document.blocks import (
    FIRM,
    Action,
    Band,
    Bar,
    Bars,
    Block,
    Box,
    Cell,
    Choice,
    Code,
    Column,
    Diagram,
    Edge,
    Entry,
    Field,
    Figure,
    Give,
    Graph,
    Group,
    Line,
    Link,
    ListBlock,
    Matrix,
    Node,
    Notice,
    Paragraph,
    Point,
    Revised,
    RevisedField,
    Revision,
    Row,
    Run,
    Runs,
    Scale,
    Table,
    Timeline,
)
from briefwright.document.statements import Check, Statement, Support, Warrant


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper. `look` is "plain", "box", "side" for what stands beside the others, or "annex" for what
    stands after the body, beyond its page budget."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    look: str = "plain"


@dataclass(frozen=True, slots=True)
class RevisedSection(Section):
    """A section of a redline that was put in or taken out as a whole."""

    change: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered note: the source with the place in it, and what a reader should know of the source."""

    number: int
    source: str
    passage: str
    citation: Runs
    locator: str
    url: str
    descriptor: str
    interest: str = ""


@dataclass(frozen=True, slots=True)
class RevisedReference(Reference):
    """A note of a redline that was put in or taken out."""

    change: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """The handling mark printed on each page."""

    label: str
    foreground: str
    background: str


@dataclass(frozen=True, slots=True)
class Method:
    """The figures of the method note: how many statements stand on what, and `support`, the same as a chart."""

    statements: int = 0
    two_or_more_roots: int = 0
    one_root: int = 0
    interested_only: int = 0
    assessments: int = 0
    proposals: int = 0
    derived: int = 0
    support: Bars | None = None
    information: str = ""
    review: str = ""
    interests: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper, ready for any format. `caveats` are the conditions on passing it on, in words. `notes` stand
    at the "end" of it or at the "foot" of its pages; the body is set in `columns` and fills at most `body_pages`;
    `landscape` pages lie on their long side."""

    title: str
    dek: Runs
    brief: str
    type: str
    type_label: str
    audience: str
    audience_label: str
    voice: str
    language: str
    institution: str
    unit: str
    contact: str
    notes: str
    product_number: str
    edition: str
    as_of: str
    as_of_text: str
    body_pages: int
    columns: int
    banner: Banner
    draft: bool
    caveats: tuple[str, ...]
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    statements: tuple[Statement, ...]
    method: Method
    omitted: tuple[str, ...] = field(default=())
    landscape: bool = False

    @property
    def body(self) -> tuple[Section, ...]:
        """The sections that fill the body."""
        return tuple(section for section in self.sections if section.look != "annex")


@dataclass(frozen=True, slots=True)
class Redline(Document):
    """Two papers as one: what was put in and what was taken out. `heading` is the title with its changes, `compared`
    says which two they are."""

    heading: Runs = ()
    compared: str = ""


def runs_of(part: object) -> Iterator[Run]:
    """Every run in a part of a document, in reading order."""
    if isinstance(part, Run):
        yield part
    elif isinstance(part, tuple):
        for member in part:
            yield from runs_of(member)
    elif is_dataclass(part):
        for f in fields(part):
            yield from runs_of(getattr(part, f.name))


def text_of(runs: Runs) -> str:
    """The words of runs, without their notes."""
    return "".join(run.text for run in runs)


def plain(value: object) -> object:
    """`value` as dicts, lists and scalars; a dataclass becomes a dict that names its `kind`."""
    if is_dataclass(value) and not isinstance(value, type):
        members = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        return {"kind": type(value).__name__.lower(), **members}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    return str(value) if isinstance(value, StrEnum) else value


def canonical(document: Document) -> bytes:
    """The one serialisation of a Document that is hashed: UTF-8 JSON with sorted keys."""
    return json.dumps(plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(document: Document, *ingredients: bytes) -> str:
    """SHA-256 (hex) over the canonical Document and what else decides its look: template, assets, engines."""
    digest = hashlib.sha256(canonical(document))
    for ingredient in ingredients:
        digest.update(hashlib.sha256(ingredient).digest())
    return digest.hexdigest()


__all__ = [
    "FIRM",
    "Action",
    "Band",
    "Banner",
    "Bar",
    "Bars",
    "Block",
    "Box",
    "Cell",
    "Check",
    "Choice",
    "Code",
    "Column",
    "Diagram",
    "Document",
    "Edge",
    "Entry",
    "Field",
    "Figure",
    "Give",
    "Graph",
    "Group",
    "Line",
    "Link",
    "ListBlock",
    "Matrix",
    "Method",
    "Node",
    "Notice",
    "Paragraph",
    "Point",
    "Redline",
    "Reference",
    "Revised",
    "RevisedField",
    "RevisedReference",
    "RevisedSection",
    "Revision",
    "Row",
    "Run",
    "Runs",
    "Scale",
    "Section",
    "Statement",
    "Support",
    "Table",
    "Timeline",
    "Warrant",
    "canonical",
    "fingerprint",
    "plain",
    "runs_of",
    "text_of",
]
