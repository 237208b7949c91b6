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
from briefwright.render.docx_style import set_in_house_style
from briefwright.render.fonts import Fonts
from briefwright.render.pandoc import converted
from briefwright.render.pandoc_tree import Maker, Tree, tree
from briefwright.render.png import picture
from briefwright.words import read_words

STATEMENTS = "customXml/statements.xml"
"""Where the statements stand in the file; `briefwright.papers.reading` reads them there."""
_NAMESPACE = "https://w3id.org/briefwright/paper#"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_REFERENCE = "reference.docx"
_RUNNING = 8
"""The size of running heads and feet, in points."""


def render(
    document: Document, fingerprint: str, statements: bytes, templates: Path, fonts: Fonts, brand: Brand
) -> bytes:
    """The file. A `reference.docx` in the templates decides its styles, else the house style does. The same Document
    gives the same bytes. Raises DataError without the extra docx."""
    words = read_words(templates, document.language)
    with tempfile.TemporaryDirectory() as folder:

        def image(figure: Any) -> str:
            """The name of the picture alone: pandoc writes it into the file, where no path of a machine may stand."""
            name = f"{figure.id}.png"
            Path(folder, name).write_bytes(picture(figure, fonts, words))
            return name

        own = templates / _REFERENCE
        options = (f"--reference-doc={own}",) if own.is_file() else ()
        whole = tree(document, fingerprint, words, Maker(image, _box))
        data = converted(whole, "docx", (f"--resource-path={folder}", *options))
    return _packed(_finished(data, document, statements, None if options else (brand, fonts)))


def _box(name: str, said: str) -> Tree:
    """A content control with a check box (`w14:checkbox`), which Word and LibreOffice let readers tick."""
    control = (
        f'<w:sdt xmlns:w14="{_W14}"><w:sdtPr><w:alias w:val="{escape(said)}"/><w:tag w:val="{escape(name)}"/>'
        '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
    )
    return {"t": "RawInline", "c": ["openxml", control]}


def _finished(data: bytes, document: Document, statements: bytes, house: tuple[Brand, Fonts] | None) -> bytes:
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
    if house:
        set_in_house_style(paper, document, *house)
    _marks(paper, document)
    text = escape(statements.decode(), quote=False)
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<statements xmlns="{_NAMESPACE}">{text}</statements>\n'
    part = Part(PackURI(f"/{STATEMENTS}"), "application/xml", xml.encode(), paper.part.package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _marks(paper: Any, document: Document) -> None:
    """Title, mark and page number at the head and foot of every page; the mark is twelve points and to the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    said = "  ".join(filter(None, ("DRAFT" if document.draft else "", document.banner.label)))
    names = {style.name for style in paper.styles}
    foot = f"{document.institution} · {document.product_number} · Edition {document.edition} · Page "
    for section in paper.sections:
        for part, words, style in ((section.header, document.title, "Header"), (section.footer, foot, "Footer")):
            line = part.paragraphs[0] if part.paragraphs else part.add_paragraph()
            line.text = words
            line.runs[0].font.size = Pt(_RUNNING)
            mark = part.add_paragraph()
            if style in names:
                line.style = mark.style = paper.styles[style]
            mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = mark.add_run(said)
            run.bold, run.font.size = True, Pt(12)
        _number(section.footer.paragraphs[0])


def _number(paragraph: Any) -> None:
    """The number of the page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    size = f'<w:rPr><w:sz w:val="{2 * _RUNNING}"/></w:rPr>'
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r>{size}<w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


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
