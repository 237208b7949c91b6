"""Rows of a sheet into the knowledge base: read, compared with what was exported and with what is there now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from briefwright.curate.drafts import Draft, with_values
from briefwright.curate.notation import Notation, UnreadableError
from briefwright.curate.operations import drafts, identified, minted
from briefwright.curate.planning import fresh
from briefwright.curate.tables import HASH, ID, NOTE, SheetLine, mark, marks, path_of
from briefwright.errors import BriefwrightError, UsageError
from briefwright.findings import Finding
from briefwright.knowledge.ontology import TYPE, index
from briefwright.knowledge.record_forms import FormField
from briefwright.knowledge.records import name
from briefwright.knowledge.vocabulary import LABELS, pol
from briefwright.terms import Iri, Triple, Value, record_of

REFUSE, SHEET, RECORD = "refuse", "sheet", "record"
ON_CONFLICT = (REFUSE, SHEET, RECORD)
"""What to do where a field was changed in the sheet and in the record: refuse all, or take one side."""


class SheetError(BriefwrightError):
    """Rows that cannot be taken in. `faults` has a line for every fault, each with its cell."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class SheetCell:
    """Where a value was written."""

    line: SheetLine
    column: int

    def says(self, message: str) -> str:
        """A sentence about the cell, with its place and what stands in it."""
        value = self.line.cells[self.column].strip()
        shown = f" ({value if len(value) <= _SHOWN else value[: _SHOWN - 1] + '…'})" if value else ""
        return f"{self.line.place(self.column)}{shown}: {' '.join(message.split())}"


_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Import:
    """What the records of sheets are to say, where each field was written, and what was left aside, in words."""

    wanted: Mapping[Draft, tuple[Triple, ...]]
    cells: Mapping[tuple[Iri, Iri], SheetCell]
    names: Mapping[Iri, SheetCell]
    ignored: tuple[str, ...]

    def cell_of(self, finding: Finding) -> SheetCell | None:
        """The cell a finding is about: that of the field, or of the record's name."""
        focus = Iri(finding.focus)
        return self.cells.get((focus, Iri(finding.path))) or self.names.get(focus)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet whose head was understood: the class of its rows, the column with their names and that with their marks
    (-1 for none), the field of each other column, and the rows."""

    cls: Iri
    name_column: int
    mark_column: int
    fields: Mapping[int, FormField]
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says of a record or part.

    `marks` are those of the fields as they were exported, None for a row that was not. `cells` are where its fields
    stand, `named` is where its name does."""

    subject: Iri
    cls: Iri
    marks: Mapping[str, str] | None
    values: Mapping[Iri, tuple[Value, ...]]
    cells: Mapping[Iri, SheetCell]
    named: SheetCell


def take_in(notation: Notation, lines: Iterable[SheetLine], kind: str, on_conflict: str, today: str) -> Import:
    """What the records say after the rows of sheets are taken in. `kind` is the class of rows whose sheet says none.

    A field that differs from the record is taken from the sheet if the record still says what was exported, and left
    if the sheet does; where both were changed, `on_conflict` decides. In a row without a hash an empty cell leaves the
    field as it is. Rows that are gone from the sheet take no record with them. Raises SheetError with every fault of
    every cell."""
    sheets, faults, ignored = _sheets(notation, tuple(lines), kind)
    named, unnamed = _named(notation, sheets)
    labels = {iri: _label(sheet, line) for sheet, line, iri in named if "#" not in iri}
    reading = Notation(notation.kb, notation.forms, labels)
    read = [_read_row(reading, sheet, line, subject) for sheet, line, subject in named]
    by_record: dict[Iri, list[_Row]] = {}
    for row, _ in read:
        by_record.setdefault(record_of(row.subject), []).append(row)
    before = drafts(notation.kb, sorted(by_record))
    merged = {
        draft: _merged(notation, draft, by_record[record], on_conflict, today) for record, draft in before.items()
    }
    faults += [*unnamed, *(one for _, own in read for one in own), *(one for _, own in merged.values() for one in own)]
    if faults:
        raise SheetError(faults)
    return Import(
        {draft: triples for draft, (triples, _) in merged.items()},
        {(row.subject, prop): cell for row, _ in read for prop, cell in row.cells.items()},
        {row.subject: row.named for row, _ in read},
        tuple(ignored),
    )


