"""A paper as a word processor's file (Office Open XML): headings, footnotes, header rows, alternative texts, boxes that
can be ticked, and the statements inside, so that the file answers for itself like a PDF."""

import io
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from briefwright.brand import Brand
from briefwright.document import Document
from briefwright.render.fonts import Fonts
from briefwright.render.pandoc import converted
from briefwright.render.pictures import picture
from briefwright.render.tree import Maker, Tree, tree

STATEMENTS = "customXml/statements.xml"
"""Where the statements stand in the file; `briefwright.paper` reads them there."""
_NAMESPACE = "https://w3id.org/briefwright/paper#"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_SIZES = {"Heading 1": 20, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11}
_SMALL = ("Byline", "Field", "Fingerprint", "Masthead", "Table Caption", "Figure caption", "Footnote Text")
_REFERENCE = "reference.docx"


def render(
    document: Document, fingerprint: str, statements: bytes, templates: Path, fonts: Fonts, brand: Brand
) -> bytes:
    """The file. A `reference.docx` in the templates decides its styles, else the house style does. The same Document
    gives the same bytes. Raises DataError without the extra docx."""
    with tempfile.TemporaryDirectory() as folder:

        def image(figure: Any) -> str:
            """The name of the picture alone: pandoc writes it into the file, where no path of a machine may stand."""
            name = f"{figure.id}.png"
            Path(folder, name).write_bytes(picture(figure, fonts))
            return name

        own = templates / _REFERENCE
        options = (f"--reference-doc={own}",) if own.is_file() else ()
        whole = tree(document, fingerprint, Maker(image, _box))
        data = converted(whole, "docx", (f"--resource-path={folder}", *options))
    return _packed(_finished(data, document, statements, brand, styled=not options))


def _box(name: str, said: str) -> Tree:
    """A content control with a check box (`w14:checkbox`), which Word and LibreOffice let readers tick."""
    control = (
        f'<w:sdt xmlns:w14="{_W14}"><w:sdtPr><w:alias w:val="{escape(said)}"/><w:tag w:val="{escape(name)}"/>'
        '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
    )
    return {"t": "RawInline", "c": ["openxml", control]}


def _finished(data: bytes, document: Document, statements: bytes, brand: Brand, *, styled: bool) -> bytes:
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    paper = docx.Document(io.BytesIO(data))
    moment = datetime.fromisoformat(f"{document.as_of}-01-01"[:10])
    core = paper.core_properties
    core.title, core.author, core.last_modified_by = document.title, document.institution, document.institution
    core.created = core.modified = moment.replace(tzinfo=UTC)
    core.revision, core.language, core.subject = 1, document.language, document.type_label
    core.identifier = document.product_number
    if styled:
        _style(paper, brand)
    _marks(paper, document)
    for table, caption in zip(paper.tables, _captions(paper), strict=False):
        _describe(table, caption)
    text = escape(statements.decode(), quote=False)
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<statements xmlns="{_NAMESPACE}">{text}</statements>\n'
    part = Part(PackURI(f"/{STATEMENTS}"), "application/xml", xml.encode(), paper.part.package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _captions(paper: Any) -> list[str]:
    return [p.text for p in paper.paragraphs if p.style.name == "Table Caption"]


def _describe(table: Any, caption: str) -> None:
    """The name of a table for screen readers."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblCaption")):
        properties.remove(old)
    element = OxmlElement("w:tblCaption")
    element.set(qn("w:val"), caption)
    properties.append(element)


def _style(paper: Any, brand: Brand) -> None:
    """The house style: its fonts where they are installed, its colours, sizes as in print."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    names = {style.name for style in paper.styles}
    serif, sans = brand.fonts.get("serif", "Source Serif 4"), brand.fonts.get("sans", "Public Sans")
    navy = RGBColor.from_string(brand.colours.get("navy", "#162e51").removeprefix("#"))
    _set(paper.styles["Normal"].font, serif, 10.5)
    for name in ("Body Text", "First Paragraph", "Compact"):
        if name in names:
            _set(paper.styles[name].font, serif, 10.5)
    for name, size in _SIZES.items():
        font = paper.styles[name].font
        _set(font, sans, size)
        font.bold, font.italic, font.color.rgb = True, False, navy
    for name in _SMALL:
        style = paper.styles[name] if name in names else paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set(style.font, sans, 9)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(3)
    for section in paper.sections:
        section.page_width, section.page_height = Pt(612), Pt(792)
        section.left_margin = section.right_margin = Pt(66)
        section.top_margin = section.bottom_margin = Pt(64)
    if "Box" in names:
        _shade(paper.styles["Box"], brand.colours.get("tint", "#eff6fb"), brand.colours.get("blue", "#005ea2"))


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
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = style.element.get_or_add_pPr()
    border = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="6" w:color="{edge[1:]}"/></w:pBdr>'
    properties.append(parse_xml(border))
    properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>'))


def _marks(paper: Any, document: Document) -> None:
    """Title, mark and page number at the head and foot of every page; the mark is twelve points and to the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    said = "  ".join(filter(None, ("DRAFT" if document.draft else "", document.banner.label)))
    foot = f"{document.institution} · {document.product_number} · Edition {document.edition} · Page "
    for section in paper.sections:
        for part, words in ((section.header, document.title), (section.footer, foot)):
            line = part.paragraphs[0] if part.paragraphs else part.add_paragraph()
            line.text = words
            line.runs[0].font.size = Pt(8)
            if part is section.footer:
                _field(line)
            mark = part.add_paragraph()
            mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = mark.add_run(said)
            run.bold, run.font.size = True, Pt(12)


def _field(paragraph: Any) -> None:
    """The number of the page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def _packed(data: bytes) -> bytes:
    """The same parts in the same order, without the time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts: Mapping[str, bytes] = {name: old.read(name) for name in old.namelist()}
        for name in ("[Content_Types].xml", *sorted(parts.keys() - {"[Content_Types].xml"})):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(entry, parts[name])
    return out.getvalue()
