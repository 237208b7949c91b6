"""Every rule fires on exactly the records it should, and is silent once they are mended."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefwright import rules
from briefwright.findings import Finding, Severity
from briefwright.kb import KnowledgeBase, open_kb
from briefwright.terms import POL
from briefwright.workspace import find, seed

WORKSPACE = Path(__file__).parent / "kb"
RULES = rules.load(seed() / "ontology" / "rules")
TODAY = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one file of a copy of the knowledge base: `old` becomes `new`."""

    record: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule must find after some edits: the focus of each finding, and no other."""

    code: str
    name: str
    expected: tuple[str, ...]
    edits: tuple[Edit, ...] = ()


def added(record: str, line: str) -> Edit:
    """A property more on a record: before its marking, which every record has."""
    return Edit(record, "    pol:marking ", f"    {line} ;\n    pol:marking ")


CASES = (
    Case(
        "KB101", "no passage, or only a withdrawn source", ("claim/breakfast-lifts-attendance", "claim/fee-debt-total")
    ),
    Case(
        "KB101",
        "a source nobody has seen",
        (
            "claim/breakfast-lifts-attendance",
            "claim/cost-per-meal-study",
            "claim/fee-debt-total",
            "claim/uptake-with-kitchen",
        ),
        (Edit("source/university-2025-uptake-study", "extent-seen:full", "extent-seen:none"),),
    ),
    Case(
        "KB101",
        "mended: an open point, and a source that stands",
        (),
        (
            Edit("claim/fee-debt-total", "review-status:source-checked", "review-status:unverified"),
            Edit("source/nutrition-lab-2023-breakfast-trial", "source-status:withdrawn", "source-status:superseded"),
        ),
    ),
    Case("KB102", "nobody is asked", ("recommendation/means-test-fees",)),
    Case(
        "KB102",
        "mended: an addressee",
        (),
        (added("recommendation/means-test-fees", "pol:addressee <actor/council-of-municipalities>"),),
    ),
    Case("KB103", "a high risk without an answer", ("risk/fee-debt-spiral",)),
    Case(
        "KB103",
        "the answer is taken away",
        ("risk/fee-debt-spiral", "risk/grant-ends-early"),
        (Edit("recommendation/secure-kitchen-grant", "    pol:mitigates <risk/grant-ends-early> ;\n", ""),),
    ),
    Case(
        "KB103",
        "mended: a recommendation mitigates it",
        (),
        (added("recommendation/waive-small-debts", "pol:mitigates <risk/fee-debt-spiral>"),),
    ),
    Case("KB104", "no passage", ("source/farm-weekly-2024-column",)),
    Case(
        "KB104",
        "mended: a passage is used",
        (),
        (
            Edit(
                "passage/fee-blog-2021-arrears--1", "<source/fee-blog-2021-arrears>", "<source/farm-weekly-2024-column>"
            ),
        ),
    ),
    Case(
        "KB104",
        "mended: another source is derived from it",
        (),
        (
            Edit(
                "source/morning-post-2024-repost",
                "<source/audit-office-2024-kitchens>",
                "<source/farm-weekly-2024-column>",
            ),
        ),
    ),
    Case("KB105", "a day long past", ("claim/fee-arrears-share",)),
    Case(
        "KB105",
        "yesterday",
        ("claim/fee-arrears-share",),
        (Edit("claim/fee-arrears-share", "2025-01-31", "2026-11-23"),),
    ),
    Case("KB105", "mended: today is not overdue", (), (Edit("claim/fee-arrears-share", "2025-01-31", TODAY),)),
    Case("KB106", "no date", ("claim/fees-will-rise",)),
    Case(
        "KB106",
        "a risk without assessor",
        ("claim/fees-will-rise", "risk/supplier-lock-in"),
        (Edit("risk/supplier-lock-in", "    pol:assessedBy <actor/meals-desk-editors> ;\n", ""),),
    ),
    Case(
        "KB106",
        "a lesson that rests on an opinion, an assumption without consequence",
        ("claim/fees-will-rise", "claim/prices-follow-wages", "lesson/share-kitchens"),
        (
            Edit("lesson/share-kitchens", "<claim/shared-kitchens-lasted>", "<claim/lock-in-objection>"),
            Edit("claim/prices-follow-wages", "pol:consequenceIfWrong", "pol:curatorNote"),
        ),
    ),
    Case("KB106", "mended: a date", (), (added("claim/fees-will-rise", 'pol:assessedOn "2026-11-20"^^xsd:date'),)),
    Case("KB107", "neither evidence nor verifier", ("recommendation/waive-small-debts#status-1",)),
    Case(
        "KB107",
        "the verifier is taken away",
        ("recommendation/publish-meal-counts#status-2", "recommendation/waive-small-debts#status-1"),
        (Edit("recommendation/publish-meal-counts", " ;\n    pol:verifiedBy <actor/national-audit-office>", ""),),
    ),
    Case(
        "KB107",
        "mended: evidence and verifier",
        (),
        (
            Edit(
                "recommendation/waive-small-debts",
                "    pol:narrative ",
                "    pol:closureEvidence <claim/fee-arrears-share> ;\n"
                "    pol:verifiedBy <actor/national-audit-office> ;\n    pol:narrative ",
            ),
        ),
    ),
    Case("KB108", "a stake in it, or tier 3 alone", ("claim/contract-saving", "claim/fee-arrears-share")),
    Case(
        "KB108",
        "mended: independent and official sources too",
        (),
        (
            added("claim/contract-saving", "pol:supportedBy <passage/university-2025-uptake-study--2>"),
            added("claim/fee-arrears-share", "pol:supportedBy <passage/university-2025-uptake-study--4>"),
        ),
    ),
    Case("KB109", "mended: no circle", ()),
    Case(
        "KB109",
        "two sources that repeat each other",
        ("source/audit-office-2024-kitchens", "source/morning-post-2024-repost"),
        (added("source/audit-office-2024-kitchens", "pol:basedOn <source/morning-post-2024-repost>"),),
    ),
    Case(
        "KB109",
        "two claims that rest on each other",
        ("claim/staff-limits-growth", "claim/vacant-posts"),
        (added("claim/vacant-posts", "pol:restsOn <claim/staff-limits-growth>"),),
    ),
    Case("KB110", "no use", ("lesson/collect-fees-early",)),
    Case(
        "KB110",
        "mended: it bears on a recommendation",
        (),
        (added("lesson/collect-fees-early", "pol:bearsOn <recommendation/waive-small-debts>"),),
    ),
    Case(
        "KB110",
        "mended: a brief features it",
        (),
        (added("brief/kitchen-actions", "pol:features <lesson/collect-fees-early>"),),
    ),
    Case(
        "KB110",
        "mended: a brief cites it",
        (),
        (
            Edit(
                "brief/kitchen-actions",
                "[@recommendation/publish",
                "[@lesson/collect-fees-early; @recommendation/publish",
            ),
        ),
    ),
    Case("KB111", "mended: all differ", ()),
    Case(
        "KB111",
        "one address twice",
        ("source/morning-post-2024-repost",),
        (
            Edit(
                "source/morning-post-2024-repost",
                "https://post.example/news/kitchen-audit",
                "https://audit.example/reports/kitchens-2024",
            ),
        ),
    ),
    Case(
        "KB111",
        "one DOI twice",
        ("source/university-2025-uptake-study",),
        (added("source/university-2025-uptake-study", '<http://purl.org/ontology/bibo/doi> "10.5555/meals.2025.07"'),),
    ),
    Case("KB112", "nobody has written the other side down", ("claim/fee-arrears-share",)),
    Case(
        "KB112",
        "mended: a qualification",
        (),
        (added("claim/fee-arrears-share", "pol:qualifiedBy <passage/university-2025-uptake-study--4>"),),
    ),
    Case(
        "KB112",
        "mended: a counter-claim",
        (),
        (added("claim/fee-debt-total", "pol:supportedBy <passage/university-2025-uptake-study--4>"),),
    ),
    Case("KB113", "mended: every own proposal has an addressee", ()),
    Case(
        "KB113",
        "an own proposal to nobody",
        ("recommendation/secure-kitchen-grant",),
        (Edit("recommendation/secure-kitchen-grant", "    pol:addressee <actor/national-assembly> ;\n", ""),),
    ),
)


def edited(tmp_path: Path, edits: tuple[Edit, ...]) -> KnowledgeBase:
    copy = tmp_path / "workspace"
    shutil.copytree(WORKSPACE, copy)
    for edit in edits:
        path = copy / "kb" / f"{edit.record}.ttl"
        text = path.read_text(encoding="utf-8")
        assert edit.old in text, f"{edit.record} no longer holds: {edit.old}"
        path.write_text(text.replace(edit.old, edit.new, 1), encoding="utf-8")
    kb = open_kb(find(copy))
    assert kb.problems == ()
    return kb


def findings(kb: KnowledgeBase, code: str) -> tuple[Finding, ...]:
    chosen = tuple(rule for rule in RULES if rule.code == code)
    return rules.run(chosen, kb.store, TODAY, kb.locate)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.name}")
def test_a_rule_finds_exactly_these_records(case: Case, tmp_path: Path) -> None:
    kb = edited(tmp_path, case.edits)
    found = findings(kb, case.code)
    assert {finding.focus.removeprefix(kb.workspace.base_iri) for finding in found} == set(case.expected)
    for finding in found:
        assert finding.code == case.code
        assert "{" not in finding.message
        assert finding.mend


@pytest.mark.parametrize("code", sorted(rule.code for rule in RULES))
def test_a_rule_is_seen_to_fire_and_to_be_silent(code: str) -> None:
    cases = [case for case in CASES if case.code == code]
    assert any(case.expected for case in cases), f"show a case in which {code} fires"
    assert any(not case.expected for case in cases), f"show a case in which {code} is silent"


def test_codes_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("KB101", Severity.VIOLATION),
        ("KB102", Severity.WARNING),
        ("KB104", Severity.INFO),
        ("KB106", Severity.VIOLATION),
        ("KB109", Severity.VIOLATION),
        ("KB113", Severity.VIOLATION),
    ],
)
def test_a_rule_weighs_as_much_as_it_should(code: str, severity: Severity) -> None:
    assert {rule.severity for rule in RULES if rule.code == code} == {severity}


def test_the_message_tells_a_withdrawn_source_from_a_missing_passage() -> None:
    kb = open_kb(find(WORKSPACE))
    said = {finding.focus.rpartition("/")[2]: finding.message for finding in findings(kb, "KB101")}
    assert "withdrawn" in said["breakfast-lifts-attendance"]
    assert "names no passage" in said["fee-debt-total"]
    assert "Families owe the municipal canteens" in said["fee-debt-total"]


def test_a_finding_stands_at_the_line_to_mend() -> None:
    kb = open_kb(find(WORKSPACE))
    (overdue,) = findings(kb, "KB105")
    lines = (WORKSPACE / "kb" / "claim" / "fee-arrears-share.ttl").read_text(encoding="utf-8").splitlines()
    assert overdue.file == "kb/claim/fee-arrears-share.ttl"
    assert overdue.path == POL + "reviewBy"
    assert "pol:reviewBy" in lines[overdue.line - 1]


def test_each_lack_of_a_judgment_is_named_apart(tmp_path: Path) -> None:
    kb = edited(
        tmp_path,
        (
            Edit("lesson/collect-fees-early", "    pol:assessedBy <actor/meals-desk-editors> ;\n", ""),
            Edit("lesson/collect-fees-early", '    pol:assessedOn "2026-11-20"^^xsd:date ;\n', ""),
            Edit("lesson/collect-fees-early", "    pol:restsOn <claim/fee-arrears-share> ;\n", ""),
        ),
    )
    paths = {f.path for f in findings(kb, "KB106") if f.focus.endswith("lesson/collect-fees-early")}
    assert paths == {POL + "assessedBy", POL + "assessedOn", POL + "restsOn"}
