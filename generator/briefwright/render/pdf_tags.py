"""The tag tree of a paper, read from the boxes on its sheets.

WeasyPrint tags box by box, so that a page break splits a table in two and every line becomes an element. Here
each HTML element becomes at most one structure element, whatever pages its boxes fall on: the tree follows the
HTML, and marked content is hung into it in the order of the boxes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element

import pydyf

from briefwright.errors import DataError

if TYPE_CHECKING:
    from weasyprint.document import Page
    from weasyprint.formatting_structure.boxes import Box, TextBox
    from weasyprint.pdf.stream import Stream

_KINDS: Mapping[str, str] = {
    "article": "Art", "section": "Sect", "aside": "Sect", "nav": "Sect", "figure": "Div",
    "blockquote": "BlockQuote", "p": "P", "address": "P", "pre": "P",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
    "ul": "L", "ol": "L", "dl": "L", "li": "LBody", "dt": "Lbl", "dd": "LBody",
    "table": "Table", "caption": "Caption", "figcaption": "Caption", "thead": "THead", "tbody": "TBody",
    "tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD",
    "a": "Link", "img": "Figure", "{http://www.w3.org/2000/svg}svg": "Figure", "input": "Form",
}  # fmt: skip
"""PDF 1.7 standard structure types (ISO 32000-1, 14.8.4). An element not listed adds none of its own."""

_Link = tuple[str, str, tuple[float, float, float, float], "Box"]
"""The kind of a link, where it leads, its place on the page and the box that it is of."""
_GROUPING = frozenset({"Document", "Art", "Sect", "Div", "BlockQuote"})
_INLINE = frozenset({"Link", "Span", "Form"})
_BLOCKS = frozenset(_KINDS) - {"a", "input"} | {"html", "body", "div", "main", "header", "footer", "form", "fieldset"}
_NOTES = ("doc-footnote", "doc-endnote")
_SHAPED = re.compile("[\u0590-\u109f\u1780-\u17ff]")
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content: its sheet, counted from 0, and its number on it."""

    sheet: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link or form field: the PDF dictionary, and the sheet it lies on."""

    sheet: int
    dictionary: pydyf.Dictionary


class Tag(NamedTuple):
    """How a stretch of content is marked. `spoken` stands in for it where glyphs do not lead back to characters."""

    kind: str
    number: int
    spoken: str = ""


@dataclass(slots=True, eq=False)
class TagNode:
    """A structure element. `box` is the figure's place in points: left, bottom, right, top."""

    kind: str
    element: Element = field(default_factory=lambda: Element(""))
    kids: list["TagNode | Mark | Annotation"] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None

    def add(self, node: "TagNode") -> "TagNode":
        """Append `node` and return it."""
        self.kids.append(node)
        return node

    def walk(self) -> Iterator["TagNode"]:
        """This node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, TagNode):
                yield from kid.walk()


class PageTags:
    """One page while it is painted. It takes the marked content of each box before WeasyPrint makes tags of it.

    `tags` says of each number WeasyPrint gave how it is marked in the end; None is an artifact."""

    def __init__(self, page: "Page") -> None:
        self.box = page._page_box
        self.height: float = page.height
        self.page = copy(page)
        self.page.paint = self._paint
        self.page._page_box = self.box.copy()
        self.page._page_box.children = ()
        self.page.links = [link for link in page.links if not any(_covers(other, link) for other in page.links)]
        self.marks: dict[Box, int] = {}
        self.tags: dict[int, Tag | None] = {}
        self._original = page
        self._content: list[object] = []

    def _paint(self, stream: "Stream", scale: float = 1) -> None:
        self._original.paint(stream, scale)
        self.marks = {box: mark["mcid"] for box, mark in stream._tags.items()}
        stream._tags.clear()
        self._content = stream.stream

    def mark(self) -> None:
        """Write `tags` into the page's content. Tagged content never holds an artifact, nor the other way round.

        Raises DataError for content that was painted into a group of its own, out of the tags' reach."""
        written: list[object] = []
        shown: list[bool] = []
        seen = set[int | None]()
        for operator in self._content:
            if operator in (b"BMC", b"BDC"):
                properties = written.pop() if operator == b"BDC" else None
                tag, number = str(written.pop()), _number(properties)
                seen.add(number)
                shown.append(not any(shown))
                written += self._opening(tag, number) if shown[-1] else ()
            elif operator != b"EMC" or shown.pop():
                written.append(operator)
        if not seen.issuperset(self.tags):
            raise DataError("Text with opacity or a blend mode cannot be tagged; give it a plain colour instead.")
        self._content[:] = written

    def _opening(self, tag: str, number: int | None) -> Sequence[object]:
        if number is None:
            return (tag, b"BMC")
        final = self.tags.get(number)
        if final is None:
            return ("/Artifact", pydyf.Dictionary({"Type": "/Pagination"}), b"BDC")
        properties = pydyf.Dictionary({"MCID": final.number})
        if final.spoken:
            properties["ActualText"] = pydyf.String(final.spoken)
        return (f"/{final.kind}", properties, b"BDC")


