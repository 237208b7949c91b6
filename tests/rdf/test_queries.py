"""Named questions: files checked whole, parameters understood, rows always in one order."""

import csv
import io
import json
from decimal import Decimal

import pytest

from briefwright.errors import DataError, UsageError
from briefwright.rdf import queries
from briefwright.rdf.store import Solutions, open_store
from briefwright.rdf.tables import FORMATS, ResultTable
from briefwright.terms import DCTERMS, POL, PREFIXES, RDF, SCHEME, SKOS, XSD, Iri, LangText, PartialDate

BASE = "https://example.org/kb/"
PREFIX = {**PREFIXES, "priority": SCHEME + "priority/"}


def record(name, kind, *more):
    return [
        f"<{BASE}{name}> <{RDF}type> <{POL}{kind}> .",
        *(f"<{BASE}{name}> {statement} ." for statement in more),
    ]


def label(text, prop=SKOS + "prefLabel"):
    return f"<{prop}> {json.dumps(text)}@en"


def advice(name, actor, priority, due, text):
    return record(
        f"recommendation/{name}",
        "Recommendation",
        label(text),
        f"<{POL}addressee> <{BASE}actor/{actor}>",
        f"<{POL}priority> <{SCHEME}priority/{priority}>",
        f'<{POL}due> "{due}"^^<{XSD}gYear>',
    )


HEAD = "# question: q\n# why: w\n# group: g\n"
KNOWLEDGE = [
    *record("actor/water-board", "Actor", label("Water Board")),
    *record("actor/city-council", "Actor", label("City Council")),
    *record("actor/county-council", "Actor", label("County Council")),
    *record("actor/friends-of-the-river", "Actor", label("Volunteers")),
    *record("actor/river-volunteers", "Actor", label("volunteers")),
    *record("actor/nameless", "Actor"),
    *record("source/report", "Source", label("Leaks in 2024", DCTERMS + "title")),
    *record("claim/half-lost", "Claim", label("Half of the water is lost.", POL + "statement")),
    *(f"<{SCHEME}priority/{c}> <{RDF}type> <{SKOS}Concept> ." for c in ("high", "low")),
    f'<{SCHEME}priority/high> <{SKOS}prefLabel> "first of all"@en .',
    *advice("meters", "water-board", "high", "2025", "Fit meters"),
    *advice("pipes", "water-board", "low", "2027", "Replace old pipes"),
    *advice("budget", "city-council", "high", "2025", "Set a budget"),
]
INFERRED = f"<{BASE}recommendation/pipes> <{POL}priority> <{SCHEME}priority/high> .\n"

OPEN = """\
# question: What is recommended?
# why: To see who is asked
#   and by when.
# param: addressee record:actor optional  The body that is asked to act
# param: priority concept:priority optional  How urgent it is
# param: year date optional  The year it is due
# param: limit integer =20  The most rows to show
# group: recommendations
SELECT ?recommendation ?text (STR(?due) AS ?by) WHERE {
  ?recommendation a pol:Recommendation ; skos:prefLabel ?text ; # not ?limit
    pol:addressee ?addressee ; pol:priority ?priority ; pol:due ?year .
  BIND(?year AS ?due)
}
ORDER BY ?due
LIMIT ?limit
"""


@pytest.fixture(scope="module")
def store():
    return open_store("\n".join([*KNOWLEDGE, ""]).encode(), INFERRED.encode(), prefixes=PREFIX)


@pytest.fixture
def write(tmp_path):
    def write(text, name="open-recommendations"):
        path = tmp_path / f"{name}.rq"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def ask(store, write):
    def ask(text, **arguments):
        return queries.run(queries.read(write(text), PREFIX), arguments, store, BASE)

    return ask


def slugs(table, column=0):
    return [str(row[column]).rpartition("/")[2] for row in table.rows]


def test_a_file_is_read_whole(write):
    path = write(OPEN)
    query = queries.read(path)
    assert (query.name, query.question, query.group) == (
        "open-recommendations",
        "What is recommended?",
        "recommendations",
    )
    assert query.why == "To see who is asked and by when."
    assert query.columns == ("recommendation", "text", "by")
    assert [(p.name, p.type, p.required, p.default) for p in query.parameters] == [
        ("addressee", "record:actor", False, ""),
        ("priority", "concept:priority", False, ""),
        ("year", "date", False, ""),
        ("limit", "integer", False, "20"),
    ]
    assert query.parameters[0].description == "The body that is asked to act"
    assert not query.inferred
    assert query.path == path


def test_an_optional_parameter_that_is_not_given_stays_free(ask):
    assert slugs(ask(OPEN)) == ["budget", "meters", "pipes"]


