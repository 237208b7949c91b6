"""Authored prose: where sentences end, which records they cite, and what in them reads as a figure or a name."""

import pytest

from briefwright.warrant.prose import Sentence, figures, is_said, names, sentences, words


def test_each_sentence_has_its_own_citations() -> None:
    assert sentences("Meals cost more [@claim/a]. Towns pay [@claim/b; @case/c].") == (
        Sentence("Meals cost more.", ("claim/a",)),
        Sentence("Towns pay.", ("claim/b", "case/c")),
    )


def test_a_citation_may_stand_before_or_after_the_mark() -> None:
    before = sentences("Do towns pay [@claim/a]? They do [@claim/b].")
    after = sentences("Do towns pay? [@claim/a] They do. [@claim/b]")
    assert before == after == (Sentence("Do towns pay?", ("claim/a",)), Sentence("They do.", ("claim/b",)))


def test_a_record_cited_twice_counts_once_and_parts_can_be_cited() -> None:
    assert sentences("So it is [@claim/a; @claim/a; @risk/b#m1].")[0].cites == ("claim/a", "risk/b#m1")


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Orvik said so [@claim/a].",
        "The U.S. Congress agreed [@claim/a].",
        "See No. 12 of the list [@claim/a].",
        "Costs rose by 3.40 talers [@claim/a].",
        "Some foods, e.g. Rice, were left out [@claim/a].",
        "It ended on 3 Jan. 2026 [@claim/a].",
        "J. Halden wrote it [@claim/a].",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert len(sentences(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It failed. Towns paid.",
        "It failed! Towns paid.",
        "Did it fail? “Yes,” they say.",
        "It failed. 22 closed.",
        "It failed. Émile paid.",
        "It failed. Škoda paid.",
        "It failed. Ждём.",
        "It failed. さくら paid.",
        "“It failed.” Towns paid.",
        "It failed.\n   Towns paid.",
    ],
)
def test_two_sentences_are_two(text: str) -> None:
    assert len(sentences(text)) == 2


def test_white_space_is_one_space_and_an_empty_text_has_no_sentence() -> None:
    assert sentences("  Towns\n\t pay [@claim/a] .  ")[0].text == "Towns pay ."
    assert sentences("") == ()


def test_what_is_no_citation_stays_in_the_text_and_cites_nothing() -> None:
    (sentence,) = sentences("So it is [claim/a].")
    assert sentence.cites == ()
    assert "[" in sentence.text


@pytest.mark.parametrize("text", ["So it is [@Claim/A].", "So it is [@claim/a, @claim/b].", "So it is [@nix:a]."])
def test_a_misspelt_citation_cites_something_and_is_never_printed(text: str) -> None:
    (sentence,) = sentences(text)
    assert len(sentence.cites) == 1
    assert sentence.text == "So it is."


def test_figures_are_numbers_as_printed() -> None:
    assert figures("Of 30, 1,200 cost 3.40 talers in 2026.") == ("30", "1,200", "3.40", "2026")
    assert figures("Of thirty, many closed.") == ()


def test_names_are_capitalised_words_that_do_not_open_a_sentence() -> None:
    assert names("The Ministry of Education pays") == ("Ministry", "Education")
    assert names("Kitchens reach the McDonald family and UNICEF") == ("McDonald", "UNICEF")
    assert names("UNICEF pays") == ("UNICEF",)
    assert names("It said: “Towns pay”") == ()
    assert names("kitchens reach more pupils") == ()


def test_a_word_is_said_in_any_case_and_as_a_possessive() -> None:
    said = words("The Kitchen Suppliers’ Guild put it at 3.40 talers in 2026")
    assert all(is_said(token, said) for token in ("kitchen", "Suppliers", "Guild’s", "3.40", "2026"))
    assert not any(is_said(token, said) for token in ("Ministry", "3.4", "340", "202", "Sup"))
