"""Faults of shapes that engines pass over are found where they stand, and the ontology has none."""

import shutil
from functools import partial
from pathlib import Path

import pytest

from briefwright.errors import DataError
from briefwright.findings import Finding
from briefwright.knowledge import ontology
from briefwright.knowledge.ontology import index
from briefwright.knowledge.shape_faults import shape_faults
from briefwright.knowledge.shapes import ENGINES, style_findings, validate
from briefwright.knowledge.workspace import seed
from briefwright.rdf.turtle import locate, parse
from briefwright.terms import SH, SHAPE, Triple, Value, expand

FOLDER = seed() / "ontology"
PREFIXES = "".join(
    f"@prefix {n}: <{expand(n + ':')}> .\n" for n in ("dcterms", "owl", "pol", "rdf", "sh", "shape", "skos")
)


def triples_of(path: Path) -> tuple[Triple, ...]:
    return parse(path.read_bytes(), allow_blank_nodes=True).triples


ONTOLOGY = tuple(t for path in sorted(FOLDER.rglob("*.ttl")) for t in triples_of(path))


def place(text: str, subject: str, predicate: str = "", value: Value | None = None) -> tuple[str, int, int]:
    return ("meals.ttl", *locate(text, subject, predicate, value))


def faults(text: str) -> tuple[Finding, ...]:
    """The faults of the ontology with these shapes added; they begin on line 8."""
    whole = PREFIXES + text
    parsed = parse(whole.encode(), allow_blank_nodes=True)
    assert parsed.problems == ()
    return shape_faults(index((*ONTOLOGY, *parsed.triples)), partial(place, whole))


