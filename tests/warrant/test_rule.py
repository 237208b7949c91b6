"""The ten numbered rules of docs/warrant.md, each from both sides: what it lets pass and what it refuses."""

import re
import shutil
from pathlib import Path

import pytest

from briefwright.compose import Composition
from briefwright.document import Warrant
from briefwright.findings import Severity
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import all_of, links
from briefwright.knowledge.shapes import style_findings
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import seed
from briefwright.terms import POL, Iri, expand
from briefwright.warrant.rule import Verdict, Warrants
from conftest import BRIEFS, Copy, body_runs, composed, named


def verdict(kb: KnowledgeBase, record: str, prop: str = "") -> Verdict:
    warrants = Warrants(kb)
    subject = named(kb, record)
    return warrants.statement(subject, expand(prop)) if prop else warrants.record(subject)


def refused(copy: Copy, record: str, prop: str, rule: int, subject: str, path: str) -> str:
    """The message with which a statement is refused, after the number of the rule and the place are looked at."""
    kb = copy.kb()
    found = verdict(kb, record, prop)
    assert found.failure is not None
    where = found.failure.subject.removeprefix(kb.workspace.base_iri)
    assert (found.failure.rule, where, found.failure.path) == (rule, subject, expand(path))
    return found.failure.message


def supported(copy: Copy, record: str, prop: str = "") -> Verdict:
    found = verdict(copy.kb(), record, prop)
    assert found.supported, found.failure
    return found


def short(iris: tuple[Iri, ...]) -> list[str]:
    return sorted(iri.removeprefix("https://example.org/meals/") for iri in iris)


# Rule 1: the Document holds every statement.


@pytest.mark.parametrize("brief", BRIEFS)
def test_rule_1_a_paper_prints_every_statement_it_holds_and_no_other(kb: KnowledgeBase, brief: str) -> None:
    document = composed(kb, brief).document
    held = {s.id: s.text for s in document.statements}
    printed = {run.statement: run.text for run in body_runs(document) if run.statement}
    assert printed.keys() == held.keys()
    assert all(text.rstrip(".,;:").casefold() == held[i].rstrip(".,;:").casefold() for i, text in printed.items())


@pytest.mark.parametrize("brief", BRIEFS)
def test_rule_1_and_8_what_is_no_statement_holds_no_figure_and_comes_from_a_template(
    kb: KnowledgeBase, brief: str
) -> None:
    templates = seed() / "templates"
    declared = " ".join(path.read_text(encoding="utf-8") for path in sorted(templates.rglob("*.toml")))
    joints = {" ", ", ", "; ", " and "}
    for run in body_runs(composed(kb, brief).document):
        if not run.statement:
            assert not re.search(r"\d", run.text), run
            assert run.text in joints or run.text.strip().casefold() in declared.casefold(), run


# Rule 2: every property says on what a printed value must stand.


def test_rule_2_every_property_of_the_knowledge_has_a_kind(kb: KnowledgeBase) -> None:
    used = {prop for properties in kb.facts.values() for prop in properties} - {expand("rdf:type")}
    assert sorted(used - kb.ontology.kinds.keys()) == []


def test_rule_2_a_property_without_a_kind_fails_the_style_of_the_ontology(tmp_path: Path) -> None:
    ontology = tmp_path / "ontology"
    shutil.copytree(seed() / "ontology", ontology)
    assert [f for f in style_findings(ontology) if f.focus == POL + "outcome"] == []
    path = ontology / "policy.ttl"
    text = path.read_text(encoding="utf-8")
    start = text.index("\npol:outcome\n")
    kind = text.index("    pol:warrantKind", start)
    path.write_text(text[:kind] + text[text.index("\n", kind) + 1 :], encoding="utf-8")
    found = [f for f in style_findings(ontology) if f.focus == POL + "outcome"]
    assert [f.path for f in found] == [POL + "warrantKind"]
    assert found[0].severity is Severity.VIOLATION


# Rule 3: sourced.


def test_rule_3_a_passage_on_the_record_carries_its_values(workspace_copy: Copy) -> None:
    found = supported(workspace_copy, "initiative/kitchen-pilot", "pol:startDate")
    assert found.warrant is Warrant.SOURCED
    assert short(found.passages) == ["passage/audit-office-2024-kitchens--1", "passage/audit-office-2024-kitchens--5"]


