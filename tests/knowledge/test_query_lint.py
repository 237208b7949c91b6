"""The linter of queries: each kind of fault is found at its line, a sound query has none, and ours are sound."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.query_lint import Vocabulary, lint, vocabulary
from briefwright.knowledge.workspace import seed
from trials import trial

QUERIES = sorted((seed() / "ontology").rglob("*.rq"))


@pytest.fixture(scope="module")
def terms(kb: KnowledgeBase) -> Vocabulary:
    return vocabulary(kb.ontology, kb.prefixes)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_query_of_the_ontology_is_sound(path: Path, terms: Vocabulary) -> None:
    assert lint(path.read_text(encoding="utf-8"), terms) == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("SELECT ?c {\n ?c a pol:Clam }", 2, 'pol:Clam is no term of the ontology. Did you mean "Claim"?'),
        ("SELECT ?c {\n ?c pol:claimType claim-type:fakt }", 2, 'Did you mean "fact"?'),
        ("SELECT ?c { ?c a pol:Claim ;\n skos:prefLable ?l . FILTER(?l != '') }", 2, 'Did you mean "prefLabel"?'),
        ("SELECT ?c\n ?label { ?c a pol:Claim }", 2, "nothing binds ?label, so its column stays empty"),
        ("SELECT ?c { ?c a pol:Claim .\n BIND(1 AS ?n) }", 2, "?n is worked out and never used"),
        ("SELECT ?c { ?c a pol:Claim .\n OPTIONAL { ?c pol:topic ?t } }", 2, "this OPTIONAL binds ?t and nobody"),
        ("SELECT ?a {\n ?a pol:restsOn+ <https://example.org/b> }", 2, "Turn it round, from <https://example.org/b>"),
        ("SELECT ?a ?b {\n ?a pol:restsOn* ?b . ?b a pol:Claim }", 2, "Put the pattern that binds one of its ends"),
        ("SELECT ?a ?x { ?a a pol:Claim ; pol:topic ?t .\n ?x (pol:restsOn|pol:because)+ ?t }",
         2, "Turn it round, from ?t"),
        ("SELECT ?c { ?c a pol:Claim\n FILTER NOT EXISTS { ?c pol:topic ?t } }", 2, "NOT EXISTS takes quadratic time"),
        ("SELECT ?c {\n GRAPH ?g { ?c a pol:Claim } }", 2, "GRAPH is not allowed"),
        ("SELECT ?c\nFROM <https://example.org/g> { ?c a pol:Claim }", 2, "FROM is not allowed"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(text: str, line: int, words: str, terms: Vocabulary) -> None:
    found = [message for at, message in lint(text, terms) if at == line]
    assert any(words in message for message in found), found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?c a pol:Claim OPTIONAL { ?c pol:topic ?t } }",
        "SELECT ?c { ?c a pol:Claim MINUS { ?c pol:topic ?t } }",
        "SELECT ?c { ?c a pol:Claim OPTIONAL { ?c pol:topic ?t } FILTER(!BOUND(?t)) }",
        "SELECT ?c (COUNT(?t) AS ?n) { ?c a pol:Claim OPTIONAL { ?c pol:topic ?t } } GROUP BY ?c",
        "SELECT ?s { <https://example.org/a> pol:restsOn+ ?c . ?c pol:supportedBy/pol:source ?s }",
        "SELECT ?o { ?p pol:source ?s . ?s (pol:reproduces|pol:basedOn)* ?o }",
        "SELECT ?o { VALUES ?s { <https://example.org/a> } ?s pol:basedOn* ?o }",
        "SELECT ?o { BIND(<https://example.org/a> AS ?s) ?s pol:basedOn+ ?o }",
        "# param: s record:source  The source\nSELECT ?o { ?s pol:basedOn* ?o }",
        "PREFIX ex: <https://example.org/> SELECT ?c { ?c ex:anything ?x }",
        "SELECT ?c { ?c skos:broaderTransitive ?x }",
        "ASK { ?c a pol:Claim }",
    ],
)
def test_a_sound_query_has_no_fault(text: str, terms: Vocabulary) -> None:
    assert lint(text, terms) == ()


PIECES = ["SELECT", "WHERE", "OPTIONAL", "FILTER", "BIND", "VALUES", "AS", "MINUS", "UNION", "CONSTRUCT", "a", "{", "}",
          "(", ")", "[", "]", ".", ";", ",", "*", "+", "/", "|", "^", "?x", "?y", "pol:restsOn", "pol:Claim", "'text'",
          "<https://example.org/a>", "7"]  # fmt: skip


@trial("lint", 3000)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_it_comes_to_an_end_whatever_it_reads(terms: Vocabulary, pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert all(line == 1 and message.endswith((".", "?")) for line, message in lint(text, terms))
