"""The page budget: what is left out first, how much, and how the paper says so."""

from dataclasses import replace

import pytest

from briefwright.document import Column, Document, Give, Group, Notice, Paragraph, Row, Run, Section, Table
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.papers.budget import (
    Levels,
    at_level,
    body_pages,
    choose,
    deepest,
    described,
    fill,
    lengths,
    measure,
    restore,
    steps,
)
from conftest import ENGLISH, composed

HEIGHT = 100.0


def text(name: str, give: Give = Give(), words: str = "") -> Paragraph:  # noqa: B008  a frozen value
    return Paragraph((Run(words or name),), id=name, give=give)


@pytest.fixture
def document(kb: KnowledgeBase) -> Document:
    """Five blocks in two sections: two pages of 100 pixels and 30 pixels of a third."""
    rows = (Row((), "row-1"), Row((), "row-2", Give(70_001)), Row((), "row-3", Give(70_002)))
    table = Table("t", (Column("c", 100),), rows, "t")
    sections = (
        Section("one", "One", (text("p-1"), text("p-2", Give(60_001)))),
        Section("two", "Two", (table,)),
    )
    return replace(composed(kb, "kitchen-actions").document, sections=sections, body_pages=2)


POSITIONS = {
    "one": (1, 0.0), "p-1": (1, 0.0), "p-2": (1, 50.0), "two": (2, 0.0), "t": (2, 0.0), "row-1": (2, 0.0),
    "row-2": (2, 30.0), "row-3": (2, 80.0), "body-end": (3, 30.0), "annex": (4, 0.0),
}  # fmt: skip
ENDS = {"one": (1, HEIGHT), "p-1": (1, 50.0), "p-2": (1, HEIGHT), "row-1": (2, 30.0), "row-2": (2, 80.0),
        "row-3": (3, 30.0), "two": (3, 30.0)}  # fmt: skip
WHOLE: Levels = {}


def sizes(document: Document) -> dict[str, tuple[int, ...]]:
    """Each block in its forms, the same in all but those that `text` gave words of their own."""
    return {name: (100, *(50 - 10 * n for n in range(level - 1)), 0) for name, level in most(document).items()}


def most(document: Document) -> dict[str, int]:
    """Block -> the level that leaves it out, or its shortest form."""
    found: dict[str, int] = {}
    for name, level in steps(document):
        found[name] = max(level, found.get(name, 0))
    return found


def test_the_annex_begins_after_the_body() -> None:
    assert body_pages(POSITIONS) == 3


def test_the_least_important_comes_first(document: Document) -> None:
    assert steps(document) == (("row-3", 1), ("row-2", 1), ("p-2", 1))


def test_blocks_are_shortened_before_any_is_left_out_and_those_that_stay_come_last(document: Document) -> None:
    blocks = (text("a", Give(9, 2)), text("b", Give(8, 1)), text("c", Give(7, 1, stays=True)), text("d", Give(0, 1)))
    giving = replace(document, sections=(Section("one", "One", blocks),))
    assert steps(giving) == (("a", 1), ("b", 1), ("a", 2), ("a", 3), ("b", 2), ("c", 1))
    assert deepest(giving) == 2
    assert at_level(giving, 2) == {"a": 2, "b": 1, "c": 1}


def test_members_of_a_group_are_left_out_one_by_one(document: Document) -> None:
    group = Group((Run("g"),), (text("a", Give(50_001)), text("b")), "g")
    grouped = replace(document, sections=(Section("one", "One", (group, Notice("n", "n"))),))
    assert steps(grouped) == (("a", 1),)


def test_the_length_of_a_block_is_that_of_its_words_in_each_form(document: Document) -> None:
    forms = [replace(document, sections=(Section("one", "One", (text("a", Give(9, 1), words),)),))
             for words in ("all the words", "words")]  # fmt: skip
    assert lengths(forms) == {"a": (13, 5, 0)}


def test_the_least_important_goes_first_and_no_more_than_needed(document: Document) -> None:
    assert choose(document, measure(document, POSITIONS, ENDS), WHOLE, sizes(document)) == {"row-3": 1}


def test_a_shorter_form_is_enough_where_it_makes_good_what_overflows(document: Document) -> None:
    rows = (Row((), "row-1"), Row((), "row-2"), Row((), "row-3", Give(70_002, 1)))
    table = Table("t", (Column("c", 100),), rows, "t")
    shorter = replace(document, sections=(document.sections[0], Section("two", "Two", (table,))))
    fell = measure(shorter, {**POSITIONS, "body-end": (3, 2.0)}, ENDS)
    assert choose(shorter, fell, WHOLE, {**sizes(shorter), "row-3": (100, 40, 0)}) == {"row-3": 1}
    assert choose(shorter, fell, WHOLE, {**sizes(shorter), "row-3": (100, 95, 0)})["row-3"] == 2


