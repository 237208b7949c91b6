"""Where triples are kept and asked."""

from briefwright.rdf.store.answers import RESULT_FORMS, Answer, GraphAnswer, Row, Solutions, Store
from briefwright.rdf.store.embedded import open_store

__all__ = ["RESULT_FORMS", "Answer", "GraphAnswer", "Row", "Solutions", "Store", "open_store"]
