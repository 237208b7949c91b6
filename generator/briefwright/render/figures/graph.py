"""A graph of boxes and arrows: the places are Graphviz's (`dot`, a program of its own), the drawing is ours."""

import shutil
import subprocess
from collections.abc import Iterator

from briefwright.document import Graph, Node
from briefwright.errors import DataError
from briefwright.render.figures.svg import (
    DARK,
    INK,
    LIGHT,
    NAVY,
    PAPER,
    QUIET,
    WIDTH,
    broken,
    drawing,
    rectangle,
    words,
)
from briefwright.words import Words

_INCH = 96.0
_BOX = 150.0
_LINE = 14.0
_SECONDS = 20
_LOOKS = ((LIGHT, INK, 1.0), (PAPER, INK, 2.5), (DARK, PAPER, 1.0), (PAPER, INK, 1.0))
"""Fill, ink and frame for each kind of box, in the order in which they come."""

_DASHES = ("", "7 3", "2 3", "9 3 2 3")
"""How the line of each kind of arrow is broken, in the order in which they come; of more kinds, words say which."""

Box = tuple[float, float, float, float]
"""The middle of a box, its width and its height."""


def graph(block: Graph, said: Words) -> str:
    """Boxes by kind and arrows by relation, with a legend where there are several kinds of either."""
    lines = {node.id: broken(node.label, _BOX - 14, 11, most=4) for node in block.nodes}
    size, places, ways = _laid_out(block, lines)
    kinds = list(dict.fromkeys(node.kind for node in block.nodes))
    relations = list(dict.fromkeys(label for _, label in ways))
    crowded = len(relations) > len(_DASHES)
    parts = [
        part
        for points, label in ways
        for part in _arrow(points, *((label, "") if crowded else ("", _DASHES[relations.index(label)])))
    ]
    parts += [part for node in block.nodes for part in _box(node, places[node.id], lines[node.id], kinds)]
    width, height = max(size[0], float(WIDTH)), size[1]
    if len(kinds) > 1:
        parts += _legend(kinds, height + 10)
        height += 26
    if len(relations) > 1 and not crowded:
        parts += _relations(relations, height + 10)
        height += 26
    described = said.say("graph_described", boxes=len(block.nodes), arrows=len(block.edges))
    return drawing(block.id, (width, height), block.title, described, parts)


def _box(node: Node, box: Box, lines: list[str], kinds: list[str]) -> list[str]:
    x, y, width, height = box
    fill, ink, frame = _LOOKS[kinds.index(node.kind) % len(_LOOKS)]
    top = y - _LINE * (len(lines) - 1) / 2 + 4
    return [
        rectangle((x - width / 2, y - height / 2), (width, height), fill, NAVY, frame, 3),
        *(words((x, top + _LINE * i), text, 11, "middle", 400, ink) for i, text in enumerate(lines)),
    ]


