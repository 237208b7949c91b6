"""How records hang together: chains in words, the shortest first, and what lies around a record."""

import pytest

from briefwright.analyse.relations import CITES, Relations, in_words, neighbourhood, paths
from briefwright.errors import UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name, named


@pytest.fixture(scope="module")
def relations(kb: KnowledgeBase) -> Relations:
    return Relations(kb)


def chain_between(kb: KnowledgeBase, relations: Relations, start: str, end: str) -> list[list[str]]:
    return [[in_words(kb, link) for link in chain] for chain in paths(relations, named(kb, start), named(kb, end))]


def test_a_chain_is_told_in_sentences_in_the_direction_of_the_record(kb: KnowledgeBase, relations: Relations) -> None:
    found = chain_between(kb, relations, "recommendation/secure-kitchen-grant", "lesson/plan-for-the-end-of-the-grant")
    assert found == [
        ["the lesson “Plan for the end of the grant” bears on the recommendation “Secure the kitchen grant”"]
    ]


def test_the_shortest_chains_are_found_and_no_longer_ones(kb: KnowledgeBase, relations: Relations) -> None:
    start, end = "source/university-2025-uptake-study", "objective/every-pupil-fed"
    found = chain_between(kb, relations, start, end)
    assert found
    assert {len(chain) for chain in found} == {4}
    assert len({tuple(chain) for chain in found}) == len(found)
    assert any("serves the objective “Every pupil fed”" in chain[-1] for chain in found)


def test_a_shared_topic_is_a_step_only_when_asked_for(kb: KnowledgeBase, relations: Relations) -> None:
    ends = named(kb, "source/university-2025-uptake-study"), named(kb, "objective/every-pupil-fed")
    assert {len(chain) for chain in paths(relations, *ends, topics=True)} == {2}


def test_a_record_is_no_steps_from_itself(kb: KnowledgeBase, relations: Relations) -> None:
    record = named(kb, "claim/grant-ends-2026")
    assert paths(relations, record, record) == ((),)


def test_keepers_of_records_join_nothing(kb: KnowledgeBase, relations: Relations) -> None:
    """By who reviewed them all records would be two steps apart."""
    for record in kb.aggregates:
        assert all(name(kb, link.prop) not in ("pol:reviewedBy", "dcterms:creator") for link in relations.of(record))
    issuer = named(kb, "actor/meals-desk-editors")
    assert {name(kb, link.prop) for link in relations.of(issuer)} <= {"pol:issuedBy", "pol:responder", "pol:heldBy"}


def test_what_a_paragraph_cites_is_a_link(kb: KnowledgeBase, relations: Relations) -> None:
    cited = [link for link in relations.incoming[named(kb, "claim/two-year-limit")] if link.prop == CITES]
    assert [name(kb, link.subject) for link in cited] == ["brief/kitchens-after-the-grant"]
    assert in_words(kb, cited[0]).startswith("the brief “School kitchens after the grant” cites the claim “")


def test_a_neighbourhood_holds_the_nearest_and_says_how_many_it_leaves_out(
    kb: KnowledgeBase, relations: Relations
) -> None:
    centre = named(kb, "recommendation/secure-kitchen-grant")
    near = neighbourhood(relations, centre, depth=1, most=500)
    assert near.left_out == 0
    assert {name(kb, record) for record in near.records} >= {
        "risk/grant-ends-early",
        "lesson/plan-for-the-end-of-the-grant",
        "actor/national-assembly",
        "claim/grant-ends-2026",
    }
    few = neighbourhood(relations, centre, depth=1, most=5)
    assert (len(few.records), few.left_out) == (5, len(near.records) - 5)
    assert all({link.subject, link.object} <= set(few.records) for link in few.links)
    assert set(neighbourhood(relations, centre, depth=2, most=500).records) > set(near.records)


@pytest.mark.parametrize(
    "given",
    ["claim/grant-ends-2026", "grant-ends-2026", "kb/claim/grant-ends-2026.ttl",
     "https://example.org/meals/claim/grant-ends-2026", "claim/grant-ends-2026#part"],
)  # fmt: skip
def test_a_record_may_be_named_in_many_ways(given: str, kb: KnowledgeBase) -> None:
    assert name(kb, named(kb, given)) == "claim/grant-ends-2026"


def test_a_label_names_a_record_too(kb: KnowledgeBase) -> None:
    assert name(kb, named(kb, "secure THE kitchen grant")) == "recommendation/secure-kitchen-grant"


def test_an_unknown_record_is_told_with_the_nearest(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="Did you mean: claim/grant-ends-2026"):
        named(kb, "claim/grant-ends-2025")
    with pytest.raises(UsageError, match="briefwright search"):
        named(kb, "xylophone concert in the old quarry")
