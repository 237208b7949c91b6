"""The store inside the process: pyoxigraph in memory, rebuilt from N-Triples each time."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

import pyoxigraph as ox

from briefwright.errors import DataError, UsageError
from briefwright.rdf import turtle
from briefwright.rdf.store.answers import Answer, GraphAnswer, Row, Solutions
from briefwright.rdf.store.syntax import explain
from briefwright.terms import PREFIXES, Iri, Triple, Value

_ASSERTED = ox.DefaultGraph()
_INFERRED = ox.NamedNode("urn:briefwright:graph:inferred")
_RESULT_FORMS = MappingProxyType(
    {
        "sparql-json": ox.QueryResultsFormat.JSON,
        "sparql-xml": ox.QueryResultsFormat.XML,
        "sparql-csv": ox.QueryResultsFormat.CSV,
        "sparql-tsv": ox.QueryResultsFormat.TSV,
    }
)
_PIECE = 1 << 17  # bytes that are handed on at a time
_Item = TypeVar("_Item")


class EmbeddedStore:
    """A `Store` in memory: asserted triples in the default graph, inferred ones in a named graph."""

    def __init__(self, asserted: bytes, inferred: bytes, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self._store = ox.Store()
        self._store.load(asserted, ox.RdfFormat.N_TRIPLES)
        if inferred:
            self._store.load(inferred, ox.RdfFormat.N_TRIPLES, to_graph=_INFERRED)

    def query(self, text: str, *, inferred: bool = False, max_rows: int | None = None) -> Answer:
        """See `Store.query`. Naming the default graphs here also overrules any FROM and GRAPH of the text."""
        with _explained(text, self.prefixes):
            return _answer(self._found(text, inferred=inferred), max_rows)

    def write(self, text: str, form: str, out: Callable[[bytes], object], *, inferred: bool = False) -> None:
        """See `Store.write`."""
        with _explained(text, self.prefixes):
            found = self._found(text, inferred=inferred)
            if isinstance(found, ox.QueryTriples):
                raise UsageError(f"{form} is for tables and yes or no; a graph is written as ttl.")
            with io.BufferedWriter(_Sink(out), _PIECE) as stream:
                found.serialize(stream, _RESULT_FORMS[form])

    def _found(self, text: str, *, inferred: bool) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = (
            [_ASSERTED, _INFERRED] if inferred else [_ASSERTED]
        )
        return self._store.query(text, prefixes=dict(self.prefixes), default_graph=graphs, named_graphs=[])

    def select(self, text: str, *, inferred: bool = False) -> Solutions:
        """See `Store.select`."""
        answer = self.query(text, inferred=inferred)
        if not isinstance(answer, Solutions):
            raise UsageError("A table is wanted here: write a SELECT query.")
        return answer

    def values(self, subject: Iri) -> Mapping[Iri, tuple[Value, ...]]:
        """See `Store.values`."""
        found: dict[Iri, list[Value]] = {}
        for quad in self._store.quads_for_pattern(turtle.to_term(subject), None, None, _ASSERTED):
            found.setdefault(Iri(quad.predicate.value), []).append(turtle.to_value(quad.object))
        return {predicate: tuple(sorted(found[predicate], key=_by_text)) for predicate in sorted(found)}

    def subjects(self, predicate: Iri, value: Value) -> tuple[Iri, ...]:
        """See `Store.subjects`."""
        pattern = ox.NamedNode(predicate), turtle.to_term(value), _ASSERTED
        return tuple(sorted({_iri(quad.subject) for quad in self._store.quads_for_pattern(None, *pattern)}))


@contextmanager
def _explained(text: str, prefixes: Mapping[str, str]) -> Iterator[None]:
    """What the engine says of a query, in words a person can act on."""
    try:
        yield
    except SyntaxError as error:
        raise UsageError(explain(text, prefixes, str(error))) from None
    except DataError:
        said = "The answer holds a triple as a term. Ask for its subject, predicate and object instead."
        raise UsageError(said) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise UsageError(f"The query cannot be answered: {error}. Leave that part out.") from error


class _Sink(io.RawIOBase):
    """A stream to write to that hands on what it is given."""

    def __init__(self, out: Callable[[bytes], object]) -> None:
        super().__init__()
        self._out = out

    def writable(self) -> bool:
        """It is for nothing else."""
        return True

    def write(self, data: Any) -> int:
        """Hand `data` on."""
        self._out(bytes(data))
        return len(data)


def open_store(asserted: bytes, inferred: bytes = b"", *, prefixes: Mapping[str, str] = PREFIXES) -> EmbeddedStore:
    """A store in memory over N-Triples as the parser of `briefwright.rdf.turtle` gives them.

    `prefixes` are those a query need not declare. Numbers and dates come back in canonical form."""
    return EmbeddedStore(asserted, inferred, prefixes)


def check_syntax(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise UsageError, with line, column and a suggestion, unless `text` is a SPARQL query."""
    EmbeddedStore(b"", b"", prefixes).query(text, max_rows=0)


def as_turtle(graph: GraphAnswer, prefixes: Mapping[str, str]) -> str:
    """A graph as Turtle for reading and piping, in the order of its triples."""
    quads = ox.parse(turtle.ntriples(graph.triples), ox.RdfFormat.N_TRIPLES)
    data = ox.serialize((q.triple for q in quads), format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
    return (data or b"").decode()


def _answer(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, max_rows: int | None) -> Answer:
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        solutions, truncated = _first(found, max_rows)
        return Solutions(tuple(variable.value for variable in found.variables), _rows(solutions), truncated)
    triples, truncated = _first(found, max_rows)
    plain = {Triple(_iri(t.subject), Iri(t.predicate.value), _value(t.object)) for t in triples}
    return GraphAnswer(tuple(sorted(plain, key=lambda t: (t.subject, t.predicate, _by_text(t.object)))), truncated)


class _Values(dict[Any, Value | None]):
    """Term -> its plain value, made when it is first asked for: most terms of an answer come again."""

    def __missing__(self, term: Any) -> Value | None:
        value = self[term] = turtle.to_value(term)
        return value


def _rows(solutions: Iterable[ox.QuerySolution]) -> tuple[Row, ...]:
    """The rows in plain values."""
    value_of = _Values({None: None}).__getitem__
    return tuple([tuple(map(value_of, solution)) for solution in solutions])


def _first(found: Iterable[_Item], limit: int | None) -> tuple[list[_Item], bool]:
    """The first `limit` items, and whether there are more."""
    items = list(islice(found, None if limit is None else limit + 1))
    return items[:limit], limit is not None and len(items) > limit


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Value:
    try:
        return turtle.to_value(term)
    except DataError:
        said = "The answer holds a triple as a term. Ask for its subject, predicate and object instead."
        raise UsageError(said) from None


def _iri(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> Iri:
    return Iri(str(_value(term)))


def _by_text(value: Value) -> tuple[str, str]:
    return str(value), repr(value)
