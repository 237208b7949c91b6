"""The page budget: which blocks to leave out so that the body fits, from where the last layout put them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefwright.document import Document, Group, Section, Table

Positions = Mapping[str, tuple[int, float]]
"""Element name -> page from 1, distance from the top of the page in CSS pixels."""

LAYOUTS = 3
"""How often a paper is laid out at most."""

_SLACK = 0.04
"""The part of a page given up at once, because blocks that cannot be cut leave room at the foot of pages."""

_RESERVE = 0.1

END = "body-end"
ANNEX = "annex"


def body_pages(positions: Positions) -> int:
    """How many pages the body fills; the annex begins on a page of its own."""
    return positions[ANNEX][0] - 1


@dataclass(frozen=True, slots=True)
class Measure:
    """How a layout fell, in CSS pixels: the height of a page's text area and of each block, and where the body ends."""

    page: float
    heights: Mapping[str, float]
    end: float


def measure(document: Document, positions: Positions, ends: Positions) -> Measure:
    """Measure a layout of a document from where its named elements begin and end."""
    page = max(y for _, y in ends.values()) - min(y for number, y in positions.values() if number > 1)
    order = sorted((_depth(positions[name], page), name) for name in _landmarks(document) if name in positions)
    heights = {name: order[i + 1][0] - depth for i, (depth, name) in enumerate(order[:-1])}
    return Measure(page, heights, _depth(positions[END], page) - min(y for _, y in positions.values()))


def choose(document: Document, fell: Measure) -> frozenset[str]:
    """The blocks to leave out, least important first, until what overflows is made good; as many as there are."""
    overflow = fell.end - (document.body_pages - _SLACK) * fell.page
    chosen: set[str] = set()
    for _, name in sorted(droppable(document), reverse=True):
        if overflow <= 0:
            break
        chosen.add(name)
        overflow -= fell.heights.get(name, 0.0)
    return frozenset(chosen)


def restore(whole: Document, omitted: frozenset[str], before: Measure, now: Measure) -> frozenset[str]:
    """The omitted blocks to take back, most important first, that fit in what the body now leaves empty.

    `before` measured them; a tenth of a page is kept in reserve for how tables break."""
    room = (whole.body_pages - _RESERVE) * now.page - now.end
    taken: set[str] = set()
    for _, name in sorted(p for p in droppable(whole) if p[1] in omitted):
        if before.heights.get(name, room + 1) <= room:
            taken.add(name)
            room -= before.heights[name]
    return frozenset(taken)


def droppable(document: Document) -> Iterator[tuple[int, str]]:
    """Priority and name of every block or table row that may be left out; the highest priority goes first."""
    for section in document.sections:
        yield from ((priority, name) for priority, name in _parts(section) if priority)


def described(document: Document, omitted: frozenset[str]) -> tuple[str, ...]:
    """What was left out of the whole paper, in words: how many items of which section."""
    counts = ((s.heading, sum(name in omitted for _, name in _parts(s))) for s in document.sections)
    return tuple(f"{n} item{'s' if n > 1 else ''} of “{heading}”" for heading, n in counts if n)


def _parts(section: Section) -> Iterator[tuple[int, str]]:
    for block in section.blocks:
        members = block.rows if isinstance(block, Table) else block.blocks if isinstance(block, Group) else (block,)
        yield from ((member.priority, member.id) for member in members)


def _landmarks(document: Document) -> Iterator[str]:
    """The names whose places bound the height of a block: sections, their parts, and the end of the body."""
    for section in document.sections:
        yield section.id
        yield from (name for _, name in _parts(section))
    yield END


def _depth(position: tuple[int, float], page_height: float) -> float:
    page, y = position
    return (page - 1) * page_height + y