def read_tags(html: Element, sheets: Sequence[PageTags]) -> TagNode:
    """The tag tree of the painted `sheets` of the page `html`; fills the sheets' `tags`.

    Raises DataError for an image without alternative text and for a link in a running head or foot."""
    return _TagReader(html, sheets).document


class _TagReader:
    def __init__(self, html: Element, sheets: Sequence[PageTags]) -> None:
        self.document = TagNode("Document", html)
        self._parents = {child: parent for parent in html.iter() for child in parent}
        self._nodes: dict[Element, TagNode] = {html: self.document}
        self._repeated: set[Element] = set()
        self._last: tuple[TextBox, PageTags, int] | None = None
        self._space: Element | None = None
        for index, sheet in enumerate(sheets):
            self._numbers = iter(range(len(sheet.marks)))
            self._read(sheet.box, index, sheet, artifact=False)

    def _read(self, box: "Box", index: int, sheet: PageTags, artifact: bool) -> None:
        box = getattr(box, "_box", box)  # the box of an absolutely positioned placeholder
        artifact = artifact or self._is_artifact(box)
        if box in sheet.marks:
            self._place(box, index, sheet, artifact)
        if box.link_annotation or box.widget_annotation:
            self._annotate(box, index)
        for child in box.all_children():
            self._read(child, index, sheet, artifact)

    def _is_artifact(self, box: "Box") -> bool:
        """Running heads and feet, what is hidden from readers, and the head of a table on its later pages."""
        if hasattr(box, "at_keyword") or box.style["visibility"] != "visible":
            return True
        if box.element is None:
            return False
        if getattr(box, "is_header", False) or getattr(box, "is_footer", False):
            if box.element in self._repeated:
                return True
            self._repeated.add(box.element)
        return bool(box.element.get("aria-hidden") == "true" or box.element.get("alt") == "")

    def _place(self, box: "Box", index: int, sheet: PageTags, artifact: bool) -> None:
        old = sheet.marks[box]
        from weasyprint.formatting_structure.boxes import TextBox

        text = box.text if isinstance(box, TextBox) else None
        blank = text is not None and not text.strip()
        if artifact or blank:
            sheet.tags[old] = None
            self._space = None if artifact else self._block(_element(box))
            return
        if text is None:
            node = self._node(_element(box))
            left, top = box.content_box_x(), sheet.height - box.content_box_y()
            node.box = (left * 0.75, (top - box.height) * 0.75, (left + box.width) * 0.75, top * 0.75)
        elif box.element_tag == "li::marker":
            node = self._label(_element(box))
        else:
            node = self._running(_element(box))
        number = next(self._numbers)
        node.kids.append(Mark(index, number))
        sheet.tags[old] = Tag(node.kind, number, text if text and _SHAPED.search(text) else "")
        if isinstance(box, TextBox):
            self._part(box)
            self._soften(box, sheet, old)

    def _soften(self, box: "TextBox", sheet: PageTags, old: int) -> None:
        """A hyphen that only the end of the line put there is spoken as U+00AD (ISO 32000-1, 14.8.2.2.3)."""
        last, self._last = self._last, (box, sheet, old)
        if last is None or last[0].element is not box.element:
            return
        before, hyphen = last[0].text.rstrip(), box.style["hyphenate_character"]
        stem = before.removesuffix(hyphen)
        whole = (stem.split() or [""])[-1] + box.text.split()[0]
        if stem != before and whole.casefold() in "".join(_element(box).itertext()).casefold():
            tag = last[1].tags[last[2]]
            last[1].tags[last[2]] = tag and tag._replace(spoken=stem + "\u00ad")

    def _annotate(self, box: "Box", index: int) -> None:
        if box.element is None:
            raise DataError("A running head or foot holds a link; links belong into the text.")
        element = box.element
        while box.link_annotation and element.tag != "a":
            element = self._parents[element]
        annotation = box.link_annotation or box.widget_annotation
        self._node(element).kids += [Annotation(index, annotation)] if annotation else []

    def _node(self, element: Element) -> TagNode:
        """The structure element that holds what `element` holds."""
        if element not in self._nodes:
            self._nodes[element] = self._made(element)
        return self._nodes[element]

    def _made(self, element: Element) -> TagNode:
        kind = _kind(element)
        parent = self._parents[element]
        if not kind:
            return self._node(parent)
        if kind == "Note":
            return self._running(parent).add(TagNode(kind, element))
        if kind in _INLINE:
            holder = self._running(parent)
            if element.get("role") == "doc-noteref":
                holder = holder.add(TagNode("Reference", element))
            return holder.add(TagNode(kind, element))
        node = self._node(parent)
        if element in self._nodes:  # a cell, made with its row
            return self._nodes[element]
        if kind in ("Lbl", "LBody"):
            node = self._item(node, element)
        made = node.add(TagNode(kind, element))
        if kind == "TR":  # with all its cells, so that an empty one does not move those beside it
            cells = [child for child in element if child.tag in ("th", "td")]
            self._nodes |= {cell: made.add(TagNode(_kind(cell), cell)) for cell in cells}
        return made

    def _block(self, element: Element) -> Element:
        """The nearest element around that is no part of a line."""
        while element.tag not in _BLOCKS:
            element = self._parents[element]
        return element

    def _part(self, box: "TextBox") -> None:
        """A space between two elements is not painted, so it is spoken with the word before it: word breaks are to be
        there as characters (ISO 32000-1, 14.8.2.5)."""
        space, self._space = self._space, None
        if self._last and space is self._block(_element(box)) and space is self._block(_element(self._last[0])):
            before, sheet, old = self._last
            tag = sheet.tags[old]
            said = (tag.spoken or before.text) if tag else ""
            if tag and not said[-1:].isspace():
                sheet.tags[old] = tag._replace(spoken=said + " ")

    def _running(self, element: Element) -> TagNode:
        """Where text of `element` goes. Text straight in a grouping element gets a paragraph of its own."""
        node = self._node(element)
        if node.kind not in _GROUPING:
            return node
        block = self._block(element)
        last = node.kids[-1] if node.kids else None
        if isinstance(last, TagNode) and last.kind == "P" and last.element is block:
            return last
        return node.add(TagNode("P", block))

    def _item(self, node: TagNode, element: Element) -> TagNode:
        """The list item for a `li`, `dt` or `dd`; a `dd` joins the item its `dt` began."""
        last = node.kids[-1] if node.kids else None
        if element.tag == "dd" and isinstance(last, TagNode) and last.kind == "LI":
            return last
        return node.add(TagNode("LI"))

    def _label(self, element: Element) -> TagNode:
        """The label of a list item, before its body."""
        body = self._node(element)
        item = next(node for node in self._node(self._parents[element]).walk() if body in node.kids)
        if isinstance(item.kids[0], TagNode) and item.kids[0].kind == "Lbl":
            return item.kids[0]
        label = TagNode("Lbl")
        item.kids.insert(0, label)
        return label


