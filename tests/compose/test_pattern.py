"""The small language in which a template says what is printed, read and printed."""

from pathlib import Path as Folder

import pytest

from briefwright.compose.ledger import Ledger
from briefwright.compose.pattern import Bracket, Path, Placeholder, StructuralText, parse
from briefwright.compose.printing import Printer
from briefwright.compose.templates import read_citations, read_voice
from briefwright.errors import DataError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.vocabulary import PREF_LABEL, pol
from briefwright.knowledge.workspace import seed
from briefwright.warrant.rule import Warrants
from conftest import composed, named

GRANT = "recommendation/secure-kitchen-grant"


def printed(kb: KnowledgeBase, pattern: str, record: str, as_of: str = "2026-11-24", **row: str) -> str:
    ledger = Ledger(kb, Warrants(kb), read_citations(kb.workspace.templates, "crs"), 0, {})
    printer = Printer(ledger, read_voice(kb.workspace.templates, "advise"), as_of)
    names = {column: named(kb, other) for column, other in row.items()}
    return "".join(run.text for run in printer.runs(parse(pattern), names, named(kb, record)))


def test_words_paths_and_alternatives_are_read() -> None:
    assert parse("If {pol:ifEvent|'none'}.") == (
        StructuralText("If "),
        Placeholder((Path("", (), pol("ifEvent")), StructuralText("none"))),
        StructuralText("."),
    )
    assert parse("{risk.skos:prefLabel}") == (Placeholder((Path("risk", (), PREF_LABEL),)),)
    assert parse("a[, {pol:unit}]")[1] == Bracket((StructuralText(", "), Placeholder((Path("", (), pol("unit")),))))


@pytest.mark.parametrize(
    "pattern",
    [
        "{pol:unit", "pol:unit}", "[a", "{nix:unit}", "{pol:unit//x}", "{}", "a]", "{^pol:mitigates}",
        "{pol:statusEvent/@latest/pol:status}", "{pol:statusEvent/@current}", "{@nobody}",
    ],
)  # fmt: skip
def test_a_faulty_pattern_is_refused_and_shown(pattern: str) -> None:
    with pytest.raises(DataError, match="pattern"):
        parse(pattern)


@pytest.mark.parametrize(
    ("pattern", "record", "expected"),
    [
        ("{pol:state}", "initiative/kitchen-pilot", "12 of 16 planned kitchens had opened."),
        ("{pol:addressee}", GRANT, "National Assembly"),
        ("{pol:addressee/pol:role}", GRANT, "legislature of Talvia"),
        ("{pol:targetDate}", GRANT, "31 December 2026"),
        ("{pol:startDate}", "initiative/kitchen-pilot", "September 2023"),
        ("{pol:unit|'Not stated'}", GRANT, "Not stated"),
        ("{pol:unit|pol:vehicle|'Not stated'}", GRANT, "the budget for 2027"),
        ("a[ ({pol:unit})]b[ ({pol:vehicle})]", GRANT, "ab (the budget for 2027)"),
        ("[{pol:vehicle}, {pol:unit}]", GRANT, ""),
        ("{pol:serves}", GRANT, "Every pupil fed; Dependable kitchens"),
        ("{pol:restsOn/pol:unit}", GRANT, "canteens; percent"),
    ],
)
def test_a_pattern_prints(kb: KnowledgeBase, pattern: str, record: str, expected: str) -> None:
    assert printed(kb, pattern, record).casefold() == expected.casefold()


def test_a_path_starts_at_another_column(kb: KnowledgeBase) -> None:
    assert printed(kb, "{who.skos:prefLabel}", GRANT, who="actor/finance-committee").startswith("Finance Committee")


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2024-06-26", "No status recorded"),
        ("2024-06-27", "Open since 27 June 2024"),
        ("2024-11-30", "Open since 27 June 2024"),
        ("2024-12-31", "Closed, implemented since December 2024"),
        ("2025-06-01", "Open since May 2025"),
    ],
)
def test_the_current_status_is_the_latest_not_after_the_as_of_date(kb: KnowledgeBase, as_of: str, status: str) -> None:
    pattern = ("{pol:statusEvent/@current/pol:status|'No status recorded'}"
               "[ since {pol:statusEvent/@current/pol:eventDate}]")  # fmt: skip
    assert printed(kb, pattern, "recommendation/adopt-menu-standard", as_of) == status


def test_what_is_printed_leads_to_its_record(kb: KnowledgeBase) -> None:
    statements = composed(kb, "kitchen-actions").document.statements
    (when,) = [s for s in statements if s.text == "May 2025"]
    assert when.record == named(kb, "recommendation/adopt-menu-standard#status-3")
    assert when.records[0] == named(kb, "recommendation/adopt-menu-standard")


def test_a_voice_that_says_itself_is_refused_and_not_followed_for_ever(tmp_path: Folder) -> None:
    (tmp_path / "voices").mkdir()
    said = "\n".join(f'{key} = "{{@proposal}}"' for key in read_voice(seed() / "templates", "advise"))
    (tmp_path / "voices" / "echo.toml").write_text(said, encoding="utf-8")
    with pytest.raises(DataError, match="stands in sections and citations, not in a voice"):
        read_voice(tmp_path, "echo")
