"""Review: who may say what, when, and what waits."""

import json

import pytest

from briefwright.curate.reviewing import agreed
from briefwright.knowledge.record_forms import Forms
from conftest import Copy, Run, named

pytestmark = pytest.mark.slow

DAY = ("--today", "2026-12-01")
CLAIM = "claim/vacant-posts"


def status(copy: Copy, record: str) -> str:
    text = copy.path(record).read_text(encoding="utf-8")
    return text.partition("pol:reviewStatus review-status:")[2].split()[0]


def test_a_record_goes_from_draft_to_approved_by_two_persons(run: Run, workspace_copy: Copy) -> None:
    run("edit", CLAIM, "review-status=draft")
    steps = (
        (("submit",), "in-review"),
        (("check", "--by", "National Audit Office", "--comment", "Table 2 says so."), "source-checked"),
        (("approve", "--by", "actor/ministry-of-education", "--met", "all"), "approved"),
    )
    for words, reached in steps:
        said = run("review", CLAIM, *words, *DAY)
        assert said.code == 0, said.err
        assert status(workspace_copy, CLAIM) == reached
    kb = workspace_copy.kb()
    assert [iri.rpartition("/")[2] for iri in sorted(agreed(kb, named(kb, CLAIM)))] == [
        "ministry-of-education",
        "national-audit-office",
    ]
    text = workspace_copy.path(CLAIM).read_text(encoding="utf-8")
    assert 'pol:comment "Table 2 says so."@en' in text
    assert text.count("tradecraft:") - text.count("@prefix tradecraft:") == 9
    assert "pol:comparedWith" in text
    assert "KB155" not in run("check").out


@pytest.mark.parametrize(("words", "why"), [
    (("check",), "Name the actor with --by"),
    (("check", "--by", "actor/meals-desk-editors"), "wrote claim/vacant-posts"),
    (("check", "--by", "topic/school-meals"), "is no actor"),
    (("approve", "--by", "actor/national-audit-office"), "needs 2 persons"),
    (("check", "--by", "actor/national-audit-office", "--outcome", "agree"), 'Did you mean "agrees"?'),
    (("check", "--by", "actor/national-audit-office", "--met", "logik"), 'Did you mean "logic"?'),
    (("submit",), "is source-checked already"),
    ((), "Say one of: submit, check, approve, return"),
])  # fmt: skip
def test_a_step_out_of_turn_is_refused(words: tuple[str, ...], why: str, run: Run, workspace_copy: Copy) -> None:
    before = workspace_copy.path(CLAIM).read_bytes()
    said = run("review", CLAIM, *words, *DAY)
    assert said.code == 2
    assert why in said.err
    assert workspace_copy.path(CLAIM).read_bytes() == before


def test_one_person_is_enough_where_the_class_asks_for_no_more(run: Run, workspace_copy: Copy) -> None:
    assert run("review", "topic/school-meals", "approve", "--by", "actor/national-audit-office", *DAY).code == 0
    assert status(workspace_copy, "topic/school-meals") == "approved"


def test_a_check_that_does_not_agree_keeps_the_record_in_review(run: Run, workspace_copy: Copy) -> None:
    run("review", CLAIM, "check", "--by", "actor/national-audit-office", "--outcome", "no", "--field", "value", *DAY)
    assert status(workspace_copy, CLAIM) == "in-review"
    assert "pol:aspect pol:value" in workspace_copy.path(CLAIM).read_text(encoding="utf-8")


def test_a_returned_record_is_a_draft_with_the_reason(run: Run, workspace_copy: Copy) -> None:
    run("review", CLAIM, "return", "--by", "actor/national-audit-office", "--comment", "The year is missing.", *DAY)
    assert status(workspace_copy, CLAIM) == "draft"
    assert 'pol:comment "The year is missing."@en' in workspace_copy.path(CLAIM).read_text(encoding="utf-8")


def test_what_was_agreed_before_a_change_counts_no_more(run: Run, workspace_copy: Copy) -> None:
    run("review", CLAIM, "check", "--by", "actor/national-audit-office", "--today", "2026-12-01")
    run("edit", CLAIM, "unit=posts in all", "--today", "2026-12-02")
    said = run("review", CLAIM, "approve", "--by", "actor/ministry-of-education", "--today", "2026-12-03")
    assert said.code == 2
    assert "there would be 1: Ministry of Education" in said.err


def test_the_queue_begins_with_what_goes_back_and_says_why(run: Run, workspace_copy: Copy) -> None:
    assert "0 records wait." in run("review").err
    run("add", "topic", "label=Free fruit", "definition=Fruit without a fee.", "marking=clear", *DAY)
    source = "source/audit-office-2024-kitchens"
    workspace_copy.replace(source, 'dcterms:modified "2026-11-20"', 'dcterms:modified "2026-11-30"')
    waiting = json.loads(run("review", "--json").out)["waiting"]
    assert waiting[-1]["record"] == "topic/free-fruit"
    assert waiting[-1]["why"] == "is a draft"
    assert waiting[0]["changed"] == [source]
    assert waiting[0]["why"] == f"{source} changed since its review"
    assert {entry["record"].partition("/")[0] for entry in waiting[:-1]} >= {"passage", "claim"}
    assert json.loads(run("review", "--json", "--class", "topic").out)["waiting"] == waiting[-1:]
    assert "KB154" in run("check").out


def test_every_class_that_asks_for_reviewers_asks_for_some(workspace_copy: Copy) -> None:
    asked = workspace_copy.kb().ontology.reviewers
    assert asked
    assert set(asked) <= set(Forms(workspace_copy.kb().ontology).by_class)
    assert min(asked.values()) >= 1


def test_the_queue_calls_a_status_by_its_name_and_a_program_by_its_code(run: Run, workspace_copy: Copy) -> None:
    run("edit", CLAIM, "review-status=draft")
    run("review", CLAIM, "submit", *DAY)
    assert "    in review, is in review (2026-11-20)" in run("review").out.splitlines()
    assert [one["status"] for one in json.loads(run("review", "--json").out)["waiting"]] == ["in-review"]
