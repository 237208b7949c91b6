"""The vendored fonts: which faces a text needs, and the style rules that bring them.

No font is opened to decide. `templates/fonts/MANIFEST.json` lists for every face its family, weight, style,
origin, licence, SHA-256 and the characters it has (hexadecimal code points and ranges).
"""

import base64
import hashlib
import io
import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path

from briefwright.errors import DataError
from briefwright.files import atomic_write

MANIFEST = "MANIFEST.json"
_BASE = "latin"
_GENERIC: Mapping[str, str] = {"--sans": "sans-serif", "--serif": "serif"}
_WEIGHTS: Mapping[int, str] = {400: "", 600: "SemiBold", 700: "Bold"}
_SHAPED_AWAY = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})


@dataclass(frozen=True)
class Face:
    """One font file. `coverage` holds the characters it has, as CSS writes ranges but without `U+`."""

    file: str
    family: str
    weight: int
    style: str
    subset: str
    sha256: str
    coverage: str

    @property
    def name(self) -> str:
        """The family its rule declares: one for each subset, because WeasyPrint takes two files of one family,
        weight and style for the same font and prints the glyphs of the wrong one."""
        return self.family if self.subset == _BASE else f"{self.family} {self.subset}"

    def has(self, character: str) -> bool:
        """Whether the face has a glyph for `character`."""
        point = ord(character)
        starts, ends = self._bounds
        index = bisect_right(starts, point) - 1
        return index >= 0 and point <= ends[index]

    @cached_property
    def _bounds(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        pairs = [(low, high or low) for low, _, high in (part.partition("-") for part in self.coverage.split())]
        return tuple(int(low, 16) for low, _ in pairs), tuple(int(high, 16) for _, high in pairs)


@dataclass(frozen=True, slots=True)
class Fonts:
    """A font folder: the text families, the fallbacks by script in the order they are asked, and every face.

    The symbol families come last, and only for what no other has: they hold letters too, but cannot join them.
    `kept` is where unpacked faces are kept from one process to the next; None keeps none."""

    folder: Path
    text: tuple[str, ...]
    fallback: tuple[str, ...]
    symbols: tuple[str, ...]
    faces: tuple[Face, ...]
    kept: Path | None = None


def read_fonts(folder: Path, kept: Path | None = None) -> Fonts:
    """The fonts of `folder`. Raises DataError when there is no manifest or it lacks something."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        names = Face.__dataclass_fields__
        faces = tuple(Face(**{name: face[name] for name in names}) for face in manifest["faces"])
        text, fallback, symbols = (tuple(manifest[part]) for part in ("text", "fallback", "symbols"))
        return Fonts(folder, text, fallback, symbols, faces, kept)
    except FileNotFoundError:
        raise DataError(f"{path} is missing; it lists the fonts papers are set in. Restore it.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is no font manifest: {error!r}. Restore it.") from error


def set_in(fonts: Fonts, sans: str = "", serif: str = "") -> Fonts:
    """The fonts with other text families. Raises DataError when the folder has not the one that is named."""
    families = {face.family for face in fonts.faces}
    for family in filter(None, (sans, serif)):
        if family not in families:
            raise DataError(
                f"There is no font {family!r} in {fonts.folder}. There are: {', '.join(sorted(families))}. Name one of "
                f"these in brand.toml, or add it to {MANIFEST}."
            )
    return replace(fonts, text=(sans or fonts.text[0], serif or fonts.text[1]))


def faces_for(fonts: Fonts, text: str) -> tuple[Face, ...]:
    """The faces a paper with the characters of `text` needs, in the manifest's order.

    The basic Latin of the text families is always there. A sign that one of them has, such as an arrow, is taken from
    there for the others too. Any other character that a text family lacks brings one fallback: the only one that has
    it, else one that is needed anyway, else the first in the fallback order. So a Chinese text is not set half in a
    Japanese font, a Ukrainian name in a sans heading not in serif letters, and no font is loaded in vain."""
    characters = _printing(text)
    groups = _groups(fonts)
    chosen = {(family, _BASE) for family in fonts.text}
    orphans = set()
    for character in characters:
        having = {key[0]: key for key in reversed(groups) if key[0] in fonts.text and groups[key].has(character)}
        chosen.update(having.values())
        if len(having) < len(set(fonts.text)) and not (having and _is_sign(character)):
            orphans.add(character)
    chosen |= _fallbacks(fonts, groups, orphans)
    return tuple(face for face in fonts.faces if (face.family, face.subset) in chosen)


def missing(fonts: Fonts, text: str) -> tuple[str, ...]:
    """The characters of `text` no vendored font can print, in code point order."""
    faces = tuple(_groups(fonts).values())
    return tuple(c for c in sorted(_printing(text)) if not any(face.has(c) for face in faces))


def describe(characters: Iterable[str]) -> str:
    """Characters as a message names them: the sign, its code point, its Unicode name."""
    return ", ".join(f"{c} (U+{ord(c):04X} {unicodedata.name(c, 'no name')})" for c in characters)


def stylesheet(fonts: Fonts, text: str) -> str:
    """The rules for print: the faces `text` needs as `asset:` URLs, and the properties --sans and --serif, each ending
    with the other text families, for the signs it takes from there.

    U+2010, the hyphen of hyphenation, is in none of the text families; they hyphenate with U+002D."""
    faces = "\n".join(_rule(face, f'url("asset:{_asset(face)}")') for face in faces_for(fonts, text))
    return f'{faces}\n{_families(fonts, fonts.text)}\nhtml {{ hyphenate-character: "-" }}\n'


def embedded_stylesheet(fonts: Fonts, text: str) -> str:
    """The rules for the screen: the text families alone, as data; browsers have fallbacks of their own."""
    rules = [
        _rule(
            face,
            f'url("data:font/woff2;base64,{base64.b64encode(_read(fonts, face)).decode()}") format("woff2")',
            _ranges(face),
        )
        for face in faces_for(fonts, text)
        if face.family in fonts.text
    ]
    return "\n".join([*rules, _families(fonts)]) + "\n"


def assets(fonts: Fonts, text: str) -> Mapping[str, bytes]:
    """The files `stylesheet` names, by asset name, as plain OpenType, which the layout engine need not unpack again.

    Raises DataError when one is not what the manifest says."""
    return {_asset(face): _unpacked(fonts, face) for face in faces_for(fonts, text)}


def opened(fonts: Fonts, face: Face) -> bytes:
    """The face as plain OpenType, under the name style sheets call it by, which may not be the font's own.

    Raises DataError when the file is not what the manifest says."""
    from fontTools.ttLib import TTFont

    weight = _WEIGHTS.get(face.weight, str(face.weight))
    look = " ".join(filter(None, (weight, "Italic" if face.style == "italic" else ""))) or "Regular"
    said = {1: face.name, 2: look, 4: f"{face.name} {look}", 6: f"{face.name}-{look}".replace(" ", "")}
    out = io.BytesIO()
    with TTFont(io.BytesIO(_unpacked(fonts, face)), recalcTimestamp=False) as font:
        font["name"].names = []
        for number, text in said.items():  # OpenType, name table: family, style, full and PostScript name
            font["name"].setName(text, number, 3, 1, 0x409)
        font.save(out)
    return out.getvalue()


def _asset(face: Face) -> str:
    return f"fonts/{Path(face.file).with_suffix('.otf')}"


def _unpacked(fonts: Fonts, face: Face) -> bytes:
    """The face as plain OpenType. Unpacking is slow: it is done once a process, and kept for the next one.

    What is kept begins with its own hash: a file that was cut off or changed is made again, not used."""
    packed = _read(fonts, face)
    path = fonts.kept / face.sha256 if fonts.kept else None
    if path and (plain := _sound(path)):
        return plain
    plain = _unpack(packed)
    if path:
        with suppress(OSError):  # it only saves time
            atomic_write(path, hashlib.sha256(plain).digest() + plain)
    return plain


def _sound(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError:
        return b""
    size = hashlib.sha256().digest_size
    return data[size:] if hashlib.sha256(data[size:]).digest() == data[:size] else b""


@lru_cache(maxsize=32)
def _unpack(packed: bytes) -> bytes:
    from fontTools.ttLib import woff2

    out = io.BytesIO()
    woff2.decompress(io.BytesIO(packed), out)
    return out.getvalue()


def _is_sign(character: str) -> bool:
    """Whether it belongs to no script, so that another text family may print it: punctuation, symbols, digits."""
    return unicodedata.category(character)[0] in "PSN"


def _printing(text: str) -> set[str]:
    """The characters that need a glyph: separators and format characters are shaped away."""
    return {c for c in set(text) if unicodedata.category(c) not in _SHAPED_AWAY}


def _groups(fonts: Fonts) -> dict[tuple[str, str], Face]:
    """One face for each family and subset that is in use, the first listed: the regular one."""
    order = [*fonts.text, *fonts.fallback, *fonts.symbols]
    used = sorted((f for f in fonts.faces if f.family in order), key=lambda face: (face.family, face.subset))
    first = {key: next(faces) for key, faces in groupby(used, key=lambda face: (face.family, face.subset))}
    return dict(sorted(first.items(), key=lambda item: (order.index(item[0][0]), fonts.faces.index(item[1]))))


def _fallbacks(fonts: Fonts, groups: Mapping[tuple[str, str], Face], orphans: set[str]) -> set[tuple[str, str]]:
    scripts, symbols = ([key for key in groups if key[0] in wanted] for wanted in (fonts.fallback, fonts.symbols))
    having = {c: _having(scripts, groups, c) or _having(symbols, groups, c) for c in sorted(orphans)}
    chosen = {found[0] for found in having.values() if len(found) == 1}
    for found in having.values():
        if found and chosen.isdisjoint(found):
            chosen.add(found[0])
    return chosen


def _having(
    keys: Iterable[tuple[str, str]], groups: Mapping[tuple[str, str], Face], character: str
) -> list[tuple[str, str]]:
    return [key for key in keys if groups[key].has(character)]


def _rule(face: Face, source: str, ranges: str = "") -> str:
    return (
        f'@font-face {{ font-family: "{face.name}"; font-weight: {face.weight}; font-style: {face.style}; '
        f"src: {source}{ranges} }}"
    )


def _ranges(face: Face) -> str:
    return "; unicode-range: " + ", ".join(f"U+{part}" for part in face.coverage.split())


def _families(fonts: Fonts, last: tuple[str, ...] = ()) -> str:
    """--sans and --serif: the text family, then every fallback in the fixed order, the last ones, the generic one."""
    rows = []
    for (name, generic), family in zip(_GENERIC.items(), fonts.text, strict=True):
        wanted = (family, *fonts.fallback, *fonts.symbols, *last)
        faces = sorted((f for f in fonts.faces if f.family in wanted), key=lambda f: wanted.index(f.family))
        names = dict.fromkeys(f'"{face.name}"' for face in faces)
        rows.append(f"{name}: {', '.join(names)}, {generic}")
    return f":root {{ {'; '.join(rows)} }}"


def _read(fonts: Fonts, face: Face) -> bytes:
    path = fonts.folder / face.file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"The font {path} cannot be read: {error.strerror}. Restore it.") from error
    if hashlib.sha256(data).hexdigest() != face.sha256:
        raise DataError(f"{path} is not the font {MANIFEST} lists. Restore it, or correct the manifest.")
    return data
