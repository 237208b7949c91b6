"""Reading Turtle: every fault at the place where it is mended, values untouched, statements found again."""

import re
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.errors import DataError, UsageError
from briefwright.knowledge.file_checks import FILE_CHECKS
from briefwright.rdf.turtle import locate, parse, read_graph, render_problem, to_term, to_value
from briefwright.terms import DCTERMS, POL, RDF, SCHEME, XSD, Iri, LangText, Other, PartialDate, Triple
from trials import trial

BASE = "https://example.org/kb/"
HEAD = """\
@base <https://example.org/kb/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix pol: <https://w3id.org/briefwright/policy#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
RECORD = (
    HEAD
    + """\
<claim/leaks>
    a pol:Claim ;
    pol:statement "A fifth of the water is lost."@en ;
    pol:about <actor/water-board> ,
        <actor/city-council> ;
    pol:value 20.50 ;
    pol:asOf "2024-06"^^xsd:gYearMonth ;
    pol:supportedBy <passage/audit--1> .

<claim/leaks#check>
    a pol:Check ;
    dcterms:modified "2024-06-27"^^xsd:date .
"""
)


def problems(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return [(p.code, p.line, p.column) for p in parse(data, **options).problems]


def only_problem(text, **options):
    found = parse(text.encode(), **options).problems
    assert len(found) == 1, found
    return found[0]


def test_a_sound_file_has_no_problems_and_all_its_triples():
    parsed = parse(RECORD.encode())
    assert parsed.problems == ()
    assert len(parsed.triples) == 9
    claim = Iri(BASE + "claim/leaks")
    assert Triple(claim, Iri(POL + "statement"), LangText("A fifth of the water is lost.", "en")) in parsed.triples
    assert Triple(claim, Iri(POL + "value"), Decimal("20.50")) in parsed.triples
    assert Triple(claim, Iri(POL + "asOf"), PartialDate("2024-06")) in parsed.triples


SLIPS = {
    "no dot between two records": ("<passage/audit--1> .\n\n", "<passage/audit--1>\n\n", "TTL020", 13, 39),
    "no dot at the end of the file": ("^^xsd:date .\n", "^^xsd:date\n", "TTL020", 17, 44),
    "no dot after a prefix": ("policy#> .", "policy#>", "TTL020", 3, 52),
    "no semicolon": ('lost."@en ;', 'lost."@en', "TTL021", 8, 53),
    "no semicolon before the class": ("<claim/leaks#check>\n", '<claim/leaks#check> pol:note "x"\n', "TTL021", 15, 33),
    "no comma between values": ("<actor/water-board> ,", "<actor/water-board>", "TTL021", 9, 34),
    "semicolon for dot": ("<passage/audit--1> .\n", "<passage/audit--1> ;\n", "TTL022", 13, 40),
    "comma for semicolon": ("20.50 ;", "20.50 ,", "TTL022", 11, 21),
    "text not closed": ('is lost."@en', "is lost.", "TTL023", 8, 19),
    "long text not closed": ('"A fifth', '"""A fifth', "TTL023", 8, 19),
    "address not closed": ("<passage/audit--1>", "<passage/audit--1", "TTL023", 13, 21),
    "quotation mark in a text": ('"A fifth', '"A "fifth" part', "TTL024", 8, 22),
    "undeclared prefix": ('"2024-06"^^xsd:', '"2024-06"^^xds:', "TTL025", 12, 25),
    "address with a space": ("<actor/water-board>", "<actor/water board>", "TTL026", 9, 27),
    "address without brackets": ("<actor/water-board>", "https://example.org/x", "TTL026", 9, 15),
    "text as subject": ("<claim/leaks>\n", '"leaks"\n', "TTL027", 6, 1),
    "text as property": ("pol:value 20.50", '"value" 20.50', "TTL027", 11, 5),
    "unknown escape": ("A fifth", "C:\\data", "TTL028", 8, 22),
    "escape without digits": ("A fifth", "\\uXYZW", "TTL028", 8, 20),
    "language tag with underscore": ('lost."@en', 'lost."@en_US', "TTL029", 8, 50),
    "language tag too long": ('lost."@en', 'lost."@englishlanguage', "TTL029", 8, 50),
    "misspelt directive": ("@prefix dcterms", "@prefx dcterms", "TTL030", 2, 1),
    "prefix without angle brackets": ("<http://purl.org/dc/terms/>", "http://purl.org/dc/terms/", "TTL030", 2, 18),
    "bracket not closed": ("20.50 ;", "[ pol:low 20 ;", "TTL031", 11, 15),
    "bracket closes nothing": ("20.50 ;", "20.50 ] ;", "TTL031", 11, 21),
    "no value": ("pol:value 20.50 ;", "pol:value ;", "TTL032", 11, 15),
    "no value at the end of a line": ("pol:value 20.50 ;", "pol:value", "TTL032", 11, 14),
    "word without quotation marks": ("20.50", "twenty", "TTL033", 11, 15),
    "name without prefix": ("pol:value", "value", "TTL033", 11, 5),
    "typographic quotation marks": ('"A fifth of the water is lost."@en', "“A fifth”@en", "TTL034", 8, 19),
    "slash in a short name": ("pol:Claim", "pol:Claim/leaks", "TTL034", 7, 16),
    "dot too many": ("--1> .\n", "--1> . .\n", "TTL035", 13, 42),
    "merge conflict": ("    pol:value", "<<<<<<< HEAD\n    pol:value", "TTL007", 11, 1),
    "end of a merge conflict": ("    pol:asOf", "=======\n    pol:asOf", "TTL007", 12, 1),
    "decimal comma": ("20.50", "20,5", "TTL012", 11, 15),
    "impossible day": ('"2024-06-27"', '"2024-02-30"', "TTL011", 17, 22),
}