@pytest.mark.parametrize(
    "name",
    [
        "water-board",
        "actor/water-board",
        BASE + "actor/water-board",
        "Water Board",
        "WATER board",
        " water board ",
    ],
)
def test_a_record_may_be_named_in_four_ways(ask, name):
    table = ask(OPEN, addressee=name)
    assert slugs(table) == ["meters", "pipes"]
    assert table.arguments["addressee"] == Iri(BASE + "actor/water-board")


@pytest.mark.parametrize(("kind", "name"), [("source", "leaks in 2024"), ("claim", "Half of the water is lost.")])
def test_titles_and_statements_are_labels_too(ask, kind, name):
    text = HEAD + f"# param: it record:{kind} The one\nSELECT ?type {{ ?it a ?type }}"
    assert len(ask(text, it=name).rows) == 1


@pytest.mark.parametrize("name", ["high", "priority:high", SCHEME + "priority/high", "First of all"])
def test_a_concept_may_be_named_by_code_label_or_iri(ask, name):
    assert slugs(ask(OPEN, priority=name)) == ["budget", "meters"]


def test_numbers_and_dates_are_bound_as_what_they_are(ask):
    assert slugs(ask(OPEN, limit="1")) == ["budget"]
    table = ask(OPEN, year="2027")
    assert slugs(table) == ["pipes"]
    assert table.arguments == {"year": PartialDate("2027"), "limit": 20}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"adressee": "x"}, ['no parameter "adressee"', 'Did you mean "addressee"?']),
        ({"zzz": "x"}, ['no parameter "zzz"', "It takes: addressee, priority, year, limit."]),
        ({"addressee": "water-bord"}, ["no actor", "Did you mean: actor/water-board (Water Board)"]),
        (
            {"addressee": "city councl"},
            ["actor/city-council (City Council)", "actor/county-council (County Council)?"],
        ),
        ({"addressee": "qqqq"}, ["There are 6, among them: actor/city-council (City Council)"]),
        ({"addressee": "source/report"}, ["no actor"]),
        ({"addressee": BASE + "source/report"}, ["no actor"]),
        ({"addressee": "volunteers"}, ["several", "actor/friends-of-the-river, actor/river-volunteers"]),
        ({"priority": "hihg"}, ["no concept of the scheme priority", "priority:high (first of all)"]),
        ({"limit": "many"}, ["whole number"]),
        ({"limit": "-1"}, ["whole number"]),
        ({"year": "2024-02-30"}, ["a date that exists"]),
        (
            {"limit": "many", "year": "soon", "nme": "x"},
            ["whole number", "a date that exists", 'no parameter "nme"'],
        ),
    ],
)
def test_wrong_arguments_are_all_named_with_what_would_be_right(ask, arguments, words):
    with pytest.raises(UsageError) as raised:
        ask(OPEN, **arguments)
    for word in words:
        assert word in str(raised.value)


def test_a_required_parameter_that_is_missing_is_explained(ask):
    text = HEAD + "# param: word text  What to look for\nSELECT ?s { ?s ?p ?l FILTER(STR(?l) = ?word) }"
    with pytest.raises(UsageError, match=r'"word" is missing: What to look for \(text\). Give word=...'):
        ask(text)
    assert slugs(ask(text, word="Fit meters")) == ["meters"]


@pytest.mark.parametrize("attack", ['x" || true) } #', "x\\", "'''", "?s", "> } SERVICE <urn:x> {"])
def test_an_argument_is_a_value_and_never_part_of_the_query(ask, attack):
    text = HEAD + "# param: word text  w\nSELECT ?found { BIND(?word AS ?found) }"
    assert ask(text, word=attack).rows == ((attack,),)


def test_control_characters_are_refused(ask):
    text = HEAD + "# param: word text  w\nSELECT ?found { BIND(?word AS ?found) }"
    with pytest.raises(UsageError, match="without control characters"):
        ask(text, word="left\u202eright")


def test_an_iri_is_given_in_full_or_short(ask):
    text = HEAD + "# param: what iri  w\nSELECT ?found { BIND(?what AS ?found) }"
    assert ask(text, what="skos:prefLabel").rows == ((Iri(SKOS + "prefLabel"),),)
    assert ask(text, what="actor/water-board").rows == ((Iri(BASE + "actor/water-board"),),)
    for wrong in ("javascript:alert(1)", "https://example.org/a b", "https://example.org/> ?x <urn:y"):
        with pytest.raises(UsageError, match="an IRI"):
            ask(text, what=wrong)


def test_only_variables_are_replaced_never_texts_iris_or_comments(write, store):
    text = (
        HEAD + "# param: word text ='a b'  w ?word\n"
        'SELECT ?s ("?word" AS ?t) { ?s ?p $word , ?wordy , "?word", <https://example.org/?word> } # ?word\n'
    ).replace("'a b'", '"a b"')
    bound = queries.bind(queries.read(write(text)), {}, store, BASE)
    assert bound == text.replace("$word ,", '"a b" ,')


