"""The store answers in plain values, in one graph, and explains what it cannot read."""

from decimal import Decimal

import pytest

from briefwright.errors import UsageError
from briefwright.rdf.store import GraphAnswer, Solutions, open_store
from briefwright.rdf.store.embedded import as_turtle
from briefwright.terms import PREFIXES, RDF, SKOS, XSD, Iri, LangText, PartialDate, Triple

BASE = "https://example.org/kb/"
LINES = [
    f'<{BASE}actor/water-board> <{SKOS}prefLabel> "Water Board"@en .',
    f'<{BASE}actor/water-board> <{SKOS}prefLabel> "Wasserverband"@de .',
    f"<{BASE}actor/water-board> <{RDF}type> <https://w3id.org/briefwright/policy#Actor> .",
    f'<{BASE}claim/leaks> <https://w3id.org/briefwright/policy#value> "12"^^<{XSD}integer> .',
    f'<{BASE}claim/leaks> <https://w3id.org/briefwright/policy#high> "12.5"^^<{XSD}decimal> .',
    f'<{BASE}claim/leaks> <https://w3id.org/briefwright/policy#asOf> "2024-06"^^<{XSD}gYearMonth> .',
    f"<{BASE}claim/leaks> <https://w3id.org/briefwright/policy#about> <{BASE}actor/water-board> .",
]
ASSERTED = "\n".join([*LINES, ""]).encode()
INFERRED = f"<{BASE}claim/leaks> <{RDF}type> <https://w3id.org/briefwright/policy#Claim> .\n".encode()
POL = "https://w3id.org/briefwright/policy#"


@pytest.fixture
def store():
    return open_store(ASSERTED, INFERRED)


def test_a_select_gives_plain_values_and_none_for_the_unbound(store):
    answer = store.query(
        "SELECT ?value ?high ?asOf ?missing WHERE { ?c pol:value ?value ; pol:high ?high ; pol:asOf ?asOf "
        "OPTIONAL { ?c pol:low ?missing } }"
    )
    expected = (12, Decimal("12.5"), PartialDate("2024-06"), None)
    assert answer == Solutions(("value", "high", "asOf", "missing"), (expected,))


def test_an_ask_gives_a_truth_value(store):
    assert store.query("ASK { ?c pol:value 12 }") is True
    assert store.query("ASK { ?c pol:value 13 }") is False


def test_a_construct_gives_sorted_triples_that_print_as_turtle(store):
    graph = store.query("CONSTRUCT { ?a skos:altLabel ?l } WHERE { ?a skos:prefLabel ?l }")
    board = Iri(BASE + "actor/water-board")
    alt = Iri(SKOS + "altLabel")
    assert isinstance(graph, GraphAnswer)
    assert set(graph.triples) == {
        Triple(board, alt, LangText("Water Board", "en")),
        Triple(board, alt, LangText("Wasserverband", "de")),
    }
    assert graph.triples[0].object == LangText("Wasserverband", "de")
    text = as_turtle(graph, PREFIXES)
    assert "skos:altLabel" in text
    assert '"Water Board"@en' in text


def test_inferred_triples_are_seen_only_on_request(store):
    question = "ASK { ?c a pol:Claim }"
    assert store.query(question) is False
    assert store.query(question, inferred=True) is True


@pytest.mark.parametrize("way", ["FROM <urn:briefwright:graph:inferred> WHERE { ?c a ?t }", "{ GRAPH ?g { ?c a ?t } }"])
def test_a_query_cannot_reach_the_inferred_triples_by_naming_their_graph(store, way):
    classes = {row[0] for row in store.select(f"SELECT ?t {way}").rows}
    assert Iri(POL + "Claim") not in classes