@pytest.mark.parametrize(("old", "new", "code", "line", "column"), SLIPS.values(), ids=SLIPS)
def test_each_slip_is_found_where_it_is_mended(old, new, code, line, column):
    assert RECORD.count(old) == 1 or old in ("pol:value", "    pol:value")
    found = problems(RECORD.replace(old, new, 1), allow_blank_nodes=True)
    assert found[0] == (code, line, column)
    assert len(found) <= 3


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, new, *_ in SLIPS.values()], ids=SLIPS)
def test_each_message_is_a_sentence_with_a_mend_and_no_parser_words(old, new):
    for problem in parse(RECORD.replace(old, new, 1).encode(), allow_blank_nodes=True).problems:
        assert problem.code in {rule.code for rule in FILE_CHECKS}
        assert problem.message
        assert problem.hint
        assert not re.search(r"parser|Unexpected|Expected|code point|RDF object|graph name", problem.message)


def test_faults_of_several_statements_are_reported_together():
    text = HEAD + "<a> pol:value yes .\n<b> pol:value 1 .\n<c> pol:note foo:x .\n<d> pol:value 0,5 .\n"
    assert problems(text) == [("TTL033", 6, 15), ("TTL025", 8, 14)]
    assert problems(text.replace("yes", "true").replace("foo:x", "true")) == [("TTL012", 9, 15)]


def test_at_most_three_problems_of_syntax_come_from_one_file():
    text = HEAD + "".join(f"<a{i}> pol:value yes .\n" for i in range(200))
    assert [line for _, line, _ in problems(text)] == [6, 7, 8]


def test_an_undeclared_prefix_is_reported_once_with_the_line_to_add():
    problem = only_problem("<urn:x:a> dcterms:title 1 .\n<urn:x:b> dcterms:title 2 .\n")
    assert "dcterms:" in problem.message
    assert f"@prefix dcterms: <{DCTERMS}> ." in problem.hint


def test_the_nearest_declared_prefix_is_named():
    problem = only_problem(HEAD + '<a> dcterm:title "Pipes" .\n')
    assert "dcterms:" in problem.message


def test_a_prefix_like_a_scheme_is_offered_the_namespace_of_the_scheme():
    problem = only_problem(HEAD + "<a> pol:marking marking:clear .\n")
    assert f"@prefix marking: <{SCHEME}marking/> ." in problem.hint


