"""Tables as XLSX and back. Every cell is text; what is read has limits, since such files come from anywhere."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from briefwright.curate.tables import HASH, MOST_ROWS, Sheet, SheetLine, letters, refuse_far
from briefwright.errors import DataError, ResourceError

MOST_BYTES = 200 * 1024 * 1024
_LONGEST_CELL = 32_767
_CELL = re.compile(rb'\br="([A-Z]{1,3})?([0-9]{1,10})"')
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  a file has no clock of ours in it
_CHOICES = "_choices"
_WIDTHS = {"record": 34, "text": 40, "code": 18}
_LONG = 60
_TEXT = {"num_format": "@", "text_wrap": True, "valign": "top"}
_STYLES = {
    "text": {},
    "head": {"bold": True, "bg_color": "#E8EDF3"},
    "small": {"font_size": 8, "font_color": "#555555"},
}
_MISSING = "is not installed. Install briefwright[sheets], or use .csv."


def write(tables: tuple[Sheet, ...]) -> bytes:
    """A workbook with a sheet for each table: labels, paths and notes above the rows, which stay in sight; lists to
    choose from; the marks hidden. Same tables, same bytes.

    Raises DataError for a text that is too long for a cell, and ResourceError where no XLSX can be written."""
    if not find_spec("xlsxwriter"):
        raise ResourceError(f"XLSX is not written here: XlsxWriter {_MISSING}")
    import xlsxwriter

    _refuse_long(tables)
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    styles = {name: book.add_format({**_TEXT, **style}) for name, style in _STYLES.items()}
    lists = book.add_worksheet(_CHOICES)
    lists.hide()
    places = count()
    for table in tables:
        sheet = book.add_worksheet(table.name[:31])
        _write_sheet(sheet, table, styles)
        for number, column in enumerate(table.columns):
            if column.choices:
                index = next(places)
                lists.write_column(0, index, column.choices, styles["text"])
                where = f"='{_CHOICES}'!${letters(index)}$1:${letters(index)}${len(column.choices)}"
                sheet.data_validation(3, number, MOST_ROWS, number, _choice(column.label, where))
        if table is tables[0]:
            sheet.activate()
            sheet.set_first_sheet()
    book.close()
    return data.getvalue()


def _choice(label: str, where: str) -> dict[str, str]:
    message = "This is none of the values of the list."
    return {"validate": "list", "source": where, "error_type": "warning", "error_title": label[:32],
            "error_message": message}  # fmt: skip


def _write_sheet(sheet: Any, table: Sheet, styles: Mapping[str, object]) -> None:
    sheet.freeze_panes(3, 1)
    sheet.set_row(2, 48)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, _width(table, number), styles["text"], {"hidden": column.path == HASH})
        for row, (words, style) in enumerate(((column.label, "head"), (column.path, "small"), (column.help, "small"))):
            sheet.write_string(row, number, words, styles[style])
    for row, cells in enumerate(table.rows, 3):
        for number, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, number, cell, styles["text"])


def _refuse_long(tables: Iterable[Sheet]) -> None:
    faults = [
        f"{row[0]}: {column.label} has {len(cell)} signs."
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if len(cell.encode("utf-16-le")) // 2 > _LONGEST_CELL
    ]
    if faults:
        raise DataError("\n".join((*faults, f"A cell of XLSX holds {_LONGEST_CELL}. Use .csv for these records.")))


def _width(table: Sheet, number: int) -> int:
    column = table.columns[number]
    if number == 0:
        return _WIDTHS["record"]
    longest = max((len(row[number]) for row in table.rows), default=0)
    return _WIDTHS["code"] if column.choices or longest < _LONG // 2 else _WIDTHS["text"] if longest < _LONG else _LONG


def read(path: Path) -> Iterator[SheetLine]:
    """Every row of every sheet but those of choices.

    Raises DataError, naming every cell, for formulas and errors of the spreadsheet, and for a file that swells, reaches
    too far or cannot be read; ResourceError where no XLSX can be read."""
    if not find_spec("openpyxl"):
        raise ResourceError(
            "XLSX is not read here: openpyxl is not installed. Install briefwright[sheets], or use .csv."
        )
    from openpyxl import load_workbook

    _refuse_hostile(path)
    try:
        book = load_workbook(path, read_only=True)
        found = [(sheet.title, list(sheet.iter_rows())) for sheet in book.worksheets if sheet.title != _CHOICES]
        book.close()
    except Exception as error:
        raise DataError(f"{path} cannot be read as XLSX: {error}. Save it again, or as CSV.") from error
    faults: list[str] = []
    for title, rows in found:
        for number, row in enumerate(rows, 1):
            line = SheetLine(path.name, title, number, tuple(_text(cell.value) for cell in row))
            kinds = (getattr(cell, "data_type", "n") for cell in row)
            faults += [
                f"{line.place(column)}: {_REFUSED[kind]}: {line.cells[column][:60]}"
                for column, kind in enumerate(kinds)
                if kind in _REFUSED
            ]
            yield line
    if faults:
        raise DataError("\n".join((*faults, "Put the value itself in place of each of these, as text.")))


_REFUSED = {"f": "a formula", "e": "an error of the spreadsheet"}


def _text(value: object) -> str:
    """A cell as a person would write it, for cells that a spreadsheet took for a number, a day or a truth value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _refuse_hostile(path: Path) -> None:
    """Refuse what would fill the memory or never end: archives that swell, and cells far out."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MOST_BYTES:
                raise DataError(f"{path} swells to {size // 1024**2} MiB when opened. It is not read.")
            for entry in archive.infolist():
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    refuse_far(path, Path(entry.filename).stem, *_reach(archive.read(entry)))
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise DataError(f"{path} cannot be read as XLSX: {error}. Save it again, or as CSV.") from error


def _reach(xml: bytes) -> tuple[int, int]:
    """The last row and the number of columns that the cells of a sheet name."""
    row = columns = 0
    for column, number in _CELL.findall(xml):
        row = max(row, int(number))
        if column:
            columns = max(columns, _number(column.decode()))
    return row, columns


def _number(name: str) -> int:
    """The number of a column from its letters: A is 1."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