def _sheets(notation: Notation, lines: tuple[SheetLine, ...], kind: str) -> tuple[list[_Sheet], list[str], list[str]]:
    by_sheet: dict[tuple[str, str], list[SheetLine]] = {}
    for line in lines:
        by_sheet.setdefault((line.file, line.sheet), []).append(line)
    found: list[_Sheet] = []
    faults: list[str] = []
    ignored: list[str] = []
    for own in by_sheet.values():
        try:
            sheet, aside = _sheet(notation, own, kind)
        except UsageError as error:
            faults.append(str(error))
        else:
            found.append(sheet)
            ignored += aside
    return found, faults, ignored


def _sheet(notation: Notation, lines: list[SheetLine], kind: str) -> tuple[_Sheet, list[str]]:
    """The head is the row of paths, the second, if there is one, else the row of labels, the first."""
    first = lines[0]
    paths = next((line for line in lines[:3] if line.cells[0].startswith(f"{ID}:")), None)
    head = paths or first
    own = head.cells[0].partition(":")[2] if paths else ""
    stem = first.sheet or first.file.rpartition(".")[0]
    try:
        cls = notation.forms.cls(own or kind or stem)
    except UsageError as error:
        raise UsageError(f"{first.place(0)}: {error} Name the class of the rows with --class.") from error
    fields: dict[int, FormField] = {}
    aside: list[str] = []
    mark_column = name_column = -1
    for number, text in enumerate(head.cells):
        words = text.strip()
        if words == HASH:
            mark_column = number
        elif words.partition(":")[0].lower() == ID or (not paths and words.lower() == "record"):
            name_column = number
        elif words:
            try:
                known = notation.forms.field(cls, notation.forms.property(words))
            except UsageError as error:
                aside.append(f"{head.place(number)}: this column is left aside: {error}")
                continue
            if known in fields.values():
                raise UsageError(f"{head.place(number)}: {words} stands in two columns. Delete one.")
            fields[number] = known
    if not fields:
        raise UsageError(f"{head.place(0)}: no column is a field. The first rows must name them, as an export does.")
    body = [line for line in lines if line.number > head.number and not line.cells[0].startswith(NOTE)]
    return _Sheet(cls, name_column, mark_column, fields, tuple(body)), aside


def _cell(line: SheetLine, number: int) -> str:
    return line.cells[number] if 0 <= number < len(line.cells) else ""


def _label(sheet: _Sheet, line: SheetLine) -> str:
    """What a row calls its record, for rows that name it."""
    for prop in LABELS:
        for number, known in sheet.fields.items():
            if known.prop == prop and _cell(line, number):
                return _cell(line, number).strip()
    return ""


def _named(notation: Notation, sheets: Iterable[_Sheet]) -> tuple[list[tuple[_Sheet, SheetLine, Iri]], list[str]]:
    """Each row with the name of its record, which a row without one gets from its label; and what is wrong."""
    found: list[tuple[_Sheet, SheetLine, Iri]] = []
    faults: list[str] = []
    taken: set[Iri] = set()
    for sheet in sheets:
        for line in sheet.lines:
            try:
                iri = _identity(notation, sheet, line, taken)
            except UsageError as error:
                faults.append(_named_in(sheet, line).says(str(error)))
                continue
            taken.add(iri)
            found.append((sheet, line, iri))
    return found, faults


def _named_in(sheet: _Sheet, line: SheetLine) -> SheetCell:
    return SheetCell(line, max(sheet.name_column, 0))


