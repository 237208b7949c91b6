"""Building: file names, the page budget on rendered pages, nothing twice, and refusals that say what to do."""

import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from briefwright.cli import main
from briefwright.errors import DataError, RefusedError, UsageError
from briefwright.knowledge.workspace import seed
from briefwright.papers.build import Wishes, build
from conftest import Built, Copy, pages, papers_of

EXECUTIVE = "recommendation-checklist-kitchen-actions-executive"
MORE = "abcdefghijklmnop"
SUMMARY = "issue-brief-kitchens-after-the-grant-executive"


def own_templates(copy: Copy, body_pages: int, **sections: dict[str, int]) -> None:
    """Give the copy templates of its own: another budget for executives, other settings of the sections named."""
    shutil.copytree(seed() / "templates", copy.root / "templates")
    path = copy.root / "templates" / "issue-brief" / "brief.toml"
    text = re.sub(r"(?<=\[audiences\.executive\]\nbody_pages = )\d+", str(body_pages), path.read_text(encoding="utf-8"))
    for section, settings in sections.items():
        if f"[sections.{section}]\n" not in text:  # it is one that types share
            text += f"\n[sections.{section}]\n"
        before, head, after = text.partition(f"[sections.{section}]\n")
        own, separator, rest = after.partition("\n[sections.")
        for setting, value in settings.items():
            own = f"{setting} = {value}\n" + re.sub(rf"(?m)^{setting} = \d+\n?", "", own)
        text = before + head + own + separator + rest
    path.write_text(text, encoding="utf-8")


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_files_are_named_by_type_brief_and_audience(built: Built) -> None:
    stems = {
        "issue-brief-kitchen-grant-for-the-assembly-congress", SUMMARY, EXECUTIVE,
        "recommendation-checklist-kitchen-actions-for-the-assembly-congress",
    }  # fmt: skip
    assert {path.name for path in built.out.iterdir()} == {f"{s}.{ext}" for s in stems for ext in ("pdf", "html")}
    assert {paper.name for paper in built.papers} == stems


def test_a_paper_says_how_large_it_is(built: Built) -> None:
    for paper in built.papers:
        assert paper.pages == len(PdfReader(built.out / f"{paper.name}.pdf").pages)
        assert 1 <= paper.body_pages <= paper.budget
        assert paper.method.statements > 10


def test_the_budget_holds_on_the_rendered_pages(built: Built) -> None:
    for paper in built.papers:
        printed = pages(built.out / f"{paper.name}.pdf")
        (annex,) = [number for number, text in enumerate(printed, 1) if "Sources and notes" in text]
        assert annex - 1 == paper.body_pages <= paper.budget


def test_the_log_says_what_checked_and_what_was_withheld(built: Built) -> None:
    assert built.log[0].startswith("checked with ")
    assert sum("withheld: 1 above the ceiling" in line for line in built.log) == 4


@pytest.mark.pages
def test_only_what_is_asked_for_is_made(workspace_copy: Copy, tmp_path: Path) -> None:
    papers_of(workspace_copy, tmp_path / "out", what="recommendation-checklist", audience="executive",
              formats=("html",))  # fmt: skip
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{EXECUTIVE}.html"]


def lengthen(copy: Copy) -> None:
    """Many further recommendations, each a copy of one there is."""
    model = "recommendation/adopt-menu-standard"
    text = copy.path(model).read_text(encoding="utf-8")
    for letter in MORE:
        again = text.replace(f"<{model}", f"<{model}-{letter}").replace("menu standard", f"menu standard {letter}")
        copy.create(f"{model}-{letter}", again)


def left_out(page: str) -> dict[str, int]:
    """Heading -> how many items of the section the paper says it left out."""
    said = re.search(r"To keep the page budget: ([^.]*)\.", page)
    return {heading: int(n) for heading, n in re.findall(r"“([^”]*)”: (\d+) items? left out", said[1])} if said else {}


