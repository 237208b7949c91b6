"""Bars cut into parts: tone, letter and number say which part is which."""

from string import ascii_uppercase

from briefwright.document import Bar, Bars
from briefwright.render.figures.svg import (
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    NAVY,
    PAPER,
    WIDTH,
    broken,
    drawing,
    length,
    rectangle,
    words,
)
from briefwright.words import Words

_TONES = ((DARK, PAPER), (LIGHT, INK), (MIDDLE, INK), (PAPER, INK))
_SIDE = 132.0
_HEIGHT = 24.0
_PITCH = 32.0


def bars(block: Bars, said: Words) -> str:
    """A bar a row, all of one measure; below them the letters are explained."""
    most = max((sum(bar.counts) for bar in block.bars), default=0) or 1
    scale = (WIDTH - _SIDE - 40) / most
    parts = []
    for index, bar in enumerate(block.bars):
        parts += _bar(bar, index * _PITCH + 2, scale)
    x, y = _SIDE if any(bar.label for bar in block.bars) else 0.0, len(block.bars) * _PITCH + 10
    left = x
    for index, name in enumerate(block.legend):
        wide = 34 + length(name, 11)
        if x > left and x + wide > WIDTH:
            x, y = left, y + 20
        fill, ink = _TONES[index % len(_TONES)]
        parts.append(rectangle((x, y), (18, 15), fill, NAVY))
        parts.append(words((x + 9, y + 11.5), ascii_uppercase[index], 10.5, "middle", 700, ink))
        parts.append(words((x + 24, y + 11.5), name, 11))
        x += wide
    totals = "; ".join(f"{b.label}: {sum(b.counts)}".removeprefix(": ") for b in block.bars)
    return drawing(block.id, (WIDTH, y + 19), block.title, said.say("bars_described", totals=totals), parts)


def _bar(bar: Bar, y: float, scale: float) -> list[str]:
    x = _SIDE if bar.label else 0.0
    lines = broken(bar.label, _SIDE - 16, most=2) if bar.label else []
    top = y + 16 - 6 * (len(lines) - 1)
    parts = [words((x - 10, top + 12 * i), text, 11.5, "end", 600) for i, text in enumerate(lines)]
    for index, count in enumerate(bar.counts):
        if not count:
            continue
        fill, ink = _TONES[index % len(_TONES)]
        wide, letter = count * scale, ascii_uppercase[index]
        parts.append(rectangle((x, y), (wide, _HEIGHT), fill, NAVY))
        said = next((s for s in (f"{letter} {count}", letter) if length(s) < wide), "")
        parts.append(words((x + wide / 2, y + 16), said, 11, "middle", 700, ink) if said else "")
        x += wide
    parts.append(words((x + 7, y + 16), str(sum(bar.counts)), 11.5, "start", 600, INK))
    return parts
