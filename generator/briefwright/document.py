"""The document model: what a paper says, before any format.

The Document is the wall between knowledge and paper: `compose` writes it, `render` reads it, and nothing but
its statements may assert anything in a paper. Standard library only; every part is an immutable value.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum


class Warrant(StrEnum):
    """On what a statement stands (the rule is `briefwright.warrant`)."""

    SOURCED = "sourced"
    JUDGED = "judged"
    PROPOSED = "proposed"
    DERIVED = "derived"
    STRUCTURAL = "structural"


@dataclass(frozen=True, slots=True)
class Support:
    """One passage that carries a statement. `note` is the number of its reference in this paper."""

    passage: str
    source: str
    source_title: str
    locator: str
    gist: str
    anchor: str
    credibility: str
    note: int


@dataclass(frozen=True, slots=True)
class Check:
    """The last comparison of a record with its sources: who, when (ISO date), with what outcome."""

    by: str
    on: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One printed assertion: a value of a record's property, or one sentence of authored prose.

    `records` are the records it leads to, the first being the one it is read from; `file` is that record's
    path in the workspace and `record_hash` the SHA-256 of its canonical triples, so that a reader can find the
    commit. `contradicted` are the passages that say otherwise. `unsupported` is empty, or in a draft the reason
    why the warrant rule refuses the statement.
    """

    id: str
    text: str
    record: str
    property: str
    warrant: Warrant
    records: tuple[str, ...]
    supports: tuple[Support, ...]
    roots: int
    interested_only: bool
    marking: str
    as_of: str
    file: str
    record_hash: str
    check: Check
    assessed: str = ""
    unsupported: str = ""
    contradicted: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. With a statement id it is part of that statement; without, it is structural.

    `notes` are reference numbers printed after it, `disputed` those of passages that say otherwise; `style` is one
    of "", "strong", "em", "quiet", "tag", "code".
    """

    text: str
    statement: str = ""
    notes: tuple[int, ...] = ()
    style: str = ""
    disputed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Link(Run):
    """A run that leads somewhere: to a web address, or to a part of this or a neighbouring page."""

    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Give:
    """How a block gives way when the paper is longer than its page budget.

    Blocks with the highest `order` give way first, those with 0 never do. A block has `shorter` forms, each shorter
    than the one before; one that `stays` takes these and is never left out."""

    order: int = 0
    shorter: int = 0
    stays: bool = False


FIRM = Give()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `tag` is a visible label before it, for instance "Assessment"."""

    runs: Runs
    tag: str = ""
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, one item after the other."""

    items: tuple[Runs, ...]
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; `share` is its part of the width in percent, `runs` its heading where that is a statement."""

    heading: str
    share: int
    runs: Runs = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; the first cell heads it."""

    cells: tuple[Runs, ...]
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row and, in each row, a heading cell."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value."""

    label: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Entry:
    """A titled item with labelled fields: a case, an option, an action."""

    title: Runs
    fields: tuple[Field, ...]
    lead: Runs = ()
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Action(Entry):
    """An entry with a box to tick. `name` is unique in the paper; `tooltip` is what a screen reader says."""

    name: str = ""
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks under a sub-heading."""

    heading: Runs
    blocks: tuple["Block", ...]
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a scale: its words, its bounds in percent or points (`unit`; empty where it has none), and how many
    records the paper prints its word of."""

    label: str
    low: int
    high: int
    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A legend of the likelihood words used, drawn as a figure with a text twin."""

    caption: str
    bands: tuple[Band, ...]
    note: str
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be read by a program, printed as it stands; `language` names what it is written in."""

    text: str
    language: str
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a diagram, in pixels from its upper left corner: a title and a line of text for each of `lines`."""

    x: int
    y: int
    width: int
    height: int
    title: str
    lines: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a diagram through these points; with `arrow` it has a head at its end."""

    points: tuple[tuple[int, int], ...]
    arrow: bool = True
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing of boxes and lines; `pitch` is the height of a line of text in a box, all lengths are pixels.

    `twin` says the same as a table, for whoever cannot see the drawing."""

    title: str
    description: str
    width: int
    height: int
    pitch: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    twin: Table
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix: its level in words, its step from 0 for the lowest, and the marks that stand in it."""

    level: str
    step: int
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """A grid with a level in each cell, for instance of likelihood and consequence; the first row is on top.

    `twin` says the same as a table, as it does of every figure below: a figure asserts nothing of its own."""

    title: str
    row_title: str
    column_title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    twin: Table
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a time line: the ISO date at which it stands, the date as printed, and what happened."""

    at: str
    when: str
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Points in time, the earliest first, at distances as in time."""

    title: str
    points: tuple[Point, ...]
    twin: Table
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of parts, one for each name of the chart's legend, and how many of each there are."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that are cut into parts, of one measure."""

    title: str
    legend: tuple[str, ...]
    bars: tuple[Bar, ...]
    twin: Table
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a graph. `kind` names what it is in a word, such as "source"; the same kinds look the same."""

    id: str
    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow of a graph from one node to another, with the word that stands on it, if any."""

    tail: str
    head: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """What depends on or takes part in what; where the boxes stand is for the format to say."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    twin: Table
    id: str = ""
    give: Give = FIRM


Figure = Matrix | Timeline | Bars | Graph


@dataclass(frozen=True, slots=True)
class Choice:
    """Boxes of which one is to be ticked: `options` with the words beside each. `name` is unique in the paper."""

    name: str
    legend: str
    options: tuple[str, ...]
    id: str = ""
    give: Give = FIRM


@dataclass(frozen=True, slots=True)
class Notice:
    """A structural line, for instance "None recorded"."""

    text: str
    id: str = ""
    give: Give = FIRM


Block = Paragraph | ListBlock | Table | Entry | Action | Group | Choice | Scale | Figure | Code | Diagram | Notice


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper's body. `look` is "plain", "box", or "side" for what stands beside the others."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    look: str = "plain"


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
    """A whole paper, ready for any format. `notes` stand at the "end" of it or at the "foot" of its pages."""

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
    banner: Banner
    draft: bool
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    statements: tuple[Statement, ...]
    method: Method
    omitted: tuple[str, ...] = field(default=())


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


def plain(value: object) -> object:
    """`value` as dicts, lists and scalars; a dataclass becomes a dict that names its `type`."""
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
