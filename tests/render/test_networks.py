"""Graphs for other programs: readable by these, whole, and with nothing of a label that could break out."""

import json
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest

from briefwright.document import Column, Edge, Graph, Node, Table
from briefwright.render.networks import FORMATS
from conftest import ENGLISH

GRAPH = Graph(
    "Around it",
    (Node("claim/a", 'He said "no" \\ <b>&', "claim"), Node("risk/b", "Grant ends", "risk")),
    (Edge("risk/b", "claim/a", "stands on"),),
    Table("twin", (Column("From", 100),), ()),
    id="g",
)
XML = {"g": "http://graphml.graphdrawing.org/xmlns"}


def test_json_has_all_of_it() -> None:
    whole = json.loads(FORMATS["json"](GRAPH, ENGLISH))
    assert whole["schema_version"] == 1
    assert whole["nodes"][0] == {"id": "claim/a", "label": 'He said "no" \\ <b>&', "class": "claim"}
    assert whole["edges"] == [{"from": "risk/b", "to": "claim/a", "relation": "stands on"}]


def test_graphml_has_all_of_it() -> None:
    root = ET.fromstring(FORMATS["graphml"](GRAPH, ENGLISH).encode())
    assert [node.get("id") for node in root.iterfind(".//g:node", XML)] == ["claim/a", "risk/b"]
    keys = {key.get("id") for key in root.iterfind("g:key", XML)}
    assert {data.get("key") for data in root.iterfind(".//g:data", XML)} <= keys
    assert root.findtext(".//g:node/g:data", namespaces=XML) == 'He said "no" \\ <b>&'
    (edge,) = root.iterfind(".//g:edge", XML)
    assert (edge.get("source"), edge.get("target")) == ("risk/b", "claim/a")


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
def test_dot_is_read_by_graphviz_as_it_was_meant() -> None:
    done = subprocess.run(
        ["dot", "-Tjson"], input=FORMATS["dot"](GRAPH, ENGLISH), capture_output=True, text=True, check=True
    )
    drawn = json.loads(done.stdout)
    assert {o["name"]: o["label"] for o in drawn["objects"]} == {
        "claim/a": 'He said "no" \\\\ <b>&',
        "risk/b": "Grant ends",
    }
    assert drawn["edges"][0]["label"] == "stands on"


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
def test_svg_stands_alone() -> None:
    root = ET.fromstring(FORMATS["svg"](GRAPH, ENGLISH))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Grant ends" in "".join(root.itertext())