def test_as_much_goes_as_overflows(document: Document) -> None:
    longer = {**POSITIONS, "row-3": (3, 0.0), "body-end": (3, 60.0)}
    ends = {**ENDS, "row-3": (3, 20.0)}
    assert choose(document, measure(document, longer, ends), WHOLE, sizes(document)) == {"row-3": 1, "row-2": 1}
    fell = measure(document, POSITIONS, ENDS)
    everything = {"row-3": 1, "row-2": 1, "p-2": 1}
    assert choose(replace(document, body_pages=1), fell, WHOLE, sizes(document)) == everything


def test_in_two_columns_twice_as_much_has_to_go(document: Document) -> None:
    fell = measure(document, {**POSITIONS, "body-end": (3, 60.0)}, ENDS)
    assert choose(replace(document, columns=2), fell, WHOLE, sizes(document)) == {"row-3": 1, "row-2": 1, "p-2": 1}


def test_what_stands_beside_the_text_gives_way_for_itself_only(document: Document) -> None:
    side = Section("side", "Side", (text("aside", Give(90_000)),), look="side")
    beside = replace(document, sections=(*document.sections, side))
    ends = {**ENDS, "side": (1, 40.0), "aside": (1, 40.0)}
    fell = measure(beside, {**POSITIONS, "side": (1, 0.0), "aside": (1, 0.0)}, ends)
    assert choose(beside, fell, WHOLE, sizes(beside)) == {"row-3": 1}, "the least important does not overflow"


def test_nothing_is_chosen_where_nothing_may_go(document: Document) -> None:
    fixed = replace(document, sections=(Section("one", "One", (text("p-1"),)),))
    assert choose(fixed, measure(fixed, POSITIONS, ENDS), WHOLE, {}) == {}


def test_what_was_left_out_is_said_in_words(document: Document) -> None:
    rows = tuple(replace(row, give=Give(70_001, 1)) for row in document.sections[1].blocks[0].rows)  # type: ignore[union-attr]
    table = replace(document.sections[1].blocks[0], rows=rows)  # type: ignore[type-var]
    both = replace(document, sections=(document.sections[0], Section("two", "Two", (table,))))
    said = ("“One”: 1 item left out", "“Two”: 2 items left out, 1 item shortened")
    assert described(both, {"row-1": 1, "row-2": 2, "row-3": 2, "p-2": 1}, ENGLISH) == said
    assert described(document, WHOLE, ENGLISH) == ()


def test_what_fits_after_all_is_taken_back_most_important_first(document: Document) -> None:
    before = measure(document, POSITIONS, ENDS)
    now = replace(before, reach={"": 135.0})
    out = {"row-2": 1, "row-3": 1}
    assert restore(document, out, before, now, sizes(document)) == {"row-3": 1}, "50 of the 55 that are free"
    assert restore(document, {"row-3": 1}, before, replace(now, reach={"": 155.0}), sizes(document)) == {"row-3": 1}


def test_what_was_left_out_fills_the_blank_foot_of_the_page_its_section_ends_on(document: Document) -> None:
    before = measure(document, POSITIONS, ENDS)
    out = {"row-2": 1, "row-3": 1}
    blank = replace(before, ends_on={"row-1": 1}, blank={1: 55.0, 2: 500.0})
    assert fill(document, out, before, blank, sizes(document)) == {"row-3": 1}, "50 of the 55 that are free there"
    assert fill(document, out, before, replace(blank, blank={2: 500.0}), sizes(document)) == out, "on another page"


def test_nothing_fills_a_page_that_is_less_important_than_what_does_not_fit(document: Document) -> None:
    before = measure(document, POSITIONS, ENDS)
    blank = replace(
        before, heights={**before.heights, "row-2": 60.0, "row-3": 20.0}, ends_on={"row-1": 1}, blank={1: 55.0}
    )
    out = {"row-2": 1, "row-3": 1}
    assert fill(document, out, blank, blank, sizes(document)) == out
    assert fill(document, {"row-3": 1}, blank, blank, sizes(document)) == {}, "alone it fits"


def test_blank_room_is_that_below_the_last_block_of_an_inner_page(document: Document) -> None:
    found = measure(document, {**POSITIONS, "body-end": (3, 2.0)}, {**ENDS, "row-3": (3, 10.0)})
    assert set(found.blank) == {1, 2}
    foot = max(y for _, y in ENDS.values())
    last = max(y for name, (page, y) in ENDS.items() if page == 1 and name in found.heights)
    assert found.blank[1] == foot - last
    assert measure(replace(document, columns=2), POSITIONS, ENDS).blank == {}, "columns fill it"
