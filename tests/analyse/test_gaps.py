"""What is wanting and what covers what, as the questions that say so in their headers find it."""

import pytest

from briefwright.analyse.gaps import bare, gaps, listed, matrices
from briefwright.errors import UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name
from conftest import Copy


def test_every_gap_names_its_record_and_who_keeps_it(kb: KnowledgeBase) -> None:
    found = {(gap.gap, name(kb, gap.record)): gap.owner for gap in gaps(kb, "2026-11-28")}
    assert found["no recommendation", "risk/fee-debt-spiral"] == "Meals Desk editors"
    assert ("bears on nothing", "lesson/collect-fees-early") in found
    assert ("one instrument only", "objective/every-pupil-fed") in found
    assert ("no authority", "recommendation/means-test-fees") in found
    assert ("past its review day", "claim/fee-arrears-share") in found
    assert ("one root only", "claim/uptake-with-kitchen") in found


def test_a_gap_that_is_filled_is_gone(workspace_copy: Copy) -> None:
    workspace_copy.add("recommendation/publish-meal-counts", "pol:mitigates <risk/fee-debt-spiral>")
    kb = workspace_copy.kb()
    found = {(gap.gap, name(kb, gap.record)) for gap in gaps(kb, "2026-11-28")}
    assert ("no recommendation", "risk/fee-debt-spiral") not in found
    assert ("no recommendation", "risk/supplier-lock-in") in found


def test_the_day_and_the_topic_count(kb: KnowledgeBase) -> None:
    stale = {name(kb, gap.record) for gap in gaps(kb, "2020-01-01") if gap.gap == "past its review day"}
    assert stale == set()
    fees = gaps(kb, "2026-11-28", "canteen-fees")
    assert 0 < len(fees) < len(gaps(kb, "2026-11-28"))
    with pytest.raises(UsageError, match="canteen-fees"):
        gaps(kb, "2026-11-28", "canteen-fee")


def test_a_cell_leads_to_its_records_and_a_bare_row_stays(kb: KnowledgeBase) -> None:
    (risks,) = matrices(kb, "risks")
    assert [label for _, label in risks.columns] == ["Legislative branch", "State and local government"]
    rows = list(listed(kb, risks))
    assert ("risk/grant-ends-early", "Grant ends before towns can pay", "Legislative branch",
            "recommendation/secure-kitchen-grant") in rows  # fmt: skip
    assert {name(kb, row) for row in bare(risks)} == {"risk/fee-debt-spiral", "risk/supplier-lock-in"}
    assert ("risk/supplier-lock-in", "Tied to one supplier", "", "") in rows


def test_there_is_a_matrix_for_each_of_six(kb: KnowledgeBase) -> None:
    names = {matrix.name for matrix in matrices(kb)}
    assert names == {"audiences", "authorities", "lessons", "objectives", "recommendations", "risks"}
    with pytest.raises(UsageError, match='Did you mean "risks"'):
        matrices(kb, "risk")
