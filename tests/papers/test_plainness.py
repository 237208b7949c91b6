"""The style report: what is long, passive, vague or unexplained is told, and stops a paper only when that is asked."""

from dataclasses import replace
from pathlib import Path

import pytest

from briefwright.document import Document, Paragraph, Run, Section
from briefwright.errors import RefusedError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.papers.plainness import Plainness, measure
from conftest import Copy, composed, papers_of

BRIEF = "kitchens-after-the-grant"


def report(kb: KnowledgeBase, *texts: str) -> Plainness:
    """The report on a paper whose body says this."""
    blocks = tuple(Paragraph((Run(text),)) for text in texts)
    document: Document = composed(kb, BRIEF).document
    return measure(replace(document, dek=(), sections=(Section("s", "Text", blocks),)))


def test_sentences_are_counted_and_their_length_is_the_median(kb: KnowledgeBase) -> None:
    found = report(kb, "One two three. One two three four five. One.", "No sentence")
    assert (found.count, found.median_words) == (3, 3)
    assert found.is_plain
    assert report(kb).median_words == 0


def test_a_sentence_is_long_past_thirty_words(kb: KnowledgeBase) -> None:
    thirty, more = (" ".join(["word"] * count) + "." for count in (30, 31))
    assert report(kb, thirty).long == ()
    assert report(kb, more).long == (more,)


@pytest.mark.parametrize(
    "sentence",
    ["The kitchens were closed.", "It was not widely known.", "The plan is being drawn up.", "It has been decided."],
)
def test_the_passive_is_told(kb: KnowledgeBase, sentence: str) -> None:
    assert report(kb, sentence).passive == (sentence,)


@pytest.mark.parametrize(
    "sentence",
    ["The kitchens closed.", "They are in need.", "It is a hundred.", "She said “it was closed by them” today."],
)
def test_the_active_is_left_alone(kb: KnowledgeBase, sentence: str) -> None:
    assert report(kb, sentence).passive == ()


def test_words_that_fit_any_outcome_are_told_but_not_a_month_or_a_want_of_ability(kb: KnowledgeBase) -> None:
    vague = ("Costs may rise.", "Perhaps fees fall.", "Kitchens could close.")
    firm = ("It began in May 2025.", "They could not open.", "Fees are likely to rise.", "She said “it might”.")
    assert report(kb, *vague, *firm).vague == vague


def test_an_acronym_is_explained_once_anywhere_in_the_paper(kb: KnowledgeBase) -> None:
    found = report(
        kb, "The NAO and the MEB met.", "The National Audit Office (NAO) counts.", "Type AB-12, class R3, part IV."
    )
    assert found.acronyms == ("MEB",)
    assert report(kb, "The MEB met.", "MEB").acronyms == (), "as the term of a glossary"


@pytest.mark.pages
def test_each_build_says_a_line_and_lists_the_sentences_when_asked(workspace_copy: Copy, tmp_path: Path) -> None:
    log: list[str] = []
    papers_of(workspace_copy, tmp_path / "a", log.append, what=f"brief/{BRIEF}", formats=("md",))
    (line,) = [said for said in log if "; style: " in said]
    plain = measure(composed(workspace_copy.kb(), BRIEF).document)
    assert line.endswith(plain.line())
    assert f"{len(plain.passive)} in the passive" in line
    assert plain.passive
    listed: list[str] = []
    papers_of(workspace_copy, tmp_path / "a", listed.append, what=f"brief/{BRIEF}", formats=("md",), style="list")
    assert [said.strip() for said in listed if said.startswith("  ")] == list(plain.lines())


@pytest.mark.pages
def test_only_when_asked_a_paper_that_is_not_plain_is_refused(workspace_copy: Copy, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="style refuse") as refused:
        papers_of(workspace_copy, tmp_path / "out", what=f"brief/{BRIEF}", formats=("md",), style="refuse")
    for line in measure(composed(workspace_copy.kb(), BRIEF).document).lines():
        assert line in str(refused.value)
    assert not (tmp_path / "out").exists()
