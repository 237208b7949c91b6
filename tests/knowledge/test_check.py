"""The whole check: files, fields, records together and quotations, and what a broken file hides."""

import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from briefwright.errors import DataError, ResourceError, UsageError
from briefwright.findings import Finding, Severity
from briefwright.knowledge import shapes
from briefwright.knowledge.check import Report, check
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.waivers import Waiver, apply
from briefwright.knowledge.workspace import seed
from briefwright.terms import POL, Iri, record_of
from conftest import BASE, Copy

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


@pytest.mark.slow
def test_the_engine_is_named_and_both_give_the_same_report(kb: KnowledgeBase) -> None:
    first, second = (check(kb, engine, TODAY) for engine in ("shifty", "pyshacl"))
    assert (first.engine, second.engine) == ("shifty", "pyshacl")
    assert first.findings == second.findings


def test_an_engine_that_is_not_installed_says_what_to_do(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shifty._shifty", None)
    monkeypatch.setattr(shapes, "ENGINES", {"shifty": shapes._shifty})
    shapes._prepared.cache_clear()
    with pytest.raises(ResourceError, match="Install pyshifty, or use pyshacl"):
        check(kb, "shifty")


# Waivers

VACANT = "claim/fee-arrears-share"  # its review is overdue, and it rests on a tier 3 source alone


def waive(
    copy: Copy, record: str, code: str, until: str = "2027-01-01", reason: str = "The new count is due in spring."
) -> Copy:
    """A waiver as a part of the record; without a reason where that is empty."""
    copy.add(record, f"pol:waiver <{record}#leave-{code.lower()}>")
    said = f'    pol:reason "{reason}"@en ;\n' if reason else ""
    path = copy.path(record)
    path.write_text(
        f"""{path.read_text(encoding="utf-8")}
<{record}#leave-{code.lower()}>
    a pol:Waiver ;
    pol:waives "{code}" ;
{said}    pol:waivedBy <actor/meals-desk-editors> ;
    pol:expiresOn "{until}"^^<http://www.w3.org/2001/XMLSchema#date> .
""",
        encoding="utf-8",
    )
    return copy


def about(report: Report, record: str) -> dict[str, Severity]:
    """The codes found about a record and its parts, with their severity."""
    return {f.code: f.severity for f in report.findings if record_of(f.focus) == BASE + record}


def test_a_waiver_takes_a_finding_out_until_the_day_it_expires(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    before = check(kb, today=TODAY)
    assert before.waived == ()
    waive(workspace_copy, VACANT, "KB105", until="2026-11-25")
    after = checked(workspace_copy)
    assert codes(before) - codes(after) == Counter(KB105=1)
    assert codes(after) - codes(before) == Counter()
    (one,) = after.waived
    assert (one.finding.code, one.finding.focus) == ("KB105", BASE + VACANT)
    assert one.waiver.reason == "The new count is due in spring."
    assert (one.waiver.by, one.waiver.expires_on) == (BASE + "actor/meals-desk-editors", "2026-11-25")
    expired = check(workspace_copy.kb(), today="2026-11-25")
    assert "KB105" in about(expired, VACANT)
    assert expired.waived == ()


def codes(report: Report) -> Counter[str]:
    return Counter(f.code for f in report.findings if not f.code.startswith("KB148"))


def test_a_waiver_is_for_one_code_of_one_record(workspace_copy: Copy) -> None:
    waive(workspace_copy, "recommendation/publish-meal-counts", "KB105")
    report = checked(workspace_copy)
    assert report.waived == ()
    assert "KB105" in about(report, VACANT)


def test_a_waiver_of_a_record_covers_its_parts() -> None:
    record = Iri(BASE + "recommendation/adopt-menu-standard")
    waiver = Waiver(Iri(record + "#w"), "kb124", "The standard is being rewritten.", BASE + "actor/x", "2027-01-01")
    whole, part, other, stranger = (
        Finding(Severity.INFO, code, focus, "", "m", "f", 1, 1, "m")
        for code, focus in (("KB124", record), ("KB124", record + "#e1"), ("KB125", record), ("KB124", record + "-2"))
    )
    waived, met = apply((waiver,), (whole, part, other, stranger))
    assert [one.finding for one in waived] == [whole, part]
    assert met == {waiver: (whole, part)}


def test_a_violation_cannot_be_waived_and_the_waiver_is_told(workspace_copy: Copy) -> None:
    record = "claim/fee-debt-total"
    report = checked(waive(workspace_copy, record, "KB101"))
    assert report.waived == ()
    assert about(report, record) == {"KB101": Severity.VIOLATION, "KB011": Severity.WARNING}
    (told,) = [f for f in report.findings if f.code == "KB011"]
    assert (told.focus, told.path) == (f"{BASE}{record}#leave-kb101", POL + "waives")
    assert (told.file, told.line) == (f"kb/{record}.ttl", workspace_copy.line(record, "pol:waives"))


def test_a_waiver_without_a_finding_is_told(workspace_copy: Copy) -> None:
    report = checked(waive(workspace_copy, "claim/eight-more-kitchens", "KB103"))
    (told,) = [f for f in report.findings if f.code == "KB012"]
    assert (told.severity, told.focus) == (Severity.INFO, f"{BASE}claim/eight-more-kitchens#leave-kb103")
    assert "KB103" in told.message
    assert "KB012" not in {f.code for f in checked(workspace_copy, select=("KB103",)).findings}


def test_a_waiver_is_not_said_to_be_idle_where_its_finding_was_not_looked_for(workspace_copy: Copy) -> None:
    waive(workspace_copy, VACANT, "KB105")
    assert "KB012" not in {f.code for f in check(workspace_copy.kb()).findings}
    workspace_copy.create("actor/nobody", "nonsense")
    waive(workspace_copy, "claim/eight-more-kitchens", "KB103")
    report = checked(workspace_copy)
    assert "KB012" not in {f.code for f in report.findings}
    assert [one.finding.code for one in report.waived] == ["KB105"]


def test_a_waiver_without_a_reason_waives_nothing(workspace_copy: Copy) -> None:
    report = checked(waive(workspace_copy, VACANT, "KB105", reason=""))
    assert report.waived == ()
    found = about(report, VACANT)
    assert {"KB105", "WVR02"} <= found.keys()
    assert not {"KB011", "KB012"} & found.keys()


def test_waived_findings_are_selected_and_ignored_like_others(workspace_copy: Copy) -> None:
    waive(workspace_copy, VACANT, "KB105")
    assert [one.finding.code for one in checked(workspace_copy, select=("KB10",)).waived] == ["KB105"]
    assert checked(workspace_copy, select=("KB103",)).waived == ()
    assert checked(workspace_copy, ignore=("KB105",)).waived == ()


def test_the_codes_of_waivers_are_known(kb: KnowledgeBase) -> None:
    assert check(kb, select=("KB011", "KB012")).findings == ()


def test_a_rule_with_the_code_of_a_shape_is_refused(workspace_copy: Copy) -> None:
    shutil.copytree(seed() / "ontology", workspace_copy.root / "ontology")
    rules = workspace_copy.root / "ontology" / "rules"
    (rules / "kb104-source-never-used.rq").rename(rules / "clm01-source-never-used.rq")
    with pytest.raises(DataError, match=r"clm01-source-never-used\.rq:1: the code CLM01 is that of a shape"):
        checked(workspace_copy)


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


def test_the_codes_of_files_are_known_and_the_nearest_is_named(kb: KnowledgeBase) -> None:
    assert check(kb, select=("TTL006", "KB001")).findings == ()
    with pytest.raises(UsageError, match=r"begins with TTL9\. Did you mean TTL\d+\?"):
        check(kb, select=("TTL9",))


def test_a_workspace_without_rules_is_not_called_sound(workspace_copy: Copy) -> None:
    for path in sorted((seed() / "ontology").rglob("*.ttl")):
        target = workspace_copy.root / "ontology" / path.relative_to(seed() / "ontology")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    with pytest.raises(DataError, match=r"rules is missing, so no rule could be asked"):
        checked(workspace_copy)
