"""Why a judgment stands: confidence with its band, grounds, sources and what they are worth, and what is against it."""

from briefwright.analyse.grounds import why
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name, named
from conftest import Copy


def test_a_judgment_tells_how_sure_it_is_and_why(kb: KnowledgeBase) -> None:
    found = why(kb, named(kb, "claim/act-will-stay-unpaid"))
    said = dict(found.said)
    assert said["likelihood"] == "unlikely (20 to 45 percent)"
    assert said["confidence"] == "moderate confidence"
    assert said["confidence basis"] == "The act was passed without money, and no amendment was seen."
    assert [name(kb, reason.record) for reason in found.reasons] == ["claim/inspection-act-unfunded"]
    assert found.reasons[0].grounds[0].locator
    assert found.failure is None


def test_the_roots_are_the_independent_sources_of_all_that_counts(kb: KnowledgeBase) -> None:
    found = why(kb, named(kb, "recommendation/secure-kitchen-grant"))
    assert len(found.roots) == len(set(found.roots)) > 1
    assert set(found.roots) <= {root for reason in found.reasons for root in reason.roots}


def test_what_qualifies_it_stands_against_it(kb: KnowledgeBase) -> None:
    found = why(kb, named(kb, "claim/act-will-stay-unpaid"))
    assert [name(kb, ground.passage) for ground in found.against] == ["passage/assembly-2026-journal--6"]


def test_a_passage_that_does_not_count_says_why(workspace_copy: Copy) -> None:
    workspace_copy.replace("source/university-2025-uptake-study", "source-status:current", "source-status:withdrawn")
    kb = workspace_copy.kb()
    found = why(kb, named(kb, "claim/uptake-with-kitchen"))
    assert "withdrawn" in found.own[0].fault
    assert found.failure
    assert found.roots == ()