def _number(properties: object) -> int | None:
    """The number of marked content, which artifacts have not."""
    number = properties.get("MCID") if isinstance(properties, pydyf.Dictionary) else None
    return number if isinstance(number, int) else None


def _element(box: "Box") -> Element:
    """The element a box is of. Raises TypeError where it is of none, as only running heads and feet are."""
    if box.element is None:
        raise TypeError(f"a box of an element was expected, not {box!r}")
    return box.element


def _covers(outer: _Link, inner: _Link) -> bool:
    """Whether `inner` is an emphasised part of the link `outer`; WeasyPrint would make it a link of its own."""
    (_, target, (left, top, right, bottom), box), (_, same, (x1, y1, x2, y2), part) = outer, inner
    if target != same or _element(box).tag != "a" or _element(part).tag == "a":
        return False
    return bool(left <= x1 + 1 and x2 <= right + 1 and y1 < bottom and top < y2)


def _kind(element: Element) -> str:
    kind = "Note" if element.get("role") in _NOTES else _KINDS.get(element.tag, "")
    if element.tag == "a" and not element.get("href"):
        kind = ""
    spelled_out = element.tag == "abbr" and element.get("title")
    if not kind and element.tag not in _BLOCKS and (element.get("lang") or spelled_out):
        kind = "Span"
    return kind


def alternative(element: Element) -> str:
    """What a reader hears for an image: `aria-label`, `alt`, or the title and description of a drawing.

    Raises DataError when there is none."""
    drawn = (element.find(_SVG + "title"), element.find(_SVG + "desc"))
    words = [" ".join("".join(part.itertext()).split()) for part in drawn if part is not None]
    text = str(element.get("aria-label") or element.get("alt") or " ".join(filter(None, words)))
    if not text.strip():
        holder = element.get("id") or element.get("src") or "a drawing"
        raise DataError(f"The image {holder} has no alternative text; give it an alt, or a drawing a title.")
    return text
