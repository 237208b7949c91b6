"""What WeasyPrint leaves to do so that a PDF/A-3a file is PDF/UA-1 too and its boxes, links and files are whole."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

from briefwright.errors import DataError
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


def finish(pdf: Any, html: Any, sheets: Sequence[PageTags], media_types: Mapping[str, str]) -> None:
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


def _identify(pdf: Any) -> None:
    """PDF/UA identification goes into the one rdf:RDF there is; readers ignore a second."""
    number = int(pdf.catalog["Metadata"].split()[0])
    stream = pdf.objects[number].stream
    stream[0] = stream[0].replace(b"</rdf:RDF>", f"{_PDFUA}</rdf:RDF>".encode(), 1)


def _name_links(tags: TagNode) -> None:
    for node, annotation in _annotations(tags):
        annotation["Rect"] = _upright(annotation["Rect"])
        if node.kind == "Link":
            link = node.element
            words = " ".join("".join(link.itertext()).split())
            annotation["Contents"] = pydyf.String(link.get("aria-label") or link.get("title") or words)


def _complete_boxes(pdf: Any, tags: TagNode) -> None:
    """Boxes to tick work in every reader: both appearances, a mark, a default font that is in the file."""
    boxes = [(node.element, field) for node, field in _annotations(tags) if node.kind == "Form"]
    if not boxes:
        return
    form = pdf.catalog["AcroForm"]
    del form["NeedAppearances"]
    resources = pdf.objects[int(form["DR"].split()[0])]
    font = min(pdf.objects[int(resources["Font"].split()[0])])
    names: set[str] = set()
    for element, field in boxes:
        _check_box(element, names)
        left, bottom, right, top = field["Rect"]
        off = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form",
                                "BBox": pydyf.Array((0, 0, right - left, top - bottom))})  # fmt: skip
        pdf.add_object(off)
        field["AP"]["N"]["Off"] = off.reference
        field["MK"]["CA"] = pydyf.String("4")  # the tick of ZapfDingbats, for readers that draw boxes themselves
        field["DA"] = pydyf.String(f"/{font} 0 Tf 0 g")


def _check_box(element: Any, names: set[str]) -> None:
    name = element.get("name", "")
    if element.get("type") != "checkbox":
        raise DataError(f"The field {name!r} is no check box; papers have no other fields.")
    if not name or name in names:
        raise DataError(f"Two boxes are called {name!r}, or one has no name; each needs a name of its own.")
    if not element.get("title"):
        raise DataError(f"The box {name!r} has no title; a screen reader needs one to say what is ticked.")
    names.add(name)


def _complete_files(pdf: Any, media_types: Mapping[str, str]) -> None:
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("Type") == "/Filespec":
            stream = pdf.objects[int(entry["EF"]["F"].split()[0])]
            stream.extra["Subtype"] = pydyf.name(media_types[entry["UF"].string])
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _seal(pdf: Any) -> None:
    """Close the attachments that have a place for a seal over what this file draws and says of itself."""
    seen: set[int] = set()
    contents = [content for page in pdf.page_references for content in _drawn(pdf, _object(pdf, page), seen)]
    xmp = _object(pdf, pdf.catalog["Metadata"]).stream[0]
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Stream) and entry.extra.get("Type") == "/EmbeddedFile":
            entry.stream = [sealed(entry.stream[0], contents, xmp)]
            checksum = hashlib.md5(entry.stream[0], usedforsecurity=False).hexdigest()
            entry.extra["Params"]["CheckSum"] = f"<{checksum}>"


def _drawn(pdf: Any, page: Any, seen: set[int]) -> Iterator[bytes]:
    """What a page draws, then what the drawings it calls draw that were not `seen`, in the order of their names."""
    yield _data(_object(pdf, page["Contents"]))
    waiting = [_object(pdf, page["Resources"])]
    while waiting:
        resources = waiting.pop(0)
        called = _object(pdf, resources.get("XObject", {}))
        for name in sorted(called):
            drawing = _object(pdf, called[name])
            if (
                isinstance(drawing, pydyf.Stream)
                and drawing.extra.get("Subtype") == "/Form"
                and id(drawing) not in seen
            ):
                seen.add(id(drawing))
                yield _data(drawing)
                waiting.append(_object(pdf, drawing.extra.get("Resources", {})))


def _data(stream: Any) -> bytes:
    """The content of a stream as it will lie in the file, before it is compressed."""
    return bytes(pydyf.Stream(stream.stream).data.partition(b"stream\n")[2].removesuffix(b"\nendstream"))


def _object(pdf: Any, value: Any) -> Any:
    """What a reference stands for; a value itself where it is none."""
    text = value.decode() if isinstance(value, bytes) else value
    return pdf.objects[int(text.split()[0])] if isinstance(text, str) and text.endswith(" R") else value


def _annotations(tags: TagNode) -> list[tuple[TagNode, Any]]:
    found = ((node, kid) for node in tags.walk() for kid in node.kids)
    return [(node, kid.dictionary) for node, kid in found if isinstance(kid, Annotation)]


def _upright(rectangle: Sequence[float]) -> Any:
    x1, y1, x2, y2 = rectangle
    return pydyf.Array((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
