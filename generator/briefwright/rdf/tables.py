"""A table of values, and its text for other programs: CSV, TSV, JSON and Markdown."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from briefwright.rdf.store import Row
from briefwright.terms import Iri, LangText, Other, Value

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The answer to a question: named columns, rows of values or None, and the arguments it was asked with.

    `truncated` says that there are more rows than these."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    arguments: Mapping[str, Value]
    truncated: bool = False


def in_order(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows sorted by their cells from left to right: empty cells, then numbers, then texts."""
    return tuple(sorted(rows, key=lambda row: tuple(_rank(value) for value in row)))


def _rank(value: Value | None) -> tuple[int, Decimal, str, str]:
    if value is None:
        return 0, Decimal(0), "", ""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return 1, Decimal(value), str(value), ""
    qualifier = value.lang if isinstance(value, LangText) else value.datatype if isinstance(value, Other) else ""
    return 2, Decimal(0), cell_text(value, ""), f"{type(value).__name__} {qualifier}"


def cell_text(value: Value | None, base_iri: str) -> str:
    """A value as plain text: records under `base_iri` as class/slug, other IRIs in full, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value).removeprefix(base_iri) if isinstance(value, Iri) else str(value)


def as_csv(table: ResultTable, base_iri: str = "") -> str:
    """CSV after RFC 4180, lines ending in CR LF. Faithful: a text that begins with "=" stays as it is."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(table.columns)
    writer.writerows([cell_text(value, base_iri) for value in row] for row in table.rows)
    return stream.getvalue()


def as_tsv(table: ResultTable, base_iri: str = "") -> str:
    r"""One line a row, cells parted by tabs; \t \n \r \\ stand for what cannot be in a cell."""
    escapes = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
    rows = ([cell_text(value, base_iri).translate(escapes) for value in row] for row in table.rows)
    return "".join("\t".join(cells) + "\n" for cells in (table.columns, *rows))


def as_json(table: ResultTable, base_iri: str = "") -> str:
    """One JSON object. Numbers are numbers (decimals as doubles), dates and texts strings, IRIs in full."""
    del base_iri
    members = {
        "schema_version": SCHEMA_VERSION,
        "query": table.name,
        "arguments": {name: _member(value) for name, value in sorted(table.arguments.items())},
        "columns": list(table.columns),
        "rows": [[_member(value) for value in row] for row in table.rows],
        "truncated": table.truncated,
    }
    return json.dumps(members, ensure_ascii=False, indent=2) + "\n"


def as_markdown(table: ResultTable, base_iri: str = "") -> str:
    """A pipe table in which no cell can be read as Markdown or HTML."""
    rows = [[_markdown(value, base_iri) for value in row] for row in table.rows]
    lines = (list(table.columns), ["---"] * len(table.columns), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def widths(lines: Sequence[Sequence[str]], least: int, most: int) -> list[int]:
    """The width of each column in percent, by its longest text, of which at most `most` letters count, and `least`."""
    needs = [least + min(most, max(map(len, column))) for column in zip(*lines, strict=True)]
    return [100 * need // sum(needs) for need in needs]


FORMATS: Mapping[str, Callable[[ResultTable, str], str]] = {
    "csv": as_csv,
    "tsv": as_tsv,
    "json": as_json,
    "md": as_markdown,
}
"""The writer of each format by its name; the second argument is the base IRI of the records."""


def _member(value: Value | None) -> str | int | float | bool | None:
    if value is None or isinstance(value, (bool, int)):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


def _markdown(value: Value | None, base_iri: str) -> str:
    text = " ".join(cell_text(value, base_iri).split())
    marks = r"[\\|<>]" if isinstance(value, Iri) else r"[\\|<>`*_\[\]&]"
    return re.sub(marks, r"\\\g<0>", text)
