"""Redlines: both papers are in one, each to be had by taking one side, and readers who cannot see are told."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5  # type: ignore[import-untyped]

from briefwright.api import Knowledge
from briefwright.document import Document, Redline, Revised, RevisedReference, runs_of, text_of
from briefwright.document.redline import DEL, INS, redline
from briefwright.errors import RefusedError, UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.workspace import find
from briefwright.papers.fitting import Presses, printed_page
from briefwright.papers.redline import State, redlines
from conftest import BRIEFS, KB, Copy, composed, copied, pages

APPARATUS = {"annex-notes", "annex-method"}
SILENT = {"notes", "compared", "footnote", "byline", "run-title", "run-foot", "caveat", "masthead"}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The small workspace with changes of all kinds that a paper can show: a figure, words, a sentence that goes, a
    title, a field that comes and one that goes, a block that goes, a source that falls."""
    copy = copied(tmp_path_factory.mktemp("changed") / "workspace")
    copy.replace("claim/uptake-with-kitchen", "61 percent", "64 percent")
    brief = "brief/kitchens-after-the-grant"
    copy.replace(brief, "61 percent", "64 percent")
    copy.replace(brief, "One kitchen post in five stood vacant", "One kitchen post in five was empty")
    copy.replace(brief, '"School kitchens after the grant"', '"School kitchens when the grant ends"')
    gone = " When an earlier grant ended in 1974, 22 of 30 canteens closed within two years [@claim/canteens-closed]."
    copy.replace(brief, gone, "")
    copy.drop("recommendation/secure-kitchen-grant", "pol:closureCriterion")
    copy.replace("recommendation/publish-meal-counts", 'pol:action "', 'pol:action "every month ')
    copy.replace("recommendation/train-kitchen-staff", 'pol:action "', 'pol:action "quickly ')
    copy.replace("recommendation/hire-inspectors", "pol:reviewStatus review-status:source-checked",
                 "pol:reviewStatus review-status:retired")  # fmt: skip
    copy.add("recommendation/train-kitchen-staff", 'pol:vehicle "the budget for 2028"@en')
    copy.replace("source/university-2025-uptake-study", 'dcterms:title "', 'dcterms:title "Revised: ')
    return copy


def page_of(document: Document) -> Element:
    place = find(KB)
    page = printed_page(document, Presses(place)).decode()
    root: Element = tinyhtml5.parse(page, namespace_html_elements=False)
    return root


def words(root: Element, without: str = "") -> str:
    """The words of a page: its title, the line below and the sections, without notes and apparatus, and without one
    side of a redline."""
    found: list[str] = []

    def walk(element: Element) -> None:
        skip = element.tag in {"head", "script", "style", without} or element.get("id") in APPARATUS
        if not skip and not SILENT & set((element.get("class") or "").split()):
            found.append(element.text or "")
            for child in element:
                walk(child)
                found.append(child.tail or "")

    walk(root)
    return " ".join("".join(found).split())


Papers = dict[str, tuple[Document, Document, Redline]]


@pytest.fixture(scope="module")
def papers(kb: KnowledgeBase, changed: Copy) -> Papers:
    """Of each brief the paper before, the paper after, and the redline of the two."""
    later = changed.kb()
    pairs = {brief: (composed(kb, brief).document, composed(later, brief).document) for brief in BRIEFS}
    said = "Redline: The paper", "One against the other."
    return {brief: (old, new, redline(old, new, *said)) for brief, (old, new) in pairs.items()}


@pytest.mark.parametrize("brief", BRIEFS)
def test_taking_one_side_gives_the_words_of_one_paper(brief: str, papers: Papers) -> None:
    old, new, merged = papers[brief]
    assert words(page_of(old)) != words(page_of(new))
    page = page_of(merged)
    assert words(page, without=DEL) == words(page_of(new))
    assert words(page, without=INS) == words(page_of(old))


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_paper_against_itself_has_no_change(brief: str, papers: Papers) -> None:
    old = papers[brief][0]
    page = page_of(redline(old, old, "Redline: The paper", "The same twice."))
    assert [element.tag for element in page.iter() if element.tag in (INS, DEL)] == []
    assert words(page) == words(page_of(old))


def test_only_the_words_that_changed_are_marked(papers: Papers) -> None:
    _, _, merged = papers[BRIEFS[0]]
    runs = [run for run in runs_of(merged.sections) if isinstance(run, Revised) and run.change]
    assert ("61", DEL) in {(run.text, run.change) for run in runs}
    assert ("64", INS) in {(run.text, run.change) for run in runs}
    assert {(r.text, r.change) for r in runs_of(merged.heading) if isinstance(r, Revised) and r.change} == {
        ("after", DEL),
        ("when", INS),
        (" ends", INS),
    }


