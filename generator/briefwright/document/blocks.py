"""What a section of a paper is made of: texts, tables, entries and figures."""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Revised(Run):
    """A run of a redline that was put in ("ins") or taken out ("del"); without either it continues the run before."""

    change: str = ""


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
    """A table column; `share` is its part of the width in percent, `runs` its heading where that is a statement.

    `judged` says that its heading, or that of the row, tells of the assessments in it."""

    heading: str
    share: int
    runs: Runs = ()
    judged: bool = False


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
class RevisedField(Field):
    """A field of a redline that was put in or taken out as a whole."""

    change: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A titled item with labelled fields: a case, an option, an action. Its parts stand here as they are printed, since
    notes are numbered in this order."""

    title: Runs
    lead: Runs
    fields: tuple[Field, ...]
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
class Revision:
    """Blocks of a redline that were put in ("ins") or taken out ("del") as a whole."""

    change: str
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


Block = (
    Paragraph
    | ListBlock
    | Table
    | Entry
    | Action
    | Group
    | Revision
    | Choice
    | Scale
    | Figure
    | Code
    | Diagram
    | Notice
)
