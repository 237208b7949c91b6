"""Rows of a sheet into the knowledge base: read, compared with what was exported and with what is there now."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from briefwright.curate.drafts import Draft, with_values
from briefwright.curate.notation import Notation, UnreadableError
from briefwright.curate.operations import drafts, identified, minted
from briefwright.curate.planning import fresh
from briefwright.curate.tables import HASH, ID, NOTE, SheetLine, mark, marks, path_of
from briefwright.errors import BriefwrightError, UsageError
from briefwright.findings import Finding
from briefwright.knowledge.forms import FormField
from briefwright.knowledge.ontology import TYPE, index
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
    ids: Mapping[Iri, SheetCell]
    ignored: tuple[str, ...]

    def cell_of(self, finding: Finding) -> SheetCell | None:
        """The cell a finding is about: that of the field, or of the record's name."""
        focus = Iri(finding.focus)
        return self.cells.get((focus, Iri(finding.path))) or self.ids.get(focus)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet whose head was understood: the class of its rows, the field of each column, and the rows."""

    cls: Iri
    id: int
    hash: int
    fields: Mapping[int, FormField]
    lines: tuple[SheetLine, ...]


@dataclass
class _Read:
    """What was read so far; what is wrong goes into `faults`."""

    faults: list[str] = field(default_factory=list)
    values: dict[Iri, dict[Iri, tuple[Value, ...]]] = field(default_factory=dict)
    kinds: dict[Iri, Iri] = field(default_factory=dict)
    marks: dict[Iri, Mapping[str, str] | None] = field(default_factory=dict)
    cells: dict[tuple[Iri, Iri], SheetCell] = field(default_factory=dict)
    ids: dict[Iri, SheetCell] = field(default_factory=dict)


def take_in(notation: Notation, lines: Iterable[SheetLine], kind: str, on_conflict: str, today: str) -> Import:
    """What the records say after the rows of sheets are taken in. `kind` is the class of rows whose sheet says none.

    A field that differs from the record is taken from the sheet if the record still says what was exported, and left
    if the sheet does; where both were changed, `on_conflict` decides. In a row without a hash an empty cell leaves the
    field as it is. Rows that are gone from the sheet take no record with them. Raises SheetError with every fault of
    every cell."""
    sheets, faults, ignored = _sheets(notation, tuple(lines), kind)
    read = _Read(faults)
    named = list(_named(notation, sheets, read))
    labels = {iri: _label(sheet, line) for sheet, line, iri in named if "#" not in iri}
    reading = Notation(notation.kb, notation.forms, labels)
    for sheet, line, subject in named:
        _read_row(reading, sheet, line, subject, read)
    rows: dict[Iri, list[Iri]] = {}
    for subject in read.values:
        rows.setdefault(record_of(subject), []).append(subject)
    before = drafts(notation.kb, sorted(rows))
    wanted = {
        draft: tuple(_merged(notation, draft, rows[record], read, on_conflict, today))
        for record, draft in before.items()
    }
    if read.faults:
        raise SheetError(read.faults)
    return Import(wanted, read.cells, read.ids, tuple(ignored))


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
    hash_at = id_at = -1
    for number, text in enumerate(head.cells):
        words = text.strip()
        if words == HASH:
            hash_at = number
        elif words.partition(":")[0].lower() == ID or (not paths and words.lower() == "record"):
            id_at = number
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
    return _Sheet(cls, id_at, hash_at, fields, tuple(body)), aside


def _cell(line: SheetLine, number: int) -> str:
    return line.cells[number] if 0 <= number < len(line.cells) else ""


def _label(sheet: _Sheet, line: SheetLine) -> str:
    """What a row calls its record, for rows that name it."""
    for prop in LABELS:
        for number, known in sheet.fields.items():
            if known.prop == prop and _cell(line, number):
                return _cell(line, number).strip()
    return ""


def _named(notation: Notation, sheets: Iterable[_Sheet], read: _Read) -> Iterator[tuple[_Sheet, SheetLine, Iri]]:
    """Each row with the name of its record, which a row without one gets from its label."""
    taken: set[Iri] = set()
    for sheet in sheets:
        for line in sheet.lines:
            cell = SheetCell(line, max(sheet.id, 0))
            given = _cell(line, sheet.id).strip()
            try:
                iri = identified(notation, sheet.cls, given) if given else _new(notation, sheet, line, taken)
            except UsageError as error:
                read.faults.append(cell.says(str(error)))
                continue
            if iri in taken:
                read.faults.append(cell.says(f"{name(notation.kb, iri)} stands in another row too. Keep one of them."))
                continue
            taken.add(iri)
            read.ids[iri] = cell
            yield sheet, line, iri


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


def _read_row(notation: Notation, sheet: _Sheet, line: SheetLine, subject: Iri, read: _Read) -> None:
    own: dict[Iri, tuple[Value, ...]] = {}
    base = marks(_cell(line, sheet.hash))
    for number, known in sheet.fields.items():
        cell = SheetCell(line, number) if number < len(line.cells) else SheetCell(line, max(sheet.id, 0))
        read.cells[subject, known.prop] = cell
        text = _cell(line, number)
        if not text.strip() and base is None:
            continue
        try:
            own[known.prop] = notation.read_all(text, known, record_of(subject))
        except UnreadableError as error:
            read.faults += [cell.says(message) for message in str(error).splitlines()]
    read.values[subject] = own
    read.kinds[subject] = sheet.cls
    read.marks[subject] = base


def _merged(
    notation: Notation, before: Draft, subjects: Iterable[Iri], read: _Read, on_conflict: str, today: str
) -> Iterator[Triple]:
    """The triples of a record after the rows of it and its parts."""
    facts = before.facts
    for subject in subjects:
        own = facts.get(subject, {})
        if read.marks[subject] is not None and not own and on_conflict != SHEET:
            if on_conflict == REFUSE:
                read.faults.append(read.ids[subject].says("The record is gone since the export. " + _DECIDE))
            continue
        given = read.values[subject]
        if own:
            sides = {prop: _side(notation, own, given[prop], (subject, prop), read, on_conflict) for prop in given}
            values = {prop: side for prop, side in sides.items() if side is not None}
        else:
            never_exported = subject == before.record and read.marks[subject] is None
            first = fresh(today) if never_exported else {}
            values = {TYPE: (read.kinds[subject],), **first, **{prop: found for prop, found in given.items() if found}}
        facts = index(with_values(facts, subject, values))
    return (Triple(s, p, v) for s, said in facts.items() for p, values in said.items() for v in values)


def _side(
    notation: Notation,
    own: Mapping[Iri, tuple[Value, ...]],
    given: tuple[Value, ...],
    slot: tuple[Iri, Iri],
    read: _Read,
    on_conflict: str,
) -> tuple[Value, ...] | None:
    """What a field is to have: the side that was changed; None to leave it as it is."""
    subject, prop = slot
    there = own.get(prop, ())
    now, wanted = mark(notation, there), mark(notation, given)
    marked = read.marks[subject]
    base = now if marked is None else marked.get(path_of(prop), "")
    if now == wanted or (base == wanted and marked is not None):
        return None
    if base == now or on_conflict == SHEET:
        return given
    if on_conflict == REFUSE:
        known = notation.forms.field(read.kinds[subject], prop)
        theirs = notation.write_all(there, known, record_of(subject)) or "nothing"
        message = f"{known.name} was changed in the sheet and in the record, which now has: {theirs}. {_DECIDE}"
        read.faults.append(read.cells[slot].says(message))
    return None


_DECIDE = "Export anew, or say with --on-conflict which side to take."