def test_a_misspelt_directive_does_not_also_report_its_prefix():
    text = RECORD.replace("@prefix dcterms", "@prefx dcterms")
    assert [code for code, *_ in problems(text)] == ["TTL030"]


def test_a_relative_address_without_base_says_so():
    problem = only_problem("@prefix pol: <https://w3id.org/briefwright/policy#> .\n<claim/leaks> pol:value 1 .\n")
    assert (problem.code, problem.line, problem.column) == ("TTL026", 2, 1)
    assert "@base" in problem.hint


HYGIENE = {
    "byte order mark": ("\ufeff" + HEAD, "TTL002", 1, 1),
    "carriage return": (HEAD.replace("\n", "\r\n"), "TTL003", 1, 34),
    "control character": (HEAD + '<a> pol:note "pi\x1bpes" .\n', "TTL004", 6, 17),
    "C1 control": (HEAD + '<a> pol:note "pi\x85pes" .\n', "TTL004", 6, 17),
    "noncharacter": (HEAD + '<a> pol:note "pi\U0001fffepes" .\n', "TTL004", 6, 17),
    "escaped control character": (HEAD + '<a> pol:note "pi\\u001Bpes" .\n', "TTL004", 6, 17),
    "right-to-left override": (HEAD + '<a> pol:note "pi\u202epes" .\n', "TTL005", 6, 17),
    "escaped isolate": (HEAD + '<a> pol:note "pi\\u2066pes" .\n', "TTL005", 6, 17),
    "zero width no-break space": (HEAD + "# pipes\ufeff\n", "TTL005", 6, 8),
    "letter and accent apart": (HEAD + '<a> pol:note "cafe\u0301" .\n', "TTL006", 6, 18),
    "letter and escaped accent": (HEAD + '<a> pol:note "cafe\\u0301" .\n', "TTL006", 6, 14),
    "whole conflict": (HEAD + "<<<<<<< a\n<b> pol:value 1\n=======\n[ (\n>>>>>>> b\n", "TTL007", 6, 1),
    "deep brackets": (HEAD + "<a> pol:note " + "[ pol:note " * 600, "TTL009", 6, 5514),
    "deep quoted triples": (HEAD + "<a> pol:note " + "<<( " * 100_000, "TTL009", 6, 2014),
    "long text": (HEAD + '<a> pol:note "' + "x" * 65_537 + '" .\n', "TTL010", 6, 14),
    "long text of wide characters": (HEAD + '<a> pol:note "' + "𝒳" * 16_385 + '" .\n', "TTL010", 6, 14),
    "thirteenth month": (HEAD + '<a> pol:asOf "2024-13"^^xsd:gYearMonth .\n', "TTL011", 6, 14),
    "day typed as year": (HEAD + '<a> pol:asOf "2024-01-01"^^xsd:gYear .\n', "TTL011", 6, 14),
    "nested blank nodes": (HEAD + "<a> pol:note [ pol:note [] ] .\n", "TTL013", 6, 14),
    "labelled blank node": (HEAD + "_:b pol:value 1 .\n", "TTL013", 6, 1),
    "list": (HEAD + "<a> pol:note ( 1 2 ) .\n", "TTL013", 6, 14),
    "script address": (HEAD + "<a> pol:url <javascript:alert> .\n", "TTL014", 6, 13),
    "script address, disguised": (HEAD + "<a> pol:url <\\u006Aavascript:alert> .\n", "TTL014", 6, 13),
    "file address as prefix": (HEAD + "@prefix x: <FILE:///etc/> .\n", "TTL014", 6, 12),
    "statement about a statement": (HEAD + "<a> pol:note <<( <b> pol:note 1 )>> .\n", "TTL015", 6, 14),
    "annotated statement": (HEAD + "<a> pol:value 1 {| pol:note 2 |} .\n", "TTL015", 6, 17),
    "writing direction": (HEAD + '<a> pol:note "x"@en--ltr .\n', "TTL015", 6, 17),
    "mark of classified information": (HEAD + '<a> pol:note "(S//NF) x" .\n', "TTL016", 6, 14),
}


