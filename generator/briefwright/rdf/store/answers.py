"""What a store can be asked and what it answers, in plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from briefwright.terms import Iri, Triple, Value

Row = tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to a SELECT: one value or None for each column of each row.

    Rows without ORDER BY come as the engine finds them. `truncated` says that there were more."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """The answer to a CONSTRUCT or DESCRIBE, sorted. `truncated` says that there were more triples."""

    triples: tuple[Triple, ...]
    truncated: bool = False


RESULT_FORMS = ("sparql-json", "sparql-xml", "sparql-csv", "sparql-tsv")
"""The formats of the W3C for the answer to a query, by the names they have here."""

Answer = Solutions | GraphAnswer | bool


class Store(Protocol):
    """A knowledge base that answers SPARQL 1.1. Blank nodes come out as `Iri("_:...")`."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes a query may use without declaring them."""

    def query(self, text: str, *, inferred: bool = False, max_rows: int | None = None) -> Answer:
        """Answer a query over the asserted triples, with `inferred` over the inferred ones too.

        At most `max_rows` rows or triples are fetched. The text is trusted; for foreign text there is
        `briefwright.rdf.store.guard`. Raises UsageError, with line and column, when it is not a query."""

    def write(self, text: str, form: str, out: Callable[[bytes], object], *, inferred: bool = False) -> None:
        """Answer a SELECT or ASK in one of RESULT_FORMS, handing on each piece as the engine comes to it.

        Raises UsageError as `query` does, and for another query form."""

    def select(self, text: str, *, inferred: bool = False) -> Solutions:
        """Answer a SELECT. Raises UsageError for another query form."""

    def values(self, subject: Iri) -> Mapping[Iri, tuple[Value, ...]]:
        """The asserted properties of a subject with their values, both sorted; empty for an unknown one."""

    def subjects(self, predicate: Iri, value: Value) -> tuple[Iri, ...]:
        """The subjects that have this asserted value, sorted."""
