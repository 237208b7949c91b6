"""Records for other programs: all or some, in forms that others read without ours."""

import csv
import io
import json
import warnings
from pathlib import Path

import pytest
import rdflib

from briefwright.rdf import turtle
from briefwright.terms import SKOS
from conftest import BASE, Copy, Run

pytestmark = pytest.mark.slow


@pytest.fixture
def whole(workspace_copy: Copy) -> set[bytes]:
    return set(workspace_copy.kb().ntriples.splitlines())


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld"])
def test_all_that_is_asserted_is_exported_to_the_lexical_form(form: str, run: Run, whole: set[bytes]) -> None:
    data = run("export", "--format", form).out.encode()
    if form == "jsonld":
        data = turtle.from_json_ld(data, BASE)
    assert set(turtle.parse(data).ntriples.splitlines()) == whole


def test_others_read_the_same_json_ld(run: Run, whole: set[bytes]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, in its reader of JSON-LD
        read = rdflib.Graph().parse(data=run("export", "--format", "jsonld").out, format="json-ld")
    assert len(read) == len(whole)


def test_a_class_or_a_query_chooses_the_records(run: Run, workspace_copy: Copy) -> None:
    kb = workspace_copy.kb()
    risks = {iri for iri in kb.aggregates if "/risk/" in iri}
    of_class = [json.loads(line) for line in run("export", "--format", "jsonl", "--class", "risk").out.splitlines()]
    assert {entry["id"] for entry in of_class} == risks
    sparql = "SELECT ?r WHERE { ?r a pol:Risk FILTER(CONTAINS(STR(?r), 'staff')) }"
    chosen = [json.loads(line) for line in run("export", "--format", "jsonl", "--query", sparql).out.splitlines()]
    assert 0 < len(chosen) < len(of_class)
    assert all("staff" in entry["name"] for entry in chosen)
    assert run("export", "--query", "ASK { ?s ?p ?o }").code == 2


def test_a_line_for_a_search_engine_has_what_it_needs(run: Run) -> None:
    lines = [json.loads(line) for line in run("export", "--format", "jsonl").out.splitlines()]
    (claim,) = [entry for entry in lines if entry["name"] == "claim/vacant-posts"]
    assert claim["class"] == "claim"
    assert claim["label"] in claim["text"]
    assert claim["marking"] == "clear"
    assert claim["review_status"] == "source-checked"
    assert any(entry["urls"] for entry in lines if entry["class"] == "source")


def test_topics_are_a_skos_scheme(run: Run, workspace_copy: Copy) -> None:
    graph = rdflib.Graph().parse(data=run("export", "--format", "skos").out, format="turtle")
    skos = rdflib.Namespace(SKOS)
    topics = {str(s) for s in graph.subjects(rdflib.RDF.type, skos.Concept)}
    assert topics == {iri for iri in workspace_copy.kb().aggregates if "/topic/" in iri}
    assert {str(s) for s in graph.subjects(skos.inScheme, rdflib.URIRef(BASE + "topic"))} == topics
    assert all(str(p).startswith((SKOS, str(rdflib.RDF))) for p in graph.predicates())


def test_csv_is_a_file_a_class_and_a_class_of_parts(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    said = run("export", "--format", "csv", "-o", str(tmp_path / "out"))
    assert said.code == 0
    names = {Path(line).name for line in said.out.splitlines()}
    assert {"claim.csv", "status-event.csv", "risk.csv"} <= names
    rows = list(csv.reader(io.StringIO((tmp_path / "out" / "claim.csv").read_text(encoding="utf-8"))))
    claims = [iri for iri in workspace_copy.kb().aggregates if "/claim/" in iri]
    assert len(rows) == 2 + len(claims)
    assert run("export", "--format", "csv").code == 2


def test_what_is_under_embargo_is_not_exported_up_to_a_ceiling(run: Run, workspace_copy: Copy) -> None:
    caveat = "<https://w3id.org/briefwright/scheme/handling-caveat/embargo>"
    workspace_copy.add("claim/vacant-posts", f"pol:handlingCaveat {caveat}")
    assert "claim/vacant-posts" not in run("export", "--format", "turtle", "--ceiling", "clear").out
    assert "claim/vacant-posts" in run("export", "--format", "turtle").out


def test_nothing_above_a_ceiling_is_exported(run: Run, workspace_copy: Copy) -> None:
    workspace_copy.mark("claim/vacant-posts", "red")
    for form in ("turtle", "ntriples", "jsonld", "skos", "jsonl"):
        assert "claim/vacant-posts" not in run("export", "--format", form, "--ceiling", "clear").out
    assert "claim/vacant-posts" in run("export", "--format", "ntriples").out
    assert 'Did you mean "clear"?' in run("export", "--ceiling", "cleer").err