def test_each_part_leads_to_the_statement_it_is_of(papers: Papers) -> None:
    old, new, merged = papers[BRIEFS[0]]
    records = {statement.id: statement.record for statement in merged.statements}
    assert len(records) == len(old.statements) + len(new.statements)
    assert {run.statement for run in runs_of(merged.sections) if run.statement} <= records.keys()
    gone = [run for run in runs_of(merged.sections) if isinstance(run, Revised) and run.change == DEL]
    assert any("22 of 30 canteens" in run.text and run.statement.startswith("old-") for run in gone)


def test_notes_are_those_of_the_later_paper_and_then_those_that_are_gone(papers: Papers) -> None:
    _, new, merged = papers[BRIEFS[0]]
    assert [reference.number for reference in merged.references] == list(range(1, 1 + len(merged.references)))
    kept = merged.references[: len(new.references)]
    assert [text_of(r.citation) for r in kept] == [text_of(r.citation) for r in new.references]
    marks = [r.change for r in merged.references if isinstance(r, RevisedReference)]
    assert DEL in marks
    called = {number for run in runs_of(merged.sections) for number in run.notes}
    assert max(called) <= len(merged.references)


def test_no_name_stands_twice_in_the_page(papers: Papers) -> None:
    for brief in BRIEFS:
        page = page_of(papers[brief][2])
        names = [element.get("id") for element in page.iter() if element.get("id")]
        assert sorted(names) == sorted(set(names))


@pytest.fixture(scope="module")
def written(changed: Copy, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The redlines of the small base against its copy, by their names."""
    out = tmp_path_factory.mktemp("redlines")
    said: list[str] = []
    made = redlines(
        State(find(KB), "the first"), State(changed.workspace, "the second"), "issue-brief", "", out, said.append
    )
    assert len(said) == 2
    return {path.suffix: path for path in made if BRIEFS[0] in path.name}


@pytest.mark.pages
def test_the_redline_is_a_page_and_a_pdf_that_tell_what_they_compare(written: dict[str, Path]) -> None:
    assert set(written) == {".html", ".pdf"}
    text = " ".join(pages(written[".pdf"]))
    assert "edition 1 as of 24 November 2026 (the first) against edition 1 as of 24 November 2026 (the second)" in text


def test_a_screen_reader_is_told_in_the_pdf(written: dict[str, Path]) -> None:
    text = " ".join(" ".join(pages(written[".pdf"])).split())
    assert "deleted 61" in text
    assert "inserted 64" in text


def test_a_paper_that_one_state_has_not_is_no_redline(changed: Copy, tmp_path: Path) -> None:
    first, second = State(find(KB), "the first"), State(changed.workspace, "the second")
    with pytest.raises(UsageError, match="No paper glossary is in both the first and the second"):
        redlines(first, second, "glossary", "", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_unsupported_statement_is_refused_with_its_finding(workspace_copy: Copy, tmp_path: Path) -> None:
    workspace_copy.drop("claim/uptake-with-kitchen", "pol:supportedBy")
    with pytest.raises(RefusedError, match="the findings above") as refused:
        redlines(State(find(KB), "a"), State(workspace_copy.workspace, "b"), "issue-brief", "", tmp_path / "out")
    assert any("uptake-with-kitchen" in str(finding) for finding in refused.value.findings)
    assert not (tmp_path / "out").exists()


def test_a_redline_of_a_public_paper_waits_for_the_embargo(workspace_copy: Copy, tmp_path: Path) -> None:
    workspace_copy.add(
        "claim/vacant-posts", "pol:handlingCaveat <https://w3id.org/briefwright/scheme/handling-caveat/embargo>"
    )
    end = '"2999-12-01T09:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    workspace_copy.add("claim/vacant-posts", f"pol:releaseNotBefore {end}")
    states = State(find(KB), "a"), State(workspace_copy.workspace, "b")
    early = datetime(2999, 12, 1, 8, 59, tzinfo=UTC)
    with pytest.raises(RefusedError, match="claim/vacant-posts is under embargo"):
        redlines(*states, "brief/kitchens-after-the-grant", "", tmp_path / "out", now=early)
    assert not (tmp_path / "out").exists()
    with pytest.raises(RefusedError, match="under embargo"):
        Knowledge(workspace_copy.kb()).compose("brief/kitchens-after-the-grant")
