"""The command that says what is wanting in the knowledge base."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from briefwright.analyse import gaps as analysis
from briefwright.analyse.gaps import CoverageMatrix, Gap
from briefwright.analyse.worksheet import worklist
from briefwright.cli.output import json_text, wide
from briefwright.errors import UsageError
from briefwright.files import atomic_write
from briefwright.knowledge.kb import KnowledgeBase, open_whole
from briefwright.knowledge.records import label, name
from briefwright.knowledge.workspace import find
from briefwright.render.matrices import GridCell, as_page
from briefwright.terms import Iri, is_calendar_date

_FORMATS = ("table", "csv", "json", "html", "pdf")


@click.command()
@click.option("--matrix", default="", metavar="NAME", help="One matrix of what covers what; 'all' for every one.")
@click.option("--topic", default="", help="Only gaps of records on this topic.")
@click.option("--on", default="", metavar="DATE", help="The day on which one looks; else today.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", help="How to print; pdf is a worklist.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; pdf needs one.")
@click.pass_obj
def gaps(workspace: Path | None, matrix: str, topic: str, on: str, form: str, out: Path | None) -> None:
    """Say what is wanting: risks without recommendation, advice without authority, lessons nobody used, and more."""
    day = on or date.today().isoformat()  # noqa: DTZ011  a curator's own day
    if not (len(day) == len("2026-01-31") and is_calendar_date(day)):
        raise UsageError(f"{on!r} is no day such as 2026-01-31.")
    if form == "pdf" and (matrix or not out):
        raise UsageError("A worklist is of gaps, and goes into a file: gaps --format pdf -o worklist.pdf.")
    kb = open_whole(find(workspace))
    if matrix or form == "html":
        found = analysis.matrices(kb, "" if matrix in ("", "all") else matrix)
        said = _page(kb, found, analysis.gaps(kb, day, topic)) if form == "html" else _matrices(kb, found, form)
    else:
        wanting = analysis.gaps(kb, day, topic)
        if form == "pdf" and out:
            atomic_write(out, worklist(kb, wanting, day))
            click.echo(f"{out}: {len(wanting)} gaps")
            return
        said = _listed(kb, wanting, form)
    if out:
        atomic_write(out, said.encode())
    else:
        click.echo(said, nl=False)


def _listed(kb: KnowledgeBase, found: tuple[Gap, ...], form: str) -> str:
    rows = [(gap.group, gap.gap, name(kb, gap.record), gap.label, gap.owner) for gap in found]
    heads = ("group", "gap", "record", "label", "owner")
    if form == "csv":
        return _csv(heads, rows)
    if form == "json":
        return json_text({"gaps": [dict(zip(heads, row, strict=True)) for row in rows]}) + "\n"
    return "".join(f"{line}\n" for line in _gap_lines(rows))


def _gap_lines(rows: list[tuple[str, str, str, str, str]]) -> Iterator[str]:
    for (group, gap), those in groupby(rows, key=lambda row: row[:2]):
        found = list(those)
        yield f"{group}: {gap} ({len(found)})"
        yield from (f"  {record}  {said}" for _, _, record, said, _ in found)
    if not rows:
        yield "Nothing is wanting."


def _matrices(kb: KnowledgeBase, found: tuple[CoverageMatrix, ...], form: str) -> str:
    heads = ("matrix", "row", "label", "column", "record")
    if form == "csv":
        return _csv(heads, [(matrix.name, *row) for matrix in found for row in _rows(kb, matrix)])
    if form == "json":
        whole = [
            {"matrix": m.name, "title": m.title, "cells": [dict(zip(heads[1:], r, strict=True)) for r in _rows(kb, m)]}
            for m in found
        ]
        return json_text({"matrices": whole}) + "\n"
    return "\n".join(_drawn(kb, matrix) for matrix in found)


def _rows(kb: KnowledgeBase, matrix: CoverageMatrix) -> list[tuple[str, str, str, str]]:
    return list(analysis.listed(kb, matrix))


def _drawn(kb: KnowledgeBase, matrix: CoverageMatrix) -> str:
    """A matrix with the number of records in each cell, and the records of each row below."""
    rows = [
        (name(kb, row), *(str(len(matrix.cells.get((row, column), ())) or "") for column, _ in matrix.columns))
        for row, _ in matrix.rows
    ]
    bare = len(analysis.bare(matrix))
    foot = f"{bare} of {len(matrix.rows)} rows have nothing. --format csv or html names the records of each cell.\n"
    return wide(matrix.title, ("", *(head for _, head in matrix.columns)), rows) + foot


def _csv(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows((heads, *rows))
    return stream.getvalue()


def _page(kb: KnowledgeBase, found: tuple[CoverageMatrix, ...], wanting: tuple[Gap, ...]) -> str:
    def cell(iri: Iri) -> GridCell:
        record = kb.aggregates.get(iri)
        return GridCell(name(kb, iri), label(kb, iri), record.path if record else "")

    def cells(matrix: CoverageMatrix, row: Iri) -> tuple[tuple[GridCell, ...], ...]:
        return tuple(tuple(map(cell, matrix.cells.get((row, column), ()))) for column, _ in matrix.columns)

    grids = [
        (m.title, tuple(head for _, head in m.columns), tuple((cell(row), cells(m, row)) for row, _ in m.rows))
        for m in found
    ]
    lists = [
        (f"{group}: {gap}", tuple(cell(one.record) for one in those))
        for (group, gap), those in groupby(wanting, key=lambda one: (one.group, one.gap))
    ]
    return as_page(grids, lists)
