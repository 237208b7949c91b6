"""Lists to work with as PDF: the answer to a question on one page, and what is wanting with who is to see to it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from briefwright.analyse.gaps import Gap
from briefwright.document import Banner, Column, Document, Method, Notice, Row, Run, Section, Table
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import label, name, printed, text
from briefwright.knowledge.vocabulary import MODIFIED
from briefwright.papers.fitting import Presses, sheet
from briefwright.rdf.tables import ResultTable, widths
from briefwright.terms import Iri, Value
from briefwright.warrant.release import highest_marking

TYPE = "worksheet"
_LEAST_SHARE, _WIDEST = 6, 60
_WIDE = 5  # columns from which on a page lies on its side


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table of a list: heading, names of the columns, and the cells as text."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def answer_sheet(kb: KnowledgeBase, question: str, why: str, answer: ResultTable, arguments: str = "") -> bytes:
    """The answer to a question as a PDF of one page. Rows that do not fit are left out and counted on it.

    Columns that are empty, and names of records whose label stands beside them, are left out too."""
    presses = Presses(kb.workspace)
    columns = _telling(answer)
    rows = tuple(tuple(_cell(kb, row[i]) for i in columns) for row in answer.rows)
    heads = tuple(_words(answer.columns[i]) for i in columns) or ("answer",)
    used = {v for row in answer.rows for v in row if isinstance(v, Iri) and v in kb.aggregates}

    def made(count: int) -> tuple[bytes, int]:
        left = len(rows) - count
        note = f"{left} more row{'' if left == 1 else 's'} did not fit on the page." if left else ""
        said = f"{len(rows)} row{'' if len(rows) == 1 else 's'}" if rows else "No row"
        part = SheetTable(said, heads, rows[:count], note)
        dek = why + (f" Asked with {arguments}." if arguments else "")
        return sheet(document(kb, question, dek, [part], used), presses)

    whole = made(len(rows))
    if whole[1] == 1:
        return whole[0]
    fits, over = 0, len(rows)
    best = made(0)[0]
    while over - fits > 1:
        middle = (fits + over) // 2
        data, pages = made(middle)
        fits, over, best = (middle, over, data) if pages == 1 else (fits, middle, best)
    return best


def _telling(answer: ResultTable) -> list[int]:
    """The columns that tell a reader something: not empty, no name of a record that is called by its label, and no
    marking that all have."""
    labelled = {head.removesuffix("Label") for head in answer.columns if head.endswith("Label")}
    labelled |= {answer.columns[0]} if {"label", "statement", "title"} & set(answer.columns) else set()
    values = {i: {row[i] for row in answer.rows} for i in range(len(answer.columns))}
    same = {i for i, head in enumerate(answer.columns) if head == "marking" and len(values[i]) == 1}
    dull = same | {i for i, head in enumerate(answer.columns) if head in labelled or values[i] <= {None}}
    return [i for i in range(len(answer.columns)) if i not in dull]


def worklist(kb: KnowledgeBase, gaps: Sequence[Gap], on: str) -> bytes:
    """What is wanting as a PDF, a part for each owner, with a box to tick for each record."""
    presses = Presses(kb.workspace)
    size = Counter((gap.group, gap.gap) for gap in gaps)  # the rare ones first, which are soonest done
    ordered = sorted(gaps, key=lambda gap: (gap.owner, size[gap.group, gap.gap], gap.group, gap.gap, gap.record))
    parts = [
        SheetTable(
            owner or "No owner recorded", ("Done", "What is wanting", "Record", "Name"), tuple(_tasks(kb, those))
        )
        for owner, those in groupby(ordered, key=lambda gap: gap.owner)
    ]
    said = f"{len(gaps)} gap{'' if len(gaps) == 1 else 's'} in the knowledge base on {kb.workspace.words.date(on)}"
    used = {gap.record for gap in gaps}
    return sheet(document(kb, "Worklist", f"{said}, by the keeper of the record.", parts, used), presses)[0]


def _tasks(kb: KnowledgeBase, gaps: Iterable[Gap]) -> Iterable[tuple[str, ...]]:
    return (("☐", f"{gap.group}: {gap.gap}", name(kb, gap.record), gap.label) for gap in gaps)


def document(kb: KnowledgeBase, title: str, dek: str, parts: Sequence[SheetTable], used: Iterable[Iri]) -> Document:
    """The list as a Document without statements: it quotes the records, and marks itself as no paper. Its marking is
    the highest of the records on it."""
    brand = kb.workspace.brand
    mark = kb.ontology.concepts.get(highest_marking(kb, frozenset(used)))
    latest = max((text(kb, iri, MODIFIED) for iri in kb.aggregates), default="")
    page = Document(
        title=title, dek=(Run(dek),), brief="", type=TYPE, type_label="Working list", audience="", audience_label="",
        voice="", language=kb.workspace.language, institution=brand.name, unit=brand.unit, contact=brand.contact,
        notes="end", product_number="", edition="", as_of=latest, as_of_text=kb.workspace.words.date(latest),
        body_pages=0, columns=1, draft=False, caveats=(),
        banner=Banner(mark.label, mark.foreground, mark.background) if mark else Banner("", "", ""),
        sections=tuple(_section(number, part) for number, part in enumerate(parts, 1)), references=(),
        statements=(), method=Method(),
    )  # fmt: skip
    return replace(page, landscape=any(len(part.columns) > _WIDE for part in parts))


def _section(number: int, part: SheetTable) -> Section:
    key = f"part-{number}"
    shares = widths((part.columns, *part.rows), _LEAST_SHARE, _WIDEST)
    columns = tuple(Column(head, share) for head, share in zip(part.columns, shares, strict=True))
    rows = tuple(Row(tuple((Run(cell),) for cell in row), f"{key}-row-{i}") for i, row in enumerate(part.rows, 1))
    table = (Table(part.heading, columns, rows, f"{key}-table"),) if rows else ()
    note = (Notice(part.note, f"{key}-note"),) if part.note else ()
    return Section(key, part.heading, (*table, *note))


def _cell(kb: KnowledgeBase, value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Iri) and value in kb.aggregates:
        return name(kb, value)
    return label(kb, value) if isinstance(value, Iri) else printed(kb, value)


def _words(column: str) -> str:
    """`riskLabel` -> `Risk label`."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in column)
    return spaced.removesuffix(" label").capitalize()
