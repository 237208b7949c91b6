"""Records as rows: what a sheet holds, apart from the kind of file it is kept in."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefwright.curate.drafts import Draft
from briefwright.curate.notation import Notation
from briefwright.errors import DataError
from briefwright.knowledge.ontology import TYPE, kebab
from briefwright.knowledge.record_forms import FormField
from briefwright.terms import POL, Iri, Value, shorten

ID = "id"
HASH = "_hash"
MOST_ROWS = 100_000
MOST_COLUMNS = 500
_VERSION = "1"
NOTE = "#"
"""With what the first cell of a row begins that is no record."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its label for people, its path for programs, what it holds, and the codes it takes its values from."""

    label: str
    path: str
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The things of a class as a sheet has them: a name, the columns, and a row of texts for each thing."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(notation: Notation, drafts: Iterable[Draft], kinds: Iterable[Iri] = ()) -> tuple[Sheet, ...]:
    """The records, and their parts, as a table for each class: those of `kinds` first and even if empty."""
    found: dict[Iri, list[tuple[Draft, Iri]]] = {cls: [] for cls in kinds}
    for draft in drafts:
        for subject, properties in draft.facts.items():
            cls = notation.forms.cls_of(properties.get(TYPE, ()))
            found.setdefault(cls, []).append((draft, subject))
    return tuple(_table(notation, cls, things) for cls, things in found.items())


def _table(notation: Notation, cls: Iri, things: list[tuple[Draft, Iri]]) -> Sheet:
    fields = columns_of(notation, cls, (draft.facts[subject] for draft, subject in things))
    base = notation.kb.workspace.base_iri
    rows = [
        (
            shorten(subject, base),
            *(notation.write_all(draft.facts[subject].get(f.prop, ()), f, draft.record) for f in fields),
            hashes(notation, draft.facts[subject], fields),
        )
        for draft, subject in sorted(things, key=lambda thing: thing[1])
    ]
    kind = kebab(cls.removeprefix(POL)) or "other"
    columns = (
        SheetColumn("record", f"{ID}:{kind}", f"{NOTE} The name of the {kind.replace('-', ' ')}; empty for a new one."),
        *(_column(notation, field) for field in fields),
        SheetColumn("hash", HASH, "Leave as it is: tells what was changed where."),
    )  # fmt: skip
    return Sheet(kind, columns, tuple(rows))


def columns_of(notation: Notation, cls: Iri, things: Iterable[Mapping[Iri, tuple[Value, ...]]]) -> list[FormField]:
    """The fields of a class, and whatever else its things have, but their class where it is no other."""
    form = notation.forms.by_class.get(cls)
    fields = list(form.fields) if form else []
    used = {p for own in things for p in own if p != TYPE or own[p] != (cls,)} - {field.prop for field in fields}
    return [*fields, *(notation.forms.field(cls, prop) for prop in sorted(used))]


def _column(notation: Notation, field: FormField) -> SheetColumn:
    choices = tuple(code for code, _ in notation.choices(field))
    if field.expects == "true or false":
        choices = ("true", "false")
    needed = " Needed." if field.least else ""
    several = " Several stand with ; between them." if field.most != 1 else ""
    help_ = f"{field.help} Write {field.expects}.{needed}{several}".strip()
    return SheetColumn(field.name, path_of(field.prop), help_, choices)


def path_of(prop: Iri) -> str:
    """How the second row of a sheet names a property: `pol:claimType`, or its IRI."""
    return shorten(prop)


def hashes(notation: Notation, own: Mapping[Iri, tuple[Value, ...]], fields: Iterable[FormField]) -> str:
    """What a thing says in each of its fields, shortened to a mark a field, so that a later reading can tell on which
    side something was changed. Begins with the version of this form."""
    marked = (f"{path_of(f.prop)}={mark(notation, own[f.prop])}" for f in fields if own.get(f.prop))
    return " ".join((_VERSION, *marked))


def mark(notation: Notation, values: Iterable[Value]) -> str:
    """The mark of the values of a field: the same for the same values in whatever order."""
    written = sorted(notation.term(value) for value in values)
    return hashlib.sha256("\n".join(written).encode()).hexdigest()[:12] if written else ""


def marks(cell: str) -> Mapping[str, str] | None:
    """Path -> mark, as `hashes` wrote them; None for a row that was not exported."""
    if not cell.strip():
        return None
    return {path: found for path, _, found in (pair.rpartition("=") for pair in cell.split()[1:])}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row of a file as it was read: where it stands, and its cells as texts."""

    file: str
    sheet: str
    number: int
    cells: tuple[str, ...]

    def place(self, column: int) -> str:
        """A cell as a person finds it: file, sheet, and its name in the sheet."""
        sheet = f"{self.file}, sheet {self.sheet}" if self.sheet else self.file
        return f"{sheet}, cell {letters(column)}{self.number}"


def letters(column: int) -> str:
    """The letters of a column counted from 0: A, B, ..., Z, AA."""
    head, last = divmod(column, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def refuse_far(path: Path, sheet: str, row: int, columns: int) -> None:
    """Raise DataError for a sheet that reaches further than is read."""
    if row > MOST_ROWS or columns > MOST_COLUMNS:
        where = f"{path}, sheet {sheet}" if sheet else str(path)
        raise DataError(
            f"{where} reaches to row {row}, column {letters(max(columns - 1, 0))}; at most {MOST_ROWS} rows and "
            f"{MOST_COLUMNS} columns are read. Delete what stands far out, or split the sheet."
        )
