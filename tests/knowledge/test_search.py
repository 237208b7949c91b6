"""Search: every word, its endings and accents, a slip of the finger, phrases and filters; the best first."""

import sqlite3
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.errors import UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name
from briefwright.knowledge.search import Found, Wanted, search
from conftest import Copy
from trials import trial


def found(kb: KnowledgeBase, words: str, **filters: str) -> list[str]:
    return [name(kb, hit.record) for hit in search(kb, Wanted(words, most=100, **filters)).hits]  # type: ignore[arg-type]


def test_all_words_have_to_be_there(workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    both = found(kb, "kitchen inspected")
    assert both
    assert set(both) <= set(found(kb, "kitchen")) & set(found(kb, "inspected"))
    assert found(kb, "kitchen saxophone") == []


def test_endings_of_english_words_do_not_matter(workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    assert set(found(kb, "inspect ")) >= set(found(kb, '"inspections"'))
    assert found(kb, '"inspections"')


def test_accents_and_capitals_do_not_matter(workspace_copy: Copy) -> None:
    workspace_copy.replace("topic/canteen-fees", 'skos:definition "', 'skos:definition "Año del señor. ')
    kb = workspace_copy.kb()
    assert found(kb, "SENOR") == ["topic/canteen-fees"]
    assert found(kb, "señor") == ["topic/canteen-fees"]


@pytest.mark.parametrize(("typed", "read"), [("kitchn", "kitchen"), ("kitchenn", "kitchen"), ("ktichen", "kitchen"),
                                             ("kotchen", "kitchen"), ("insepctors", "inspectors")])  # fmt: skip
def test_one_slip_in_a_word_is_mended_and_said(typed: str, read: str, workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    result: Found = search(kb, Wanted(f"{typed} grant" if read == "kitchen" else f"{typed} ministry"))
    assert dict(result.read_as)[typed].startswith(read)
    assert result.hits


def test_two_slips_are_no_word(workspace_copy: Copy) -> None:
    result = search(workspace_copy.kb(), Wanted("kxtchxn"))
    assert (result.hits, result.read_as) == ((), ())


def test_a_phrase_has_to_stand_together(workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    assert set(found(kb, '"kitchen inspected"')) < set(found(kb, "kitchen inspected"))


def test_the_beginning_of_the_last_word_is_enough(workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    assert set(found(kb, "munici")) >= set(found(kb, "municipalities")) != set()


def test_a_label_counts_more_than_the_text(workspace_copy: Copy) -> None:
    assert found(workspace_copy.kb(), "secure kitchen grant")[0] == "recommendation/secure-kitchen-grant"


def test_filters_keep_class_topic_and_status(workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    assert {key.partition("/")[0] for key in found(kb, "kitchen", kind="risk")} == {"risk"}
    on_fees = found(kb, "fee", topic="Canteen fees")
    assert on_fees
    assert on_fees == found(kb, "fee", topic="topic/canteen-fees") != found(kb, "fee")
    unverified = found(kb, "fee", status="unverified")
    assert unverified
    assert not set(unverified) & set(found(kb, "fee", status="source-checked"))


@pytest.mark.parametrize(
    ("filters", "advice"),
    [
        ({"kind": "clam"}, 'Did you mean "claim"'),
        ({"topic": "canteen-fee"}, 'Did you mean "canteen-fees"'),
        ({"status": "source-chekked"}, 'Did you mean "source-checked"'),
    ],
)
def test_an_unknown_filter_names_the_nearest(filters: dict[str, str], advice: str, workspace_copy: Copy) -> None:
    with pytest.raises(UsageError, match=advice):
        found(workspace_copy.kb(), "kitchen", **filters)


def test_no_word_is_a_question_for_one(workspace_copy: Copy) -> None:
    with pytest.raises(UsageError, match="Give a word"):
        found(workspace_copy.kb(), "… !")


def test_the_snippet_shows_the_words_found(workspace_copy: Copy) -> None:
    (hit,) = search(workspace_copy.kb(), Wanted("uptake municipalities", kind="source")).hits[:1]
    marked = {piece.casefold() for piece in hit.snippet[1::2]}
    assert marked & {"uptake", "municipalities"}


def test_the_index_follows_the_records_and_survives_damage(workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    assert found(kb, "ratatouille") == []
    path = workspace_copy.workspace.cache / "search.sqlite"
    made = path.stat().st_mtime_ns
    found(kb, "kitchen")
    assert path.stat().st_mtime_ns == made
    workspace_copy.replace("claim/uptake-with-kitchen", "percent", "percent of the ratatouille")
    assert found(workspace_copy.kb(), "ratatouille") == ["claim/uptake-with-kitchen"]
    path.write_bytes(b"no database")
    assert found(workspace_copy.kb(), "ratatouille") == ["claim/uptake-with-kitchen"]
    sqlite3.connect(path).execute("SELECT count(*) FROM record").fetchone()


def test_a_folder_that_cannot_be_written_is_searched_all_the_same(workspace_copy: Copy) -> None:
    workspace_copy.root.joinpath(".briefwright").write_text("in the way")
    assert "recommendation/secure-kitchen-grant" in found(workspace_copy.kb(), "secure grant")


@trial("search", 1000)
@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_it(kb: KnowledgeBase, words: str) -> None:
    with suppress(UsageError):  # that there is no word in it
        search(kb, Wanted(words))
