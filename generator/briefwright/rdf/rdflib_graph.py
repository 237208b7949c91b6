"""Triples as a graph of rdflib, for those who go on with it and for the SHACL engine that takes one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rdflib


def graph(ntriples: bytes, prefixes: dict[str, str] | None = None) -> "rdflib.Graph":
    """A graph of its own with these triples, literals as they are written, and prefixes for printing it."""
    import rdflib

    with literals_untouched():
        made = rdflib.Graph().parse(data=ntriples, format="nt")
    for prefix, namespace in (prefixes or {}).items():
        made.bind(prefix, namespace)
    return made


@contextmanager
def literals_untouched() -> Iterator[None]:
    """rdflib for a while without rewriting literals, fetching graphs or telling the log of odd literals."""
    import rdflib
    from rdflib.plugins import sparql

    log = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, sparql.SPARQL_LOAD_GRAPHS, log.disabled
    rdflib.NORMALIZE_LITERALS, sparql.SPARQL_LOAD_GRAPHS, log.disabled = False, False, True
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS, sparql.SPARQL_LOAD_GRAPHS, log.disabled = before
