"""Briefwright in Python: open a knowledge base, ask it, follow what hangs together, compose and render its papers.

import briefwright

kb = briefwright.open("path/to/workspace")
for row in kb.ask("open-recommendations", addressee="actor/some-office"):
    print(row["label"])
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from html import escape
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefwright.analyse.gaps import Gap
from briefwright.analyse.gaps import gaps as gaps_on
from briefwright.analyse.grounds import Why
from briefwright.analyse.grounds import why as why_of
from briefwright.analyse.impact import Impact
from briefwright.analyse.impact import impact as impact_of
from briefwright.analyse.record_card import Card
from briefwright.analyse.record_card import card as card_of
from briefwright.analyse.relations import RecordLink, Relations, in_words
from briefwright.analyse.relations import paths as paths_between
from briefwright.compose import Order, briefs, compose, prepare, refuse_embargoed
from briefwright.compose.ledger import TELLS
from briefwright.document import Document
from briefwright.errors import RefusedError, ResourceError, UsageError
from briefwright.findings import Severity, ordered
from briefwright.knowledge import search as searching
from briefwright.knowledge.kb import KnowledgeBase, open_whole
from briefwright.knowledge.records import name, named
from briefwright.knowledge.workspace import find
from briefwright.papers.fitting import FORMATS, Laid, Presses, fit, write
from briefwright.rdf import queries, tables
from briefwright.rdf.rdflib_graph import graph
from briefwright.rdf.store import GraphAnswer, guard
from briefwright.rdf.tables import ResultTable, cell_text
from briefwright.terms import Value
from briefwright.worker import Limits

if TYPE_CHECKING:
    import rdflib


def open(path: str | Path | None = None) -> "Knowledge":  # noqa: A001  it is called briefwright.open
    """The knowledge base of the workspace at `path`, else of the one stood in, else the one that came along.

    Raises DataError, naming every file, when a file of it cannot be read."""
    return Knowledge(open_whole(find(Path(path) if path is not None else None)))


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer: `columns` and rows, of which each is a dict from column to value, in order.

    Records and concepts are `Iri`, prose is `LangText`, dates are `PartialDate`; numbers, truth values and plain texts
    are Python's own; what is not bound is None. `truncated` says that there were more rows than the limit."""

    table: ResultTable
    base_iri: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.columns

    @property
    def truncated(self) -> bool:
        """Whether there were more rows than these."""
        return self.table.truncated

    def __len__(self) -> int:
        return len(self.table.rows)

    def __iter__(self) -> Iterator[dict[str, Value | None]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.table.rows)

    def __getitem__(self, index: int) -> dict[str, Value | None]:
        return dict(zip(self.columns, self.table.rows[index], strict=True))

    def text(self, form: str = "csv") -> str:
        """The answer as csv, tsv, json or md. Raises UsageError for another form."""
        if form not in tables.FORMATS:
            raise UsageError(f"There is no form {form!r}. There are: {', '.join(tables.FORMATS)}.")
        return tables.FORMATS[form](self.table, self.base_iri)

    def to_pandas(self) -> Any:
        """The answer as a `pandas.DataFrame` of numbers, truth values and texts; records as `class/slug`.

        Raises ResourceError when pandas is not installed."""
        if find_spec("pandas") is None:
            raise ResourceError("pandas is not installed. Install it, or take the rows as they are.")
        plain = [[self._plain(value) for value in row] for row in self.table.rows]
        return import_module("pandas").DataFrame(plain, columns=list(self.columns))

    def _plain(self, value: Value | None) -> object:
        return value if value is None or isinstance(value, (bool, int)) else cell_text(value, self.base_iri)

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        cells = (
            "".join(f"<td>{escape(cell_text(value, self.base_iri))}</td>" for value in row) for row in self.table.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{c}</tr>' for c in cells)}</tbody></table>"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that keeps its page budget: its Document, its fingerprint, and how many pages it has."""

    laid: Laid
    presses: Presses

    @property
    def document(self) -> Document:
        """What it says, before any format."""
        return self.laid.document

    @property
    def fingerprint(self) -> str:
        """The name of all it is made from (SHA-256)."""
        return self.laid.mark

    @property
    def pages(self) -> int:
        """How many pages it has, notes and sources included."""
        return self.laid.pages

    def render(self, form: str = "pdf") -> bytes:
        """The paper as pdf, html, docx, md or json; the same paper gives the same bytes.

        Raises UsageError for another format, DataError when the paper cannot be printed."""
        if form not in FORMATS:
            raise UsageError(f"There is no format {form!r}. There are: {', '.join(FORMATS)}.")
        return write(self.laid, form, self.presses)


@dataclass(frozen=True)
class Knowledge:
    """An open knowledge base. A record is named by its IRI, `class/slug`, slug or label.

    Where a name is unknown, UsageError names the nearest."""

    kb: KnowledgeBase

    @cached_property
    def _relations(self) -> Relations:
        return Relations(self.kb)

    def questions(self) -> dict[str, str]:
        """The named questions by name, each with what it asks."""
        found = queries.load(self.kb.workspace.ontology / "queries", self.kb.prefixes)
        return {key: question.question for key, question in found.items()}

    def ask(self, question: str, **arguments: str) -> Rows:
        """The answer to a named question. Raises UsageError for an unknown question or a wrong parameter."""
        asked = queries.choose(self.kb.workspace.ontology / "queries", question, self.kb.prefixes)
        store = self.kb.store_for(inferred=asked.inferred)
        base = self.kb.workspace.base_iri
        return Rows(queries.run(asked, arguments, store, base), base)

    def graph(self) -> "rdflib.Graph":
        """The records, issued papers and vocabulary as a graph of rdflib: a copy, to go on with in other tools."""
        return graph(self.kb.asserted, dict(self.kb.prefixes))

    def query(
        self, sparql: str, *, inferred: bool = False, rows: int = 10_000, seconds: float = 5.0
    ) -> Rows | GraphAnswer | bool:
        """The answer to a SPARQL query, in a process of its own: Rows to SELECT, bool to ASK, else a Graph.

        Raises UsageError, with line and column, for what is no query, ResourceError when a limit is reached."""
        limits = Limits(seconds=seconds, rows=rows)
        answer = guard.query(self.kb.store_for(inferred=inferred), sparql, inferred=inferred, limits=limits)
        if isinstance(answer, (bool, GraphAnswer)):
            return answer
        return Rows(queries.tabulate("query", sparql, answer), self.kb.workspace.base_iri)

    def search(self, words: str, kind: str = "", topic: str = "", status: str = "", most: int = 20) -> searching.Found:
        """The records with all these words, the best first."""
        return searching.search(self.kb, searching.Wanted(words, kind, topic, status, most))

    def show(self, record: str) -> Card:
        """The card of a record: fields with evidence, what names it, its papers, its history."""
        return card_of(self.kb, self._relations, named(self.kb, record))

    def path(self, start: str, end: str, most: int = 5) -> tuple[tuple[RecordLink, ...], ...]:
        """The shortest chains of links between two records; `words` tells one."""
        return paths_between(self._relations, named(self.kb, start), named(self.kb, end), most)

    def words(self, link: RecordLink) -> str:
        """A link as a sentence."""
        return in_words(self.kb, link)

    def impact(self, *records: str) -> Impact:
        """What would fall if these records fell together."""
        return impact_of(self.kb, self._relations, [named(self.kb, record) for record in records])

    def why(self, record: str) -> Why:
        """On what a record stands, and what is against it."""
        return why_of(self.kb, named(self.kb, record))

    def gaps(self, on: str, topic: str = "") -> tuple[Gap, ...]:
        """What is wanting on a day (ISO)."""
        return gaps_on(self.kb, on, topic)

    def compose(self, what: str, audience: str = "", *, draft: bool = False) -> Paper:
        """The paper of a document type or brief, within its page budget.

        What `briefwright check` finds beside does not count here. Raises UsageError when that is no paper or several,
        RefusedError with the findings when a statement is unsupported, or when it is for everybody and under embargo,
        unless a draft is wished; and always when it would tell who spoke under the Chatham House Rule."""
        found = briefs(self.kb, what, audience)
        if len(found) != 1:
            there = "; ".join(f"{name(self.kb, brief)} for {who}" for brief, who in found or briefs(self.kb))
            raise UsageError(f"{'Several papers are' if found else 'No paper is'} {what}. Name one of: {there}.")
        desk = prepare(self.kb, Order(*found[0], draft=draft))
        composition = compose(desk)
        faults = ordered(f for f in composition.findings if f.severity is Severity.VIOLATION)
        if faults and not draft:
            raise RefusedError("Not composed: " + " ".join(fault.message for fault in faults), faults)
        if any(fault.code == TELLS for fault in faults):
            raise RefusedError("Not composed, not even as a draft: it would tell who spoke.", faults)
        refuse_embargoed(desk, composition, datetime.now(UTC))
        presses = Presses(self.kb.workspace)
        return Paper(fit(desk, composition, presses), presses)