def test_rows_without_order_are_sorted_numbers_by_size(ask):
    text = HEAD + "SELECT ?n { VALUES ?n { 10 'b' 9 UNDEF 2.5 'a'@en true <urn:x> 'a' } }"
    expected = (None, Decimal("2.5"), 9, 10, LangText("a", "en"), "a", "b", True, Iri("urn:x"))
    assert tuple(row[0] for row in ask(text).rows) == expected


def test_rows_of_equal_rank_are_ordered_by_their_columns_before_the_limit_cuts(write):
    text = HEAD + "SELECT ?s { ?s a ?t } ORDER BY ?t LIMIT 2 # first two"
    lines = [f"<{BASE}actor/{c}> <{RDF}type> <{POL}Actor> .\n" for c in "fbdaec"]
    query = queries.read(write(text))
    for order in (lines, lines[::-1], sorted(lines)):
        assert slugs(queries.run(query, {}, open_store("".join(order).encode()), BASE)) == ["a", "b"]


def test_the_order_of_the_query_is_kept(ask):
    text = HEAD + "SELECT ?n { VALUES ?n { 2 3 1 } } ORDER BY DESC(?n)"
    assert ask(text).rows == ((3,), (2,), (1,))
    inner = HEAD + "SELECT ?n { { SELECT ?n { VALUES ?n { 2 3 1 } } ORDER BY DESC(?n) } }"
    assert ask(inner).rows == ((1,), (2,), (3,))


def test_inferred_triples_only_where_the_header_says_so(ask):
    text = HEAD + "{}SELECT ?p {{ <" + BASE + "recommendation/pipes> pol:priority ?p }}"
    assert slugs(ask(text.format(""))) == ["low"]
    assert slugs(ask(text.format("# inferred: yes\n"))) == ["high", "low"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("SELECT ?s { ?s ?p ?o }", 1, "lacks: question, why, group"),
        ("# question: q\n# group: g\nSELECT ?s { ?s ?p ?o }", 1, "lacks: why"),
        ("# qestion: q\n# why: w\n# group: g\nSELECT ?s { ?s ?p ?o }", 1, 'Did you mean "question"?'),
        (HEAD + "# why: again\nSELECT ?s { ?s ?p ?o }", 4, "twice"),
        ("# question: q\n# why:\n# group: g\nSELECT ?s { ?s ?p ?o }", 2, "says nothing"),
        (HEAD + "# a remark\nSELECT ?s { ?s ?p ?o }", 4, "a header line is"),
        (HEAD + "# inferred: maybe\nSELECT ?s { ?s ?p ?o }", 4, 'only be "yes"'),
        (HEAD + "# param: x\nSELECT ?s { ?s ?p ?x }", 4, "a parameter is written"),
        (HEAD + "# param: x integr The x\nSELECT ?s { ?s ?p ?x }", 4, 'Did you mean "integer"?'),
        (HEAD + "# param: x integer =many The x\nSELECT ?s { ?s ?p ?x }", 4, "default does not fit"),
        (HEAD + "# param: x text A\n# param: x text B\nSELECT ?s { ?s ?p ?x }", 5, "there twice"),
        (HEAD + "# param: x text optional The x\nSELECT ?s { ?s ?p ?o }", 4, "not used"),
        (HEAD + "# param: s text optional The s\nSELECT ?s { ?s ?p ?o }", 4, "cannot be a column"),
        (HEAD + "SELECT * { ?s ?p ?o }", 4, "names its columns"),
        (HEAD + "ASK { ?s ?p ?o }", 4, "must be a SELECT"),
        (HEAD + "SELECT ?s {\n  ?s ?p ?o\n  FILTER NOT EXISTS { ?o ?p ?s } }", 6, "MINUS"),
        (HEAD + "SELECT ?s {\n  ?s ?p ?o\n  FILTER(! EXISTS { ?o ?p ?s }) }", 6, "MINUS"),
        (HEAD + "SELECT ?s {\n  GRAPH ?g { ?s ?p ?o } }", 5, "GRAPH is not allowed"),
        (HEAD + "SELECT ?s\nFROM <urn:g> { ?s ?p ?o }", 5, "FROM is not allowed"),
        (HEAD + "SELECT ?s { ?s ?p ?o }\nLIMIT 3", 5, "Add an ORDER BY"),
        (HEAD + "SELECT ?s {\n  ?s skoss:prefLabel ?o }", 5, 'Did you mean "skos"?'),
        (HEAD + "SELECT ?s {\n  ?s ?p }", 5, "cannot be read here"),
        (
            HEAD + "# param: n integer optional The n\nSELECT ?s { ?s ?p ?o } ORDER BY ?s\nLIMIT ?n",
            6,
            "cannot",
        ),
    ],
)
def test_a_faulty_file_is_named_with_its_line_and_the_mend(write, text, line, words):
    path = write(text)
    with pytest.raises(DataError) as raised:
        queries.read(path)
    assert [m for m in str(raised.value).splitlines() if m.startswith(f"{path}:{line}: ") and words in m]


