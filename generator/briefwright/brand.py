"""The house style of a workspace, from its `brand.toml`: who issues the papers and how they look."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefwright.errors import DataError

BRAND = "brand.toml"
_INSTITUTION = ("name", "unit", "contact", "about", "funding", "papers", "logo")
_COLOURS = ("ink", "navy", "blue", "rule", "hair", "tint", "warm", "gold", "quiet", "ground", "alarm")
_FONTS = ("sans", "serif")
_READ = ("ink", "navy", "blue", "gold", "quiet", "alarm")
_UNDER = ("ground", "tint", "warm")
_LEAST_CONTRAST = 4.5
"""Contrast that text of normal size needs (WCAG 2.1, success criterion 1.4.3)."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_FOREIGN = re.compile(r"<!|<\?(?!xml)|<script|<foreignObject|<style|href\s*=|url\(|\son\w+\s*=|data:", re.IGNORECASE)
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Brand:
    """Who issues the papers, and the colours, fonts and logo that differ from those of `templates/`.

    `about` and `funding` say who the institution is and who pays; `papers` is the address of a paper, in which
    `{number}` stands for its product number; `logo` is a drawing in SVG without anything foreign."""

    name: str
    unit: str = ""
    contact: str = ""
    about: str = ""
    funding: str = ""
    papers: str = ""
    logo: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    dark: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)


def read_brand(root: Path) -> Brand:
    """The brand of a workspace. Raises DataError with every fault of `brand.toml`, or when there is none."""
    path = root / BRAND
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path} is missing; it says who issues the papers: [institution] with a name.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: the house style cannot be read: {error}.") from error
    faults = list(_faults(raw))
    institution = dict(raw["institution"]) if not faults else {}
    if logo := institution.get("logo", ""):
        institution["logo"] = _logo(root / logo, faults)
    if faults:
        raise DataError(f"{path}: " + " ".join(faults))
    colours = raw.get("colours", {})
    light = {name: value for name, value in colours.items() if name != "dark"}
    return Brand(**institution, colours=light, dark=colours.get("dark", {}), fonts=raw.get("fonts", {}))


def stylesheet(brand: Brand, medium: str) -> str:
    """The brand's colours as CSS properties, those for the dark only on the "screen"."""
    rules = [_properties(brand.colours)] if brand.colours else []
    if brand.dark and medium == "screen":
        rules.append(f"@media (prefers-color-scheme: dark) {{ {_properties(brand.dark)} }}")
    return "\n".join(rules)


def _properties(colours: Mapping[str, str]) -> str:
    return ":root { " + "; ".join(f"--{name}: {value}" for name, value in sorted(colours.items())) + " }"


def _faults(raw: Mapping[str, Any]) -> Iterator[str]:
    institution, colours, fonts = (raw.get(part, {}) for part in ("institution", "colours", "fonts"))
    for part, value in (("institution", institution), ("colours", colours), ("fonts", fonts)):
        if not isinstance(value, dict):
            yield f"[{part}] must be a table."
            return
    yield from _unknown(raw, ("institution", "colours", "fonts"), "part")
    yield from _unknown(institution, _INSTITUTION, "entry of [institution]")
    yield from _unknown(fonts, _FONTS, "entry of [fonts]")
    if not institution.get("name"):
        yield "[institution] must have a name."
    wrong = sorted(key for key, value in {**institution, **fonts}.items() if not isinstance(value, str))
    if wrong:
        yield f"{', '.join(wrong)} must be text in quotation marks."
    dark = colours.get("dark", {})
    for table, said in ((colours, "[colours]"), (dark if isinstance(dark, dict) else {}, "[colours.dark]")):
        plain = {key: value for key, value in table.items() if key != "dark"}
        yield from _unknown(plain, _COLOURS, f"entry of {said}")
        odd = sorted(key for key, value in plain.items() if not (isinstance(value, str) and _HEX.fullmatch(value)))
        if odd:
            yield f'{said} {", ".join(odd)} must be a colour such as "#162e51".'
        else:
            yield from _faint(plain, said)


def _unknown(table: Mapping[str, Any], known: tuple[str, ...], what: str) -> Iterator[str]:
    for key in sorted(table.keys() - set(known)):
        yield f"{key} is no {what}; there are {', '.join(known)}."


def _faint(colours: Mapping[str, str], said: str) -> Iterator[str]:
    """Text and the ground under it that both come from the brand and cannot be told apart well enough."""
    for text in sorted(colours.keys() & set(_READ)):
        for under in sorted(colours.keys() & set(_UNDER)):
            found = contrast(colours[text], colours[under])
            if found < _LEAST_CONTRAST:
                yield (
                    f"{said} {text} on {under} has a contrast of {found:.1f} to 1; text needs {_LEAST_CONTRAST} to 1."
                )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as "#162e51", 1 to 21 (WCAG 2.1, definition of contrast ratio)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _logo(path: Path, faults: list[str]) -> str:
    """The drawing, from its `svg` element on; empty when it is refused."""
    try:
        text = path.read_bytes()[: _MOST_BYTES + 1].decode()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"The logo {path.name} cannot be read: {error}.")
        return ""
    if len(text.encode()) > _MOST_BYTES or "<svg" not in text or _FOREIGN.search(text):
        faults.append(
            f"The logo {path.name} must be a drawing in SVG of at most {_MOST_BYTES // 1024} KiB without scripts, "
            "styles, links or anything loaded from elsewhere."
        )
        return ""
    return text[text.index("<svg") :].strip()
