"""The likelihood words of a scale side by side, those the paper uses framed."""

from briefwright.document import Scale
from briefwright.render.figures.svg import (
    INK,
    LIGHT,
    NAVY,
    PAPER,
    QUIET,
    RULE,
    WIDTH,
    broken,
    drawing,
    rectangle,
    words,
)

_HEIGHT = 62


def scale(block: Scale) -> str:
    """A box a word, with its bounds; a heavy frame marks the words that are used."""
    pitch = WIDTH / len(block.bands)
    parts = []
    for index, band in enumerate(block.bands):
        left, middle = index * pitch, (index + 0.5) * pitch
        fill, stroke, width = (LIGHT, NAVY, 2.5) if band.count else (PAPER, RULE, 1)
        parts.append(rectangle((left + 1.5, 1.5), (pitch - 3, _HEIGHT - 3), fill, stroke, width))
        lines = broken(band.label, pitch - 8, most=2)
        top = 19 if len(lines) > 1 else 25
        parts += [words((middle, top + 14 * i), text, 11.5, "middle", 600, INK) for i, text in enumerate(lines)]
        if band.unit:
            bounds = f"{band.low}–{band.high}{'%' if band.unit == 'percent' else ' points'}"
            parts.append(words((middle, 51), bounds, 11, "middle", 400, QUIET))
    said = "; ".join(b.label + (f": {b.low} to {b.high} {b.unit}" if b.unit else "") for b in block.bands)
    return drawing(block.id, (WIDTH, _HEIGHT), block.caption, f"{said}.", parts)
