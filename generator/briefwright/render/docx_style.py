"""The house style of a word processor's file: its fonts, which the file brings along, colours, sizes, tables, paper."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefwright.brand import Brand
from briefwright.document import Document
from briefwright.render.fonts import Face, Fonts, opened

_HEADINGS = {"Heading 1": 20, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11}
_BODY = ("Normal", "Body Text", "First Paragraph", "Compact", "Dek")
_SMALL = ("Byline", "Field", "Figure caption", "Fingerprint", "Footer", "Footnote Text", "Header", "Masthead",
          "Table Caption", "Table Text")  # fmt: skip
_LETTER = (612, 792)
_EMBEDDED = {(400, "normal"): "Regular", (700, "normal"): "Bold", (400, "italic"): "Italic"}
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_HIDDEN = 32
"""How many bytes of an embedded font are hidden (ECMA-376, 17.8.1)."""


def set_in_house_style(paper: Any, document: Document, brand: Brand, fonts: Fonts) -> None:
    """Give the styles of a python-docx document the fonts, colours and sizes of print, and its pages their format."""
    from docx.enum.section import WD_ORIENTATION
    from docx.shared import Pt

    _styles(paper, brand, *fonts.text)
    width, height = reversed(_LETTER) if document.landscape else _LETTER
    for section in paper.sections:
        section.orientation = WD_ORIENTATION.LANDSCAPE if document.landscape else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = Pt(width), Pt(height)
        section.left_margin = section.right_margin = Pt(66)
        section.top_margin = section.bottom_margin = Pt(64)
    for table in paper.tables:
        _table(table, width - 2 * 66)
    _embed(paper, fonts)


def _styles(paper: Any, brand: Brand, sans: str, serif: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    names = {style.name for style in paper.styles}
    navy = RGBColor.from_string(brand.colours.get("navy", "#162e51").removeprefix("#"))
    for name in names.intersection(_BODY):
        _set(paper.styles[name].font, serif, 10.5)
    for name, size in _HEADINGS.items():
        font = paper.styles[name].font
        _set(font, sans, size)
        font.bold, font.italic, font.color.rgb = True, False, navy
    for name in _SMALL:
        style = paper.styles[name] if name in names else paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set(style.font, sans, 9)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(3)
    code = paper.styles["Verbatim Char"].font
    code.name, code.size = sans, None
    caption = paper.styles["Table Caption"].font
    caption.bold, caption.italic, caption.color.rgb = True, False, navy
    if "Box" in names:
        _shade(paper.styles["Box"], brand.colours.get("tint", "#eff6fb"), brand.colours.get("blue", "#005ea2"))
    _table_style(paper.styles["Table"], navy)


def _set(font: Any, name: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    font.name, font.size = name, Pt(size)
    fonts = font.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _shade(style: Any, fill: str, edge: str) -> None:
    """A ground and a line at the left for the paragraphs of a box."""
    properties = style.element.get_or_add_pPr()
    properties.append(_xml(f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="{edge[1:]}"/></w:pBdr>'))
    properties.append(_xml(f'<w:shd w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>'))


def _table_style(style: Any, navy: Any) -> None:
    """A line under each row, a thicker one under the head, whose words are bold."""
    from docx.oxml.ns import qn

    rule = 'w:val="single" w:space="0"'
    for old in style.element.findall(qn("w:tblStylePr")):
        style.element.remove(old)
    lines = "".join(f'<w:{side} {rule} w:sz="4" w:color="C9CDD2"/>' for side in ("bottom", "insideH"))
    style.element.find(qn("w:tblPr")).find(qn("w:tblInd")).addnext(_xml(f"<w:tblBorders>{lines}</w:tblBorders>"))
    style.element.append(
        _xml(
            f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{navy}"/></w:rPr><w:tcPr><w:tcBorders>'
            f'<w:bottom {rule} w:sz="12" w:color="{navy}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
            "</w:tblStylePr>"
        )
    )


def _table(table: Any, width: int) -> None:
    """Cells in the type of tables; the first column heads its rows. `width` is in points.

    Rows may break over pages: where they have footnotes and may not, LibreOffice sets one row a page."""
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        look.set(qn("w:firstColumn"), "1")
        look.set(qn("w:val"), "00A0")
    columns = table._tbl.tblGrid.findall(qn("w:gridCol"))
    shares = [int(column.get(qn("w:w"))) for column in columns]
    for column, share in zip(columns, shares, strict=True):
        column.set(qn("w:w"), str(round(share / sum(shares) * width * 20)))
    for style in table._tbl.iter(qn("w:pStyle")):
        style.set(qn("w:val"), "TableText")


def _embed(paper: Any, fonts: Fonts) -> None:
    """Put the faces of the text families into the file, so that it looks the same where they are not installed."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.oxml import serialize_part_xml
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    (table,) = (r.target_part for r in paper.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    listed = parse_xml(table.blob)
    for family in dict.fromkeys(fonts.text):
        entry = _xml(f'<w:font w:name="{family}"/>')
        for slot, face in _faces(fonts, family):
            key = uuid.uuid5(uuid.NAMESPACE_URL, face.sha256)
            name = PackURI(f"/word/fonts/{Path(face.file).stem}.odttf")
            relation = table.relate_to(
                Part(name, _MEDIA_TYPE, _hidden(opened(fonts, face), key), table.package), RELATIONSHIP_TYPE.FONT
            )
            entry.append(_xml(f'<w:embed{slot} r:id="{relation}" w:fontKey="{{{str(key).upper()}}}"/>'))
        listed.append(entry)
    table._blob = serialize_part_xml(listed)
    paper.settings.element.insert(1, _xml("<w:embedTrueTypeFonts/>"))


def _faces(fonts: Fonts, family: str) -> Iterator[tuple[str, Face]]:
    """The basic faces of a family with the place each has in a font table, in the order the format wants."""
    basic = {(face.weight, face.style): face for face in fonts.faces if face.family == face.name == family}
    yield from ((slot, basic[look]) for look, slot in _EMBEDDED.items() if look in basic)


def _hidden(font: bytes, key: uuid.UUID) -> bytes:
    """The font as the format wants it: its first bytes crossed with the key read backwards (ECMA-376, 17.8.1)."""
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font[:_HIDDEN], mask, strict=True)) + font[_HIDDEN:]


def _xml(text: str) -> Any:
    """An element from its text, which may use the prefixes w and r."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(re.sub(r"^<[\w:]+", lambda opening: f"{opening[0]} {nsdecls('w', 'r')}", text))
