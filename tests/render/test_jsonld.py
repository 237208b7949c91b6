"""The statements a paper carries: valid JSON-LD that says what the paper says, without a network."""

import json
import socket
import warnings
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import rdflib

from briefwright.render import jsonld

SCHEMA = rdflib.Namespace("https://schema.org/")
CITO = rdflib.Namespace("http://purl.org/spar/cito/")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
TERM = rdflib.Namespace("https://w3id.org/briefwright/paper#")
PAPER = "https://paper.example/brief"


@pytest.fixture(scope="module")
def data(papers: Path) -> bytes:
    """What is attached to the executive issue brief."""
    with pikepdf.open(papers / "issue-brief-kitchens-after-the-grant-executive.pdf") as pdf:
        return pdf.attachments[jsonld.FILE_NAME].get_file().read_bytes()


@pytest.fixture(scope="module")
def said(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    return found


@pytest.fixture(scope="module")
def graph(data: bytes) -> rdflib.Graph:
    """The statements as a graph, read where there is no network."""

    def refused(*_: object) -> None:
        raise AssertionError("reading the statements asked for the network")

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setattr(socket.socket, "connect", refused)
        patch.setattr(socket, "getaddrinfo", refused)
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated")  # by the library's own reader
        return rdflib.Graph().parse(data=data, format="json-ld", publicID=PAPER)


def test_every_paper_carries_its_statements_once(papers: Path) -> None:
    for path in papers.glob("*.pdf"):
        with pikepdf.open(path) as pdf:
            assert list(pdf.attachments) == [jsonld.FILE_NAME]
            file = pdf.attachments[jsonld.FILE_NAME].get_file()
            assert file.mime_type == jsonld.MEDIA_TYPE
            assert json.loads(file.read_bytes())["schema_version"] == jsonld.SCHEMA_VERSION


def test_the_bytes_are_in_one_order_and_readable_as_they_are(data: bytes, said: dict[str, Any]) -> None:
    assert list(said) == sorted(said)
    assert data.endswith(b"}\n")
    assert b"\\u" not in data


def test_the_graph_has_the_statements_in_their_order(graph: rdflib.Graph, said: dict[str, Any]) -> None:
    report = rdflib.URIRef(f"urn:sha256:{said['fingerprint']}")
    (head,) = graph.objects(report, SCHEMA.hasPart)
    parts = list(graph.items(head))
    assert parts == [rdflib.URIRef(f"{PAPER}{one['id']}") for one in said["statements"]]
    assert [str(graph.value(part, SCHEMA.text)) for part in parts] == [one["text"] for one in said["statements"]]


def test_each_statement_leads_to_its_record_and_passages(graph: rdflib.Graph, said: dict[str, Any]) -> None:
    for one in said["statements"]:
        node = rdflib.URIRef(f"{PAPER}{one['id']}")
        assert graph.value(node, PROV.wasDerivedFrom) == rdflib.URIRef(one["record"])
        assert set(graph.objects(node, SCHEMA.isBasedOn)) == {rdflib.URIRef(record) for record in one["records"]}
        (head,) = graph.objects(node, CITO.citesAsEvidence)
        passages = [graph.value(item, TERM.passage) for item in graph.items(head)]
        assert passages == [rdflib.URIRef(support["passage"]) for support in one["support"]]


def test_no_iri_is_empty_or_relative(graph: rdflib.Graph) -> None:
    iris = {str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)}
    assert [iri for iri in iris if iri == PAPER or not iri.partition(":")[2]] == []


def test_each_note_of_a_passage_is_a_note_of_the_paper(said: dict[str, Any]) -> None:
    sources = {note["number"]: note["source"] for note in said["notes"]}
    used = [(support["note"], support["source"]) for one in said["statements"] for support in one["support"]]
    assert used
    assert [pair for pair in used if sources.get(pair[0]) != pair[1]] == []


def test_nothing_withheld_is_carried(data: bytes) -> None:
    records = Path(__file__).parents[1] / "kb" / "kb"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in records.rglob("*.ttl")}
    hidden = [name for name, text in texts.items() if "pol:marking marking:clear" not in text]
    assert hidden
    assert [name for name in hidden if name.encode() in data] == []
