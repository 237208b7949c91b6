"""The page budget: which blocks to shorten or leave out so that the body fits, from where the last layout put them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from briefwright.document import Block, Document, Give, Group, Row, Section, Table, runs_of
from briefwright.words import Words

Positions = Mapping[str, tuple[int, float]]
"""Element name -> page from 1, distance from the top of the page in CSS pixels."""

LAYOUTS = 3
"""How often a paper is laid out at most until it fits. What was given up too much is then taken back, at most once for
each of RESERVES and once more, each a layout."""

_SLACK = 0.04
"""The part of a page given up at once, because blocks that cannot be cut leave room at the foot of pages."""

RESERVES = (0.1, 0.22, 0.34)
"""The parts of a page kept empty when what was given up is taken back: the next where one was too little."""

_FRAME = 0.3
"""The part of a block's height that does not get less with its words: headings, labels, the room between lines."""

_Place = TypeVar("_Place")

END = "body-end"
ANNEX = "annex"


def body_pages(positions: Positions) -> int:
    """How many pages the body fills; the annex begins on a page of its own."""
    return positions[ANNEX][0] - 1


@dataclass(frozen=True, slots=True)
class Measure:
    """How a layout fell, in CSS pixels: the height of a page's text area, the height of each block, how far down
    each part of the body reaches (the text, and what stands at its "side"), the page on which each block ends, and the
    room left blank at the foot of pages before the last, because what came next could not be cut."""

    page: float
    heights: Mapping[str, float]
    reach: Mapping[str, float]
    ends_on: Mapping[str, int]
    blank: Mapping[int, float]


def measure(document: Document, positions: Positions, ends: Positions) -> Measure:
    """Measure a layout of a document from where its named elements begin and end."""
    page = max(y for _, y in ends.values()) - min(y for number, y in positions.values() if number > 1)
    top = min(y for _, y in positions.values())
    heights = {name: _height(positions[name], ends[name], page) for name, _ in _members(document) if name in positions}
    reach = {"side": [_depth(ends[s.id], page) for s in document.body if s.look == "side" and s.id in ends]}
    beside = [_depth(ends[s.id], page) for s in document.body if s.look != "side" and s.id in ends]
    reach[""] = beside if reach["side"] else [_depth(positions[END], page)]
    found = {part: max(depths) - top for part, depths in reach.items() if depths}
    ends_on = {name: ends[name][0] for name in heights if name in ends}
    return Measure(page, heights, found, ends_on, _blank(document, positions, ends))


def _blank(document: Document, positions: Positions, ends: Positions) -> Mapping[int, float]:
    """Inner page of the body -> the room at its foot; none is counted beside columns or notes, which fill it."""
    if document.columns > 1 or document.notes == "foot" or any(s.look == "side" for s in document.body):
        return {}
    foot = max(y for _, y in ends.values())
    reached: dict[int, float] = {}
    for name in (name for name, _ in _members(document) if name in ends):
        (first, _), (last, y) = positions[name], ends[name]
        reached |= dict.fromkeys(range(first, last), foot) | {last: max(y, reached.get(last, 0.0))}
    return {page: foot - y for page, y in reached.items() if page < positions[END][0]}


def _height(begin: tuple[int, float], end: tuple[int, float], page: float) -> float:
    """From where a block begins to where it ends, which may be further up in the next column."""
    found = _depth(end, page) - _depth(begin, page)
    return found if found >= 0 else found + page


Levels = Mapping[str, int]
"""Block name -> 0 for the full form, then the shorter ones; past the shortest it is left out."""

Lengths = Mapping[str, tuple[int, ...]]
"""Block name -> how many characters each of its forms has, the last being 0: left out."""


def steps(document: Document) -> tuple[tuple[str, int], ...]:
    """The block names and levels by which a paper gets shorter, in the order in which these steps are taken.

    What may go altogether is first shortened, the least important first, then left out in the same order. Only then
    is what must stay shortened."""
    giving = sorted(_giving(document), key=lambda member: -member[1].order)
    may_go, stays = ([m for m in giving if m[1].stays is stay] for stay in (False, True))
    return (
        *_shortened(may_go),
        *((name, give.shorter + 1) for name, give in may_go),
        *_shortened(stays),
    )


def _shortened(members: list[tuple[str, Give]]) -> Iterator[tuple[str, int]]:
    for level in range(1, 1 + max((give.shorter for _, give in members), default=0)):
        yield from ((name, level) for name, give in members if level <= give.shorter)


def at_level(document: Document, level: int) -> Levels:
    """Every block that may be shortened at this level, or in its shortest form where it has fewer."""
    return {name: min(level, give.shorter) for name, give in _giving(document) if give.shorter}


def lengths(forms: Sequence[Document]) -> Lengths:
    """How long each block is in each form. `forms` are the whole paper and the same at each level."""
    found: dict[str, tuple[int, ...]] = {}
    texts = [{name: _length(part) for name, part in _members(form)} for form in forms]
    for name, give in _giving(forms[0]):
        found[name] = (*(texts[level].get(name, 0) for level in range(give.shorter + 1)), 0)
    return found


def deepest(document: Document) -> int:
    """How many shorter forms the paper's blocks have at most."""
    return max((give.shorter for _, give in _giving(document)), default=0)


