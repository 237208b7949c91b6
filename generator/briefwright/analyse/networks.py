"""A neighbourhood of records as the figure of a graph."""

from briefwright.analyse.relations import Neighbourhood, kind_of, phrase
from briefwright.document import Column, Edge, Graph, Node, Row, Run, Table
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import label, name


def as_graph(kb: KnowledgeBase, around: Neighbourhood) -> Graph:
    """Boxes for the records, by class, and arrows for their links; the twin lists the links as sentences would."""
    nodes = tuple(Node(name(kb, record), label(kb, record), kind_of(kb, record)) for record in around.records)
    joined = {(link.subject, link.object): phrase(kb, link.prop) for link in reversed(around.links)}
    for link in around.links:
        words = phrase(kb, link.prop)
        if words not in joined[link.subject, link.object].split("; "):
            joined[link.subject, link.object] += f"; {words}"
    edges = tuple(Edge(name(kb, tail), name(kb, head), words) for (tail, head), words in sorted(joined.items()))
    rows = tuple(Row(tuple((Run(cell),) for cell in (edge.tail, edge.label, edge.head))) for edge in edges)
    title = f"What lies around {name(kb, around.centre)}"
    columns = (Column("From", 38), Column("Relation", 24), Column("To", 38))
    return Graph(title, nodes, edges, Table(f"{title}, as a table", columns, rows), id="neighbourhood")