def test_all_faults_of_all_files_are_reported_in_one_run(write, tmp_path):
    write(HEAD + "SELECT ?s { ?s ?p ?o }", "good")
    write(HEAD + "# param: x integr The x\n# why: w\nSELECT ?s { GRAPH ?g { ?s ?p ?x } }", "bad")
    write(HEAD + "SELECT ?s { ?s ?p ?o }", "Bad_Name")
    (tmp_path / "latin.rq").write_bytes(b"# question: caf\xe9\n")
    with pytest.raises(DataError) as raised:
        queries.load(tmp_path)
    places = [line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in str(raised.value).splitlines()]
    assert places == ["Bad_Name.rq:1", "bad.rq:4", "bad.rq:5", "bad.rq:6", "latin.rq:1"]


def test_a_folder_gives_its_questions_by_name_and_a_miss_names_the_nearest(write, tmp_path):
    write(OPEN)
    write(HEAD + "SELECT ?s { ?s ?p ?o }", "all-subjects")
    found = queries.load(tmp_path, PREFIX)
    assert list(found) == ["all-subjects", "open-recommendations"]
    assert queries.choose(tmp_path, "all-subjects", PREFIX).columns == ("s",)
    with pytest.raises(UsageError, match='Did you mean "open-recommendations"'):
        queries.choose(tmp_path, "open-recomendations", PREFIX)


def test_prefixes_of_schemes_are_supplied_by_the_caller(write):
    text = HEAD + "SELECT ?s { ?s pol:priority priority:high }"
    assert queries.read(write(text), PREFIX).columns == ("s",)
    with pytest.raises(DataError, match='"priority:" is not declared'):
        queries.read(write(text))


TRICKY = ResultTable(
    "a-question",
    ("record", "text", "n"),
    (
        (Iri(BASE + "actor/water-board"), 'say "a, b" | <b>*c*</b>\n\tnew\\line', Decimal("12.50")),
        (Iri("https://other.org/x_y"), LangText("=1+1", "en"), None),
        (Iri(BASE + "source/report"), PartialDate("2024-06"), 7),
        (Iri(SKOS + "Concept"), True, -3),
    ),
    {"limit": 4, "who": Iri(BASE + "actor/water-board")},
)


def test_csv_reads_back_with_short_record_names():
    text = FORMATS["csv"](TRICKY, BASE)
    assert text.startswith("record,text,n\r\n")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["record", "text", "n"],
        ["actor/water-board", 'say "a, b" | <b>*c*</b>\n\tnew\\line', "12.50"],
        ["https://other.org/x_y", "=1+1", ""],
        ["source/report", "2024-06", "7"],
        [SKOS + "Concept", "true", "-3"],
    ]


def test_tsv_keeps_one_row_a_line():
    lines = FORMATS["tsv"](TRICKY, BASE).splitlines()
    assert [line.count("\t") for line in lines] == [2] * 5
    assert lines[1].split("\t")[1] == 'say "a, b" | <b>*c*</b>\\n\\tnew\\\\line'


def test_json_keeps_types_and_full_iris():
    assert json.loads(FORMATS["json"](TRICKY, BASE)) == {
        "schema_version": 1,
        "query": "a-question",
        "arguments": {"limit": 4, "who": BASE + "actor/water-board"},
        "columns": ["record", "text", "n"],
        "rows": [
            [BASE + "actor/water-board", 'say "a, b" | <b>*c*</b>\n\tnew\\line', 12.5],
            ["https://other.org/x_y", "=1+1", None],
            [BASE + "source/report", "2024-06", 7],
            [SKOS + "Concept", True, -3],
        ],
        "truncated": False,
    }


def test_markdown_shows_the_text_and_not_its_marks():
    lines = FORMATS["md"](TRICKY, BASE).splitlines()
    assert lines[:2] == ["| record | text | n |", "| --- | --- | --- |"]
    assert lines[2] == r'| actor/water-board | say "a, b" \| \<b\>\*c\*\</b\> new\\line | 12.50 |'
    assert lines[3] == "| https://other.org/x_y | =1+1 |  |"


def test_a_cut_answer_says_so_in_json():
    table = queries.tabulate("x", "SELECT ?a { }", Solutions(("a",), ((2,), (1,)), truncated=True))
    assert table.rows == ((1,), (2,))
    assert json.loads(FORMATS["json"](table, BASE))["truncated"] is True