@pytest.mark.parametrize("prop", ["pol:startDate", "pol:state", "pol:leadActor", "dcterms:description"])
def test_rule_3_without_a_passage_no_value_is_carried(workspace_copy: Copy, prop: str) -> None:
    workspace_copy.drop("initiative/kitchen-pilot", "pol:supportedBy")
    refused(workspace_copy, "initiative/kitchen-pilot", prop, 3, "initiative/kitchen-pilot", prop)


@pytest.mark.parametrize("kind", ["fact", "law", "estimate", "position"])
def test_rule_3_holds_for_claims_that_report(workspace_copy: Copy, kind: str) -> None:
    workspace_copy.replace("claim/vacant-posts", "claim-type:fact", f"claim-type:{kind}")
    assert supported(workspace_copy, "claim/vacant-posts").warrant is Warrant.SOURCED
    workspace_copy.drop("claim/vacant-posts", "pol:supportedBy")
    refused(workspace_copy, "claim/vacant-posts", "", 3, "claim/vacant-posts", "pol:statement")


def test_rule_3_a_claim_about_the_property_takes_precedence(workspace_copy: Copy) -> None:
    workspace_copy.replace("case/municipal-canteens", "history-society-1998-canteens--1",
                           "history-society-1998-canteens--2")  # fmt: skip
    found = supported(workspace_copy, "case/municipal-canteens", "pol:outcome")
    assert short(found.claims) == ["claim/canteens-closed"]
    assert short(found.passages) == ["passage/history-society-1998-canteens--1"]
    other = supported(workspace_copy, "case/municipal-canteens", "dcterms:description")
    assert (short(other.claims), short(other.passages)) == ([], ["passage/history-society-1998-canteens--2"])


def test_rule_3_all_claims_about_a_property_carry_it_together(workspace_copy: Copy) -> None:
    workspace_copy.add("claim/shared-kitchens-lasted", "pol:about <case/municipal-canteens>")
    found = supported(workspace_copy, "case/municipal-canteens", "pol:outcome")
    assert short(found.claims) == ["claim/canteens-closed", "claim/shared-kitchens-lasted"]
    alone = supported(workspace_copy, "claim/shared-kitchens-lasted")
    assert set(alone.passages) < set(found.passages)


def test_rule_3_a_claim_about_one_property_does_not_carry_another(workspace_copy: Copy) -> None:
    workspace_copy.drop("case/municipal-canteens", "pol:supportedBy")
    supported(workspace_copy, "case/municipal-canteens", "pol:outcome")
    refused(workspace_copy, "case/municipal-canteens", "pol:period", 3, "case/municipal-canteens", "pol:period")


def test_rule_3_a_claim_about_the_property_must_itself_be_supported(workspace_copy: Copy) -> None:
    workspace_copy.drop("case/municipal-canteens", "pol:supportedBy").drop("claim/canteens-closed", "pol:supportedBy")
    refused(workspace_copy, "case/municipal-canteens", "pol:outcome", 3, "case/municipal-canteens", "pol:outcome")


# Rule 4: a passage counts.


@pytest.mark.parametrize("lack", ["locator", "gist", "source"])
def test_rule_4_a_passage_that_lacks_something_does_not_count(workspace_copy: Copy, lack: str) -> None:
    passage = "passage/university-2025-uptake-study--1"
    supported(workspace_copy, "claim/uptake-with-kitchen")
    workspace_copy.drop(passage, f"pol:{lack}")
    assert lack in refused(workspace_copy, "claim/uptake-with-kitchen", "", 4, passage, f"pol:{lack}")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("source-status:current", "source-status:withdrawn", "pol:sourceStatus"),
        ("extent-seen:full", "extent-seen:none", "pol:extentSeen"),
    ],
)
def test_rule_4_a_source_withdrawn_or_not_seen_carries_nothing(
    workspace_copy: Copy, old: str, new: str, path: str
) -> None:
    source = "source/university-2025-uptake-study"
    workspace_copy.replace(source, old, new)
    refused(workspace_copy, "claim/uptake-with-kitchen", "", 4, source, path)