def _arrow(points: list[tuple[float, float]], label: str, dash: str) -> Iterator[str]:
    (x0, y0), *rest = points
    curve = " ".join(f"{x:.1f},{y:.1f}" for x, y in rest)
    yield f'<path d="M{x0:.1f},{y0:.1f} C{curve}" fill="none" {_stroke(dash)}></path>'
    (x1, y1), (x2, y2) = points[-2], points[-1]
    span = max(1e-6, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    ux, uy = (x2 - x1) / span, (y2 - y1) / span
    head = ((x2 + 7 * ux, y2 + 7 * uy), (x2 - 4 * uy, y2 + 4 * ux), (x2 + 4 * uy, y2 - 4 * ux))
    yield f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in head)}" fill="{QUIET}"></polygon>'
    if label:
        x, y = points[len(points) // 2]
        yield words((x, y - 3), label, 9.5, "middle", 400, QUIET)


def _legend(kinds: list[str], y: float) -> list[str]:
    parts, x = [], 0.0
    for index, kind in enumerate(kinds):
        fill, _, frame = _LOOKS[index % len(_LOOKS)]
        parts += [rectangle((x + 1, y), (18, 14), fill, NAVY, frame, 2), words((x + 26, y + 11), kind, 11)]
        x += 44 + len(kind) * 6.4
    return parts


def _relations(relations: list[str], y: float) -> list[str]:
    parts, x = [], 1.0
    for relation, dash in zip(relations, _DASHES, strict=False):
        parts += [f'<path d="M{x:.1f},{y + 7:.1f} h34" {_stroke(dash)}></path>', words((x + 42, y + 11), relation, 11)]
        x += 62 + len(relation) * 6.4
    return parts


def _stroke(dash: str) -> str:
    return f'stroke="{QUIET}" stroke-width="1.2"' + (f' stroke-dasharray="{dash}"' if dash else "")


def _laid_out(
    block: Graph, lines: dict[str, list[str]]
) -> tuple[tuple[float, float], dict[str, Box], list[tuple[list[tuple[float, float]], str]]]:
    """Where everything stands, in pixels, from what `dot -Tplain` prints in inches from the lower left corner."""
    numbers = {node.id: f"n{i}" for i, node in enumerate(block.nodes)}
    size, places, ways = (0.0, 0.0), {}, []
    names = {number: name for name, number in numbers.items()}
    said = {pair: "; ".join(e.label for e in block.edges if (e.tail, e.head) == pair) for pair in _pairs(block)}
    for row in _dot(_source(block, lines, numbers)).splitlines():
        kind, *cells = row.split()
        if kind == "graph":
            size = float(cells[1]) * _INCH + 4, float(cells[2]) * _INCH + 4
        elif kind == "node":
            x, y, width, height = (float(cell) * _INCH for cell in cells[1:5])
            places[names[cells[0]]] = (x + 2, size[1] - y - 2, width, height)
        elif kind == "edge":
            flat = [float(cell) * _INCH for cell in cells[3 : 3 + 2 * int(cells[2])]]
            points = [(x + 2, size[1] - y - 2) for x, y in zip(flat[::2], flat[1::2], strict=True)]
            ways.append((points, said[names[cells[0]], names[cells[1]]]))
    return size, places, ways


def _source(block: Graph, lines: dict[str, list[str]], numbers: dict[str, str]) -> str:
    """The graph in dot's language. Names are ours, sizes are fixed: no font and no word of the content decides."""
    boxes = [
        f"{numbers[node.id]} [width={_BOX / _INCH:.3f}, height={(_LINE * len(lines[node.id]) + 12) / _INCH:.3f}]"
        for node in block.nodes
    ]
    arrows = [f"{numbers[tail]} -> {numbers[head]}" for tail, head in _pairs(block)]
    gap = 0.95 if len({edge.label for edge in block.edges}) > len(_DASHES) else 0.6
    style = f'rankdir=LR; ranksep={gap}; nodesep=0.16; node [shape=box, fixedsize=true, label=""]'
    return f"digraph {{ {style}; {'; '.join([*boxes, *arrows])} }}"


def _pairs(block: Graph) -> tuple[tuple[str, str], ...]:
    """The pairs of boxes with an arrow between them: one arrow a pair, whatever it is called."""
    return tuple(dict.fromkeys((edge.tail, edge.head) for edge in block.edges))


def _dot(source: str) -> str:
    program = shutil.which("dot")
    if program is None:
        raise DataError(
            "Graphviz is not installed; the maps of a paper are laid out with its program dot. Install it, on Debian "
            "or Ubuntu with: apt-get install graphviz."
        )
    try:
        made = subprocess.run(  # noqa: S603  a fixed program; the source has no text of the knowledge base
            [program, "-Tplain"], input=source, capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DataError(f"Graphviz could not lay out a map of {source.count('->')} arrows: {error}.") from error
    return made.stdout.replace("\\\n", "")
