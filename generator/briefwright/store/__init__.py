"""Where triples are kept and asked."""

from briefwright.store.answers import Answer, Graph, Row, Solutions, Store
from briefwright.store.embedded import open_store

__all__ = ["Answer", "Graph", "Row", "Solutions", "Store", "open_store"]
