"""What WeasyPrint leaves to do so that a PDF/A-3a file is PDF/UA-1 too and its boxes, links and files are whole."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

import pydyf

from briefwright.errors import DataError
from briefwright.render.pdf_objects import dictionary, expected, numbers
from briefwright.render.pdf_structure import write_structure
from briefwright.render.pdf_tags import Annotation, PageTags, TagNode, read_tags
from briefwright.render.seal import sealed

_PDFUA = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""PDF/UA identification (ISO 14289-1, 5) with the extension schema PDF/A wants for it (ISO 19005-3, 6.6.2.3)."""


def finish(pdf: pydyf.PDF, html: Element, sheets: Sequence[PageTags], media_types: Mapping[str, str]) -> None:
    """Complete a PDF just before it is written. `media_types` are those of the attachments, by name.

    Raises DataError for what a paper may not hold: see `briefwright.render.pdf.write`."""
    tags = read_tags(html, sheets)
    for sheet in sheets:
        sheet.mark()
    write_structure(pdf, tags, sheets)
    _identify(pdf)
    _name_links(tags)
    _complete_boxes(pdf, tags)
    _complete_files(pdf, media_types)
    _seal(pdf)


def _identify(pdf: pydyf.PDF) -> None:
    """PDF/UA identification goes into the one rdf:RDF there is; readers ignore a second."""
    stream = expected(pdf, pdf.catalog["Metadata"], pydyf.Stream).stream
    stream[0] = _bytes(stream[0]).replace(b"</rdf:RDF>", f"{_PDFUA}</rdf:RDF>".encode(), 1)


def _name_links(tags: TagNode) -> None:
    for node, annotation in _annotations(tags):
        annotation["Rect"] = _upright(numbers(annotation["Rect"]))
        if node.kind == "Link":
            link = node.element
            words = " ".join("".join(link.itertext()).split())
            annotation["Contents"] = pydyf.String(link.get("aria-label") or link.get("title") or words)


def _complete_boxes(pdf: pydyf.PDF, tags: TagNode) -> None:
    """Boxes to tick work in every reader: both appearances, a mark, a default font that is in the file."""
    boxes = [(node.element, field) for node, field in _annotations(tags) if node.kind == "Form"]
    if not boxes:
        return
    form = dictionary(pdf, pdf.catalog, "AcroForm")
    del form["NeedAppearances"]
    font = min(dictionary(pdf, form, "DR", "Font"))
    names: set[str] = set()
    for element, field in boxes:
        _check_box(element, names)
        left, bottom, right, top = numbers(field["Rect"])
        off = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form",
                                "BBox": pydyf.Array((0, 0, right - left, top - bottom))})  # fmt: skip
        pdf.add_object(off)
        dictionary(pdf, field, "AP", "N")["Off"] = off.reference
        dictionary(pdf, field, "MK")["CA"] = pydyf.String(
            "4"
        )  # the tick of ZapfDingbats, for readers that draw boxes themselves
        field["DA"] = pydyf.String(f"/{font} 0 Tf 0 g")


def _check_box(element: Element, names: set[str]) -> None:
    name = element.get("name", "")
    if element.get("type") != "checkbox":
        raise DataError(f"The field {name!r} is no check box; papers have no other fields.")
    if not name or name in names:
        raise DataError(f"Two boxes are called {name!r}, or one has no name; each needs a name of its own.")
    if not element.get("title"):
        raise DataError(f"The box {name!r} has no title; a screen reader needs one to say what is ticked.")
    names.add(name)


def _complete_files(pdf: pydyf.PDF, media_types: Mapping[str, str]) -> None:
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Dictionary) and entry.get("Type") == "/Filespec":
            stream = expected(pdf, dictionary(pdf, entry, "EF")["F"], pydyf.Stream)
            stream.extra["Subtype"] = pydyf.name(media_types[expected(pdf, entry["UF"], pydyf.String).string])
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(expected(pdf, pdf.catalog["AF"], pydyf.Array)))


def _seal(pdf: pydyf.PDF) -> None:
    """Close the attachments that have a place for a seal over what this file draws and says of itself."""
    seen: set[int] = set()
    pages = [expected(pdf, page, pydyf.Dictionary) for page in pdf.page_references]
    contents = [content for page in pages for content in _drawn(pdf, page, seen)]
    xmp = _bytes(expected(pdf, pdf.catalog["Metadata"], pydyf.Stream).stream[0])
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Stream) and entry.extra.get("Type") == "/EmbeddedFile":
            closed = sealed(_bytes(entry.stream[0]), contents, xmp)
            entry.stream = [closed]
            checksum = hashlib.md5(closed, usedforsecurity=False).hexdigest()
            dictionary(pdf, entry.extra, "Params")["CheckSum"] = f"<{checksum}>"


def _drawn(pdf: pydyf.PDF, page: pydyf.Dictionary, seen: set[int]) -> Iterator[bytes]:
    """What a page draws, then what the drawings it calls draw that were not `seen`, in the order of their names."""
    yield _data(expected(pdf, page["Contents"], pydyf.Stream))
    waiting = [dictionary(pdf, page, "Resources")]
    while waiting:
        resources = waiting.pop(0)
        called = dictionary(pdf, resources, "XObject") if "XObject" in resources else pydyf.Dictionary()
        for name in sorted(called):
            drawing = expected(pdf, called[name], pydyf.Object)
            if (
                isinstance(drawing, pydyf.Stream)
                and drawing.extra.get("Subtype") == "/Form"
                and id(drawing) not in seen
            ):
                seen.add(id(drawing))
                yield _data(drawing)
                waiting += [dictionary(pdf, drawing.extra, "Resources")] if "Resources" in drawing.extra else []


def _data(stream: pydyf.Stream) -> bytes:
    """The content of a stream as it will lie in the file, before it is compressed."""
    return pydyf.Stream(stream.stream).data.partition(b"stream\n")[2].removesuffix(b"\nendstream")


def _bytes(value: object) -> bytes:
    """What a stream holds that is bytes as a whole."""
    if not isinstance(value, bytes):
        raise TypeError(f"bytes were expected in a stream of the PDF, not a {type(value).__name__}")
    return value


def _annotations(tags: TagNode) -> list[tuple[TagNode, pydyf.Dictionary]]:
    found = ((node, kid) for node in tags.walk() for kid in node.kids)
    return [(node, kid.dictionary) for node, kid in found if isinstance(kid, Annotation)]


def _upright(rectangle: Sequence[float]) -> pydyf.Array:
    x1, y1, x2, y2 = rectangle
    return pydyf.Array((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
