"""The JSON-LD context: a record written as JSON says exactly what its Turtle says."""

import json
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from briefwright.knowledge import ontology
from briefwright.knowledge.jsonld_context import context
from briefwright.knowledge.ontology import Ontology
from briefwright.rdf import turtle
from briefwright.terms import OWL, POL, PREFIXES, RDF, SCHEME, XSD
from conftest import BASE, KB

FOLDER = Path(__file__).parents[2] / "ontology"

CLAIM = {
    "id": "claim/vacant-posts",
    "type": "Claim",
    "statement": "One kitchen post in five stood vacant at the end of the first year, "
    "and openings were delayed for want of cooks.",
    "about": "initiative/kitchen-pilot",
    "asOf": {"@value": "2025-05-14", "@type": "xsd:date"},
    "claimType": "scheme:claim-type/fact",
    "marking": "scheme:marking/clear",
    "reviewBy": "2027-06-30",
    "reviewStatus": "scheme:review-status/source-checked",
    "reviewedBy": "actor/meals-desk-editors",
    "reviewedOn": "2026-11-20",
    "supportedBy": ["passage/assembly-2025-hearing--5", "passage/audit-office-2024-kitchens--3"],
    "topic": "topic/school-meals",
    "volatility": "scheme:volatility/annual",
    "creator": "actor/meals-desk-editors",
    "modified": "2026-11-20",
}

SOURCE = {
    "id": "source/assembly-2025-hearing",
    "type": "Source",
    "title": "Hearing on the school kitchen pilot: record (fixture)",
    "consultedOn": "2026-11-18",
    "extentSeen": "scheme:extent-seen/partial",
    "marking": "scheme:marking/clear",
    "partSeen": "Pages 1 to 14 of the record.",
    "publisherName": "National Assembly",
    "reliability": "scheme:source-reliability/b",
    "reviewStatus": "scheme:review-status/source-checked",
    "reviewedBy": "actor/meals-desk-editors",
    "reviewedOn": "2026-11-20",
    "sourceKind": "scheme:source-kind/statement",
    "sourceStatus": "scheme:source-status/current",
    "tier": 1,
    "topic": "topic/school-meals",
    "url": "https://assembly.example/hearings/2025-05-14",
    "creator": "actor/meals-desk-editors",
    "issued": {"@value": "2025-05-14", "@type": "xsd:date"},
    "modified": "2026-11-20",
}


@pytest.fixture(scope="module")
def read() -> Ontology:
    return ontology.read(FOLDER)


@pytest.fixture(scope="module")
def terms(read: Ontology) -> dict[str, object]:
    found: dict[str, object] = json.loads(context(read))["@context"]
    return found


def triples(record: Mapping[str, object], terms: Mapping[str, object]) -> set[ox.Triple]:
    whole = {"@context": [terms, {"@base": BASE}], **record}
    return {quad.triple for quad in ox.parse(input=json.dumps(whole), format=ox.RdfFormat.JSON_LD)}


def of_file(record: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=KB / "kb" / f"{record}.ttl")}


@pytest.mark.parametrize("record", [CLAIM, SOURCE], ids=["claim", "source"])
def test_a_record_as_json_says_what_its_turtle_says(record: dict[str, object], terms: dict[str, object]) -> None:
    said = of_file(str(record["id"]))
    assert len(said) > 15
    assert triples(record, terms) == said


def test_a_wrong_word_in_the_json_is_seen(terms: dict[str, object]) -> None:
    other = {**CLAIM, "volatility": "scheme:volatility/static"}
    assert len(triples(other, terms) ^ of_file("claim/vacant-posts")) == 2


def test_a_text_may_be_in_another_language_and_a_figure_a_decimal(terms: dict[str, object]) -> None:
    record = {
        "id": "claim/x",
        "statement": {"@value": "Die Quote stieg.", "@language": "de"},
        "value": {"@value": "12.50", "@type": "xsd:decimal"},
        "asOf": {"@value": "2024", "@type": "xsd:gYear"},
    }
    literals = {str(triple.object) for triple in triples(record, terms)}
    assert literals == {'"Die Quote stieg."@de', f'"12.50"^^<{XSD}decimal>', f'"2024"^^<{XSD}gYear>'}


def test_each_class_and_property_has_its_short_name(read: Ontology, terms: dict[str, object]) -> None:
    kinds = {OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty"}
    vocabulary = turtle.parse(read.vocabulary, allow_blank_nodes=True).triples
    own = {s for s, p, o in vocabulary if p == RDF + "type" and o in kinds and s.startswith(POL)}
    assert len(own) > 200
    missing = {iri for iri in own if _meaning(terms.get(iri.removeprefix(POL))) != f"pol:{iri.removeprefix(POL)}"}
    assert missing == set()


def test_a_reused_property_gives_way_to_our_own_of_the_same_name(terms: dict[str, object]) -> None:
    assert _meaning(terms["source"]) == "pol:source"
    assert _meaning(terms["dcterms:source"]) == "dcterms:source"
    assert _meaning(terms["title"]) == "dcterms:title"
    assert _meaning(terms["doi"]) == "bibo:doi"


def test_no_term_has_taken_the_name_of_a_prefix(terms: dict[str, object]) -> None:
    prefixes = {prefix: iri for prefix, iri in {**PREFIXES, "scheme": SCHEME}.items() if prefix != "shape"}
    assert {prefix: terms[prefix] for prefix in prefixes} == prefixes


def test_a_second_reading_gives_the_same_bytes(read: Ontology) -> None:
    assert context(ontology.read(FOLDER)) == context(read)


def _meaning(definition: object) -> object:
    return definition["@id"] if isinstance(definition, dict) else definition