def test_a_row_limit_cuts_and_says_so(store):
    cut = store.query("SELECT ?s WHERE { ?s ?p ?o }", max_rows=3)
    whole = store.query("SELECT ?s WHERE { ?s ?p ?o }", max_rows=len(LINES))
    assert (len(cut.rows), cut.truncated) == (3, True)
    assert (len(whole.rows), whole.truncated) == (len(LINES), False)
    assert store.query("CONSTRUCT WHERE { ?s ?p ?o }", max_rows=2).truncated


def test_values_reads_a_record_in_a_fixed_order(store):
    values = store.values(Iri(BASE + "actor/water-board"))
    assert list(values) == sorted(values)
    assert values[Iri(SKOS + "prefLabel")] == (LangText("Wasserverband", "de"), LangText("Water Board", "en"))
    assert store.values(Iri(BASE + "actor/nobody")) == {}


def test_values_holds_asserted_triples_only(store):
    assert Iri(RDF + "type") not in store.values(Iri(BASE + "claim/leaks"))


def test_subjects_finds_records_by_value(store):
    assert store.subjects(Iri(POL + "about"), Iri(BASE + "actor/water-board")) == (Iri(BASE + "claim/leaks"),)
    assert store.subjects(Iri(SKOS + "prefLabel"), LangText("Water Board", "en")) == (Iri(BASE + "actor/water-board"),)
    assert store.subjects(Iri(POL + "about"), Iri(BASE + "claim/leaks")) == ()


def test_select_refuses_another_form(store):
    with pytest.raises(UsageError, match="SELECT"):
        store.select("ASK { ?s ?p ?o }")


def test_prefixes_given_to_the_store_need_no_declaration():
    store = open_store(ASSERTED, prefixes={**PREFIXES, "actor": BASE + "actor/"})
    assert store.query("ASK { actor:water-board a pol:Actor }") is True


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("SELECT ?s WHERE {\n  ?s skso:prefLabel ?l\n}", "line 2, column 6", 'Did you mean "skos"?'),
        ("SELECT ?s WHERE {\n  ?s zzzz:prefLabel ?l\n}", "line 2, column 6", "Known are: bibo, cito"),
        ("SELECT ?s WHER { ?s ?p ?o }", "line 1, column 11", 'Did you mean "WHERE"?'),
        ("SELEC ?s WHERE { ?s ?p ?o }", "line 1, column 1", 'Did you mean "SELECT"?'),
        ("SELECT ?s WHERE {\n  ?s ?p ?o .\n", "line 1, column 17", 'Put a "}" where it ends'),
        ("SELECT ?s WHERE { ?s ?p ?o ) }", "line 1, column 28", "closes nothing"),
        ('SELECT ?s WHERE {\n  ?s ?p "open }', "line 2, column 9", "not closed"),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "line 1, column 1", "GROUP BY"),
        ("SELECT ?s WHERE { ?s ?p }", "line 1, column 25", "cannot be read here"),
        ("SELECT ?s WHERE { ?s ?p ?o ?x ?y ?z }", "line 1, column 37", 'missing "."'),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT", "line 1, column 30", "cannot be read here"),
        ("# only a comment", "line 1, column 1", "begins with one of SELECT"),
        ("", "line 1, column 1", "begins with one of SELECT"),
        ("SELECT ?s { ?s ?p ?o FILTER(<https://example.org/f>(?o)) }", "", "cannot be answered"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_what_to_do(store, text, place, advice):
    with pytest.raises(UsageError) as raised:
        store.query(text)
    assert place in str(raised.value)
    assert advice in str(raised.value)


def test_all_slips_of_a_query_are_named_at_once_each_with_a_caret(store):
    with pytest.raises(UsageError) as raised:
        store.query("SELECT ?s WHERE {\n  ?s skso:prefLabel ?l ; dcterm:title ?t .\n  FILTR(?l = ?t)\n}")
    lines = str(raised.value).splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("line")] == [
        "line 2, column 6",
        "line 2, column 26",
        "line 3, column 3",
    ]
    assert lines[1].index("skso") == lines[2].index("^")
