"""The tag tree written into a PDF: structure elements, attributes, and the way back from content to element."""

from collections.abc import Mapping, Sequence

import pydyf

from briefwright.errors import DataError
from briefwright.render.pdf_objects import dictionary, expected
from briefwright.render.pdf_tags import Annotation, Mark, PageTags, TagNode, alternative

_NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}


def write_structure(pdf: pydyf.PDF, document: TagNode, sheets: Sequence[PageTags]) -> None:
    """Hang `document` into the structure root WeasyPrint left empty (ISO 32000-1, 14.7).

    Raises DataError when a heading level is skipped."""
    _check_headings(document)
    root = dictionary(pdf, pdf.catalog, "StructTreeRoot")
    top = expected(pdf, expected(pdf, root["K"], pydyf.Array)[0], pydyf.Dictionary)
    headers = _Headers(document)
    writer = _TreeWriter(pdf, headers)
    expected(pdf, top["K"], pydyf.Array).extend(
        writer.write(kid, top) for kid in document.kids if isinstance(kid, TagNode)
    )
    nums = expected(pdf, dictionary(pdf, root, "ParentTree")["Nums"], pydyf.Array)
    nums.clear()
    for index, sheet in enumerate(sheets):
        count = sum(tag is not None for tag in sheet.tags.values())
        nums += [index, pydyf.Array(writer.owners[Mark(index, number)] for number in range(count))]
    for key, (annotation, owner) in enumerate(writer.annotations, len(sheets)):
        annotation["StructParent"] = key
        nums += [key, owner]
    root["ParentTreeNextKey"] = len(sheets) + len(writer.annotations)
    if writer.identified:
        names: list[object] = []
        for name, element in sorted(writer.identified.items()):
            names += [pydyf.String(name), element]
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})


class _TreeWriter:
    def __init__(self, pdf: pydyf.PDF, headers: "_Headers") -> None:
        self._pdf, self._headers = pdf, headers
        self._pages: tuple[bytes, ...] = pdf.page_references
        self.owners: dict[Mark, bytes] = {}
        self.annotations: list[tuple[pydyf.Dictionary, bytes]] = []
        self.identified: dict[str, bytes] = {}

    def write(self, node: TagNode, parent: pydyf.Dictionary) -> bytes:
        """Add `node` and all below it to the PDF; its reference."""
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.kind}", "P": parent.reference})
        self._pdf.add_object(element)
        places = [kid.sheet for kid in node.kids if not isinstance(kid, TagNode)]
        if places:
            element["Pg"] = self._pages[places[0]]
        self._describe(node, element)
        element["K"] = pydyf.Array(self._kid(kid, element, places) for kid in _ordered(node))
        return element.reference

    def _kid(self, kid: TagNode | Mark | Annotation, element: pydyf.Dictionary, places: list[int]) -> object:
        if isinstance(kid, TagNode):
            return self.write(kid, element)
        page = self._pages[kid.sheet]
        if isinstance(kid, Annotation):
            self.annotations.append((kid.dictionary, element.reference))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.dictionary.reference, "Pg": page})
        self.owners[kid] = element.reference
        if kid.sheet == places[0]:
            return kid.number
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.number})

    def _describe(self, node: TagNode, element: pydyf.Dictionary) -> None:
        source = node.element
        if language := source.get("lang"):
            element["Lang"] = pydyf.String(language)
        if node.kind == "Span" and (title := source.get("title")):
            element["E"] = pydyf.String(title)
        if node.kind == "Figure":
            element["Alt"] = pydyf.String(alternative(source))
            element["A"] = _attributes("Layout", {"BBox": pydyf.Array(node.box or ()), "Placement": "/Block"})
        if node.kind == "L":
            element["A"] = _attributes("List", {"ListNumbering": _numbering(node)})
        if node.kind in ("TH", "TD"):
            element["A"] = _attributes("Table", self._headers.attributes(node))
        name = source.get("id") if node.kind == "Note" else self._headers.names.get(node)
        if name:
            element["ID"] = pydyf.String(name)
            self.identified[name] = element.reference