@pytest.mark.parametrize(("text", "code", "line", "column"), HYGIENE.values(), ids=HYGIENE)
def test_what_does_not_belong_in_a_file_is_found_at_its_place(text, code, line, column):
    assert problems(text) == [(code, line, column)]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "<a> pol:note 1 , 2 ; pol:low 1,<b> .\n",
        HEAD + '<a> pol:note "0,5 of [it] (see _:x) <javascript:x> é\\t" . # 0,5 [\n',
        HEAD + "<a> pol:url <https://x.org/>, <http://x.org/>, <mailto:a@x.org>, <urn:x:y>, <b> .\n",
        HEAD + '<a> pol:asOf "2024-02-29"^^xsd:date, "2024"^^xsd:gYear ; pol:note "2024-02-30" .\n',
        HEAD + '<a> pol:note "\u05e9\u05dc\u05d5\u05dd"@he, "水道"@ja, """\n=======\n""" .\n',
    ],
)
def test_what_only_looks_like_a_fault_is_none(text):
    assert problems(text) == []


def test_bytes_that_are_not_utf8_are_found_at_their_line():
    data = HEAD.encode() + '<a> pol:note "é", "'.encode() + b'caf\xe9" .\n'
    parsed = parse(data)
    assert [(p.code, p.line, p.column) for p in parsed.problems] == [("TTL001", 6, 23)]
    assert parsed.problems[0].source_line == '<a> pol:note "é", "caf\ufffd" .'
    assert parsed.triples == ()


def test_a_file_too_large_is_not_read():
    assert problems(b"#" * ((5 << 20) + 1)) == [("TTL008", 1, 1)]
    assert problems(b"#" * (5 << 20)) == []


def test_blank_nodes_are_allowed_where_asked_for():
    parsed = parse((HEAD + "<a> pol:note [ pol:value 1 ], _:x .\n_:x pol:value 2 .\n").encode(), allow_blank_nodes=True)
    assert parsed.problems == ()
    nodes = {t.subject for t in parsed.triples if t.predicate == POL + "value"}
    assert nodes == {t.object for t in parsed.triples if t.predicate == POL + "note"}
    assert all(node.startswith("_:") for node in nodes)


def test_blank_nodes_keep_their_labels_from_run_to_run_and_apart_from_other_files():
    one, other = (HEAD + f"<{name}> pol:note [ pol:value 1 ] .\n" for name in "ab")
    first, again, second = (parse(text.encode(), allow_blank_nodes=True).ntriples for text in (one, one, other))
    assert first == again
    assert not set(re.findall(rb"_:\w+", first)) & set(re.findall(rb"_:\w+", second))


def test_ntriples_are_sorted_unique_and_keep_the_lexical_forms():
    text = HEAD + '<b> pol:value 0.50 , 0.50 .\n<a> pol:value 01 ; pol:note "1.50"^^xsd:decimal .\n'
    lines = parse(text.encode()).ntriples.decode().splitlines()
    assert lines == sorted(lines)
    assert [line.split(" ", 2)[2] for line in lines] == [
        f'"1.50"^^<{XSD}decimal> .',
        f'"01"^^<{XSD}integer> .',
        f'"0.50"^^<{XSD}decimal> .',
    ]


def test_layout_does_not_change_the_ntriples():
    spread = (
        RECORD.replace(" ;\n    ", " ;\n\n  # a note\n\t").replace("pol:", "p:").replace("@prefix p:", "@prefix p:")
    )
    assert parse(spread.encode()).ntriples == parse(RECORD.encode()).ntriples


def test_a_base_given_from_outside_resolves_relative_addresses():
    (triple,) = parse(b"<claim/x> <urn:p> <#part> .", BASE + "claim/y").triples
    assert triple == (BASE + "claim/claim/x", "urn:p", BASE + "claim/y#part")


@trial("turtle", 1000)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_reading_fail(data):
    parsed = parse(data)
    assert len(parsed.problems) <= 100
    for problem in parsed.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert render_problem("x.ttl", problem)


