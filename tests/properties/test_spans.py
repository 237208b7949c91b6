"""The span scanner and the parser read the same triples from the same text, and spans point at them."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from briefwright.rdf.turtle import parse, spans
from briefwright.terms import Iri
from trials import trial

PREFIXES = {"ex": "https://example.org/terms#", "": "https://example.org/kb/", "x.y-1": "urn:example:"}
BASE = "https://example.org/kb/claim/"

local_names = st.from_regex(
    r"[A-Za-z0-9_]([A-Za-z0-9_:.-]{0,6}[A-Za-z0-9_:-])?|é水[0-9]|%41b|a\\/b\\,c|", fullmatch=True
)
prefixed = st.builds(lambda p, n: f"{p}:{n}", st.sampled_from(sorted(PREFIXES)), local_names)
references = st.sampled_from(
    [
        "",
        "#m1",
        "x",
        "../risk/y",
        "/z/./../w",
        "?q=1",
        "//example.com/a",
        "urn:a:b",
        "https://example.org/é",
        "\\u0061b",
    ]
).map("<{}>".format)
iris = prefixed | references
safe = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\"'\\")
pieces = st.lists(
    safe | st.sampled_from(["\\n", "\\t", '\\"', "\\'", "\\\\", "\\u00E9", "\\U0001F4A7", "# ", ";", " . "])
)


def quoted(mark, inside):
    return inside.map(lambda parts: f"{mark}{''.join(parts)}{mark}")


short = quoted('"', pieces) | quoted("'", pieces)
loose = st.tuples(st.sampled_from(['"', "'", '""', "''", "\n"]), safe).map("".join)
long = quoted('"""', st.lists(safe | loose)) | quoted("'''", st.lists(safe | loose))
tails = st.sampled_from(["", "@en", "@DE-ch", "^^ex:unit", "^^<http://www.w3.org/2001/XMLSchema#date>"])
literals = st.builds(lambda text, tail: text + tail, short | long, tails)
plain = st.sampled_from(["0", "+7", "-3", "1.50", ".5", "-0.0", "1e3", "1.E-2", ".5e0", "true", "false"])
nested = st.sampled_from(["[ ex:p 1 ]", "[]", "( 1 ex:a )", '[ ex:p [ ex:q "]" ] ; ex:r 2 ]', "_:b1"])
objects = iris | literals | plain | nested
gaps = st.sampled_from([" ", "\n", "\n    ", "\t", ' # a note; with . "marks\n', "\n\n"])


@dataclass(frozen=True)
class Layout:
    """Draws white space and comments while a document is written."""

    draw: object

    def join(self, *parts):
        return "".join(part + self.draw(gaps) for part in parts)


@st.composite
def documents(draw):
    layout = Layout(draw)
    sparql = draw(st.booleans())
    text = f"BASE <{BASE}>\n" if sparql else f"@base <{BASE}> .\n"
    for prefix, namespace in PREFIXES.items():
        parts = (
            ("PREFIX", f"{prefix}:", f"<{namespace}>") if sparql else ("@prefix", f"{prefix}:", f"<{namespace}>", ".")
        )
        text += layout.join(*parts)
    for subject in draw(st.lists(iris | st.sampled_from(["[]", "_:b1", "[ ex:p 1 ]"]), max_size=4)):
        text += layout.join(subject, *draw(properties()), ".")
    return text


@st.composite
def properties(draw):
    parts = []
    for predicate in draw(st.lists(iris | st.just("a"), min_size=1, max_size=4)):
        values = draw(st.lists(objects, min_size=1, max_size=3))
        separators = [";"] * draw(st.integers(1, 2)) if parts else []
        parts += [*separators, predicate, *" \0,\0 ".join(values).split("\0")]
    return parts


def without_blank_nodes(triples):
    return [
        t
        for t in triples
        if not t.subject.startswith("_:") and not (isinstance(t.object, Iri) and t.object.startswith("_:"))
    ]


def typed(triples):
    return {(t.subject, t.predicate, type(t.object), t.object) for t in triples}


@trial("spans", 1000)
@given(documents())
def test_scanner_and_parser_give_the_same_triples(text):
    parsed = parse(text.encode(), allow_blank_nodes=True)
    assert not [p for p in parsed.problems if p.code >= "TTL020"]
    assert typed(span.triple for span in spans(text)) == typed(without_blank_nodes(parsed.triples))


@trial("spans", 1000)
@given(documents())
def test_spans_are_in_order_and_point_at_their_parts(text):
    found = list(spans(text))
    assert [span.object for span in found] == sorted(span.object for span in found)
    for span in found:
        assert span.subject < span.predicate < span.object
        for offset in (span.subject, span.predicate, span.object):
            assert not text[offset].isspace()
            assert text[offset - 1] in " \n\t"
