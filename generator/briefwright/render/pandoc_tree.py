"""A Document as pandoc's tree of blocks and inlines, from which word processors' files and Markdown are written.

The tree is pandoc's JSON (pandoc-types 1.23): `{"t": type, "c": content}`. It says all that the HTML says: statements
are spans with their ids, notes are footnotes at their first call, figures are images above their tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, assert_never

from briefwright.document import (
    Action,
    Bars,
    Block,
    Choice,
    Code,
    Column,
    Diagram,
    Document,
    Entry,
    Figure,
    Graph,
    Group,
    Link,
    ListBlock,
    Matrix,
    Notice,
    Paragraph,
    Reference,
    Revision,
    Row,
    Run,
    Runs,
    Scale,
    Section,
    Table,
    Timeline,
)
from briefwright.render.html import inline
from briefwright.render.wording import byline, limits, made_how, scale_words
from briefwright.words import Words

Tree = dict[str, Any]
_VERSION = [1, 23, 1]
_NO_ATTRIBUTES: list[Any] = ["", [], []]
_STYLES = {"em": "Emph", "strong": "Strong", "tag": "Strong"}
_TAGS = {"em": "Emph", "strong": "Strong", "sub": "Subscript", "sup": "Superscript"}


@dataclass(frozen=True, slots=True)
class Maker:
    """What a format adds: `image` gives the path of a figure's picture, empty for none; `box` the tree of a box to
    tick, from its name and its words."""

    image: Callable[[object], str]
    box: Callable[[str, str], Tree]


def tree(document: Document, fingerprint: str, said: Words, maker: Maker) -> Tree:
    """The whole paper, in the words of its language."""
    writer = _PandocWriter(document, said, maker)
    return {"pandoc-api-version": _VERSION, "meta": {}, "blocks": list(writer.paper(fingerprint))}


def words(text: str) -> Tree:
    """Plain words as an inline; pandoc takes the blanks in them as they are."""
    return {"t": "Str", "c": text}


@dataclass
class _PandocWriter:
    document: Document
    said: Words
    maker: Maker
    _called: set[int] = field(default_factory=set)

    def paper(self, fingerprint: str) -> Iterator[Tree]:
        d, draft = self.document, self.said["draft"] if self.document.draft else ""
        yield styled("Masthead", [para([strong(d.institution), words(f"  {d.unit}  "), words(d.type_label)])])
        for line in d.caveats:
            yield para([strong(line)])
        yield styled(
            "Byline", [para([words(" · ".join(filter(None, (*byline(self.said, d), d.banner.label, draft))))])]
        )
        yield header(1, "", [words(d.title)])
        if d.dek:
            yield styled("Dek", [para(self.runs(d.dek))])
        for section in d.sections:
            yield from self.section(section)
        yield header(2, "sources", [words(self.said["sources"])])
        yield from self.sources()
        yield from self.method(fingerprint)

    def section(self, section: Section) -> Iterator[Tree]:
        inner = [header(2, section.id, [words(section.heading)]), *self.blocks(section.blocks)]
        yield from [styled("Box", inner)] if section.look == "box" else inner

    def blocks(self, blocks: Sequence[Block], level: int = 3) -> Iterator[Tree]:
        """Blocks whose entries have headings of this level."""
        items: list[list[Tree]] = []
        for block in blocks:
            if isinstance(block, ListBlock):
                items += [[plain(self.runs(item))] for item in block.items]
                continue
            if items:
                yield {"t": "BulletList", "c": items}
                items = []
            yield from self.block(block, level)
        if items:
            yield {"t": "BulletList", "c": items}

    def block(self, block: Block, level: int) -> Iterator[Tree]:
        if isinstance(block, Paragraph):
            tag = [strong(block.tag), words(" ")] if block.tag else []
            yield para([*tag, *self.runs(block.runs)])
        elif isinstance(block, Table):
            yield self.table(block)
        elif isinstance(block, Entry):
            yield from self.entry(block, level)
        elif isinstance(block, Group):
            yield header(3, block.id, list(self.runs(block.heading)))
            yield from self.blocks(block.blocks, 4)
        elif isinstance(block, Choice):
            for index, option in enumerate(block.options, 1):
                box = self.maker.box(f"{block.name}-{index}", f"{block.legend}: {option}")
                yield para([box, words(f" {option}")])
        else:
            yield from self.rest(block)

    def rest(self, block: ListBlock | Scale | Figure | Code | Diagram | Notice | Revision) -> Iterator[Tree]:
        match block:
            case Scale():
                yield from self.picture(block, block.caption)
                yield styled("Figure caption", [para([words(scale_words(self.said, "scale_used", block))])])
            case Matrix() | Timeline() | Bars() | Graph():
                yield from self.picture(block, block.title)
                yield self.table(block.twin)
            case Code():
                yield {"t": "CodeBlock", "c": [_NO_ATTRIBUTES, block.text]}
            case Diagram():
                yield self.table(block.twin)
            case Notice():
                yield para([words(block.text)])
            case Revision():
                yield from self.blocks(block.blocks)
            case ListBlock():
                yield from self.blocks([block])
            case _:
                assert_never(block)

    def picture(self, figure: object, title: str) -> Iterator[Tree]:
        path = self.maker.image(figure)
        if path:
            attributes = ["", [], [["width", "6.3in"]]]
            yield para([{"t": "Image", "c": [attributes, [words(title)], [path, ""]]}])

    def entry(self, entry: Entry, level: int) -> Iterator[Tree]:
        title = list(self.runs(entry.title))
        if isinstance(entry, Action):
            yield header(level, entry.id, [self.maker.box(entry.name, entry.tooltip), words(" "), *title])
        elif title:
            yield header(level, entry.id, title)
        if entry.lead:
            yield para(self.runs(entry.lead))
        for one in entry.fields:
            yield styled("Field", [para([strong(one.label + ":"), words(" "), *self.runs(one.runs)])])

    def table(self, table: Table) -> Tree:
        columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": c.share / 100}] for c in table.columns]
        head = [_NO_ATTRIBUTES, [[_NO_ATTRIBUTES, [self.cell(self.heading(c)) for c in table.columns]]]]
        body = [[_NO_ATTRIBUTES, 1, [], [self.row(row) for row in table.rows]]]
        caption = [None, [plain([words(table.caption)])]]
        attributes = [table.id, [], []]
        return {"t": "Table", "c": [attributes, caption, columns, head, body, [_NO_ATTRIBUTES, []]]}

    def heading(self, column: Column) -> list[Tree]:
        return list(self.runs(column.runs)) if column.runs else [words(column.heading)]

    def row(self, row: Row) -> list[Any]:
        return [[row.id, [], []], [self.cell(list(self.runs(cell))) for cell in row.cells]]

    def cell(self, inlines: list[Tree]) -> list[Any]:
        return [_NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, [plain(inlines)] if inlines else []]

    def runs(self, runs: Runs) -> Iterator[Tree]:
        reasons = {s.id: s.unsupported for s in self.document.statements}
        for run in runs:
            if not run.statement:
                yield from _structural(run)
                continue
            yield {"t": "Span", "c": [[run.statement, [], []], list(inlines(run.text))]}
            yield from self.calls(run.notes)
            if run.disputed:
                before, after = self.said["disputed"].split("{notes}")
                yield words(before)
                yield from self.calls(run.disputed)
                yield words(after)
            if reasons.get(run.statement):
                yield strong(self.said.say("unsupported", reason=reasons[run.statement]))

    def calls(self, numbers: Sequence[int]) -> Iterator[Tree]:
        """A footnote at the first call of a note, its number at each later one."""
        for index, number in enumerate(numbers):
            if index:
                yield {"t": "Superscript", "c": [words(",")]}
            if number in self._called:
                yield {"t": "Superscript", "c": [words(str(number))]}
            else:
                self._called.add(number)
                yield {"t": "Note", "c": [para(citation(self.said, self.document.references[number - 1]))]}

    def sources(self) -> Iterator[Tree]:
        """Each source once, with what a reader should know of it."""
        items = [
            [plain([*citation(self.said, r, index=False), *([words(f" [{r.descriptor}]")] if r.descriptor else [])])]
            for r in self.document.references
            if r.descriptor
        ]
        yield {"t": "BulletList", "c": items} if items else para([words(self.said["none_recorded"])])

    def method(self, fingerprint: str) -> Iterator[Tree]:
        d, method = self.document, self.document.method
        yield header(2, "method", [words(self.said["method"])])
        yield para([words(made_how(self.said, method))])
        if method.support:
            yield from self.picture(method.support, method.support.title)
            yield self.table(method.support.twin)
        yield header(3, "interests", [words(self.said["interests"])])
        if method.interests:
            yield {"t": "BulletList", "c": [[plain(inlines(line))] for line in method.interests]}
        else:
            yield para([words(self.said["none_recorded"])])
        yield header(3, "limits", [words(self.said["limits"])])
        yield para([words(limits(self.said, d))])
        if method.open_points:
            yield header(3, "open-points", [words(self.said["open_points"])])
            yield para([words(self.said["open_points_led"])])
            yield {"t": "BulletList", "c": [[plain(inlines(line))] for line in method.open_points]}
        yield styled("Fingerprint", [para([words(self.said.say("fingerprint", fingerprint=fingerprint))])])


def citation(said: Words, reference: Reference, *, index: bool = True) -> list[Tree]:
    """The text of a note."""
    found = [part for run in reference.citation for part in _structural(run)]
    if index and reference.locator:
        found.append(words(f", {reference.locator}"))
    found.append(words("."))
    if reference.url:
        target = {"t": "Link", "c": [_NO_ATTRIBUTES, [words(reference.url)], [reference.url, ""]]}
        found += [words(" "), target, words(".")]
    if index and reference.interest and reference.url:
        found += [words(" "), strong(said["has_interest"])]
    return found


def _structural(run: Run) -> Iterator[Tree]:
    if isinstance(run, Link):
        yield {"t": "Link", "c": [_NO_ATTRIBUTES, [words(run.text)], [run.href, ""]]}
    elif run.style == "code":
        yield {"t": "Code", "c": [_NO_ATTRIBUTES, run.text]}
    elif run.style in _STYLES:
        yield {"t": _STYLES[run.style], "c": [words(run.text)]}
    else:
        yield words(run.text)


class _Inlines(HTMLParser):
    """Reads back the few tags that a text of the knowledge base may have."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, list[Tree]]] = [("", [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.stack.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        inner = self.stack.pop()[1]
        if tag == "code":
            self.stack[-1][1].append({"t": "Code", "c": [_NO_ATTRIBUTES, "".join(str(part["c"]) for part in inner)]})
        else:
            self.stack[-1][1].append({"t": _TAGS[tag], "c": inner})

    def handle_data(self, data: str) -> None:
        self.stack[-1][1].append(words(data))


def inlines(text: str) -> Iterator[Tree]:
    """A text of the knowledge base, with its emphasis and code, as the HTML has it."""
    parser = _Inlines()
    parser.feed(str(inline(text)))
    parser.close()
    yield from parser.stack[0][1]


def header(level: int, name: str, content: list[Tree]) -> Tree:
    """A heading."""
    return {"t": "Header", "c": [level, [name, [], []], content]}


def para(content: Sequence[Tree] | Iterator[Tree]) -> Tree:
    """A paragraph."""
    return {"t": "Para", "c": list(content)}


def plain(content: Sequence[Tree] | Iterator[Tree]) -> Tree:
    """Text that is no paragraph of its own, as in a cell or list item."""
    return {"t": "Plain", "c": list(content)}


def strong(text: str) -> Tree:
    """Strong words."""
    return {"t": "Strong", "c": [words(text)]}


def styled(style: str, blocks: list[Tree]) -> Tree:
    """Blocks in a named style of the word processor."""
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], blocks]}