def _identity(notation: Notation, sheet: _Sheet, line: SheetLine, taken: Collection[Iri]) -> Iri:
    given = _cell(line, sheet.name_column).strip()
    iri = identified(notation, sheet.cls, given) if given else _new(notation, sheet, line, taken)
    if iri in taken:
        raise UsageError(f"{name(notation.kb, iri)} stands in another row too. Keep one of them.")
    return iri


def _new(notation: Notation, sheet: _Sheet, line: SheetLine, taken: Collection[Iri]) -> Iri:
    if notation.forms.is_part(sheet.cls):
        raise UsageError("A part needs its name: the record's, a # and a word, such as risk/x#step-1.")
    given = [(_cell(line, i), known) for i, known in sheet.fields.items() if known.prop == pol("source")]
    source = ""
    if sheet.cls == pol("Passage") and given:
        try:
            source = str(notation.read(*given[0], Iri("")))
        except UnreadableError:  # said of its own cell
            source = ""
    return minted(notation.kb, sheet.cls, _label(sheet, line), source, taken)


def _read_row(notation: Notation, sheet: _Sheet, line: SheetLine, subject: Iri) -> tuple[_Row, list[str]]:
    """A row with what it says, and what of it cannot be read."""
    values: dict[Iri, tuple[Value, ...]] = {}
    cells: dict[Iri, SheetCell] = {}
    faults: list[str] = []
    exported = marks(_cell(line, sheet.mark_column))
    named = _named_in(sheet, line)
    for number, known in sheet.fields.items():
        cell = cells[known.prop] = SheetCell(line, number) if number < len(line.cells) else named
        text = _cell(line, number)
        if not text.strip() and exported is None:
            continue
        try:
            values[known.prop] = notation.read_all(text, known, record_of(subject))
        except UnreadableError as error:
            faults += [cell.says(message) for message in str(error).splitlines()]
    return _Row(subject, sheet.cls, exported, values, cells, named), faults


def _merged(
    notation: Notation, before: Draft, rows: Iterable[_Row], on_conflict: str, today: str
) -> tuple[tuple[Triple, ...], list[str]]:
    """The triples of a record after the rows of it and its parts, and where sheet and record are at odds."""
    facts = before.facts
    faults: list[str] = []
    for row in rows:
        own = facts.get(row.subject, {})
        if row.marks is not None and not own and on_conflict != SHEET:
            if on_conflict == REFUSE:
                faults.append(row.named.says("The record is gone since the export. " + _DECIDE))
            continue
        values: dict[Iri, tuple[Value, ...]] = {}
        if not own:
            never_exported = row.subject == before.record and row.marks is None
            values = {TYPE: (row.cls,), **(fresh(today) if never_exported else {})}
        for prop, given in row.values.items():
            try:
                side = _side(notation, own.get(prop, ()), row, prop, on_conflict) if own else given or None
            except UsageError as error:
                faults.append(row.cells[prop].says(str(error)))
                continue
            values |= {prop: side} if side is not None else {}
        facts = index(with_values(facts, row.subject, values))
    triples = (Triple(s, p, v) for s, said in facts.items() for p, values in said.items() for v in values)
    return tuple(triples), faults


def _side(
    notation: Notation, there: tuple[Value, ...], row: _Row, prop: Iri, on_conflict: str
) -> tuple[Value, ...] | None:
    """What a field is to have that has `there`: the side that was changed; None to leave it as it is.

    Raises UsageError where both were changed and `on_conflict` is to refuse that."""
    given = row.values[prop]
    now, wanted = mark(notation, there), mark(notation, given)
    base = now if row.marks is None else row.marks.get(path_of(prop), "")
    if now == wanted or (base == wanted and row.marks is not None):
        return None
    if base == now or on_conflict == SHEET:
        return given
    if on_conflict == REFUSE:
        known = notation.forms.field(row.cls, prop)
        theirs = notation.write_all(there, known, record_of(row.subject)) or "nothing"
        raise UsageError(f"{known.name} was changed in the sheet and in the record, which now has: {theirs}. {_DECIDE}")
    return None


_DECIDE = "Export anew, or say with --on-conflict which side to take."
