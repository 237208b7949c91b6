"""Twelve ways to break a sound knowledge base, each alone: the papers it touches are refused, the others are not."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefwright.errors import RefusedError
from briefwright.findings import Finding, Severity
from briefwright.papers.build import Wishes, build
from briefwright.papers.fitting import Presses
from briefwright.terms import expand
from conftest import BASE, BRIEFS, Copy, composed, pages, papers_of

SUMMARY, ASSEMBLY, ACTIONS, ASSEMBLY_ACTIONS = BRIEFS


@dataclass(frozen=True, slots=True)
class Break:
    """What is done, and what the finding must say: rule, record or part, property, and the words of the exact line.

    `others` are further records that are rightly named; `papers` the briefs that may not be built."""

    name: str
    make: Callable[[Copy], object]
    rule: int
    focus: str
    path: str
    line: str
    papers: frozenset[str]
    others: frozenset[str] = frozenset()


BREAKS = (
    Break(
        "passage deleted",
        lambda copy: copy.remove("passage/university-2025-uptake-study--1"),
        3, "claim/uptake-with-kitchen", "pol:supportedBy", "pol:supportedBy", frozenset({SUMMARY, ASSEMBLY}),
    ),
    Break(
        "passage without source",
        lambda copy: copy.drop("passage/assembly-2025-hearing--2", "pol:source"),
        4, "passage/assembly-2025-hearing--2", "pol:source", "<passage/assembly-2025-hearing--2>",
        frozenset({SUMMARY, ASSEMBLY, ASSEMBLY_ACTIONS}),
    ),
    Break(
        "source withdrawn",
        lambda copy: copy.replace("source/history-society-1998-canteens", "source-status:current",
                                  "source-status:withdrawn"),
        4, "source/history-society-1998-canteens", "pol:sourceStatus", "pol:sourceStatus",
        frozenset({SUMMARY, ASSEMBLY}),
    ),
    Break(
        "claim rejected",
        lambda copy: copy.replace("claim/vacant-posts", "review-status:source-checked", "review-status:rejected"),
        10, "claim/vacant-posts", "pol:reviewStatus", "pol:reviewStatus", frozenset({SUMMARY, ASSEMBLY}),
    ),
    Break(
        "recommendation without restsOn",
        lambda copy: copy.drop("recommendation/secure-kitchen-grant", "pol:restsOn"),
        6, "recommendation/secure-kitchen-grant", "pol:restsOn", "<recommendation/secure-kitchen-grant>",
        frozenset({SUMMARY, ASSEMBLY, ASSEMBLY_ACTIONS}),
    ),
    Break(
        "risk grade without assessor",
        lambda copy: copy.drop("risk/kitchen-staff-shortage", "pol:assessedBy"),
        5, "risk/kitchen-staff-shortage", "pol:assessedBy", "<risk/kitchen-staff-shortage>",
        frozenset({SUMMARY, ASSEMBLY}),
    ),
    Break(
        "initiative date without passage",
        lambda copy: copy.drop("initiative/kitchen-pilot", "pol:supportedBy"),
        3, "initiative/kitchen-pilot", "pol:startDate", "pol:startDate", frozenset({SUMMARY}),
    ),
    Break(
        "lesson without case",
        lambda copy: copy.drop("lesson/share-kitchens", "pol:case"),
        7, "lesson/share-kitchens", "pol:case", "<lesson/share-kitchens>", frozenset({SUMMARY, ASSEMBLY}),
    ),
    Break(
        "prose citing an unknown record",
        lambda copy: copy.replace("brief/kitchen-actions", "@recommendation/publish-meal-counts",
                                  "@recommendation/publish-meal-count"),
        9, "brief/kitchen-actions#p1", "pol:text", "pol:text", frozenset({ACTIONS}),
    ),
    Break(
        "prose without citation",
        lambda copy: copy.replace("brief/kitchens-after-the-grant", " [@claim/hot-meal-duty]", ""),
        9, "brief/kitchens-after-the-grant#p5", "pol:text", "The School Meals Regulation obliges",
        frozenset({SUMMARY}),
    ),
    Break(
        "support above the ceiling",
        lambda copy: copy.mark("passage/university-2025-uptake-study--1", "amber"),
        10, "brief/kitchens-after-the-grant#p1", "pol:text", "61 percent of pupils", frozenset({SUMMARY, ASSEMBLY}),
        frozenset({"brief/kitchen-grant-for-the-assembly#p2"}),
    ),
    Break(
        "citation cycle",
        lambda copy: copy.add("source/audit-office-2024-kitchens", "pol:basedOn <source/morning-post-2024-repost>"),
        10, "source/audit-office-2024-kitchens", "pol:basedOn", "pol:basedOn",
        frozenset({SUMMARY, ASSEMBLY, ACTIONS}),
    ),
)  # fmt: skip

each_break = pytest.mark.parametrize("seeded", BREAKS, ids=lambda seeded: seeded.name.replace(" ", "-"))


def violations(found: tuple[object, ...]) -> list[Finding]:
    return [f for f in found if isinstance(f, Finding) and f.severity is Severity.VIOLATION]


@each_break
def test_the_build_is_refused_and_says_why_and_where(seeded: Break, workspace_copy: Copy, tmp_path: Path) -> None:
    seeded.make(workspace_copy)
    with pytest.raises(RefusedError) as refusal:
        build(workspace_copy.workspace, Wishes(), tmp_path / "out", lambda _: None)
    assert not (tmp_path / "out").exists()
    code = f"WAR{seeded.rule:02d}"
    found = {(f.code, f.focus, f.path, f.file, f.line): f for f in violations(refusal.value.findings)}
    record = seeded.focus.partition("#")[0]
    line = workspace_copy.line(seeded.focus, seeded.line)
    finding = found.get((code, BASE + seeded.focus, expand(seeded.path), f"kb/{record}.ttl", line))
    assert finding is not None, sorted(found)
    assert finding.message.startswith(f"Rule {seeded.rule}: ")
    assert finding.mend
    named = {f.focus for f in found.values() if f.code.startswith("WAR")}
    assert named == {BASE + name for name in {seeded.focus, *seeded.others}}


@each_break
def test_only_the_papers_that_need_the_record_are_refused(seeded: Break, workspace_copy: Copy) -> None:
    seeded.make(workspace_copy)
    kb = workspace_copy.kb()
    assert {brief for brief in BRIEFS if violations(composed(kb, brief).findings)} == seeded.papers


@each_break
def test_a_draft_is_composed_and_marked(seeded: Break, workspace_copy: Copy) -> None:
    seeded.make(workspace_copy)
    brief = min(seeded.papers)
    document = composed(workspace_copy.kb(), brief, draft=True).document
    bare = [s for s in document.statements if s.unsupported]
    assert bare
    page = Presses(workspace_copy.workspace).page(document, "0" * 64)
    assert page.count('class="unsupported"') == page.count("[Unsupported:") == len(bare)
    assert "<strong>Draft</strong>" in page


@pytest.mark.pages
@pytest.mark.parametrize("brief", [SUMMARY, ASSEMBLY, ACTIONS, ASSEMBLY_ACTIONS])
def test_each_page_of_a_draft_is_marked(brief: str, workspace_copy: Copy, tmp_path: Path) -> None:
    seeded = next(one for one in BREAKS if brief in one.papers)
    seeded.make(workspace_copy)
    bare = [s for s in composed(workspace_copy.kb(), brief, draft=True).document.statements if s.unsupported]
    draft = papers_of(workspace_copy, tmp_path / "out", what=f"brief/{brief}", draft=True)
    printed = pages(draft.file(".pdf"))
    assert all("DRAFT" in page for page in printed)
    assert "".join(printed).count("[Unsupported:") == len(bare)
    assert draft.file(".html").read_text(encoding="utf-8").count('class="unsupported"') == len(bare)


@pytest.mark.pages
def test_a_sound_workspace_is_no_draft(workspace_copy: Copy, tmp_path: Path) -> None:
    whole = papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions")
    assert not any("DRAFT" in page for page in pages(whole.file(".pdf")))
    assert 'class="unsupported"' not in whole.file(".html").read_text(encoding="utf-8")