@pytest.mark.parametrize(("old", "new"), [("extent-seen:full", "extent-seen:excerpt"), ("pol:tier 2", "pol:tier 3")])
def test_rule_4_an_excerpt_or_a_repost_counts_and_is_printed_as_that(workspace_copy: Copy, old: str, new: str) -> None:
    workspace_copy.replace("source/university-2025-uptake-study", old, new)
    document = composed(workspace_copy.kb(), "kitchens-after-the-grant").document
    (note,) = [r for r in document.references if r.source.endswith("uptake-study") and r.descriptor]
    assert ("excerpt read" if "excerpt" in new else "repost, aggregator or secondary summary") in note.descriptor


def test_rule_4_one_passage_that_counts_is_enough(workspace_copy: Copy) -> None:
    workspace_copy.drop("passage/audit-office-2024-kitchens--1", "pol:locator")
    found = supported(workspace_copy, "claim/first-kitchen-count")
    assert short(found.passages) == ["passage/morning-post-2024-repost--1"]


# Rule 5: judged.


def test_rule_5_a_judgment_stands_on_facts_and_leads_to_their_passages(workspace_copy: Copy) -> None:
    found = supported(workspace_copy, "claim/staff-limits-growth")
    assert found.warrant is Warrant.JUDGED
    assert short(found.claims) == ["claim/first-kitchen-count", "claim/vacant-posts"]
    assert "passage/assembly-2025-hearing--5" in short(found.passages)


@pytest.mark.parametrize("lack", ["pol:assessedBy", "pol:assessedOn", "pol:restsOn"])
@pytest.mark.parametrize("record", ["claim/staff-limits-growth", "lesson/share-kitchens"])
def test_rule_5_a_judgment_needs_assessor_date_and_ground(workspace_copy: Copy, record: str, lack: str) -> None:
    workspace_copy.drop(record, lack)
    refused(workspace_copy, record, "", 5, record, lack)


@pytest.mark.parametrize("lack", ["pol:assessedBy", "pol:assessedOn"])
def test_rule_5_a_grade_needs_assessor_and_date(workspace_copy: Copy, lack: str) -> None:
    assert supported(workspace_copy, "risk/grant-ends-early", "pol:riskLevel").warrant is Warrant.JUDGED
    workspace_copy.drop("risk/grant-ends-early", lack)
    refused(workspace_copy, "risk/grant-ends-early", "pol:riskLevel", 5, "risk/grant-ends-early", lack)


def test_rule_5_a_judgment_does_not_rest_on_a_position(workspace_copy: Copy) -> None:
    workspace_copy.replace("lesson/share-kitchens", "claim/shared-kitchens-lasted", "claim/lock-in-objection")
    refused(workspace_copy, "lesson/share-kitchens", "", 5, "lesson/share-kitchens", "pol:restsOn")


def test_rule_5_an_assumption_states_what_follows_if_it_is_wrong(workspace_copy: Copy) -> None:
    assert supported(workspace_copy, "claim/prices-follow-wages").warrant is Warrant.JUDGED
    workspace_copy.drop("claim/prices-follow-wages", "pol:consequenceIfWrong")
    refused(workspace_copy, "claim/prices-follow-wages", "", 5, "claim/prices-follow-wages", "pol:restsOn")


@pytest.mark.parametrize("lack", ["pol:assessedBy", "pol:assessedOn"])
def test_rule_5_an_assumption_is_somebodys(workspace_copy: Copy, lack: str) -> None:
    workspace_copy.drop("claim/prices-follow-wages", lack)
    refused(workspace_copy, "claim/prices-follow-wages", "", 5, "claim/prices-follow-wages", lack)


# Rule 6: proposed.


def test_rule_6_a_proposal_of_others_leads_to_the_passage_that_proposes_it(workspace_copy: Copy) -> None:
    found = supported(workspace_copy, "recommendation/train-kitchen-staff")
    assert (found.warrant, found.rationale_seen) == (Warrant.PROPOSED, True)
    assert short(found.passages) == ["passage/audit-office-2024-kitchens--4"]


def test_rule_6_without_a_claim_a_proposal_of_others_says_that_its_rationale_was_not_seen(
    workspace_copy: Copy,
) -> None:
    workspace_copy.drop("recommendation/adopt-menu-standard", "pol:restsOn")
    assert not supported(workspace_copy, "recommendation/adopt-menu-standard").rationale_seen
    workspace_copy.drop("recommendation/adopt-menu-standard", "pol:closureCriterion")
    document = composed(workspace_copy.kb(), "kitchen-actions").document
    printed = "".join(run.text for run in body_runs(document))
    assert "adopt one menu standard for all central kitchens. The rationale was not seen." in printed
    assert printed.count("The rationale was not seen.") == 1


