"""What is wanting in the knowledge, and what covers what: the questions whose headers say so, asked together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefwright.errors import UsageError, nearest
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name
from briefwright.rdf import queries
from briefwright.rdf.queries import Query
from briefwright.rdf.tables import ResultTable
from briefwright.terms import Iri


@dataclass(frozen=True, slots=True)
class Gap:
    """That something is wanting in a record: what, and who keeps the record."""

    group: str
    gap: str
    record: Iri
    label: str
    owner: str


@dataclass(frozen=True, slots=True)
class CoverageMatrix:
    """What covers what. `cells` hold the records by row and column; a row without any stands for itself alone."""

    name: str
    title: str
    rows: tuple[tuple[Iri, str], ...]
    columns: tuple[tuple[Iri, str], ...]
    cells: Mapping[tuple[Iri, Iri], tuple[Iri, ...]]


def gaps(kb: KnowledgeBase, on: str, topic: str = "") -> tuple[Gap, ...]:
    """Every gap on a day (ISO), by group and kind. `topic` leaves out what is not on it, as a question takes it.

    Raises UsageError for an unknown topic."""
    found: list[Gap] = []
    for question in _questions(kb):
        if question.gap:
            found += _gaps(question, _asked(kb, question, {"on": on, "topic": topic}))
    return tuple(found)


def matrices(kb: KnowledgeBase, wanted: str = "") -> tuple[CoverageMatrix, ...]:
    """Every matrix, or the one of this name. Raises UsageError for an unknown one, naming the nearest."""
    known = {question.name.removeprefix("matrix-"): question for question in _questions(kb) if question.matrix}
    if wanted and wanted not in known:
        every = ", ".join(known)
        raise UsageError(f"There is no matrix {wanted!r}. {nearest(wanted, known, f'There are: {every}.')}")
    return tuple(_matrix(kb, key, question) for key, question in known.items() if wanted in ("", key))


def _questions(kb: KnowledgeBase) -> Iterator[Query]:
    folder: Path = kb.workspace.ontology / "queries"
    yield from queries.load(folder, kb.prefixes).values()


def _asked(kb: KnowledgeBase, question: Query, given: Mapping[str, str]) -> ResultTable:
    known = {parameter.name for parameter in question.parameters}
    arguments = {key: value for key, value in given.items() if key in known and value}
    store = kb.store_for(inferred=question.inferred)
    return queries.run(question, arguments, store, kb.workspace.base_iri)


def _gaps(question: Query, table: ResultTable) -> Iterator[Gap]:
    places = [table.columns.index(column) for column in ("gap", "record", "label", "owner")]
    seen: set[tuple[str, str]] = set()
    for row in table.rows:
        gap, record, label, owner = (str(row[index] or "") for index in places)
        if (gap, record) not in seen:  # one that has two keepers is still one
            seen.add((gap, record))
            yield Gap(question.gap, gap, Iri(record), label, owner)


def _matrix(kb: KnowledgeBase, key: str, question: Query) -> CoverageMatrix:
    rows: dict[Iri, str] = {}
    columns: dict[Iri, str] = {}
    cells: dict[tuple[Iri, Iri], list[Iri]] = {}
    table = _asked(kb, question, {})
    places = [table.columns.index(column) for column in ("row", "rowLabel", "column", "columnLabel", "record")]
    for line in table.rows:
        row, row_label, column, column_label, record = (line[index] for index in places)
        rows[Iri(str(row))] = str(row_label)
        if column is not None:
            columns[Iri(str(column))] = str(column_label)
            cell = cells.setdefault((Iri(str(row)), Iri(str(column))), [])
            cell += [Iri(str(record))] if record is not None and record not in cell else []
    ordered = sorted(columns.items(), key=lambda pair: (_rank(kb, pair[0]), pair[1]))
    return CoverageMatrix(
        key, question.matrix, tuple(rows.items()), tuple(ordered), {k: tuple(v) for k, v in cells.items()}
    )


def _rank(kb: KnowledgeBase, column: Iri) -> int:
    concept = kb.ontology.concepts.get(column)
    return concept.rank if concept else 0


def bare(matrix: CoverageMatrix) -> tuple[Iri, ...]:
    """The rows of a matrix that nothing covers."""
    covered = {row for row, _ in matrix.cells}
    return tuple(row for row, _ in matrix.rows if row not in covered)


def listed(kb: KnowledgeBase, matrix: CoverageMatrix) -> Iterator[tuple[str, str, str, str]]:
    """Row, its label, column and record of every cell, one line a record; of a bare row, one line without."""
    labels = dict(matrix.columns)
    for row, label in matrix.rows:
        inside = [(c, record) for c in labels for record in matrix.cells.get((row, c), ())]
        for column, record in inside:
            yield name(kb, row), label, labels[column], name(kb, record)
        if not inside:
            yield name(kb, row), label, "", ""
