"""The knowledge base this repository carries, as data: it is sound, and every paper it defines can be written."""

import re
from pathlib import Path

import pytest

from briefwright.compose import Order, briefs, compose, prepare
from briefwright.findings import Severity, as_lines
from briefwright.knowledge.check import Report, check
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.records import all_of
from briefwright.knowledge.shapes import ENGINES
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import find
from briefwright.rdf.store.tokens import tokens
from briefwright.terms import POL, PREFIXES, Iri

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def seed() -> KnowledgeBase:
    return open_kb(find(ROOT))


def violations(report: Report, kb: KnowledgeBase) -> str:
    """The violations as people read them; the day does not matter to them."""
    return as_lines((f for f in report.findings if f.severity is Severity.VIOLATION), kb.workspace.base_iri)


def test_every_file_can_be_read(seed: KnowledgeBase) -> None:
    assert as_lines(seed.problems, seed.workspace.base_iri) == ""
    assert len(seed.aggregates) > 100


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_violated(seed: KnowledgeBase, engine: str) -> None:
    assert violations(check(seed, engine=engine), seed) == ""


def test_every_brief_is_written_for_somebody(seed: KnowledgeBase) -> None:
    there = set(all_of(seed, pol("Brief")))
    assert there, "kb/brief/ is empty: no paper is defined"
    assert {brief for brief, _ in briefs(seed)} == there


def test_every_brief_composes_without_a_violation(seed: KnowledgeBase) -> None:
    wanted = briefs(seed)
    assert wanted, "kb/brief/ is empty: no paper is defined"
    found = [f for brief, who in wanted for f in compose(prepare(seed, Order(brief, who))).findings]
    report = as_lines((f for f in found if f.severity is Severity.VIOLATION), seed.workspace.base_iri)
    assert report == ""


def test_no_open_point_is_stated_as_fact(seed: KnowledgeBase) -> None:
    """What nobody could verify rests in the knowledge base as that; no other record builds on it."""
    unverified = Iri("https://w3id.org/briefwright/scheme/review-status/unverified")
    status, rests = Iri(POL + "reviewStatus"), Iri(POL + "restsOn")
    opened = {iri for iri, facts in seed.facts.items() if unverified in facts.get(status, ())}
    building = [iri for iri, facts in seed.facts.items() if opened & set(facts.get(rests, ()))]
    assert [iri for iri in building if iri not in opened] == []


def test_a_source_somebody_paid_for_says_what_they_stand_to_gain(seed: KnowledgeBase) -> None:
    funded = {iri for iri, facts in seed.facts.items() if facts.get(Iri(POL + "fundedBy"))}
    assert funded
    assert [iri for iri in sorted(funded) if not seed.facts[iri].get(Iri(POL + "interest"))] == []


def test_the_matrix_of_the_curation_rules_is_that_of_the_ontology(seed: KnowledgeBase) -> None:
    rows = re.findall(r"^\| ([a-z ,]+) \| (\w+) \| (\w+) \| (\w+) \| (\w+) \| (\w+) \|$", readme(), re.MULTILINE)
    told = {(word, step): row[step] for row in rows for word in row[0].split(", ") for step in range(1, 6)}
    cells = {
        tuple(concept.label.lower().replace(": ", ", consequence ").split(", consequence "))
        for concept in seed.ontology.concepts.values()
        if concept.scheme == "risk-matrix-icd"
    }
    assert {(word, str(step), level) for (word, step), level in told.items()} == cells
    assert len(cells) == 35


def readme() -> str:
    return (ROOT / "kb" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "ontology").rglob("*.rq")), ids=lambda path: path.stem)
def test_a_query_names_only_what_the_ontology_describes(seed: KnowledgeBase, path: Path) -> None:
    known = {*seed.ontology.labels, *seed.ontology.concepts}
    prefixes = {**PREFIXES, **seed.ontology.schemes}
    text = path.read_text(encoding="utf-8")
    names = {token.text.partition(":")[::2] for token in tokens(text) if token.kind == "name"}
    own = {Iri(prefixes[prefix] + name) for prefix, name in names if prefix == "pol" or prefix in seed.ontology.schemes}
    assert own - known == set()
