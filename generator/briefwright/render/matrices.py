"""Matrices of what covers what, and lists of what is wanting, as a page of HTML that stands alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

_STYLE = """\
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; color: #1b1b1b } h2 { font-size: 1.2rem; margin-top: 2rem }
table { border-collapse: collapse } th, td { border: 1px solid #c9c9c9; padding: .3rem .5rem; vertical-align: top }
thead th { background: #f0f0f0; font-size: .85rem; max-width: 9rem } tbody th { text-align: left; font-weight: 400 }
.none { background: #fbe4e4 } code { color: #565c65; font-size: .8rem } ul { margin: .2rem 0; padding-left: 1.1rem }
summary { cursor: pointer }
"""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A record as a page names it: its short name, what it is called, and its file."""

    name: str
    label: str
    file: str


Grid = tuple[str, Sequence[str], Sequence[tuple[GridCell, Sequence[Sequence[GridCell]]]]]
"""Title, headings of the columns, and each row with its cells, which hold records."""


def as_page(grids: Iterable[Grid], lists: Iterable[tuple[str, Sequence[GridCell]]]) -> str:
    """A whole page: a table for each matrix, with the records of a cell behind its number, then the lists."""
    title = "What covers what, and what is wanting"
    parts = [*map(_grid, grids), "<h2>Wanting</h2>"]
    for heading, records in lists:
        parts.append(f"<details><summary>{escape(heading)} ({len(records)})</summary>{_records(records)}</details>")
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="viewport" content="width=device-width">'
    body = f"<main><h1>{title}</h1>{''.join(parts)}</main>"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{_STYLE}</style></head><body>{body}</body></html>\n'


def _grid(grid: Grid) -> str:
    title, heads, rows = grid
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = []
    for record, cells in rows:
        bare = "" if any(cells) else ' class="none"'
        inside = "".join(f"<td>{_cell(cell)}</td>" for cell in cells)
        lines.append(f'<tr{bare}><th scope="row">{_record(record)}</th>{inside}</tr>')
    table = f"<thead><tr><td></td>{top}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f"<h2>{escape(title)}</h2><table><caption hidden>{escape(title)}</caption>{table}</table>"


def _cell(records: Sequence[GridCell]) -> str:
    return f"<details><summary>{len(records)}</summary>{_records(records)}</details>" if records else ""


def _records(records: Sequence[GridCell]) -> str:
    return f"<ul>{''.join(f'<li>{_record(record)}</li>' for record in records)}</ul>"


def _record(record: GridCell) -> str:
    where = f' title="{escape(record.file)}"' if record.file else ""
    return f"{escape(record.label)} <code{where}>{escape(record.name)}</code>"
