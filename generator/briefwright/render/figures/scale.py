"""The likelihood words of a scale side by side, those the paper uses framed."""

from briefwright.document import Band, Scale
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
from briefwright.words import Words

_HEIGHT = 62


def scale(block: Scale, said: Words) -> str:
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
            short = said.say(band.unit, low=band.low, high=band.high)
            parts.append(words((middle, 51), short, 11, "middle", 400, QUIET))
    bands = (b.label + (f": {bounds(said, b)}" if b.unit else "") for b in block.bands)
    return drawing(block.id, (WIDTH, _HEIGHT), block.caption, f"{'; '.join(bands)}.", parts)


def bounds(said: Words, band: Band) -> str:
    """What a word of likelihood stands for, in words."""
    return said.say("range", low=band.low, high=band.high, unit=said[f"unit_{band.unit}"])
