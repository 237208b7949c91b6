"""Where sources come from: copies and reports lead back to their origins, and a circle leads nowhere."""

import pytest

from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri
from briefwright.warrant.lineage import circle, is_interested, origins, roots
from conftest import Copy, named

AUDIT, REPOST = "source/audit-office-2024-kitchens", "source/morning-post-2024-repost"
STUDY, GUILD = "source/university-2025-uptake-study", "source/guild-2025-supply-paper"
COLUMN = "source/nutrition-lab-2023-breakfast-trial"


def of(kb: KnowledgeBase, *sources: str) -> frozenset[Iri]:
    return frozenset(named(kb, source) for source in sources)


def test_a_copy_counts_as_what_it_reproduces(kb: KnowledgeBase) -> None:
    assert origins(kb, named(kb, REPOST)) == of(kb, AUDIT)
    assert roots(kb, of(kb, AUDIT, REPOST)) == of(kb, AUDIT)


def test_independent_sources_are_roots_of_their_own(kb: KnowledgeBase) -> None:
    assert origins(kb, named(kb, STUDY)) == of(kb, STUDY)
    assert roots(kb, of(kb, AUDIT, STUDY, REPOST)) == of(kb, AUDIT, STUDY)
    assert roots(kb, frozenset()) == frozenset()


def test_a_report_on_two_sources_has_two_origins(workspace_copy: Copy) -> None:
    workspace_copy.add(COLUMN, f"pol:basedOn <{STUDY}> , <{REPOST}>")
    kb = workspace_copy.kb()
    assert origins(kb, named(kb, COLUMN)) == of(kb, STUDY, AUDIT)
    assert roots(kb, of(kb, COLUMN, STUDY)) == of(kb, STUDY, AUDIT)


def test_two_reports_on_one_source_are_one_root(workspace_copy: Copy) -> None:
    workspace_copy.add(COLUMN, f"pol:basedOn <{STUDY}>").add(GUILD, f"pol:basedOn <{STUDY}>")
    kb = workspace_copy.kb()
    assert roots(kb, of(kb, COLUMN, GUILD)) == of(kb, STUDY)


def test_a_circle_has_no_origin(workspace_copy: Copy) -> None:
    workspace_copy.add(AUDIT, f"pol:basedOn <{REPOST}>")
    kb = workspace_copy.kb()
    assert origins(kb, named(kb, AUDIT)) == origins(kb, named(kb, REPOST)) == frozenset()
    assert roots(kb, of(kb, AUDIT, STUDY)) == of(kb, STUDY)


@pytest.mark.parametrize("start", [AUDIT, REPOST, COLUMN])
def test_the_way_around_a_circle_is_told_from_each_of_its_members(workspace_copy: Copy, start: str) -> None:
    workspace_copy.add(AUDIT, f"pol:basedOn <{COLUMN}>").add(COLUMN, f"pol:basedOn <{REPOST}>")
    kb = workspace_copy.kb()
    way = circle(kb, named(kb, start), pol("reproduces"), pol("basedOn"))
    assert (way[0], way[-1], len(way)) == (named(kb, start), named(kb, start), 4)
    assert set(way) == of(kb, AUDIT, REPOST, COLUMN)


def test_no_circle_is_told_where_there_is_none(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    assert circle(kb, named(kb, REPOST), pol("reproduces"), pol("basedOn")) == ()
    workspace_copy.add(AUDIT, f"pol:basedOn <{COLUMN}>").add(COLUMN, f"pol:basedOn <{AUDIT}>")
    changed = workspace_copy.kb()
    assert circle(changed, named(changed, REPOST), pol("reproduces"), pol("basedOn")) == (), "it only leads into one"


def test_a_record_that_names_itself_is_a_circle(workspace_copy: Copy) -> None:
    workspace_copy.add(STUDY, f"pol:basedOn <{STUDY}>")
    kb = workspace_copy.kb()
    assert len(circle(kb, named(kb, STUDY), pol("basedOn"))) == 2


def test_who_gains_is_interested(kb: KnowledgeBase) -> None:
    assert is_interested(kb, named(kb, GUILD))
    assert not is_interested(kb, named(kb, STUDY))
