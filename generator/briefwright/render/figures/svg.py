"""What drawings are made of. Lengths are pixels from the upper left corner; letters are of one family."""

from collections.abc import Iterable
from html import escape
from textwrap import wrap

WIDTH = 700
INK, NAVY, QUIET, RULE = "#1b1b1b", "#162e51", "#3d4551", "#71767a"
PAPER, LIGHT, MIDDLE, DARK = "#ffffff", "#e1e7ee", "#a9b8c9", "#27466f"
_LETTER = 0.56
"""The mean width of a letter, in parts of its size."""


def drawing(name: str, size: tuple[float, float], title: str, description: str, parts: Iterable[str]) -> str:
    """An `svg` element that screen readers announce as an image with these words."""
    width, height = (round(length) for length in size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}.</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def typeface(family: str) -> str:
    """The attribute that sets words in a font; quoted, since a bare name may hold no word that begins with a digit."""
    return f"font-family=\"'{escape(family)}'\""


def words(at: tuple[float, float], text: str, size: float = 11.5, anchor: str = "start", weight: int = 400,
          fill: str = INK) -> str:  # fmt: skip
    """A line of text; `at` is where its base line starts, is centred or ends, after `anchor`."""
    x, y = at
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{fill}">{escape(text)}</text>'
    )


def rectangle(at: tuple[float, float], size: tuple[float, float], fill: str = PAPER, stroke: str = RULE,
              width: float = 1, radius: float = 0) -> str:  # fmt: skip
    """A rectangle from its upper left corner."""
    return (
        f'<rect x="{at[0]:g}" y="{at[1]:g}" width="{size[0]:g}" height="{size[1]:g}" rx="{radius:g}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width:g}"></rect>'
    )


def line(start: tuple[float, float], end: tuple[float, float], stroke: str = RULE, width: float = 1) -> str:
    """A straight line."""
    return (
        f'<line x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}" stroke="{stroke}" '
        f'stroke-width="{width:g}"></line>'
    )


def length(text: str, size: float = 11.5) -> float:
    """About how long a line of text is."""
    return len(text) * size * _LETTER


def broken(text: str, room: float, size: float = 11.5, most: int = 3) -> list[str]:
    """The text in lines that fit into `room`, at most so many; a word that is too long is cut, what is over is an
    ellipsis."""
    return wrap(text, max(4, int(room / (size * _LETTER))), max_lines=most, placeholder=" …") or [""]
