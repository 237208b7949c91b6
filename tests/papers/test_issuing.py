"""Issue and recall: what a paper said stays on record, and what later falls is told sentence by sentence."""

import json
import re
import shutil
from pathlib import Path

import pytest

from briefwright.cli import main
from briefwright.errors import DataError, RefusedError, UsageError
from briefwright.findings import Severity
from briefwright.knowledge import shapes
from briefwright.knowledge.check import check
from briefwright.papers import issuing
from briefwright.papers.build import Wishes, build
from briefwright.papers.issuing import correct, recall
from briefwright.warrant.issued import CHANGED, LOST, issued_papers
from conftest import Copy, composed, copied, pages, papers_of
from every_type import add_every_type

pytestmark = pytest.mark.pages

BRIEF = "kitchens-after-the-grant"
DAY = "2026-11-25"
PAPER = f"{BRIEF}-executive-1"
STUDY = "source/university-2025-uptake-study"


@pytest.fixture(scope="module")
def first_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the first edition was issued, with its papers in `papers`."""
    copy = copied(tmp_path_factory.mktemp("issued") / "meals")
    issue(copy, copy.root / "papers")
    return copy.root


@pytest.fixture
def issued(first_edition: Path, tmp_path: Path) -> Copy:
    """A copy of that workspace, to change."""
    return Copy(Path(shutil.copytree(first_edition, tmp_path / "meals", ignore=shutil.ignore_patterns(".briefwright"))))


def issue(copy: Copy, out: Path, day: str = DAY, brief: str = BRIEF) -> tuple[list[str], Path]:
    said: list[str] = []
    papers_of(copy, out, said.append, what=f"brief/{brief}", issue=day)
    return said, copy.root / "issued"


def withdraw(copy: Copy, source: str) -> Copy:
    return copy.replace(source, "source-status:current", "source-status:withdrawn")


def retire(copy: Copy, *records: str) -> None:
    for record in records:
        text = copy.path(record).read_text(encoding="utf-8")
        state = text.partition("pol:reviewStatus review-status:")[2].partition(" ")[0]
        copy.replace(record, f"pol:reviewStatus review-status:{state}", "pol:reviewStatus review-status:retired")


def test_an_issued_paper_is_on_record_as_it_was_printed(workspace_copy: Copy, tmp_path: Path) -> None:
    document = composed(workspace_copy.kb(), BRIEF).document
    said, folder = issue(workspace_copy, tmp_path)
    assert any(line.endswith(f"on record as issued/{PAPER}.ttl") for line in said)
    assert (folder / f"{PAPER}.ttl").is_file()
    kb = workspace_copy.kb()
    (paper,) = [p for p in issued_papers(kb) if p.iri.endswith(PAPER)]
    assert (paper.edition, paper.audience, paper.issued) == ("1", "executive", DAY)
    assert [s.text for s in paper.statements] == [s.text for s in document.statements]
    first = next(s for s in document.statements if s.supports)
    text = (folder / f"{PAPER}.ttl").read_text(encoding="utf-8")
    for value in (first.record_hash, first.supports[0].passage.rpartition("/")[2], paper.fingerprint):
        assert value in text
    violations = [f for f in check(kb).findings if f.severity is Severity.VIOLATION and PAPER in f.focus]
    assert violations == []


def test_the_paper_is_the_same_whether_issued_or_not(workspace_copy: Copy, tmp_path: Path) -> None:
    before = papers_of(workspace_copy, tmp_path / "a", what=f"brief/{BRIEF}").papers
    issue(workspace_copy, tmp_path / "b")
    after = papers_of(workspace_copy, tmp_path / "c", what=f"brief/{BRIEF}").papers
    assert before[0].files == after[0].files


def test_an_edition_is_issued_once(workspace_copy: Copy, tmp_path: Path) -> None:
    _, folder = issue(workspace_copy, tmp_path)
    record = (folder / f"{PAPER}.ttl").read_bytes()
    said, _ = issue(workspace_copy, tmp_path, "2026-12-01")
    assert any("issued before, unchanged" in line for line in said)
    workspace_copy.replace("claim/grant-ends-2026", "31 December 2026", "30 December 2026")
    workspace_copy.replace(f"brief/{BRIEF}", "31 December 2026", "30 December 2026")
    with pytest.raises(RefusedError, match=r"edition 1 of brief/.* was issued on 2026-11-25 .*next pol:edition"):
        issue(workspace_copy, tmp_path, "2026-12-01")
    assert (folder / f"{PAPER}.ttl").read_bytes() == record, "nothing is lost"


def test_a_draft_or_a_faulty_paper_is_not_issued(workspace_copy: Copy, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="A draft is not issued"):
        build(workspace_copy.workspace, Wishes(f"brief/{BRIEF}", draft=True, issue=DAY), tmp_path, lambda _: None)
    withdraw(workspace_copy, STUDY)
    with pytest.raises(RefusedError, match="Not built"):
        issue(workspace_copy, tmp_path)
    assert not (workspace_copy.root / "issued" / f"{PAPER}.ttl").exists()


def test_where_the_engines_differ_nothing_is_issued(
    workspace_copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shapes.validate

    def blind(data: bytes, own: bytes, engine: str = "") -> frozenset[shapes.Result]:
        return frozenset() if engine == "shifty" else whole(data, own, engine)

    workspace_copy.drop("claim/vacant-posts", "pol:claimType")
    monkeypatch.setattr(issuing.shapes, "validate", blind)
    with pytest.raises(DataError, match=r"Not issued: the engines pyshacl and shifty differ in \d+ results"):
        issue(workspace_copy, tmp_path)


def test_recall_names_exactly_the_sentences_that_lost_their_warrant(issued: Copy) -> None:
    assert [one for one in recall(issued.workspace) if one.paper.iri.endswith(PAPER)] == []
    withdraw(issued, STUDY)
    found = [one for one in recall(issued.workspace) if one.paper.iri.endswith(PAPER)]
    draft = composed(issued.kb(), BRIEF, draft=True).document
    fell = [(s.text, s.record, s.property) for s in draft.statements if s.unsupported]
    assert len(fell) > 5
    assert [(one.statement.text, one.statement.subject, one.statement.aspect) for one in found] == fell
    assert {one.what for one in found} == {LOST}
    assert all("university-2025-uptake-study" in one.reason for one in found)


def test_a_sentence_that_another_source_carries_does_not_fall(issued: Copy) -> None:
    withdraw(issued, "source/morning-post-2024-repost")
    assert [one for one in recall(issued.workspace) if one.paper.iri.endswith(PAPER)] == []


def test_a_copy_falls_with_its_original(issued: Copy) -> None:
    withdraw(issued, "source/audit-office-2024-kitchens")
    fell = {one.statement.text for one in recall(issued.workspace, PAPER)}
    assert "The pilot opened 12 central kitchens in its first year, four fewer than planned." in fell


def test_a_value_that_changed_is_told_from_one_that_fell(issued: Copy) -> None:
    issued.replace("initiative/kitchen-pilot", "12 of 16 planned", "13 of 16 planned")
    (one,) = recall(issued.workspace, PAPER)
    assert (one.what, one.statement.text) == (CHANGED, "12 of 16 planned kitchens had opened.")
    assert "now has as state: 13 of 16 planned" in one.reason


def test_a_figure_no_cited_record_says_any_more_fells_its_sentence(issued: Copy) -> None:
    issued.replace("claim/grant-ends-2026", "31 December 2026", "30 June 2027")
    fell = [one.statement.text for one in recall(issued.workspace, PAPER) if one.what == LOST]
    assert fell == ["The state grant that pays for the central kitchens ends on 31 December 2026."]


def test_the_next_edition_prints_what_changed(issued: Copy, tmp_path: Path) -> None:
    withdraw(issued, STUDY)
    fallen = recall(issued.workspace, PAPER)
    assert fallen
    with pytest.raises(RefusedError, match="Not built"):
        issue(issued, tmp_path / "second", "2026-12-01")
    retire(issued, "initiative/regional-kitchen-network", "claim/uptake-with-kitchen", "claim/cost-per-meal-study")
    shares = "Where a central kitchen delivers, 61 percent of pupils eat the school meal, against 48 percent elsewhere"
    costs = "The cost of a meal is put at 3.40 talers by the auditors and at 3.10 talers by a study"
    for sentence in (
        f" {shares} [@claim/uptake-with-kitchen].",
        f" {costs} [@claim/cost-per-meal; @claim/cost-per-meal-study].",
        "<claim/uptake-with-kitchen>,\n        ",
    ):
        issued.replace(f"brief/{BRIEF}", sentence, "")
    issued.replace(f"brief/{BRIEF}", 'pol:edition "1"', 'pol:edition "2"')
    issue(issued, tmp_path / "second", "2026-12-01")
    text = " ".join(pages(next((tmp_path / "second").glob("*.pdf"))))
    assert "Since edition 1 of 25 November 2026: statements that are new," in text
    for one in fallen:
        assert f"“{one.statement.text}” lost its warrant." in text
    assert [p for p in recall(issued.workspace) if p.paper.iri.endswith(PAPER)] == [], "readers have the next"


def test_a_type_without_a_place_for_it_tells_what_changed_after_its_body(workspace_copy: Copy, tmp_path: Path) -> None:
    add_every_type(workspace_copy)
    issue(workspace_copy, tmp_path / "first", brief="of-type-in-focus")
    assert "What changed" not in " ".join(pages(next((tmp_path / "first").glob("*.pdf"))))
    workspace_copy.replace("initiative/kitchen-pilot", "12 of 16 planned", "13 of 16 planned")
    fell = {one.statement.text for one in recall(workspace_copy.workspace, "of-type-in-focus-congress-1")}
    assert fell == {"12 of 16 planned kitchens had opened."}
    workspace_copy.replace("brief/of-type-in-focus", 'pol:edition "1"', 'pol:edition "2"')
    issue(workspace_copy, tmp_path / "second", "2026-12-01", brief="of-type-in-focus")
    body, _, annex = " ".join(pages(next((tmp_path / "second").glob("*.pdf")))).partition("What changed")
    assert "13 of 16 planned kitchens had opened." in body
    assert "“12 of 16 planned kitchens had opened.” says otherwise now." in annex
    assert "Sources and notes" in annex


def test_words_that_fell_for_one_reason_share_a_row_of_the_slip(issued: Copy, tmp_path: Path) -> None:
    withdraw(issued, STUDY)
    fell = recall(issued.workspace, PAPER)
    reasons = {one.reason for one in fell}
    assert len(reasons) < len(fell)
    (slip,) = correct(issued.workspace, [fell[0].paper], tmp_path, lambda _: None)
    page = (tmp_path / f"{slip.name}.html").read_text(encoding="utf-8")
    assert len(re.findall('<tr id="corrections-row-', page)) == len(reasons)


def test_what_is_withheld_now_is_not_told_in_the_next_edition(issued: Copy, tmp_path: Path) -> None:
    issued.mark("risk/supplier-lock-in", "amber")
    retire(issued, "risk/supplier-lock-in")
    issued.replace(f"brief/{BRIEF}", 'pol:edition "1"', 'pol:edition "2"')
    issue(issued, tmp_path / "second", "2026-12-01")
    said = " ".join(pages(next((tmp_path / "second").glob("*.pdf"))))
    assert "Since edition 1" in said
    assert "supplier" not in said.casefold().partition("what changed")[2].partition("sources and notes")[0]


@pytest.mark.parametrize("ceiling", ["clear", "amber"])
def test_words_of_a_paper_marked_higher_than_the_next_edition_may_be_are_not_repeated(
    issued: Copy, tmp_path: Path, ceiling: str
) -> None:
    """The earlier edition was for fewer readers; what it said of a record that is no longer there stays with them."""
    path = issued.root / "issued" / f"{PAPER}.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("pol:marking marking:clear", "pol:marking marking:amber"), encoding="utf-8")
    retire(issued, "initiative/regional-kitchen-network")
    issued.replace(f"brief/{BRIEF}", 'pol:edition "1"', 'pol:edition "2"')
    issued.replace(f"brief/{BRIEF}", "pol:ceiling marking:clear", f"pol:ceiling marking:{ceiling}")
    papers_of(issued, tmp_path / "second", what=f"brief/{BRIEF}", formats=("html",))
    page = next((tmp_path / "second").glob("*.html")).read_text(encoding="utf-8")
    assert ("lost its warrant" in page) is (ceiling == "amber")


def test_of_several_papers_all_are_issued_or_none(issued: Copy, tmp_path: Path) -> None:
    before = sorted(path.name for path in (issued.root / "issued").iterdir())
    issued.replace("claim/grant-ends-2026", "31 December 2026", "30 December 2026")
    issued.replace(f"brief/{BRIEF}", "31 December 2026", "30 December 2026")
    issued.replace("brief/kitchen-grant-for-the-assembly", "31 December 2026", "30 December 2026")
    with pytest.raises(RefusedError, match="edition 1 of brief/kitchens-after-the-grant"):
        papers_of(issued, tmp_path, what="issue-brief", issue=DAY)
    assert sorted(path.name for path in (issued.root / "issued").iterdir()) == before


def test_the_correction_slip_says_each_sentence_and_why(
    issued: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    withdraw(issued, STUDY)
    monkeypatch.chdir(issued.root)
    with pytest.raises(SystemExit) as leave:
        main(["recall", PAPER, "--slip", "-o", str(tmp_path / "slips")])
    assert leave.value.code == 1
    told = capsys.readouterr().out
    (slip,) = (tmp_path / "slips").glob("correction-slip-*.pdf")
    text = " ".join(pages(slip))
    assert "Correction: School kitchens after the grant" in text
    for one in recall(issued.workspace, PAPER):
        assert one.statement.text in text
        assert one.statement.text in told
    assert "Do not rely on these sentences" in text
    (title,) = re.findall('dcterms:title "([^"]+)"', issued.path(STUDY).read_text(encoding="utf-8"))
    assert f"“{title}” is withdrawn" in text, "a reader knows a source by its title"
    assert STUDY in told
    assert STUDY not in text, "a curator by its name"


def test_recall_as_json_and_when_nothing_fell(
    issued: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(issued.root)
    capsys.readouterr()
    main(["recall", PAPER])
    assert capsys.readouterr().out == "No sentence of an issued paper has fallen.\n"
    withdraw(issued, STUDY)
    with pytest.raises(SystemExit):
        main(["recall", PAPER, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["schema_version"] == 1
    assert {one["record"] for one in said["fallen"]} == {STUDY}


def test_a_paper_that_was_not_issued_names_the_nearest(workspace_copy: Copy) -> None:
    with pytest.raises(UsageError, match='Did you mean "kitchen-actions-1"'):
        recall(workspace_copy.workspace, "kitchen-action-1")
