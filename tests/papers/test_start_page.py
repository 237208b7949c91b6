"""The page a folder of papers opens with: it leads to every file, and the command says where to begin."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from briefwright.knowledge.workspace import Workspace
from briefwright.papers.start_page import start_page
from conftest import Built, Run


def test_it_leads_to_every_file_and_to_nothing_else(built: Built, sample: Workspace) -> None:
    page = start_page(sample, built.papers).decode()
    assert set(re.findall(r'href="([^"#]+)"', page)) == {path.name for path in built.out.iterdir()}
    assert "4 papers, the shortest first for each reader." in page
    for paper in built.papers:
        assert page.count(f">{paper.title}<") == 1
    assert page.count("TLP:CLEAR") == len(built.papers)


def test_the_shortest_paper_for_a_reader_stands_first_under_a_heading_for_the_reader(
    built: Built, sample: Workspace
) -> None:
    long = [replace(paper, pages=9 - paper.pages) for paper in built.papers]
    for papers in (built.papers, long):
        page = start_page(sample, papers).decode()
        for reader in {paper.reader for paper in papers}:
            section = page[page.index(f">{reader}</h2>") :].partition("</section>")[0]
            titles = re.findall(r'<a href="[^"]+\.pdf">([^<]+)</a></', section)
            own = sorted((p for p in papers if p.reader == reader), key=lambda p: p.pages)
            assert [title for title in titles if title != "PDF"] == [p.title for p in own]


@pytest.mark.pages
def test_the_command_counts_the_papers_and_says_where_to_begin(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("build", "--all", "--format", "html", "-o", "papers-here")
    assert (said.code, said.out.count("\n")) == (0, 4)
    assert re.findall(r"(?m)^(\d of \d)  ", said.err) == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
    assert re.search(
        r"4 papers are in papers-here/; papers-here/index\.html lists them\.\n"
        r"Open first: papers-here/recommendation-checklist-\S+-for-the-assembly-congress\.html, 2 pages\.\n$",
        said.err,
    )
    again = run("build", "--all", "--format", "html", "-o", "papers-here")
    assert "index.html lists them" in again.err


@pytest.mark.pages
def test_one_paper_is_not_counted_and_has_no_start_page(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("build", "brief/kitchen-actions", "--format", "html", "-o", "papers-here")
    assert not re.search(r"(?m)^\d of \d|index\.html", said.err)
