"""The card of a record: fields with evidence, what names it, its papers, its history."""

import pytest

from briefwright.analyse.record_card import card
from briefwright.analyse.relations import Relations
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name, named
from conftest import Copy, git


def test_fields_are_labelled_and_lead_to_their_evidence(kb: KnowledgeBase) -> None:
    found = card(kb, Relations(kb), named(kb, "claim/uptake-with-kitchen"))
    fields = {field.label: field for field in found.fields}
    assert found.kind == "claim"
    assert found.file == "kb/claim/uptake-with-kitchen.ttl"
    statement = fields["statement"]
    assert statement.values[0].text.startswith("In municipalities with a central kitchen 61 percent")
    assert statement.warrant == "sourced"
    assert [name(kb, passage) for passage, _ in statement.evidence] == ["passage/university-2025-uptake-study--1"]
    assert fields["marking"].warrant == ""


def test_what_names_it_stands_by_relation(kb: KnowledgeBase) -> None:
    found = card(kb, Relations(kb), named(kb, "claim/uptake-with-kitchen"))
    names = {name(kb, prop): [name(kb, link.subject) for link in those] for prop, those in found.backlinks.items()}
    assert "recommendation/secure-kitchen-grant" in names["pol:restsOn"]
    assert "brief/kitchens-after-the-grant" in names["pol:paragraph"]


def test_papers_that_name_it_or_print_it_are_told_apart(kb: KnowledgeBase) -> None:
    found = card(kb, Relations(kb), named(kb, "recommendation/adopt-menu-standard"))
    planned = [name(kb, use.paper) for use in found.uses if not use.issued]
    printed = {name(kb, use.paper): use.statements for use in found.uses if use.issued}
    assert planned == ["brief/kitchen-actions", "brief/kitchens-after-the-grant"]
    assert set(printed) == {"issued-brief/kitchen-actions-1", "issued-brief/kitchen-actions-2"}
    assert all(printed.values())


def test_an_unsupported_field_says_why(workspace_copy: Copy) -> None:
    workspace_copy.drop("claim/uptake-with-kitchen", "pol:supportedBy")
    kb = workspace_copy.kb()
    found = card(kb, Relations(kb), named(kb, "claim/uptake-with-kitchen"))
    faults = {field.label: field.fault for field in found.fields if field.fault}
    assert "no passage that counts" in faults["statement"]


def test_parts_stand_below_their_record(kb: KnowledgeBase) -> None:
    found = card(kb, Relations(kb), named(kb, "brief/kitchens-after-the-grant"))
    assert [name(kb, part.iri).partition("#")[2] for part in found.parts] == ["p1", "p2", "p3", "p4", "p5"]


def test_the_history_is_that_of_the_file(workspace_copy: Copy) -> None:
    git(workspace_copy.root, "init", "-q")
    git(workspace_copy.root, "add", ".")
    git(workspace_copy.root, "commit", "-qm", "All of it")
    workspace_copy.replace("claim/uptake-with-kitchen", "61 percent", "62 percent")
    git(workspace_copy.root, "commit", "-qam", "Correct the share")
    kb = workspace_copy.kb()
    found = card(kb, Relations(kb), named(kb, "claim/uptake-with-kitchen"))
    assert [commit.subject for commit in found.history] == ["Correct the share", "All of it"]
    other = card(kb, Relations(kb), named(kb, "claim/two-year-limit"))
    assert [commit.subject for commit in other.history] == ["All of it"]


def test_there_is_no_card_of_a_record_that_is_not_there(kb: KnowledgeBase) -> None:
    with pytest.raises(KeyError):
        card(kb, Relations(kb), kb.workspace.base_iri + "claim/none")  # type: ignore[arg-type]