@pytest.mark.pages
def test_what_does_not_fit_is_left_out_from_the_end_and_said(workspace_copy: Copy, tmp_path: Path) -> None:
    lengthen(workspace_copy)
    own_templates(workspace_copy, 3, recommendations={"limit": 18, "keep": 2, "drop": 80})
    log: list[str] = []
    out = papers_of(workspace_copy, tmp_path / "out", log.append, what="issue-brief", audience="executive")
    (paper,) = out.papers
    printed = pages(out.file(".pdf"))
    assert paper.body_pages == paper.budget == 3
    assert "Sources and notes" in printed[3]
    page = out.file(".html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr id="recommendations-recommendation-([^"]*)">', page)
    gone = left_out(page)
    assert gone == {"Recommendations": 18 - len(rows)} == left_out(" ".join(printed))
    assert 2 <= len(rows) < 18
    assert rows == ["adopt-menu-standard", *(f"adopt-menu-standard-{x}" for x in MORE)][: len(rows)]
    assert f"“Recommendations”: {gone['Recommendations']} items left out" in " ".join(log)


@pytest.mark.pages
def test_the_next_section_gives_only_when_the_first_is_down_to_what_it_keeps(
    workspace_copy: Copy, tmp_path: Path
) -> None:
    lengthen(workspace_copy)
    own_templates(
        workspace_copy, 3,
        recommendations={"limit": 14, "keep": 13, "drop": 80}, initiatives={"limit": 5, "keep": 1, "drop": 70},
        background={"keep": 1, "drop": 60}, options={"keep": 1, "drop": 50}, risks={"limit": 5, "keep": 1, "drop": 40},
        lessons={"keep": 1, "drop": 30}, judgments={"keep": 1, "drop": 0},
    )  # fmt: skip
    out = papers_of(workspace_copy, tmp_path / "out", what="issue-brief", audience="executive")
    assert out.papers[0].body_pages == 3
    gone = left_out(out.file(".html").read_text(encoding="utf-8"))
    all_there_is = {"Recommendations": 1, "What is under way": 1, "Background": 1, "Options": 1, "Principal risks": 2,
                    "What earlier cases teach": 1}  # fmt: skip
    order = list(all_there_is)
    assert len(gone) > 1
    assert gone.keys() == set(order[: len(gone)])
    last = order[len(gone) - 1]
    assert all(n == all_there_is[heading] for heading, n in gone.items() if heading != last)


@pytest.mark.pages
def test_a_paper_that_cannot_be_shortened_is_refused(workspace_copy: Copy, tmp_path: Path) -> None:
    own_templates(workspace_copy, 1)
    with pytest.raises(RefusedError, match=r"brief/kitchens-after-the-grant for executive fills \d body pages; its "
                       r"budget is 1, .*Shorten its paragraphs"):  # fmt: skip
        papers_of(workspace_copy, tmp_path / "out", what="issue-brief", audience="executive")
    assert not (tmp_path / "out").exists()


@pytest.mark.pages
def test_nothing_changed_renders_nothing(workspace_copy: Copy, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = papers_of(workspace_copy, out, what="brief/kitchen-actions")
    before = stamps(out)
    log: list[str] = []
    second = papers_of(workspace_copy, out, log.append, what="brief/kitchen-actions")
    assert stamps(out) == before
    assert log == []
    assert [p.rendered for p in (*first.papers, *second.papers)] == [True, False]
    assert second.papers[0].files == first.papers[0].files
    assert second.papers[0].method == first.papers[0].method


@pytest.mark.pages
def test_what_is_gone_or_altered_is_made_again(workspace_copy: Copy, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = papers_of(workspace_copy, out, what="brief/kitchen-actions")
    pdf, html = out / f"{EXECUTIVE}.pdf", out / f"{EXECUTIVE}.html"
    whole = pdf.read_bytes(), html.read_bytes()
    pdf.unlink()
    html.write_bytes(whole[1].replace(b"Audit Office", b"Audit Bureau", 1))
    second = papers_of(workspace_copy, out, what="brief/kitchen-actions")
    assert (pdf.read_bytes(), html.read_bytes()) == whole
    assert second.papers[0].rendered
    assert second.papers[0].fingerprint == first.papers[0].fingerprint


@pytest.mark.pages
def test_a_damaged_memory_of_builds_is_no_harm(workspace_copy: Copy, tmp_path: Path) -> None:
    papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", formats=("html",))
    memories = list((workspace_copy.root / ".briefwright" / "papers").iterdir())
    assert memories
    for broken in (b'[{"method": {}, "files": 3}]', b"\xff"):
        for memory in memories:
            memory.write_bytes(broken)
        again = papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", formats=("html",))
        assert again.papers[0].rendered


@pytest.mark.pages
def test_a_changed_record_is_printed(workspace_copy: Copy, tmp_path: Path) -> None:
    first = papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", formats=("html",))
    workspace_copy.replace("recommendation/publish-meal-counts", "Four quarterly counts", "Five quarterly counts")
    second = papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", formats=("html",))
    assert second.papers[0].rendered
    assert second.papers[0].fingerprint != first.papers[0].fingerprint
    assert "Five quarterly counts" in second.file(".html").read_text(encoding="utf-8")


@pytest.mark.pages
def test_a_record_no_paper_prints_changes_no_paper(workspace_copy: Copy, tmp_path: Path) -> None:
    first = papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", formats=("html",))
    workspace_copy.replace("claim/fees-will-rise", "will very likely rise", "will almost surely rise")
    second = papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", formats=("html",))
    assert second.papers[0].files == first.papers[0].files


@pytest.mark.parametrize(
    ("wishes", "nearest"),
    [
        ({"what": "isue-brief"}, "issue-brief"),
        ({"what": "brief/kitchen-action"}, "brief/kitchen-actions"),
        ({"what": "kitchens-after-the-grant"}, "brief/kitchens-after-the-grant"),
        ({"what": "issue-brief", "audience": "congres"}, "congress"),
        ({"what": "issue-brief", "voice": "advice"}, "advise"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    wishes: dict[str, str], nearest: str, workspace_copy: Copy, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as error:
        build(workspace_copy.workspace, Wishes(**wishes), tmp_path / "out", lambda _: None)  # type: ignore[arg-type]
    assert f'Did you mean "{nearest}"?' in str(error.value)


def test_an_audience_for_which_there_is_no_such_paper_is_told_what_there_is(
    workspace_copy: Copy, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="issue-brief for congress; issue-brief for executive"):
        papers_of(workspace_copy, tmp_path / "out", what="issue-brief", audience="public")


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-02-30", "2026-xx-01", "2026-11"])
def test_an_as_of_date_is_a_day_that_exists(workspace_copy: Copy, tmp_path: Path, day: str) -> None:
    with pytest.raises(UsageError, match=re.escape(day)):
        papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", as_of=day)


def test_a_file_that_cannot_be_read_refuses_every_paper(workspace_copy: Copy, tmp_path: Path) -> None:
    workspace_copy.replace("topic/canteen-fees", "skos:prefLabel", "skos:prefLabel skos:prefLabel")
    line = workspace_copy.line("topic/canteen-fees", "skos:prefLabel skos:prefLabel")
    with pytest.raises(DataError, match=rf"kb/topic/canteen-fees\.ttl:{line}:"):
        papers_of(workspace_copy, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def left_with(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as leave:
        main(list(arguments))
    said = capsys.readouterr()
    return int(leave.value.code or 0), said.out, said.err


def test_the_command_ends_with_3_on_a_broken_file(
    workspace_copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace_copy.create("claim/two-year-limit", "<claim/two-year-limit> a pol:Claim ;\n")
    code, out, err = left_with(capsys, "--workspace", str(workspace_copy.root), "build", "--all", "-o",
                               str(tmp_path / "out"))  # fmt: skip
    assert (code, out) == (3, "")
    assert "kb/claim/two-year-limit.ttl:" in err
    assert "Traceback" not in err


def test_the_command_ends_with_1_and_the_findings_on_a_refused_paper(
    workspace_copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace_copy.drop("risk/kitchen-staff-shortage", "pol:assessedBy")
    code, out, err = left_with(capsys, "--workspace", str(workspace_copy.root), "build", "issue-brief", "-o",
                               str(tmp_path / "out"))  # fmt: skip
    assert (code, out) == (1, "")
    line = workspace_copy.line("risk/kitchen-staff-shortage", "<risk/kitchen-staff-shortage>")
    assert f"kb/risk/kitchen-staff-shortage.ttl:{line}:1: violation: WAR05 Rule 5: " in err


def test_the_command_ends_with_2_when_it_is_not_said_what_to_build(
    workspace_copy: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (("build",), ("build", "issue-brief", "--all"), ("build", "essay")):
        assert left_with(capsys, "--workspace", str(workspace_copy.root), *arguments)[0] == 2


@pytest.mark.pages
def test_the_command_prints_a_line_a_paper(
    workspace_copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--workspace", str(workspace_copy.root), "build", "brief/kitchen-actions", "-o", str(tmp_path / "out"),
                 "--format", "html"]  # fmt: skip
    main(arguments)
    said = capsys.readouterr().out
    assert re.fullmatch(rf"{EXECUTIVE}: \d+ pages, \d of at most 6 in the body; \d+ statements: .*proposals\n", said)
    main(arguments)
    assert capsys.readouterr().out.startswith(f"{EXECUTIVE} (unchanged): ")


@pytest.mark.pages
def test_a_change_renders_exactly_the_papers_it_touches(workspace_copy: Copy, tmp_path: Path) -> None:
    out = tmp_path / "out"
    papers_of(workspace_copy, out, formats=("html",))
    before = stamps(out)
    workspace_copy.replace("brief/kitchen-actions", '"Kitchen actions', '"All kitchen actions')
    second = papers_of(workspace_copy, out, formats=("html",))
    assert [p.name for p in second.papers if p.rendered] == [EXECUTIVE]
    assert {name for name, stamp in stamps(out).items() if stamp != before[name]} == {f"{EXECUTIVE}.html"}


@pytest.mark.pages
def test_a_paper_that_tells_of_an_issued_edition_follows_its_record(workspace_copy: Copy, tmp_path: Path) -> None:
    """What changed since the last edition is made from the record of that edition, which lies beside the base."""
    wished = {"what": "brief/kitchen-actions", "formats": ("html",)}
    papers_of(workspace_copy, tmp_path / "out", **wished)
    assert [p.rendered for p in papers_of(workspace_copy, tmp_path / "out", **wished).papers] == [False]
    (workspace_copy.root / "issued" / "kitchen-actions-2.ttl").unlink()
    assert [p.rendered for p in papers_of(workspace_copy, tmp_path / "out", **wished).papers] == [True]
