"""The class diagram: records in layers, an arrow for each way from one class of record to another.

A layered layout after Sugiyama, Tagawa and Toda (1981): every arrow goes from a layer to one on its right, through a
lane kept free in each layer it passes, and up or down only between layers. So no line crosses a box.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from briefwright.document import Box, Diagram, Line
from briefwright.reference.facts import PART, RECORD, ClassField, OntologyTerms, slug
from briefwright.reference.page_blocks import joined, table, term
from briefwright.terms import Iri, shorten

_PITCH = 20
_WIDTH = 158
_INDENT = 14
_PART_WIDTH = _WIDTH - _INDENT
_TRACK = 8
_MARGIN = 6
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Relation:
    """All fields by which records of one class lead to records of another."""

    owner: Iri
    target: Iri
    fields: tuple[ClassField, ...]


@dataclass(slots=True, eq=False)
class _Slot:
    """What stands in a layer: a class with its parts, or, with `ways` empty, the lane of the arrows to a class."""

    layer: int
    target: Iri
    ways: tuple[Relation, ...] = ()
    parts: tuple[Iri, ...] = ()
    is_lane: bool = False
    y: int = 0
    into: list["_Slot"] = field(default_factory=list)

    @property
    def rightward(self) -> set[Iri]:
        """The classes to which a line leads from here."""
        return {slot.target for slot in self.into}

    @property
    def rows(self) -> int:
        return 1 if self.is_lane else 1 + len(self.ways) + len(self.parts)


def class_diagram(terms: OntologyTerms) -> Diagram:
    """The classes of records with their parts and the ways between them, as a drawing and as a table."""
    found = relations(terms)
    slots = _placed(terms, found)
    gutters = _gutters(slots)
    left = _lefts(gutters)
    boxes = [box for slot in slots if not slot.is_lane for box in _boxes(terms, slot, left[slot.layer])]
    lines = [line for slot in slots for line in (*_arrows(slot, left, gutters), *_stems(slot, left[slot.layer]))]
    description = (
        "An arrow leads from a field of a record to the class of the records it names; +2 says that two more fields "
        "lead there. A field marked ↺ leads to the same class; one whose arrow would close a circle names its class "
        "instead. The smaller boxes below a class are its parts. Left out: the fields that every record has (support, "
        "topic, objectives, risks, review), fields that take any record, and the fields of parts. The table below says "
        "the same."
    )
    return Diagram(
        title="The classes of records and how they lead to each other",
        description=description,
        width=max(left) + _WIDTH + _MARGIN,
        height=max((box.y + box.height for box in boxes), default=_MARGIN) + _MARGIN,
        pitch=_PITCH,
        boxes=tuple(boxes),
        lines=tuple(lines),
        twin=table(
            "The ways from class to class",
            (("Class", 24), ("Fields", 52), ("Leads to", 24)),
            (
                (term(terms, r.owner), joined(term(terms, p.asked.path) for p in r.fields), term(terms, r.target))
                for r in found
            ),
        ),
    )


def relations(terms: OntologyTerms) -> tuple[Relation, ...]:
    """The ways from a class of record to another class of record or a part, in the order of the classes."""
    kinds = {iri for iri in terms.classes if terms.is_a(iri, RECORD) or terms.is_a(iri, PART)} - {RECORD, PART}
    found: dict[tuple[Iri, Iri], list[ClassField]] = defaultdict(list)
    for one in terms.class_fields:
        if one.owner in kinds and terms.is_a(one.owner, RECORD):
            for target in kinds.intersection(one.asked.classes):
                found[one.owner, target].append(one)
    order = terms.classes.index
    ways = sorted(found, key=lambda way: (order(way[0]), order(way[1])))
    return tuple(Relation(owner, target, tuple(found[owner, target])) for owner, target in ways)


def _placed(terms: OntologyTerms, found: Sequence[Relation]) -> list[_Slot]:
    records = [iri for iri in terms.classes if terms.is_a(iri, RECORD) and iri != RECORD]
    layers = _layers(records, found)
    slots: dict[tuple[int, Iri], _Slot] = {}
    for iri in records:
        own = [relation for relation in found if relation.owner == iri]
        ways = tuple(relation for relation in own if relation.target in records)
        slots[layers[iri], iri] = _Slot(layers[iri], iri, ways, tuple(r.target for r in own if r not in ways))
    for relation in found:
        if relation.target in records:
            for layer in range(layers[relation.owner] + 1, layers[relation.target]):
                slots.setdefault((layer, relation.target), _Slot(layer, relation.target, is_lane=True))
    for relation in found:
        if relation.target in records and relation.target != relation.owner:
            for layer in range(layers[relation.owner], layers[relation.target]):
                start = (layer, relation.owner) if layer == layers[relation.owner] else (layer, relation.target)
                end = slots[layer + 1, relation.target]
                if end not in slots[start].into:
                    slots[start].into.append(end)
    return _ordered(list(slots.values()))


def _layers(records: Sequence[Iri], found: Sequence[Relation]) -> dict[Iri, int]:
    """The layer of each class from the left: as far right as the classes it leads to allow, those to nowhere last.

    Ways that close a circle are left out of account: they would point left, and are told in words."""
    targets: dict[Iri, list[Iri]] = {iri: [] for iri in records}
    for relation in found:
        if relation.target in targets and relation.target != relation.owner:
            targets[relation.owner].append(relation.target)
    depth: dict[Iri, int] = {}
    for iri in _without_circles(targets):
        depth[iri] = 1 + max((depth[target] for target in targets[iri]), default=-1)
    deepest = max(depth.values(), default=0)
    return {iri: deepest - depth[iri] for iri in records}


def _without_circles(targets: dict[Iri, list[Iri]]) -> tuple[Iri, ...]:
    """Every class after those it leads to, once the ways that close a circle are taken out of `targets`."""
    while True:
        try:
            return tuple(TopologicalSorter(targets).static_order())
        except CycleError as error:
            *_, target, owner = error.args[1]
            targets[owner].remove(target)


def _ordered(slots: list[_Slot]) -> list[_Slot]:
    """The slots from top to bottom, each near the middle of those it is joined to."""
    layers = [
        [slot for slot in slots if slot.layer == number]
        for number in range(max((s.layer for s in slots), default=-1) + 1)
    ]
    for sweep in range(_SWEEPS):
        for layer in layers[:: -1 if sweep % 2 == 0 else 1]:
            _stack(layers)
            layer.sort(key=lambda slot: _middle(slot, slots))
    _stack(layers)
    return [slot for layer in layers for slot in layer]


def _middle(slot: _Slot, slots: Sequence[_Slot]) -> float:
    near = [*slot.into, *(other for other in slots if slot in other.into)]
    return sum(other.y for other in near) / len(near) if near else float(slot.y)


def _stack(layers: Sequence[Sequence[_Slot]]) -> None:
    """Give each slot its height. Neighbouring layers are half a row apart, so that no two lines lie on each other."""
    heights = [sum(slot.rows + 1 for slot in layer) for layer in layers]
    for number, layer in enumerate(layers):
        y = _MARGIN + (max(heights) - heights[number]) // 2 * _PITCH + number % 2 * _PITCH // 2
        for slot in layer:
            slot.y = y
            y += (slot.rows + 1) * _PITCH


def _gutters(slots: Sequence[_Slot]) -> list[Mapping[Iri, int]]:
    """For each layer the tracks to its right: target -> number, higher targets further right."""
    found: list[Mapping[Iri, int]] = []
    for number in range(max((slot.layer for slot in slots), default=0)):
        ends = {end.target: end.y for slot in slots if slot.layer == number for end in slot.into}
        found.append({iri: i for i, iri in enumerate(sorted(ends, key=lambda iri: (-ends[iri], iri)), 1)})
    return found


def _lefts(gutters: Sequence[Mapping[Iri, int]]) -> list[int]:
    left = [_MARGIN]
    for gutter in gutters:
        left.append(left[-1] + _WIDTH + (len(gutter) + 3) * _TRACK)
    return left


def _boxes(terms: OntologyTerms, slot: _Slot, x: int) -> Iterator[Box]:
    words = tuple(_words(terms, slot, relation) for relation in slot.ways)
    height = (1 + len(words)) * _PITCH
    yield Box(x, slot.y, _WIDTH, height, terms.label(slot.target), words, f"classes.html#{slug(slot.target)}")
    for i, part in enumerate(slot.parts):
        y = slot.y + height + i * _PITCH + 4
        yield Box(x + _INDENT, y, _PART_WIDTH, _PITCH - 4, terms.label(part), (), f"classes.html#{slug(part)}")


def _words(terms: OntologyTerms, slot: _Slot, relation: Relation) -> str:
    first, more = shorten(relation.fields[0].asked.path).partition(":")[2], len(relation.fields) - 1
    back = " ↺" if relation.target == relation.owner else f" → {terms.label(relation.target)}"
    return first + (f" +{more}" if more else "") + ("" if relation.target in slot.rightward else back)


def _arrows(slot: _Slot, left: Sequence[int], gutters: Sequence[Mapping[Iri, int]]) -> Iterator[Line]:
    """The lines from a slot to the next layer; that of a lane goes through it from its left edge."""
    for end in slot.into:
        start = left[slot.layer] + (0 if slot.is_lane else _WIDTH)
        track = left[slot.layer] + _WIDTH + (gutters[slot.layer][end.target] + 1) * _TRACK
        y, to = slot.y + _row(slot, end.target) * _PITCH + _PITCH // 2, end.y + _PITCH // 2
        points = ((start, y), (track, y), (track, to), (left[end.layer], to))
        yield Line(points, arrow=not end.is_lane)


def _row(slot: _Slot, target: Iri) -> int:
    return 0 if slot.is_lane else 1 + [relation.target for relation in slot.ways].index(target)


def _stems(slot: _Slot, x: int) -> Iterator[Line]:
    """What ties the parts to their record."""
    top = slot.y + (1 + len(slot.ways)) * _PITCH
    for i, _ in enumerate(slot.parts):
        y = top + i * _PITCH + 4 + (_PITCH - 4) // 2
        yield Line(((x + _INDENT // 2, top), (x + _INDENT // 2, y), (x + _INDENT, y)), arrow=False, dashed=True)
