"""The whole check: files, fields, records together and quotations, and what a broken file hides."""

import sys
from pathlib import Path

import pytest

from briefwright.check import Report, check
from briefwright.errors import DataError, ResourceError, UsageError
from briefwright.findings import Finding, Severity
from briefwright.kb import KnowledgeBase, open_kb
from briefwright.terms import POL
from briefwright.workspace import seed
from conftest import Copy

TODAY = "2026-11-24"


def checked(copy: Copy, **wishes: object) -> Report:
    return check(open_kb(copy.workspace), today=TODAY, **wishes)  # type: ignore[arg-type]


def places(found: tuple[Finding, ...]) -> set[tuple[str, str, int]]:
    return {(f.code, f.file, f.line) for f in found}


def new(kb: KnowledgeBase, copy: Copy) -> set[tuple[str, str, int]]:
    """What a change of the copy adds to the findings of the workspace as it was, without faults of files."""
    known = {(f.code, f.focus, f.path, f.value) for f in check(kb, today=TODAY).findings}
    after = open_kb(copy.workspace)
    found = check(after, today=TODAY).findings
    return places(
        tuple(f for f in found if f not in after.problems and (f.code, f.focus, f.path, f.value) not in known)
    )


def test_the_committed_knowledge_can_be_read() -> None:
    assert open_kb(Copy(seed()).workspace).problems == ()


def test_a_field_that_is_wrong_is_found_at_its_line(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    workspace_copy.replace("claim/vacant-posts", "volatility:annual", "marking:clear")
    line = workspace_copy.line("claim/vacant-posts", "pol:volatility")
    assert new(kb, workspace_copy) == {("REC13", "kb/claim/vacant-posts.ttl", line)}


def test_fields_records_and_files_are_told_in_one_run(workspace_copy: Copy) -> None:
    workspace_copy.drop("claim/vacant-posts", "pol:claimType")
    workspace_copy.create("actor/nobody", "<actor/nobody> a pol:Actor .")
    found = {f.code for f in checked(workspace_copy).findings}
    assert {"CLM02", "KB103"} <= found
    assert any(code.startswith("TTL") for code in found)


def test_without_a_day_no_review_is_overdue(kb: KnowledgeBase) -> None:
    assert "KB105" in {f.code for f in check(kb, today=TODAY).findings}
    assert "KB105" not in {f.code for f in check(kb).findings}


@pytest.mark.parametrize("record", ["passage/audit-office-2024-kitchens--1", "passage/audit-office-2024-kitchens--5"])
def test_a_quotation_may_have_as_many_words_as_the_workspace_allows(record: str, workspace_copy: Copy) -> None:
    ten = "a b c d e f g h i j"
    path = workspace_copy.path(record)
    text = "\n".join(
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("    pol:anchor")
    )
    path.write_text(text, encoding="utf-8")
    workspace_copy.add(record, f'pol:anchor "{ten}"@en')
    assert "KB010" not in {f.code for f in checked(workspace_copy).findings}
    workspace_copy.replace(record, ten, f"{ten} k")
    (found,) = [f for f in checked(workspace_copy).findings if f.code == "KB010"]
    assert (found.severity, found.path) == (Severity.VIOLATION, POL + "anchor")
    assert (found.file, found.line) == (f"kb/{record}.ttl", workspace_copy.line(record, "pol:anchor"))
    assert "quotes 11 words" in found.message
    settings = workspace_copy.root / "briefwright.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("max_anchor_words = 10", "max_anchor_words = 11"))
    assert "KB010" not in {f.code for f in checked(workspace_copy).findings}


BROKEN = (
    "claim/vacant-posts",
    "passage/audit-office-2024-kitchens--1",
    "source/audit-office-2024-kitchens",
    "source/fee-blog-2021-arrears",
    "source/history-society-1998-canteens",
    "recommendation/secure-kitchen-grant",
    "actor/meals-desk-editors",
    "topic/canteen-fees",
    "case/municipal-canteens",
)


@pytest.mark.parametrize("record", BROKEN)
def test_a_broken_file_is_one_fault_and_its_record_is_missed_nowhere(
    record: str, kb: KnowledgeBase, workspace_copy: Copy
) -> None:
    path = workspace_copy.path(record)
    path.write_text("<<<<<<< HEAD\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert places(open_kb(workspace_copy.workspace).problems) == {("TTL007", f"kb/{record}.ttl", 1)}
    assert new(kb, workspace_copy) == set()


def test_beside_a_broken_file_the_others_are_still_checked(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    workspace_copy.create("actor/meals-desk-editors", "nonsense")
    workspace_copy.drop("instrument/central-kitchen", "dcterms:description")
    assert {code for code, _, _ in new(kb, workspace_copy)} == {"INS02"}


def test_a_record_that_is_gone_is_missed_where_it_is_named(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    workspace_copy.remove("topic/canteen-fees")
    assert "REC10" in {code for code, _, _ in new(kb, workspace_copy)}


def test_codes_can_be_selected_and_ignored_but_faults_of_files_stay(workspace_copy: Copy) -> None:
    workspace_copy.create("actor/nobody", "nonsense")
    (fault,) = {f.code for f in open_kb(workspace_copy.workspace).problems}
    every = {f.code for f in checked(workspace_copy).findings}
    assert {f.code for f in checked(workspace_copy, select=("kb103", "KB104")).findings} == {fault, "KB103", "KB104"}
    assert {f.code for f in checked(workspace_copy, ignore=("KB10",)).findings} == {
        code for code in every if not code.startswith("KB10")
    }


def test_a_code_that_no_finding_has_is_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match=r"begins with RCN\. Codes begin with: .*RCM"):
        check(kb, select=("RCM02", "RCN"))


def test_the_engine_is_named_and_both_give_the_same_report(kb: KnowledgeBase) -> None:
    first, second = (check(kb, engine, TODAY) for engine in ("shifty", "pyshacl"))
    assert (first.engine, second.engine) == ("shifty", "pyshacl")
    assert first.findings == second.findings


def test_an_engine_that_is_not_installed_says_what_to_do(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shifty._shifty", None)
    with pytest.raises(ResourceError, match="Install pyshifty, or use pyshacl"):
        check(kb, "shifty")


def test_a_faulty_rule_stops_the_check_with_its_line(workspace_copy: Copy) -> None:
    rules = workspace_copy.root / "ontology" / "rules"
    for path in sorted((seed() / "ontology").rglob("*.ttl")):
        target = workspace_copy.root / "ontology" / path.relative_to(seed() / "ontology")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    rules.mkdir(parents=True)
    Path(rules / "kb101-x.rq").write_text("# title: x\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"kb101-x\.rq:1: "):
        checked(workspace_copy)