class _Headers:
    """Which header cells speak for which cells, by place in the grid (rows and columns a cell spans counted)."""

    def __init__(self, document: TagNode) -> None:
        self.names: dict[TagNode, str] = {}
        self._heard: dict[TagNode, list[str]] = {}
        self._beside: set[TagNode] = set()
        for table in document.walk():
            if table.kind == "Table":
                self._read(table)

    def attributes(self, cell: TagNode) -> Mapping[str, object]:
        """The table attributes of a cell (ISO 32000-1, 14.8.5.7)."""
        found: dict[str, object] = {}
        for name, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
            if _span(cell, name) > 1:
                found[key] = _span(cell, name)
        if cell.kind == "TH":
            found["Scope"] = "/Row" if cell in self._beside else "/Column"
        elif self._heard.get(cell):
            found["Headers"] = pydyf.Array(pydyf.String(name) for name in self._heard[cell])
        return found

    def _read(self, table: TagNode) -> None:
        groups = [group for group in table.kids if isinstance(group, TagNode)]
        grid = self._grid(
            [row for group in groups for row in group.kids if isinstance(row, TagNode) and row.kind == "TR"]
        )
        head = {cell for group in groups if group.kind == "THead" for cell in group.walk()}
        for cell in dict.fromkeys(grid.values()):
            if cell.kind == "TH":
                self.names[cell] = f"th{len(self.names) + 1:04d}"
                scope = cell.element.get("scope") or ("col" if cell in head else "row")
                self._beside |= {cell} if scope.startswith("row") else set()
        for (y, x), cell in grid.items():
            above = [grid[j, x] for j in range(y) if (j, x) in grid]
            beside = [grid[y, i] for i in range(x) if (y, i) in grid]
            heads = [c for c in above if c.kind == "TH" and c not in self._beside]
            heads += [c for c in beside if c in self._beside]
            heard = self._heard.setdefault(cell, [])
            heard += [self.names[c] for c in heads if self.names[c] not in heard]

    def _grid(self, rows: Sequence[TagNode]) -> dict[tuple[int, int], TagNode]:
        grid: dict[tuple[int, int], TagNode] = {}
        for y, row in enumerate(rows):
            x = 0
            for cell in (kid for kid in row.kids if isinstance(kid, TagNode)):
                while (y, x) in grid:
                    x += 1
                for dy in range(_span(cell, "rowspan")):
                    for dx in range(_span(cell, "colspan")):
                        grid[y + dy, x + dx] = cell
        return grid


def _span(cell: TagNode, name: str) -> int:
    text = str(cell.element.get(name, "1"))
    return max(1, int(text)) if text.isdecimal() else 1


def _numbering(list_: TagNode) -> str:
    items = [kid for kid in list_.kids if isinstance(kid, TagNode)]
    labelled = any(isinstance(kid, TagNode) and kid.kind == "Lbl" for item in items for kid in item.kids)
    return _NUMBERING.get(list_.element.tag, "/None") if labelled else "/None"


def _attributes(owner: str, values: Mapping[str, object]) -> pydyf.Dictionary:
    return pydyf.Dictionary({"O": f"/{owner}", **values})


def _ordered(node: TagNode) -> Sequence[TagNode | Mark | Annotation]:
    """The kids of a node; in a table the caption and head come first and the foot last, wherever they print."""
    ranks = {"Caption": 0, "THead": 1, "TFoot": 3}
    if node.kind != "Table":
        return node.kids
    return sorted(node.kids, key=lambda kid: ranks.get(kid.kind, 2) if isinstance(kid, TagNode) else 2)


def _check_headings(document: TagNode) -> None:
    level = 0
    for node in document.walk():
        if node.kind[0] == "H" and node.kind[1:].isdecimal():
            following = int(node.kind[1:])
            if following > level + 1:
                words = " ".join("".join(node.element.itertext()).split())[:80]
                raise DataError(f'The heading "{words}" skips from level {level} to {following}. Use {level + 1}.')
            level = following
