"""Tables as files of a spreadsheet, by the ending of the file, and back; here CSV, written so that no cell is taken for
a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefwright.curate import workbooks
from briefwright.curate.tables import Sheet, SheetLine, refuse_far
from briefwright.errors import DataError, UsageError
from briefwright.files import atomic_write

_FORMULA = tuple("=+-@\t\r'")


def write(tables: Iterable[Sheet], path: Path) -> tuple[Path, ...]:
    """Write tables as the ending of `path` says: all in one XLSX, or the first as that CSV file and each other that has
    rows beside it, as `NAME-<part>.csv`. Returns the files written.

    Raises UsageError for another ending, DataError for a text that is too long for a cell of XLSX, and ResourceError
    where XLSX cannot be written."""
    kept = tuple(tables)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        atomic_write(path, workbooks.write(kept))
        return (path,)
    if suffix != ".csv":
        raise UsageError(f"{path} is neither .xlsx nor .csv. Give the file one of these endings.")
    names = (path, *(path.with_name(f"{path.stem}-{table.name}{path.suffix}") for table in kept[1:]))
    written = [(name, table) for name, table in zip(names, kept, strict=True) if name == path or table.rows]
    for name, table in written:
        atomic_write(name, as_csv(table).encode())
    return tuple(name for name, _ in written)


def as_csv(table: Sheet) -> str:
    """A table as CSV: labels, paths, then the rows. A cell that a spreadsheet would take for a formula begins with an
    apostrophe, which reading takes away."""
    text = io.StringIO()
    writer = csv.writer(text)  # lines end as RFC 4180 has it, and so a bare CR in a cell is quoted too
    heads = ([column.label for column in table.columns], [column.path for column in table.columns])
    writer.writerows([_guarded(cell) for cell in row] for row in (*heads, *table.rows))
    return text.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def read(path: Path) -> tuple[SheetLine, ...]:
    """The rows of a file that have something in them, in order, as texts; numbers and days as a person writes them.

    Raises DataError, naming every cell, for formulas and errors in cells, and for a file that is too large, reaches too
    far or cannot be read; UsageError for an ending that is neither .xlsx nor .csv."""
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise UsageError(f"{path} is neither .xlsx nor .csv. Save the sheet as one of these.")
    if path.stat().st_size > workbooks.MOST_BYTES:
        raise DataError(f"{path} has more than {workbooks.MOST_BYTES // 1024**2} MiB. Split it.")
    lines = workbooks.read(path) if suffix == ".xlsx" else _read_csv(path)
    return tuple(line for line in lines if any(cell.strip() for cell in line.cells))


def _read_csv(path: Path) -> Iterator[SheetLine]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8. Save it as “CSV UTF-8”.") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            refuse_far(path, "", number, len(cells))
            yield SheetLine(path.name, "", number, tuple(map(_unguarded, cells)))
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: this is no CSV: {error}. Save the sheet again as CSV.") from error
