"""A graph of records for other programs: SVG, DOT, GraphML and JSON."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET

from briefwright.document import Graph
from briefwright.render.figures import draw
from briefwright.words import Words

SCHEMA_VERSION = 1
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def as_svg(graph: Graph, words: Words) -> str:
    """A drawing that stands alone, described in `words`. Raises DataError when Graphviz is missing."""
    return draw(graph, words) + "\n"


def as_dot(graph: Graph, _words: Words) -> str:
    """The language of Graphviz."""
    nodes = [f"  {_quoted(n.id)} [label={_quoted(n.label)}, class={_quoted(n.kind)}];" for n in graph.nodes]
    edges = [f"  {_quoted(e.tail)} -> {_quoted(e.head)} [label={_quoted(e.label)}];" for e in graph.edges]
    return "\n".join(("digraph {", "  node [shape=box];", *nodes, *edges, "}", ""))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def as_graphml(graph: Graph, _words: Words) -> str:
    """GraphML 1.0, with label and class of each node and the relation of each edge."""
    ET.register_namespace("", _GRAPHML)
    root = ET.Element(f"{{{_GRAPHML}}}graphml")
    for key, part in (("label", "node"), ("class", "node"), ("relation", "edge")):
        about = {"id": key, "for": part, "attr.name": key, "attr.type": "string"}
        ET.SubElement(root, f"{{{_GRAPHML}}}key", about)
    whole = ET.SubElement(root, f"{{{_GRAPHML}}}graph", {"id": graph.id, "edgedefault": "directed"})
    for node in graph.nodes:
        _element(whole, "node", {"id": node.id}, {"label": node.label, "class": node.kind})
    for edge in graph.edges:
        _element(whole, "edge", {"source": edge.tail, "target": edge.head}, {"relation": edge.label})
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _element(parent: ET.Element, tag: str, about: dict[str, str], said: Mapping[str, str]) -> None:
    element = ET.SubElement(parent, f"{{{_GRAPHML}}}{tag}", about)
    for key, text in said.items():
        ET.SubElement(element, f"{{{_GRAPHML}}}data", {"key": key}).text = text


def as_json(graph: Graph, _words: Words) -> str:
    """One object with `nodes` and `edges`."""
    nodes = [{"id": node.id, "label": node.label, "class": node.kind} for node in graph.nodes]
    edges = [{"from": edge.tail, "to": edge.head, "relation": edge.label} for edge in graph.edges]
    whole = {"schema_version": SCHEMA_VERSION, "nodes": nodes, "edges": edges}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Graph, Words], str]] = MappingProxyType(
    {"svg": as_svg, "dot": as_dot, "graphml": as_graphml, "json": as_json}
)
"""The writer of each format by its name."""
