"""The last pass over a composed paper: notes numbered as a reader meets them, and assessments called so."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, assert_never

from briefwright.document import (
    Bars,
    Block,
    Choice,
    Code,
    Diagram,
    Document,
    Entry,
    Graph,
    Group,
    ListBlock,
    Matrix,
    Notice,
    Paragraph,
    Revision,
    Row,
    Run,
    Runs,
    Scale,
    Statement,
    Support,
    Table,
    Timeline,
    Warrant,
    runs_of,
)

_Part = TypeVar("_Part")


def numbered(document: Document) -> tuple[Document, Mapping[int, int]]:
    """The document with its statements and notes in the order in which they are read, notes never called last; and
    old -> new number of each note.

    The references keep their old texts: who cites in full and who refers back is for the caller to write anew."""
    called = (number for run in runs_of((document.dek, document.sections)) for number in (*run.notes, *run.disputed))
    order = dict.fromkeys((*called, *(r.number for r in document.references)))
    new = {old: number for number, old in enumerate(order, 1)}

    read = dict.fromkeys(run.statement for run in runs_of((document.dek, document.sections)) if run.statement)
    places = {old: f"s{number}" for number, old in enumerate(read, 1)}
    statements = {statement.id: statement for statement in document.statements}

    def again(run: Run) -> Run:
        statement = places[run.statement] if run.statement else ""
        return replace(run, statement=statement, notes=_sorted(run.notes, new), disputed=_sorted(run.disputed, new))

    return (
        replace(
            document,
            dek=_mapped(document.dek, again),
            sections=_mapped(document.sections, again),
            statements=tuple(replace(_renoted(statements[old], new), id=number) for old, number in places.items()),
        ),
        new,
    )


def _sorted(numbers: Iterable[int], new: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(sorted(new[number] for number in numbers))


def _renoted(statement: Statement, new: Mapping[int, int]) -> Statement:
    def again(supports: tuple[Support, ...]) -> tuple[Support, ...]:
        return tuple(replace(support, note=new[support.note]) for support in supports)

    return replace(statement, supports=again(statement.supports), contradicted=again(statement.contradicted))


def _mapped(part: _Part, change: Callable[[Run], Run]) -> _Part:
    """A part of a document with every run changed."""
    found: Any = part
    if isinstance(part, Run):
        found = change(part)
    elif isinstance(part, tuple):
        found = tuple(_mapped(member, change) for member in part)
    elif is_dataclass(part) and not isinstance(part, type):
        changed = {f.name: _mapped(getattr(part, f.name), change) for f in fields(part)}
        found = replace(part, **changed)
    return found  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _Judged:
    """The statements that are judged, and the word that says so."""

    statements: frozenset[str]
    word: str


def announced(document: Document, word: str) -> Document:
    """The document with this word before each stretch of judged statements that no label announces (rule 5)."""
    marked = _Judged(frozenset(s.id for s in document.statements if s.warrant is Warrant.JUDGED), word)
    sections = tuple(replace(s, blocks=tuple(_announced(b, marked) for b in s.blocks)) for s in document.sections)
    return replace(document, dek=_told(document.dek, marked), sections=sections)


def _announced(block: Block, marked: _Judged) -> Block:
    match block:
        case Paragraph():
            return block if block.tag else replace(block, runs=_told(block.runs, marked))
        case ListBlock():
            return replace(block, items=tuple(_told(item, marked) for item in block.items))
        case Table():
            return _announced_table(block, marked)
        case Entry():
            return replace(block, lead=_told(block.lead, marked))
        case Group() | Revision():
            return replace(block, blocks=tuple(_announced(member, marked) for member in block.blocks))
        case Matrix() | Timeline() | Bars() | Graph():
            return replace(block, twin=_announced_table(block.twin, marked))
        case Choice() | Scale() | Code() | Diagram() | Notice():
            return block  # of these nothing is a statement
        case _:
            assert_never(block)


def _announced_table(table: Table, marked: _Judged) -> Table:
    return replace(table, rows=tuple(_row(table, row, marked) for row in table.rows))


def _row(table: Table, row: Row, marked: _Judged) -> Row:
    cells = zip(table.columns, row.cells, strict=True)
    return replace(row, cells=tuple(cell if column.judged else _told(cell, marked) for column, cell in cells))


def _told(runs: Runs, marked: _Judged) -> Runs:
    return tuple(_stretches(runs, marked))


def _stretches(runs: Runs, marked: _Judged) -> Iterator[Run]:
    seen = False
    for run in runs:
        if run.statement in marked.statements and not seen:
            yield Run(marked.word, style="tag")
            yield Run(" ")
        seen = run.statement in marked.statements if run.statement else seen
        yield run