def test_rule_6_without_a_claim_an_own_proposal_is_refused(workspace_copy: Copy) -> None:
    own = "recommendation/secure-kitchen-grant"
    assert supported(workspace_copy, own).rationale_seen
    workspace_copy.drop(own, "pol:restsOn")
    refused(workspace_copy, own, "", 6, own, "pol:restsOn")


def test_rule_6_a_proposal_is_somebodys(workspace_copy: Copy) -> None:
    workspace_copy.drop("option/extend-grant", "pol:issuedBy")
    refused(workspace_copy, "option/extend-grant", "", 6, "option/extend-grant", "pol:proposedIn")


def test_rule_6_the_passage_of_a_proposal_must_count(workspace_copy: Copy) -> None:
    workspace_copy.drop("passage/guild-2025-supply-paper--2", "pol:gist")
    refused(workspace_copy, "recommendation/allow-five-year-contracts", "", 4, "passage/guild-2025-supply-paper--2",
            "pol:gist")  # fmt: skip


# Rule 7: risk and lesson.


def test_rule_7_a_risk_stands_on_its_because(workspace_copy: Copy) -> None:
    assert short(supported(workspace_copy, "risk/supplier-lock-in").claims) == ["claim/two-year-limit"]
    workspace_copy.replace("risk/supplier-lock-in", ",\n        <claim/two-year-limit> ;", " ;")
    refused(workspace_copy, "risk/supplier-lock-in", "", 7, "risk/supplier-lock-in", "pol:because")


def test_rule_7_a_risk_without_any_ground_is_refused(workspace_copy: Copy) -> None:
    workspace_copy.drop("risk/supplier-lock-in", "pol:because").drop("risk/supplier-lock-in", "pol:restsOn")
    kb = workspace_copy.kb()
    for prop in ("pol:ifEvent", "pol:thenConsequence", "pol:riskLevel"):
        assert not verdict(kb, "risk/supplier-lock-in", prop).supported


def test_rule_7_what_a_lesson_observed_is_sourced_through_its_case(workspace_copy: Copy) -> None:
    found = supported(workspace_copy, "lesson/share-kitchens", "pol:observation")
    assert (found.warrant, short(found.passages)) == (Warrant.SOURCED, ["passage/history-society-1998-canteens--2"])
    assert supported(workspace_copy, "lesson/share-kitchens", "pol:lesson").warrant is Warrant.JUDGED


@pytest.mark.parametrize("prop", ["pol:observation", "pol:lesson"])
def test_rule_7_a_lesson_needs_a_case(workspace_copy: Copy, prop: str) -> None:
    workspace_copy.drop("lesson/share-kitchens", "pol:case")
    refused(workspace_copy, "lesson/share-kitchens", prop, 7, "lesson/share-kitchens", "pol:case")


def test_rule_7_the_case_of_a_lesson_needs_a_source(workspace_copy: Copy) -> None:
    workspace_copy.drop("case/shared-village-kitchens", "pol:supportedBy")
    kb = workspace_copy.kb()
    for prop in ("pol:observation", "pol:lesson"):
        failure = verdict(kb, "lesson/share-kitchens", prop).failure
        assert failure is not None
        assert failure.subject.endswith("case/shared-village-kitchens")


# Rule 8: derived and structural.


def test_rule_8_a_name_stands_on_what_its_class_stands_on(kb: KnowledgeBase) -> None:
    kinds = {
        record: verdict(kb, record, "skos:prefLabel").warrant
        for record in ("case/fee-stamps", "risk/grant-ends-early", "option/extend-grant", "topic/school-meals")
    }
    assert kinds == {
        "case/fee-stamps": Warrant.SOURCED,
        "risk/grant-ends-early": Warrant.JUDGED,
        "option/extend-grant": Warrant.PROPOSED,
        "topic/school-meals": Warrant.SOURCED,
    }


