"""What falls when a source falls: all support or some, by which chain, in which papers."""

import pytest

from briefwright.analyse.impact import ALL, SOME, Impact, Loss, impact
from briefwright.analyse.relations import Relations
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name, named
from conftest import Copy


def falling(kb: KnowledgeBase, *records: str) -> Impact:
    return impact(kb, Relations(kb), [named(kb, record) for record in records])


def losses(kb: KnowledgeBase, *records: str) -> dict[str, Loss]:
    return {name(kb, loss.record): loss for loss in falling(kb, *records).losses}


@pytest.fixture(scope="module")
def uptake(kb: KnowledgeBase) -> dict[str, Loss]:
    return losses(kb, "source/university-2025-uptake-study")


def test_what_has_no_other_support_loses_all(uptake: dict[str, Loss]) -> None:
    assert uptake["passage/university-2025-uptake-study--1"].extent == ALL
    claim = uptake["claim/uptake-with-kitchen"]
    assert (claim.extent, claim.had, claim.left) == (ALL, 1, 0)


def test_what_has_other_support_loses_some(kb: KnowledgeBase, uptake: dict[str, Loss]) -> None:
    advice = uptake["recommendation/secure-kitchen-grant"]
    assert advice.extent == SOME
    assert 0 < advice.left < advice.had


def test_the_chain_leads_from_the_record_to_what_falls(kb: KnowledgeBase, uptake: dict[str, Loss]) -> None:
    chain = uptake["recommendation/secure-kitchen-grant"].chain
    steps = [name(kb, link.subject) for link in chain]
    assert steps == [
        "recommendation/secure-kitchen-grant",
        "claim/uptake-with-kitchen",
        "passage/university-2025-uptake-study--1",
    ]
    assert name(kb, chain[-1].object) == "source/university-2025-uptake-study"


def test_a_paper_that_cites_what_fell_cannot_be_built(kb: KnowledgeBase, uptake: dict[str, Loss]) -> None:
    brief = uptake["brief/kitchens-after-the-grant"]
    assert brief.extent == ALL
    assert name(kb, brief.chain[0].object) == "claim/uptake-with-kitchen"


def test_printed_sentences_that_would_fall_are_named(kb: KnowledgeBase) -> None:
    """The second list of actions is the one readers go by."""
    found = falling(kb, "source/audit-office-2024-kitchens")
    ((paper, sentences),) = found.printed
    assert name(kb, paper.iri) == "issued-brief/kitchen-actions-2"
    assert [one.statement.iri.rpartition("#")[2] for one in sentences] == ["s1", "s4"]
    assert all(one.reason for one in sentences)


def test_two_that_fall_together_may_take_what_neither_takes_alone(workspace_copy: Copy) -> None:
    workspace_copy.replace(
        "claim/uptake-with-kitchen",
        "<passage/university-2025-uptake-study--1>",
        "<passage/university-2025-uptake-study--1> , <passage/audit-office-2024-kitchens--1>",
    )
    kb = workspace_copy.kb()
    both = ("source/university-2025-uptake-study", "source/audit-office-2024-kitchens")
    assert [losses(kb, one)["claim/uptake-with-kitchen"].extent for one in both] == [SOME, SOME]
    assert losses(kb, *both)["claim/uptake-with-kitchen"].extent == ALL


def test_asking_changes_nothing(kb: KnowledgeBase) -> None:
    before = kb.fingerprint
    falling(kb, "source/university-2025-uptake-study")
    assert kb.fingerprint == before
    assert losses(kb, "brief/kitchen-actions") == {}


def test_what_withdrawal_does_is_what_was_said(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    """The same records lose their support when the source is really withdrawn."""
    from briefwright.warrant.rule import Warrants

    said = {key for key, loss in losses(kb, "source/university-2025-uptake-study").items() if loss.extent == ALL}
    status = "source-status:current"
    workspace_copy.replace("source/university-2025-uptake-study", status, "source-status:withdrawn")
    then, now = Warrants(workspace_copy.kb()), Warrants(kb)
    claims = [iri for iri in kb.aggregates if name(kb, iri).startswith(("claim/", "recommendation/", "risk/"))]
    fell = {name(kb, c) for c in claims if now.record(c).supported and not then.record(c).supported}
    assert fell == {key for key in said if key.startswith(("claim/", "recommendation/", "risk/"))}
    assert fell
