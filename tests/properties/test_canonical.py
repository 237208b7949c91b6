"""Canonical Turtle: a fixed point, the same for the same triples in any order, without loss, with every comment."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.errors import DataError, UsageError
from briefwright.rdf import turtle
from briefwright.terms import POL, XSD, Iri, LangText, Other, Triple
from trials import trial

BASE = "https://example.org/kb/"

subjects = st.sampled_from(["claim/x", "claim/x#p1", "claim/y", "topic/a"]).map(lambda name: Iri(BASE + name))
predicates = st.sampled_from(["statement", "about", "value", "asOf"]).map(
    lambda name: Iri(POL + name)
) | st.sampled_from([Iri("https://schema.org/name"), Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")])
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
numbers = st.sampled_from(["0", "007", "+5", "-0", "1.50", ".5", "5.", "1e3", "", "abc", "1.0", "1"])
datatypes = st.sampled_from([XSD + name for name in ("integer", "decimal", "boolean", "date", "double", "anyURI")])
irregular = ["https://example.org/kb/a:b", "https://example.org/kb/../x", "urn:x:y", "https://example.org/kb/",
             "https://example.org/kb//z", "https://w3id.org/briefwright/scheme/marking/clear", POL + "1.2",
             "https://w3id.org/briefwright/scheme/marking"]  # fmt: skip
values = (
    st.builds(LangText, words, st.sampled_from(["en", "de-ch", "zh-hant", "sr-latn-rs"]))
    | words
    | st.builds(lambda text, kind: Other(text, Iri(kind)), numbers | words, datatypes)
    | st.sampled_from(irregular).map(Iri)
)
triples = st.lists(st.builds(Triple, subjects, predicates, values), min_size=1, max_size=12)


def ntriples(text: str) -> bytes:
    return turtle.parse(text.encode(), exact=True).ntriples


def formatted(text: str) -> str:
    return turtle.formatted(text.encode(), BASE, "x.ttl")


@trial("canonical", 1000)
@given(triples)
def test_what_is_written_reads_back_as_it_was_spelt(given: list[Triple]) -> None:
    terms = {(t.subject, t.predicate, turtle.to_term(t.object)) for t in given}
    read = turtle.parse(turtle.write(given, BASE).encode(), exact=True).triples
    assert {(t.subject, t.predicate, turtle.to_term(t.object)) for t in read} == terms


@trial("canonical", 1000)
@given(triples, st.randoms(use_true_random=False))
def test_the_order_of_the_triples_plays_no_part(given: list[Triple], chance: random.Random) -> None:
    shuffled = [*given, *given]
    chance.shuffle(shuffled)
    assert turtle.write(shuffled, BASE) == turtle.write(given, BASE)


printable = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=20)


@trial("canonical", 1000)
@given(triples, st.lists(printable, max_size=6), st.randoms(use_true_random=False))
def test_formatting_is_a_fixed_point_and_keeps_every_comment(
    given: list[Triple], remarks: list[str], chance: random.Random
) -> None:
    lines = turtle.write(given, BASE).splitlines()
    for remark in remarks:
        lines.insert(chance.randrange(len(lines) + 1), f"  # {remark}")
    text = "\n".join(lines) + "\n"
    if turtle.parse(text.encode()).problems:
        return  # hypothesis made up a text that no record may hold, such as one with control characters
    once = formatted(text)
    assert formatted(once) == once
    assert ntriples(once) == ntriples(text)
    kept = [remark.strip() for remark in re.findall(r"^#(.*)$", once, re.MULTILINE)]
    assert sorted(kept) == sorted(remark.strip() for remark in remarks)


def test_a_comment_stays_with_its_subject_wherever_that_goes() -> None:
    text = f"""# Of the file.
@base <{BASE}> .
@prefix pol: <{POL}> .

# On z.
<z> pol:value 1 . # behind z
<a> # on a
    pol:value 2 ;
    # inside a
    pol:low 1 .
# The end.
"""
    assert formatted(text) == (
        f"# Of the file.\n@base <{BASE}> .\n@prefix pol: <{POL}> .\n\n"
        "# on a\n# inside a\n<a>\n    pol:low 1 ;\n    pol:value 2 .\n\n"
        "# On z.\n# behind z\n<z>\n    pol:value 1 .\n\n# The end.\n"
    )


def test_a_hash_inside_a_text_or_an_address_is_no_comment() -> None:
    text = f'@base <{BASE}> .\n<a#b> <https://x.example/#p> "no # comment" .\n'
    assert formatted(text).count("#") == 3


def test_a_file_that_cannot_be_read_is_refused_with_every_fault() -> None:
    text = '<urn:a> <urn:b> "2024-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .\n<urn:c> <urn:d> [] .\n'
    with pytest.raises(DataError, match=r"(?s)kb/x\.ttl:1:.*kb/x\.ttl:2:"):
        turtle.formatted(text.encode(), BASE, "kb/x.ttl")


def test_a_blank_node_is_refused() -> None:
    with pytest.raises(UsageError, match="blank node"):
        turtle.write([Triple(Iri("_:b"), Iri(POL + "value"), 1)], BASE)


SPACED = f"""@base <{BASE}> .
@prefix pol: <{POL}> .

<claim/x> a pol:Claim ;
    pol:about <topic/b> , <topic/a> ;

    pol:low 1 ;
    pol:value 2 .
"""


def test_a_change_leaves_the_layout_of_all_other_lines() -> None:
    old = formatted(SPACED)
    new = old.replace("pol:low 1", "pol:low 3")
    assert turtle.patched(SPACED, old, new) == SPACED.replace("pol:low 1", "pol:low 3")


def test_a_change_of_a_line_laid_out_otherwise_takes_the_canonical_layout() -> None:
    old = formatted(SPACED)
    new = old.replace("<topic/b>", "<topic/c>")
    assert turtle.patched(SPACED, old, new) == new