@trial("turtle", 1000)
@given(
    st.integers(0, len(RECORD) - 1),
    st.integers(0, 3),
    st.sampled_from(["", '"', "'", "<", ">", "[", ")", ".", ";", "x"]),
)
def test_whenever_the_parser_objects_there_is_a_problem_on_a_line_of_the_file(start, length, instead):
    text = RECORD[:start] + instead + RECORD[start + length :]
    try:
        list(ox.parse(input=text, format=ox.RdfFormat.TURTLE))
    except SyntaxError:
        found = parse(text.encode(), allow_blank_nodes=True).problems
        assert 1 <= len([p for p in found if p.code >= "TTL020"]) <= 3 or found[0].code == "TTL007"
        for problem in found:
            assert problem.source_line == text.split("\n")[problem.line - 1]
            assert problem.column <= len(problem.source_line) + 1


VALUES = [
    ("https://example.org/x", None, Iri("https://example.org/x")),
    ("pipes", XSD + "string", "pipes"),
    ("12", XSD + "integer", 12),
    ("+012", XSD + "integer", 12),
    ("9" * 5000, XSD + "integer", Other("9" * 5000, Iri(XSD + "integer"))),
    ("0.50", XSD + "decimal", Decimal("0.5")),
    ("1e3", XSD + "decimal", Other("1e3", Iri(XSD + "decimal"))),
    ("true", XSD + "boolean", True),
    ("0", XSD + "boolean", False),
    ("yes", XSD + "boolean", Other("yes", Iri(XSD + "boolean"))),
    ("2024", XSD + "gYear", PartialDate("2024")),
    ("2024-06", XSD + "gYearMonth", PartialDate("2024-06")),
    ("2024-06-27", XSD + "date", PartialDate("2024-06-27")),
    ("2024-02-30", XSD + "date", Other("2024-02-30", Iri(XSD + "date"))),
    ("2024", XSD + "date", Other("2024", Iri(XSD + "date"))),
    ("https://example.org/", XSD + "anyURI", Other("https://example.org/", Iri(XSD + "anyURI"))),
]


@pytest.mark.parametrize(("text", "datatype", "value"), VALUES)
def test_terms_become_plain_values(text, datatype, value):
    term = ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype else ox.NamedNode(text)
    assert (type(to_value(term)), to_value(term)) == (type(value), value)
    assert to_value(to_term(value)) == value


def test_a_text_keeps_its_language_and_a_blank_node_its_label():
    assert to_value(ox.Literal("Rohre", language="de")) == LangText("Rohre", "de")
    assert to_term(LangText("Rohre", "de")) == ox.Literal("Rohre", language="de")
    assert to_value(ox.BlankNode("x")) == Iri("_:x")
    assert to_term(Iri("_:x")) == ox.BlankNode("x")


def test_terms_are_written_in_plain_notation():
    assert str(to_term(Decimal("1E+3"))) == f'"1000"^^<{XSD}decimal>'
    assert str(to_term(value=True)) == f'"true"^^<{XSD}boolean>'
    assert str(to_term(PartialDate("2024-06"))) == f'"2024-06"^^<{XSD}gYearMonth>'


@pytest.mark.parametrize("value", [Iri("urn:a> <urn:b> <urn:c"), Iri("no scheme"), LangText("x", "en_US")])
def test_nothing_is_smuggled_into_a_graph(value):
    with pytest.raises(UsageError, match="cannot be written as RDF"):
        to_term(value)


def test_a_report_is_read_with_its_blank_nodes():
    report = b'@prefix s: <urn:s:> . [ a s:Report ; s:result [ s:message "Too few" ] ] .'
    triples = read_graph(report, "turtle")
    (message,) = [t for t in triples if t.predicate == "urn:s:message"]
    (result,) = [t for t in triples if t.predicate == "urn:s:result"]
    assert message.object == "Too few"
    assert message.subject == result.object
    assert isinstance(result.object, Iri)
    assert read_graph(b'_:r <urn:s:message> "x" .', "ntriples") == (Triple(Iri("_:r"), Iri("urn:s:message"), "x"),)


