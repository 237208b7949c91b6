"""The page budget: what is left out first, how much, and how the paper says so."""

from dataclasses import replace

import pytest

from briefwright.budget import body_pages, choose, described, droppable, measure, restore
from briefwright.document import Column, Document, Group, Notice, Paragraph, Row, Run, Section, Table
from briefwright.kb import KnowledgeBase
from conftest import composed

HEIGHT = 100.0


def text(name: str, priority: int = 0) -> Paragraph:
    return Paragraph((Run(name),), id=name, priority=priority)


@pytest.fixture
def document(kb: KnowledgeBase) -> Document:
    """Five blocks in two sections: two pages of 100 pixels and 30 pixels of a third."""
    table = Table("t", (Column("c", 100),), (Row((), "row-1"), Row((), "row-2", 70_001), Row((), "row-3", 70_002)), "t")
    sections = (
        Section("one", "One", (text("p-1"), text("p-2", 60_001))),
        Section("two", "Two", (table,)),
    )
    return replace(composed(kb, "kitchen-actions").document, sections=sections, body_pages=2)


POSITIONS = {
    "one": (1, 0.0), "p-1": (1, 0.0), "p-2": (1, 50.0), "two": (2, 0.0), "t": (2, 0.0), "row-1": (2, 0.0),
    "row-2": (2, 30.0), "row-3": (2, 80.0), "body-end": (3, 30.0), "annex": (4, 0.0),
}  # fmt: skip
ENDS = {"row-3": (3, 30.0), "row-2": (2, HEIGHT)}


def test_the_annex_begins_after_the_body() -> None:
    assert body_pages(POSITIONS) == 3


def test_what_may_be_left_out_comes_with_its_priority(document: Document) -> None:
    assert sorted(droppable(document)) == [(60_001, "p-2"), (70_001, "row-2"), (70_002, "row-3")]


def test_members_of_a_group_are_left_out_one_by_one(document: Document) -> None:
    group = Group((Run("g"),), (text("a", 50_001), text("b")), "g")
    grouped = replace(document, sections=(Section("one", "One", (group, Notice("n", "n"))),))
    assert list(droppable(grouped)) == [(50_001, "a")]


def test_the_least_important_goes_first_and_no_more_than_needed(document: Document) -> None:
    assert choose(document, measure(document, POSITIONS, ENDS)) == {"row-3"}


def test_as_much_goes_as_overflows(document: Document) -> None:
    longer = {**POSITIONS, "row-3": (3, 0.0), "body-end": (3, 60.0)}
    assert choose(document, measure(document, longer, ENDS)) == {"row-3", "row-2"}
    assert choose(replace(document, body_pages=1), measure(document, POSITIONS, ENDS)) == {"row-3", "row-2", "p-2"}


def test_nothing_is_chosen_where_nothing_may_go(document: Document) -> None:
    fixed = replace(document, sections=(Section("one", "One", (text("p-1"),)),))
    assert choose(fixed, measure(fixed, POSITIONS, ENDS)) == frozenset()


def test_what_was_left_out_is_said_in_words(document: Document) -> None:
    assert described(document, frozenset({"row-2", "row-3", "p-2"})) == ("1 item of “One”", "2 items of “Two”")
    assert described(document, frozenset()) == ()


def test_what_fits_after_all_is_taken_back_most_important_first(document: Document) -> None:
    before = measure(document, POSITIONS, ENDS)
    shorter = {**POSITIONS, "body-end": (2, 35.0), "annex": (3, 0.0)}
    del shorter["row-3"], shorter["row-2"]
    now = measure(document, shorter, ENDS)
    assert restore(document, frozenset({"row-2", "row-3"}), before, now) == {"row-2"}, "50 of the 55 that are free"
    assert restore(document, frozenset({"row-3"}), before, replace(now, end=now.end + 20)) == frozenset()
