"""How the papers fall on their pages: nothing stands alone, and no page of the body is nearly empty."""

from collections import Counter
from collections.abc import Iterator

import pytest

from briefwright.compose import Order, briefs, compose, prepare
from briefwright.document import Document, Group, Table
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.render import fonts, html, pdf

QUARTER = 0.25


@pytest.fixture(scope="module")
def laid_out(kb: KnowledgeBase) -> list[tuple[Document, pdf.Layout]]:
    """Every paper of the small knowledge base with where its elements fell."""
    found = []
    for brief, audience in briefs(kb):
        document = compose(prepare(kb, Order(brief, audience))).document
        page = html.render(document, "0" * 64, kb.workspace.templates, kb.workspace.brand)
        available = fonts.read_fonts(kb.workspace.templates / "fonts")
        style = fonts.stylesheet(available, page) + html.stylesheet(
            kb.workspace.templates, "en", document.type, "print"
        )
        press = pdf.open_press(style, fonts.assets(available, page))
        found.append((document, pdf.layout(press, page).layout))
    return found


def first_parts(document: Document) -> Iterator[tuple[str, str]]:
    """The name of each heading and of what follows it."""
    for section in document.sections:
        block = section.blocks[0]
        first = block.rows[0].id if isinstance(block, Table) else block.id
        yield f"{section.id}-h", first
        yield from ((b.id, b.blocks[0].id) for b in section.blocks if isinstance(b, Group))


@pytest.mark.pages
def test_no_heading_is_last_on_its_page(laid_out: list[tuple[Document, pdf.Layout]]) -> None:
    for document, layout in laid_out:
        pairs = [pair for pair in first_parts(document) if pair[1]]
        assert len(pairs) >= len(document.sections)
        for heading, following in pairs:
            assert layout.ends[heading][0] == layout.positions[following][0], (document.title, heading)


def test_no_part_of_a_table_has_less_than_two_rows(laid_out: list[tuple[Document, pdf.Layout]]) -> None:
    tables = [(t, layout) for d, layout in laid_out for s in d.sections for t in s.blocks if isinstance(t, Table)]
    assert tables
    for table, layout in tables:
        rows = Counter(layout.positions[row.id][0] for row in table.rows)
        assert min(rows.values()) >= min(2, len(table.rows)), table.id


def test_no_row_is_torn(laid_out: list[tuple[Document, pdf.Layout]]) -> None:
    for document, layout in laid_out:
        for row in (r for s in document.sections for t in s.blocks if isinstance(t, Table) for r in t.rows):
            assert layout.positions[row.id][0] == layout.ends[row.id][0], row.id


def test_no_page_of_the_body_but_the_last_is_under_a_quarter_full(laid_out: list[tuple[Document, pdf.Layout]]) -> None:
    for document, layout in laid_out:
        last = layout.positions["annex"][0] - 1
        top = min(y for _, y in layout.positions.values())
        for page in range(1, last):
            filled = max(y for number, y in layout.ends.values() if number == page) - top
            assert filled / (layout.page_height - 2 * top) >= QUARTER, (document.title, page)