def test_rule_8_the_current_status_stands_on_its_own_event(kb: KnowledgeBase) -> None:
    document = composed(kb, "kitchen-actions").document
    (status,) = [s for s in document.statements if s.record.endswith("publish-meal-counts#status-2")
                 and s.property == pol("status")]  # fmt: skip
    assert [support.passage.rpartition("/")[2] for support in status.supports] == ["assembly-2025-hearing--4"]


# Rule 9: prose.


def war09(composition: Composition) -> list[str]:
    return [f.message for f in composition.findings if f.code == "WAR09"]


def actions(copy: Copy, prose: str) -> list[str]:
    """What rule 9 says of this text as the only paragraph of the checklist."""
    path = copy.path("brief/kitchen-actions")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'pol:text "[^"]*"', lambda _: f'pol:text "{prose}"', text), encoding="utf-8")
    return war09(composed(copy.kb(), "kitchen-actions"))


@pytest.mark.parametrize(
    "prose",
    [
        "The pilot opened 12 central kitchens in its first year [@claim/first-kitchen-count].",
        "The pilot opened 12 central kitchens in its first year. [@claim/first-kitchen-count]",
        "The grant ends on 31 December 2026 [@claim/grant-ends-2026]. Posts stood vacant [@claim/vacant-posts].",
        "The Ministry of Education opened 12 kitchens [@claim/first-kitchen-count; @actor/ministry-of-education].",
        "A break clause would answer the Kitchen Suppliers’ Guild [@claim/break-clause-answer].",
        "School Meals cost money [@claim/cost-per-meal].",
    ],
)
def test_rule_9_prose_that_cites_what_it_says_passes(workspace_copy: Copy, prose: str) -> None:
    assert actions(workspace_copy, prose) == []


@pytest.mark.parametrize(
    ("prose", "why"),
    [
        ("The grant ends soon.", "cites no record"),
        ("The grant ends soon [@claim/grant-ends-2026]. It was cut.", "cites no record"),
        ("It was cut. Šimun said so [@claim/grant-ends-2026].", "cites no record"),
        ("The grant ends soon [@claim/no-such-claim].", "claim/no-such-claim, and there is no such record"),
        ("The pilot opened 13 central kitchens [@claim/first-kitchen-count].", "says 13,"),
        ("The pilot opened 22 central kitchens [@claim/first-kitchen-count].", "says 22,"),
        ("The grant ends on 30 December 2026 [@claim/grant-ends-2026].", "says 30,"),
        ("Posts stood vacant in Harrow [@claim/vacant-posts].", "says Harrow,"),
        ("The UNICEF office agreed [@claim/vacant-posts].", "says UNICEF,"),
    ],
)
def test_rule_9_prose_that_cites_nothing_or_invents_is_refused(workspace_copy: Copy, prose: str, why: str) -> None:
    found = actions(workspace_copy, prose)
    assert len(found) == 1
    assert found[0].startswith("Rule 9: ")
    assert why in found[0]


def test_rule_9_a_judgment_paragraph_needs_an_author_and_a_ground(workspace_copy: Copy) -> None:
    brief = "brief/kitchens-after-the-grant"
    assert war09(composed(workspace_copy.kb(), "kitchens-after-the-grant")) == []
    workspace_copy.replace(brief, " ;\n    dcterms:creator <actor/meals-desk-editors> .", " .")
    ground = "    pol:restsOn\n        <claim/uptake-with-kitchen>,\n        <claim/vacant-posts> ;\n"
    workspace_copy.replace(brief, ground, "")
    found = " ".join(war09(composed(workspace_copy.kb(), "kitchens-after-the-grant")))
    assert "needs dcterms:creator" in found
    assert "rests on no claim" in found


def test_rule_9_a_title_holds_no_figure(workspace_copy: Copy) -> None:
    workspace_copy.replace("brief/kitchen-actions", "Kitchen actions: who owes what", "Kitchen actions for 2027")
    composition = composed(workspace_copy.kb(), "kitchen-actions")
    (finding,) = [f for f in composition.findings if f.code == "WAR09"]
    assert finding.path == expand("skos:prefLabel")
    assert finding.line == workspace_copy.line("brief/kitchen-actions", "skos:prefLabel")


