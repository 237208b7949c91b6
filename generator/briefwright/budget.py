"""The page budget: which blocks to leave out so that the body fits, from where the last layout put them."""

from collections.abc import Iterator, Mapping

from briefwright.document import Document, Group, Section, Table

Positions = Mapping[str, tuple[int, float]]
"""Element name -> page from 1, distance from the top of the page in CSS pixels."""

LAYOUTS = 3
"""How often a paper is laid out at most."""

_SLACK = 0.04
"""The part of a page given up at once, because blocks that cannot be cut leave room at the foot of pages."""

END = "body-end"
ANNEX = "annex"


def body_pages(positions: Positions) -> int:
    """How many pages the body fills; the annex begins on a page of its own."""
    return positions[ANNEX][0] - 1


def choose(document: Document, positions: Positions, ends: Positions) -> frozenset[str]:
    """The blocks to leave out, least important first, until what overflows is made good; as many as there are."""
    page_height = max(y for _, y in ends.values()) - min(y for page, y in positions.values() if page > 1)
    order = sorted((_depth(positions[name], page_height), name) for name in _landmarks(document) if name in positions)
    heights = {name: order[i + 1][0] - depth for i, (depth, name) in enumerate(order[:-1])}
    overflow = _depth(positions[END], page_height) - (document.body_pages - _SLACK) * page_height
    chosen: set[str] = set()
    for _, name in sorted(droppable(document), reverse=True):
        if overflow <= 0:
            break
        chosen.add(name)
        overflow -= heights.get(name, 0.0)
    return frozenset(chosen)


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
