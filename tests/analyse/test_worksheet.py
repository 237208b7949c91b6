"""Lists to work with as PDF: an answer on one page, a worklist with owners; marked as no papers, conforming."""

from pathlib import Path

import pikepdf
import pytest

from briefwright.analyse.gaps import gaps
from briefwright.analyse.worksheet import answer_sheet, worklist
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.rdf import queries
from conftest import pages

pytestmark = pytest.mark.pages


def answer(kb: KnowledgeBase, question: str, path: Path, **arguments: str) -> list[str]:
    asked = queries.choose(kb.workspace.ontology / "queries", question, kb.prefixes)
    table = queries.run(asked, arguments, kb.store, kb.workspace.base_iri)
    path.write_bytes(
        answer_sheet(kb, asked.question, asked.why, table, " ".join(f"{k}={v}" for k, v in arguments.items()))
    )
    return pages(path)


def test_an_answer_is_one_page_that_says_what_was_asked(kb: KnowledgeBase, tmp_path: Path) -> None:
    (text,) = answer(kb, "top-risks", tmp_path / "a.pdf", topic="school-meals")
    assert "What are the risks of a topic, the highest first" in text
    assert "Asked with topic=school-meals" in text
    assert "Grant ends before towns can pay" in text
    assert "To work with, not to pass on as a paper." in text
    assert "TLP:CLEAR" in text


def test_rows_that_do_not_fit_are_counted(kb: KnowledgeBase, tmp_path: Path) -> None:
    (text,) = answer(kb, "gaps-in-claims", tmp_path / "a.pdf", on="2026-11-28")
    rows = len(queries.run(queries.choose(kb.workspace.ontology / "queries", "gaps-in-claims", kb.prefixes),
                           {"on": "2026-11-28"}, kb.store, kb.workspace.base_iri).rows)  # fmt: skip
    left = int(text.partition(" more rows did not fit")[0].rpartition(" ")[2])
    shown = text.count("one root only") + text.count("past its review day")
    assert shown + left == rows
    assert shown > 5


def test_no_row_is_said(kb: KnowledgeBase, tmp_path: Path) -> None:
    (text,) = answer(kb, "claims-to-review", tmp_path / "a.pdf", by="1990")
    assert "No row" in text


def test_the_worklist_has_every_gap_under_its_owner_with_a_box(kb: KnowledgeBase, tmp_path: Path) -> None:
    found = gaps(kb, "2026-11-28")
    path = tmp_path / "w.pdf"
    path.write_bytes(worklist(kb, found, "2026-11-28"))
    text = " ".join(pages(path))
    assert f"{len(found)} gaps in the knowledge base on 28 November 2026" in text
    assert "Meals Desk editors" in text
    assert text.count("☐") == len(found)


@pytest.mark.parametrize("kind", ["answer", "worklist"])
def test_it_is_tagged_and_says_which_standards_it_keeps(kind: str, kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    if kind == "answer":
        answer(kb, "sources", path)
    else:
        path.write_bytes(worklist(kb, gaps(kb, "2026-11-28"), "2026-11-28"))
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == ("3", "1")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