def test_a_report_that_cannot_be_read_is_a_data_error():
    with pytest.raises(DataError):
        read_graph(b"<urn:a> <urn:b> .", "ntriples")


CLAIM = BASE + "claim/leaks"


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "place"),
    [
        (CLAIM, "", None, (6, 1)),
        (CLAIM, RDF + "type", None, (7, 5)),
        (CLAIM, POL + "statement", None, (8, 5)),
        (CLAIM, POL + "statement", LangText("A fifth of the water is lost.", "en"), (8, 19)),
        (CLAIM, POL + "about", Iri(BASE + "actor/city-council"), (10, 9)),
        (CLAIM, POL + "about", Iri(BASE + "actor/nobody"), (9, 5)),
        (CLAIM, POL + "value", Decimal("20.5"), (11, 15)),
        (CLAIM, POL + "low", None, (6, 1)),
        (CLAIM, POL + "asOf", PartialDate("2024-06"), (12, 14)),
        (CLAIM, POL + "asOf", "2024-06", (12, 14)),
        (CLAIM + "#check", DCTERMS + "modified", None, (17, 5)),
        (BASE + "claim/unknown", POL + "value", None, (1, 1)),
    ],
)
def test_a_statement_is_located(subject, predicate, value, place):
    assert locate(RECORD, subject, predicate, value) == place


def test_equal_numbers_of_different_types_are_told_apart():
    text = HEAD + "<a> pol:value true ,\n 1.0 ,\n 1 .\n"
    places = [locate(text, BASE + "a", POL + "value", value) for value in (True, Decimal(1), 1)]
    assert places == [(6, 15), (7, 2), (8, 2)]


def test_a_base_from_outside_is_used_to_locate():
    assert locate("\n<claim/x> <urn:p> 1 .", BASE + "claim/x", base_iri=BASE) == (2, 1)


def test_a_statement_is_located_in_a_broken_file():
    text = RECORD.replace("pol:value 20.50 ;", "pol:value ;").replace("^^xsd:date .", "^^xsd:date")
    assert locate(text, CLAIM + "#check", DCTERMS + "modified") == (17, 5)
    assert locate("<a", "a") == (1, 1)


def test_a_problem_is_shown_with_its_line_a_caret_and_the_mend():
    problem = only_problem(RECORD.replace("20.50", "20,5"))
    first, source, caret, hint = render_problem("kb/claim/leaks.ttl", problem).split("\n")
    assert first.startswith("kb/claim/leaks.ttl:11:15: error: TTL012 ")
    assert source == "        pol:value 20,5 ;"
    assert caret.index("^") == source.index("20,5")
    assert "20.5" in hint


def test_the_caret_stands_under_the_place_after_tabs_and_wide_characters():
    problem = only_problem(HEAD + '\t<a> pol:note "水道"@ja , foo:x .\n')
    _, source, caret, _ = render_problem("x.ttl", problem).split("\n")
    assert "\t" not in source
    assert caret.index("^") == source.index("foo:x") + 2  # each of the two characters fills two cells


def test_of_a_long_line_only_the_surroundings_are_shown():
    problem = only_problem(HEAD + '<a> pol:note "' + "x" * 5000 + '" , foo:x .\n')
    _, source, caret, _ = render_problem("x.ttl", problem).split("\n")
    assert len(source) <= 104
    assert source[caret.index("^") :].startswith("foo:x")


def test_what_is_shown_cannot_steer_a_terminal():
    (problem,) = parse((HEAD + '<a> pol:note "\x1b[2J\u202e" .\n').encode()).problems[:1]
    assert not re.search("[\x1b\u202e]", render_problem("x.ttl", problem))


@pytest.mark.parametrize("text", ["'say \"'", '"a (b)"@en', '"x" ; <https://e.org/q> \'"\''])
def test_a_nameless_thing_is_seen_whatever_marks_the_texts_before_it_use(text: str) -> None:
    data = f'<https://e.org/s> <https://e.org/p> {text} ; <https://e.org/r> [ <https://e.org/p> "y" ] .'
    assert [p.code for p in parse(data.encode()).problems] == ["TTL013"]