def test_rule_9_much_judgment_is_a_warning_and_no_more(workspace_copy: Copy) -> None:
    def warnings() -> list[str]:
        composition = composed(workspace_copy.kb(), "kitchens-after-the-grant")
        assert not [f for f in composition.findings if f.severity is Severity.VIOLATION]
        return [f.message for f in composition.findings if f.severity is Severity.WARNING]

    assert warnings() == []
    long = 'pol:text "Extending the grant together with joint training is the stronger course, because the kitchens '
    more = "The course is right. It is better. It is stronger. "
    workspace_copy.replace("brief/kitchens-after-the-grant", long, long.replace('"', f'"{more}', 1))
    assert warnings() == [
        "4 of 15 authored sentences of brief/kitchens-after-the-grant are judgment, more than a fifth."
    ]


# Rule 10: support.


@pytest.mark.parametrize("state", ["unverified", "rejected", "retired"])
@pytest.mark.parametrize(
    "unfit",
    [
        "claim/shared-kitchens-lasted",
        "passage/history-society-1998-canteens--2",
        "source/history-society-1998-canteens",
    ],
)
def test_rule_10_what_is_not_accepted_supports_nothing(workspace_copy: Copy, unfit: str, state: str) -> None:
    supported(workspace_copy, "lesson/share-kitchens")
    workspace_copy.replace(unfit, "review-status:source-checked", f"review-status:{state}")
    found = verdict(workspace_copy.kb(), "lesson/share-kitchens").failure
    assert found is not None
    assert found.subject.endswith(unfit)
    assert found.path == pol("reviewStatus")
    assert state in found.message


def test_rule_10_an_open_point_is_never_a_statement(kb: KnowledgeBase) -> None:
    found = verdict(kb, "claim/subsidy-talks").failure
    assert found is not None
    assert found.rule == 10


def test_rule_10_claims_that_rest_on_each_other_support_nothing(workspace_copy: Copy) -> None:
    supported(workspace_copy, "claim/staff-limits-growth")
    workspace_copy.add("claim/vacant-posts", "pol:restsOn <claim/staff-limits-growth>")
    message = refused(workspace_copy, "claim/staff-limits-growth", "", 10, "claim/staff-limits-growth", "pol:restsOn")
    assert "claim/staff-limits-growth -> claim/vacant-posts -> claim/staff-limits-growth" in message


def test_rule_10_sources_that_rest_on_each_other_support_nothing(workspace_copy: Copy) -> None:
    supported(workspace_copy, "claim/cost-per-meal")
    workspace_copy.add("source/audit-office-2024-kitchens", "pol:basedOn <source/morning-post-2024-repost>")
    refused(workspace_copy, "claim/cost-per-meal", "", 10, "source/audit-office-2024-kitchens", "pol:basedOn")


def test_rule_10_a_record_below_the_least_review_of_the_brief_is_refused(workspace_copy: Copy) -> None:
    workspace_copy.replace("recommendation/adopt-menu-standard", "review-status:source-checked", "review-status:draft")
    found = composed(workspace_copy.kb(), "kitchen-actions").findings
    assert found
    assert {(f.code, f.focus.removeprefix("https://example.org/meals/"), f.line) for f in found} == {
        ("WAR10", "recommendation/adopt-menu-standard",
         workspace_copy.line("recommendation/adopt-menu-standard", "pol:reviewStatus"))
    }  # fmt: skip
    workspace_copy.replace("brief/kitchen-actions", "leastReview review-status:source-checked",
                           "leastReview review-status:draft")  # fmt: skip
    assert composed(workspace_copy.kb(), "kitchen-actions").findings == ()


def test_a_record_that_does_not_exist_is_refused(kb: KnowledgeBase) -> None:
    found = verdict(kb, "claim/never-written", "pol:statement").failure
    assert found is not None
    assert "does not exist" in found.message


def test_what_is_planted_as_sound_is_supported(kb: KnowledgeBase) -> None:
    """The gaps of the workspace and no others: an open point, a withdrawn source, no passage, no date."""
    warrants = Warrants(kb)
    bare = {c.rpartition("/")[2] for c in all_of(kb, pol("Claim")) if not warrants.claim(c).supported}
    assert bare == {"subsidy-talks", "breakfast-lifts-attendance", "fee-debt-total", "fees-will-rise"}
    assert all(warrants.record(r).supported for r in all_of(kb, pol("Risk")))
    assert all(links(kb, r, pol("because")) for r in all_of(kb, pol("Risk")))
