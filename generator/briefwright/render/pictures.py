"""Figures as PNG for formats that cannot draw SVG everywhere."""

import tempfile
from pathlib import Path

from briefwright.errors import DataError
from briefwright.render.figures import draw
from briefwright.render.figures.svg import FAMILY
from briefwright.render.fonts import Fonts

_ZOOM = 3.0


def picture(figure: object, fonts: Fonts) -> bytes:
    """The drawing of a figure as PNG, three times its size in pixels, in the vendored font. Raises DataError without
    the extra docx."""
    try:
        import resvg_py
    except ImportError:
        raise DataError(
            "To draw figures for a word processor the extra docx is needed: pip install 'briefwright[docx]'."
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        files = _opened(fonts, Path(folder))
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=draw(figure), zoom=_ZOOM, background="#ffffff", skip_system_fonts=True, font_files=files
            )
        )


def _opened(fonts: Fonts, folder: Path) -> list[str]:
    """The faces of the drawings' family as plain OpenType, which is what the rasteriser reads."""
    from fontTools.ttLib import TTFont

    found = []
    for face in fonts.faces:
        if face.family == FAMILY and face.style == "normal" and face.subset == "latin":
            with TTFont(fonts.folder / face.file) as font:
                font.flavor = None
                font.save(folder / f"{face.weight}.ttf")
            found.append(str(folder / f"{face.weight}.ttf"))
    return found