def choose(document: Document, fell: Measure, levels: Levels, sizes: Lengths) -> Levels:
    """The levels at which what overflows is made good, or the shortest there are. `document` is the whole paper,
    `fell` how it fell at `levels`."""
    overflow = {part: -room for part, room in _room(document, fell, _SLACK).items()}
    chosen, parts = dict(levels), _parts_of(document)
    for name, level in steps(document):
        now, part = chosen.get(name, 0), parts[name]
        if level > now and overflow.get(part, 0.0) > 0:
            whole = fell.heights.get(name, 0.0) / (_share(sizes[name], levels.get(name, 0)) or 1)
            overflow[part] -= whole * (_share(sizes[name], now) - _share(sizes[name], level))
            chosen[name] = level
    return chosen


def restore(
    document: Document, levels: Levels, before: Measure, now: Measure, sizes: Lengths, reserve: float = RESERVES[0]
) -> Levels:
    """The levels when steps are taken back, the last first, that fit in what the body now leaves empty at its end.

    `before` measured the whole paper; `reserve` is the part of a page kept for how tables break."""
    room, parts = _room(document, now, reserve), _parts_of(document)
    return _taken_back(document, levels, before, sizes, parts, room)


def fill(document: Document, levels: Levels, before: Measure, now: Measure, sizes: Lengths) -> Levels:
    """The levels when steps are taken back that fit in the blank foot of the page where their section now stands.

    Nothing comes back that is less important than what does not fit."""
    return _taken_back(document, levels, before, sizes, _pages(document, now), dict(now.blank), strictly=True)


def _taken_back(
    document: Document,
    levels: Levels,
    before: Measure,
    sizes: Lengths,
    places: Mapping[str, _Place],
    room: dict[_Place, float],
    *,
    strictly: bool = False,
) -> Levels:
    """`places` says where a block stands, `room` how much is free there; `strictly` takes back none that is less
    important than one that does not fit."""
    back, orders = dict(levels), {name: give.order for name, give in _giving(document)}
    least = max(orders.values(), default=0)
    for name, level in reversed(steps(document)):
        if back.get(name, 0) == level and orders[name] <= least:
            free = room.get(places[name], 0.0)
            gain = _share(sizes[name], level - 1) - _share(sizes[name], level)
            more = before.heights.get(name, free + 1) * gain
            if more <= free:
                back[name] = level - 1
                room[places[name]] = free - more
            elif strictly:
                least = orders[name]
    return {name: level for name, level in back.items() if level}


def _pages(document: Document, now: Measure) -> Mapping[str, int]:
    """Block name -> the page on which it ends, or what stands before it in its section where it is left out."""
    found: dict[str, int] = {}
    for section in document.body:
        page = 0
        for member in _blocks(section):
            page = now.ends_on.get(member.id, page)
            found[member.id] = page
    return found


def _room(document: Document, fell: Measure, kept: float) -> dict[str, float]:
    """How much of a column each part of the body leaves empty, less than nothing where it overflows."""
    budget = (document.body_pages - kept) * fell.page
    return {part: (budget - reach) * document.columns for part, reach in fell.reach.items()}


def _parts_of(document: Document) -> Mapping[str, str]:
    """Block name -> the part of the body it stands in: the text, or what is at its side."""
    return {
        member.id: "side" if section.look == "side" else "" for section in document.body for member in _blocks(section)
    }


def _share(size: tuple[int, ...], level: int) -> float:
    """The part of its full height that a block has at a level, about: its frame, and its words as they get fewer."""
    return _FRAME + (1 - _FRAME) * size[level] / max(1, size[0]) if level < len(size) - 1 else 0.0


def described(document: Document, levels: Levels, words: Words) -> tuple[str, ...]:
    """What shortening the whole paper cost, in `words`: how much of which section."""
    found = []
    for section in document.body:
        given = [(levels.get(name, 0), give) for name, give in _parts(section)]
        out = sum(level > give.shorter for level, give in given)
        short = sum(0 < level <= give.shorter for level, give in given)
        counts = ((count, what) for count, what in ((out, "left_out"), (short, "shortened")) if count)
        said = [words.say(what if count > 1 else f"one_{what}", count=count) for count, what in counts]
        cost = words["comma"].join(said)
        found += [words.say("budget_section", heading=section.heading, given=cost)] if said else []
    return tuple(found)


def _giving(document: Document) -> Iterator[tuple[str, Give]]:
    """The blocks and table rows that may be shortened or left out."""
    for section in document.body:
        yield from ((name, give) for name, give in _parts(section) if give.order and (give.shorter or not give.stays))


def _parts(section: Section) -> Iterator[tuple[str, Give]]:
    yield from ((member.id, member.give) for member in _blocks(section))


def _members(document: Document) -> Iterator[tuple[str, object]]:
    yield from ((member.id, member) for section in document.body for member in _blocks(section))


def _blocks(section: Section) -> Iterator[Block | Row]:
    for block in section.blocks:
        yield from block.rows if isinstance(block, Table) else block.blocks if isinstance(block, Group) else (block,)


def _length(part: object) -> int:
    return sum(len(run.text) for run in runs_of(part))


def _depth(position: tuple[int, float], page_height: float) -> float:
    page, y = position
    return (page - 1) * page_height + y
