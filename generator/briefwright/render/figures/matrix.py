"""The risk matrix: likelihood upwards, consequence to the right, the level written into each cell."""

from briefwright.document import Cell, Matrix
from briefwright.render.figures.svg import (
    INK,
    LIGHT,
    MIDDLE,
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

_TONES = (PAPER, LIGHT, MIDDLE)
_SIDE = 128.0
_TOP = 20.0
_FOOT = 36.0
_LINE = 15.0
_LEAST = 40.0


def matrix(block: Matrix, said: Words) -> str:
    """A grid as high as its fullest cells need. Tone and word say the level; marks stand for the risks of the twin."""
    pitch = (WIDTH - _SIDE) / len(block.columns)
    a_line = max(1, int((pitch - 12) / 30))
    parts, y = [words((0, 12), f"{block.row_title} ↑", 11, "start", 600, NAVY)], _TOP
    for label, cells in zip(block.rows, block.cells, strict=True):
        height = max(_LEAST, *(22 + _LINE * len(_lines(cell, a_line)) for cell in cells))
        lines = broken(label, _SIDE - 12)
        middle = y + height / 2 + 4 - 7 * (len(lines) - 1)
        parts += [words((_SIDE - 8, middle + 14 * i), text, 11.5, "end", 600) for i, text in enumerate(lines)]
        for index, cell in enumerate(cells):
            parts += _cell(cell, (_SIDE + index * pitch, y), (pitch, height), a_line)
        y += height
    for index, label in enumerate(block.columns):
        parts.append(words((_SIDE + (index + 0.5) * pitch, y + 15), label, 11.5, "middle", 600))
    parts.append(words((WIDTH, y + 31), f"{block.column_title} →", 11, "end", 600, NAVY))
    filled = sum(len(cell.marks) for row in block.cells for cell in row)
    described = said.say("matrix_described", risks=filled, down=len(block.rows), across=len(block.columns))
    return drawing(block.id, (WIDTH, y + _FOOT), block.title, described, parts)


def _cell(cell: Cell, at: tuple[float, float], size: tuple[float, float], a_line: int) -> list[str]:
    fill = _TONES[min(cell.step, len(_TONES) - 1)]
    x, y = at
    marks = [
        words((x + size[0] / 2, y + 19 + _LINE * i), text, 12.5, "middle", 700, INK)
        for i, text in enumerate(_lines(cell, a_line))
    ]
    level = words((x + 5, y + size[1] - 6), cell.level.lower(), 9.5, "start", 400, QUIET if fill == PAPER else INK)
    return [rectangle(at, size, fill, RULE), *marks, level]


def _lines(cell: Cell, a_line: int) -> list[str]:
    return [" ".join(cell.marks[i : i + a_line]) for i in range(0, len(cell.marks), a_line)]
