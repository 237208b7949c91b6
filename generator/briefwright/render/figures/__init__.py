"""Figures as accessible SVG: a title, a description that names the table beside it, nothing by colour alone.

Every drawing is 700 pixels wide or what it needs, in one typeface, in tones that print in black and white."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from briefwright.document import Bars, Graph, Group, Matrix, Revision, Scale, Timeline
from briefwright.render.figures.bars import bars
from briefwright.render.figures.graph import graph
from briefwright.render.figures.matrix import matrix
from briefwright.render.figures.scale import scale
from briefwright.render.figures.svg import typeface
from briefwright.render.figures.timeline import timeline
from briefwright.words import Words

FAMILY = "Public Sans"
"""The font of drawings where the house style names none."""
DRAWN: Mapping[type, Callable[[Any, Words], str]] = {
    Matrix: matrix,
    Timeline: timeline,
    Bars: bars,
    Graph: graph,
    Scale: scale,
}


def draw(figure: object, words: Words, family: str = FAMILY) -> str:
    """The drawing of a figure as an `svg` element, described in `words` and set in this font.

    Raises DataError when a graph cannot be laid out."""
    return DRAWN[type(figure)](figure, words).replace("<svg ", f"<svg {typeface(family)} ", 1)


def figures_in(blocks: tuple[Any, ...]) -> Iterator[Any]:
    """The figures among blocks and in their groups."""
    for block in blocks:
        if isinstance(block, (Group, Revision)):
            yield from figures_in(block.blocks)
        elif type(block) in DRAWN:
            yield block


__all__ = ["FAMILY", "draw", "figures_in", "typeface"]
