"""The ontology beside other vocabularies: every outside term is spelled as its vocabulary spells it."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
import rdflib
from rdflib import namespace

from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.workspace import find
from briefwright.rdf import turtle
from briefwright.rdf.store import Store
from briefwright.terms import (
    BIBO,
    CITO,
    DCTERMS,
    OA,
    ORG,
    OWL,
    POL,
    PROV,
    RDF,
    RDFS,
    SCHEME,
    SKOS,
    Iri,
    Other,
    Triple,
    Value,
)
from conftest import KB

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
LISTS = Path(__file__).parent / "vocabularies"
FILES = sorted(ONTOLOGY.rglob("*.ttl"))
OWN = "https://w3id.org/briefwright/"

VOCABULARIES = {
    "bibo": BIBO,
    "cito": CITO,
    "dcterms": DCTERMS,
    "dpv": "https://w3id.org/dpv#",
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "risk": "https://w3id.org/dpv/risk#",
    "schema": "https://schema.org/",
    "skos": SKOS,
    "vann": "http://purl.org/vocab/vann/",
}

SHIPPED = {
    "dcterms": namespace.DCTERMS,
    "org": namespace.ORG,
    "owl": namespace.OWL,
    "prov": namespace.PROV,
    "rdf": namespace.RDF,
    "rdfs": namespace.RDFS,
    "schema": namespace.SDO,
    "skos": namespace.SKOS,
    "vann": namespace.VANN,
}
"""The vocabularies whose terms rdflib knows one by one."""

ALIGNED = {"skos", "prov", "dcterms", "org", "oa", "cito", "bibo", "dpv", "risk", "schema"}
NEAR = {Iri(SKOS + kind) for kind in ("closeMatch", "broadMatch", "narrowMatch", "relatedMatch")}
STRICT = {Iri(RDFS + "subClassOf"): "Class", Iri(RDFS + "subPropertyOf"): "Property"}


def triples(*paths: Path) -> list[Triple]:
    return [t for path in paths for t in turtle.parse(path.read_bytes(), allow_blank_nodes=True).triples]


_PAGES = (RDFS + "seeAlso", DCTERMS + "license")


def places(found: Iterable[Triple]) -> set[str]:
    """Every IRI of the triples; the pages that rdfs:seeAlso leads to, and licences, are no terms."""
    iris = {t.subject for t in found} | {t.predicate for t in found}
    return iris | {t.object for t in found if isinstance(t.object, Iri) and t.predicate not in _PAGES}


def listed(prefix: str) -> list[str]:
    lines = (LISTS / f"{prefix}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


VOCABULARY = triples(ONTOLOGY / "policy.ttl", *sorted((ONTOLOGY / "schemes").glob("*.ttl")))
ALIGNMENTS = triples(ONTOLOGY / "alignments.ttl")
KINDS = {t.subject: str(t.object)[len(OWL) :] for t in VOCABULARY if t.predicate == RDF + "type"}
USED = {iri for iri in places(VOCABULARY + ALIGNMENTS) if not iri.startswith(OWN)}
CHECKED = {VOCABULARIES[path.stem] + term for path in LISTS.glob("*.txt") for term in listed(path.stem)}


def test_there_is_a_list_of_each_vocabulary() -> None:
    assert {path.stem for path in LISTS.glob("*.txt")} == VOCABULARIES.keys()


def test_every_outside_term_was_looked_up() -> None:
    assert not USED - CHECKED, "look these up in their vocabulary, then add them to its list"


def test_no_list_names_a_term_that_is_not_used() -> None:
    assert not CHECKED - USED


@pytest.mark.parametrize("prefix", VOCABULARIES)
def test_each_list_says_where_and_when_its_terms_were_seen(prefix: str) -> None:
    text = (LISTS / f"{prefix}.txt").read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert VOCABULARIES[prefix] in head[0]
    assert "2026-11-24" in head[0]
    assert all(("commit " in line) != ("rdflib " in line) for line in head[1:])
    assert len(head) > 1
    assert listed(prefix) == sorted(set(listed(prefix)))


@pytest.mark.parametrize("prefix", SHIPPED)
def test_rdflib_knows_the_terms(prefix: str) -> None:
    assert [term for term in listed(prefix) if term not in SHIPPED[prefix]] == []


def test_rdflib_refuses_a_wrong_spelling() -> None:
    assert "wasDerivedFrom" in namespace.PROV
    assert "wasDerivedfrom" not in namespace.PROV
    assert "Organisation" not in namespace.ORG


def test_each_datatype_is_known() -> None:
    assert [t for t in VOCABULARY + ALIGNMENTS if isinstance(t.object, Other)] == []


def test_alignments_speak_of_our_terms_alone() -> None:
    assert {t.subject for t in ALIGNMENTS} - KINDS.keys() == set()
    assert [t for t in ALIGNMENTS if not t.subject.startswith((POL, SCHEME.rstrip("/")))] == []
    assert [t for t in ALIGNMENTS if str(t.object).startswith(OWN)] == []


def test_alignments_relate_and_say_nothing_else() -> None:
    assert {t.predicate for t in ALIGNMENTS} <= NEAR | STRICT.keys()
    wrong = [t for t in ALIGNMENTS if t.predicate in STRICT and not KINDS[t.subject].endswith(STRICT[t.predicate])]
    assert wrong == []


def test_two_terms_are_related_in_one_way() -> None:
    pairs = Counter((t.subject, t.object) for t in ALIGNMENTS)
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_nothing_is_an_entity_and_an_activity() -> None:
    """PROV holds the two apart, and a subclass would inherit the clash."""
    parents: dict[Iri, set[str]] = {}
    for t in VOCABULARY + ALIGNMENTS:
        if t.predicate == RDFS + "subClassOf":
            parents.setdefault(t.subject, set()).add(str(t.object))
    for own, near in parents.items():
        above = near | {far for parent in near for far in parents.get(Iri(parent), ())}
        assert not {PROV + "Entity", PROV + "Activity"} <= above, own


def test_each_of_the_vocabularies_is_aligned_with() -> None:
    counts = {p: sum(str(t.object).startswith(VOCABULARIES[p]) for t in ALIGNMENTS) for p in ALIGNED}
    assert len(ALIGNMENTS) >= 60
    assert min(counts.values()) >= 5, counts


def test_both_libraries_read_the_same_number_of_triples() -> None:
    assert len(FILES) > 50
    for path in FILES:
        parsed = turtle.parse(path.read_bytes(), allow_blank_nodes=True)
        assert parsed.problems == (), path.name
        other = rdflib.Graph().parse(data=path.read_bytes(), format="turtle")
        assert len(parsed.triples) == len(other) > 0, path.name


@pytest.fixture(scope="module")
def store() -> Store:
    return open_kb(find(KB)).store_for(inferred=True)


def answer(store: Store, pattern: str) -> set[tuple[Value | None, ...]]:
    """The one or two things that stand in a pattern as ?a and ?b."""
    text = f"PREFIX schema: <https://schema.org/> SELECT DISTINCT ?a ?b WHERE {{ {pattern} }}"
    return set(store.select(text, inferred=True).rows)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("?a cito:obtainsSupportFrom ?b", "?a pol:supportedBy|pol:restsOn ?b"),
        ("?a prov:wasQuotedFrom ?b", "?a pol:reproduces ?b"),
        ("?a cito:cites ?b", "?a pol:supportedBy|pol:contradictedBy|pol:qualifiedBy ?b"),
        ("?a dcterms:subject ?b", "?a pol:topic ?b"),
        ("?a a pol:Source ; prov:wasDerivedFrom ?b", "?a a pol:Source ; pol:basedOn|pol:reproduces ?b"),
        ("?a a dcterms:Agent . BIND(1 AS ?b)", "?a a pol:Actor . BIND(1 AS ?b)"),
        ("?p rdfs:subPropertyOf* schema:url . ?a ?p ?b", "?a pol:url ?b"),
        ("?p rdfs:subPropertyOf* schema:startDate . ?a ?p ?b", "?a pol:startDate ?b"),
    ],
)  # fmt: skip
def test_a_question_asked_in_borrowed_words_gives_the_rows_of_ours(theirs: str, ours: str, store: Store) -> None:
    """Links are inferred; texts are found by the path from the word to ours."""
    found = answer(store, theirs)
    assert found
    assert found == answer(store, ours)


def test_borrowed_words_are_not_asserted() -> None:
    kb = open_kb(find(KB))
    assert kb.store.select("SELECT ?a ?b WHERE { ?a cito:obtainsSupportFrom ?b }").rows == ()