FAULTS = {
    "a misspelt constraint": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:minCout 1 .",
        ("STY40", "x", "minCout", 10, "no term <{sh}minCout>", "<{sh}minCount>"),
    ),
    "a misspelt value": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:nodeKind sh:Iri .",
        ("STY40", "x", "nodeKind", 10, "no term <{sh}Iri>", "<{sh}IRI>"),
    ),
    "a term that needs SPARQL": (
        'shape:x\n    sh:targetClass pol:Claim ;\n    sh:select "SELECT $this WHERE {}" .',
        ("STY40", "x", "select", 10, "no term <{sh}select>", ""),
    ),
    "a shape that asks itself": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:not shape:x .",
        ("STY41", "x", "not", 10, "<{shape}x> asks <{shape}x>.", ""),
    ),
    "shapes that ask one another": (
        "shape:x\n sh:targetClass pol:Claim ;\n sh:node shape:y .\nshape:y sh:or (shape:z) .\nshape:z sh:not shape:x .",
        ("STY41", "x", "node", 10, "<{shape}x> asks <{shape}y> asks <{shape}z> asks <{shape}x>.", ""),
    ),
    "a target of the wrong case": (
        "shape:x\n    sh:targetClass pol:claim ;\n    sh:closed false .",
        ("STY42", "x", "targetClass", 9, "no class", "<{pol}Claim>"),
    ),
    "a property as a target class": (
        "shape:x\n    sh:targetClass pol:curatorNote ;\n    sh:closed false .",
        ("STY42", "x", "targetClass", 9, "no class", ""),
    ),
    "a target of another vocabulary": (
        "shape:x\n    sh:targetClass skos:Concpet ;\n    sh:closed false .",
        ("STY42", "x", "targetClass", 9, "no class", "<{skos}Concept>"),
    ),
    "subjects of a property that is none": (
        "shape:x\n    sh:targetSubjectsOf pol:suportedBy ;\n    sh:closed false .",
        ("STY42", "x", "targetSubjectsOf", 9, "no property", "<{pol}supportedBy>"),
    ),
    "objects of a property that is none": (
        "shape:x\n    sh:targetObjectsOf pol:suportedBy ;\n    sh:closed false .",
        ("STY42", "x", "targetObjectsOf", 9, "no property", "<{pol}supportedBy>"),
    ),
    "a path that is no property": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:path dcterms:tilte .",
        ("STY42", "x", "path", 10, "no property", "<{dcterms}title>"),
    ),
    "a step of a path that is no property": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:path ( pol:about pol:tpoic ) .",
        ("STY42", "x", "path", 8, "no property", "<{pol}topic>"),
    ),
    "a class that is none": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:class pol:Pasage .",
        ("STY42", "x", "class", 10, "no class", "<{pol}Passage>"),
    ),
    "a value that is none": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:hasValue <https://w3id.org/briefwright/scheme/confidnce> .",
        ("STY42", "x", "hasValue", 10, "no term", "<https://w3id.org/briefwright/scheme/confidence>"),
    ),
    "a shape that is none": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:node shape:in-confidnce .",
        ("STY42", "x", "node", 10, "no shape", "<{shape}in-confidence>"),
    ),
    "a shape that is none in a list": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:or ( shape:is-day shape:is-mont ) .",
        ("STY42", "x", "or", 8, "no shape", "<{shape}is-month>"),
    ),
    "a property compared with that is none": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:path pol:low ;\n    sh:lessThan pol:hihg .",
        ("STY42", "x", "lessThan", 11, "no property", "<{pol}high>"),
    ),
    "a datatype that is none": (
        "shape:x\n    sh:targetObjectsOf pol:low ;\n    sh:datatype rdf:langStrin .",
        ("STY42", "x", "datatype", 10, "no datatype", "langString>"),
    ),
    "a shape that is switched off": (
        "shape:x\n    sh:targetClass pol:Claim ;\n    sh:deactivated true .",
        ("STY45", "x", "deactivated", 10, "switched off", ""),
    ),
    "a shape that nothing asks": (
        "shape:x\n    a sh:NodeShape ;\n    sh:nodeKind sh:IRI .",
        ("STY43", "x", "", 8, "judges nothing", ""),
    ),
    "values in a list": (
        'shape:x\n    sh:targetClass pol:Claim ;\n    sh:in ( "low" "high" ) .',
        ("STY44", "x", "in", 8, "lists its values", ""),
    ),
}  # fmt: skip
"""What is wrong -> the shape; and code, shape, property, line, words of the message, and the name that was meant.

A list has no place of its own: what is wrong with it stands at the shape."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_where_it_stands(name: str) -> None:
    text, (code, shape, term, line, says, meant) = FAULTS[name]
    (found,) = faults(text)
    assert (found.code, found.focus, found.path) == (code, SHAPE + shape, SH + term if term else "")
    assert (found.file, found.line) == ("meals.ttl", line)
    names = {name: expand(name + ":") for name in ("dcterms", "pol", "sh", "shape", "skos")}
    assert says.format(**names) in found.message
    assert ("Did you mean" in found.message) <= bool(meant)
    assert meant.format(**names) in found.message
    assert found.mend.endswith(".")


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_find_such_shapes_sound(engine: str) -> None:
    """Why the faults are looked for: a claim without statement is sound to a shape whose target is misspelt."""
    shape = (
        "shape:x a sh:NodeShape ; sh:targetClass pol:claim ; sh:property shape:y . shape:y sh:path pol:statement ; {} ."
    )
    data = parse((PREFIXES + "<https://example.org/c> a pol:Claim .").encode()).ntriples
    for misspelt in ("sh:minCount 1", "sh:minCout 1"):
        shapes = parse((PREFIXES + shape.format(misspelt)).encode()).ntriples
        assert validate(data, shapes, engine) == frozenset()


def test_every_fault_is_told_in_one_run() -> None:
    found = faults("\n".join(text.replace("shape:x", f"shape:x{n}") for n, (text, _) in enumerate(FAULTS.values())))
    assert len(found) == len(FAULTS)


def test_two_circles_are_two_findings() -> None:
    found = faults(
        "shape:x sh:targetClass pol:Claim ; sh:node shape:y . shape:y sh:not shape:x ; sh:node shape:z ."
        "shape:z sh:and ( shape:y ) ."
    )
    assert {(f.code, f.focus) for f in found} == {("STY41", SHAPE + "x"), ("STY41", SHAPE + "y")}


@pytest.mark.parametrize(
    "sound",
    [
        "shape:x sh:targetNode <https://example.org/c> ; sh:hasValue <https://example.org/d> .",
        "shape:x sh:targetClass skos:Concept ; sh:property [ sh:path [ sh:inversePath pol:topic ] ; sh:minCount 1 ] .",
        "pol:Meal a owl:Class, sh:NodeShape ; sh:nodeKind sh:IRI .",
        "shape:x sh:targetClass pol:Claim ; sh:or ( shape:y shape:y ) . shape:y sh:nodeKind sh:IRI .",
        "shape:x sh:targetObjectsOf dcterms:isReplacedBy ; sh:class pol:Record .",
    ],
)
def test_sound_shapes_give_nothing(sound: str) -> None:
    assert faults(sound) == ()


def test_the_ontology_has_no_such_fault() -> None:
    assert shape_faults(index(ONTOLOGY), partial(place, "")) == ()


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("_:a rdf:first shape:is-day ; rdf:rest _:a .", "leads back into itself"),
        ("_:a rdf:first shape:is-day ; rdf:rest _:b . _:b rdf:first shape:is-year ; rdf:rest _:a .", "leads back"),
        ("_:a rdf:first shape:is-day .", "1 members and 0 continuations"),
        ("_:a rdf:first shape:is-day ; rdf:rest shape:is-day .", "has no end"),
    ],
)
def test_a_list_without_an_end_is_refused_before_any_engine_reads_it(tmp_path: Path, steps: str, words: str) -> None:
    folder = shutil.copytree(seed() / "ontology", tmp_path / "ontology")
    shape = f"shape:x a sh:NodeShape ; sh:targetClass pol:Claim ; sh:or _:a . {steps}"
    (folder / "shapes" / "x.ttl").write_text(PREFIXES + shape, encoding="utf-8")
    for read in (lambda: ontology.read(folder).shapes, lambda: style_findings(folder)):
        with pytest.raises(DataError, match=rf"x\.ttl: a .*{words}"):
            read()


def test_without_shapes_or_terms_nothing_is_called_sound(tmp_path: Path) -> None:
    folder = shutil.copytree(seed() / "ontology", tmp_path / "ontology")
    shutil.rmtree(folder / "shapes")
    with pytest.raises(DataError, match=r"shapes has no shapes.*Put it back"):
        _ = ontology.read(folder).shapes
    (folder / "policy.ttl").unlink()
    with pytest.raises(DataError, match=r"policy\.ttl is missing"):
        ontology.read(folder)
