"""Figures as PNG for formats that cannot draw SVG everywhere."""

import re
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from briefwright.errors import DataError
from briefwright.render.figures import draw, typeface
from briefwright.render.fonts import Face, Fonts, faces_for, opened
from briefwright.words import Words

_ZOOM = 3.0
_WORDS = re.compile(r">([^<>]+)</text>")


def picture(figure: object, fonts: Fonts, words: Words) -> bytes:
    """The drawing of a figure as PNG, three times its size in pixels, in the house's own fonts. Raises DataError
    without the extra docx."""
    try:
        import resvg_py
    except ImportError:
        raise DataError(
            "To draw figures for a word processor the extra docx is needed: pip install 'briefwright[docx]'."
        ) from None
    sans, serif = fonts.text
    drawing = draw(figure, words, sans)
    faces = [f for f in faces_for(fonts, drawing) if f.style == "normal" and (f.family == sans or f.family != serif)]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.ttf") for number in range(len(faces))]
        for path, face in zip(files, faces, strict=True):
            path.write_bytes(opened(fonts, face))
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=_WORDS.sub(lambda found: f">{_set(found[1], faces)}</text>", drawing),
                zoom=_ZOOM,
                background="#ffffff",
                skip_system_fonts=True,
                font_files=list(map(str, files)),
            )
        )


def _set(words: str, faces: Sequence[Face]) -> str:
    """The words with the font of each stretch named: the rasteriser alone does not find one for every letter."""
    runs = groupby(words, key=lambda letter: next((f.name for f in faces if f.has(letter)), faces[0].name))
    return "".join(f"<tspan {typeface(name)}>{''.join(letters)}</tspan>" for name, letters in runs)
