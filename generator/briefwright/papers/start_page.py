"""The page a folder of papers opens with: each paper by reader, with its length and its files."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePath

from briefwright.document import Banner, Column, Document, Link, Method, Row, Run, Runs, Section, Table
from briefwright.knowledge.workspace import Workspace
from briefwright.papers.fitting import Presses, printed_page
from briefwright.papers.writing import BuiltPaper

FILE_NAME = "index.html"
_COLUMNS = (Column("Paper", 44), Column("Type", 22), Column("Marking", 12), Column("Pages", 8), Column("Files", 14))


def start_page(workspace: Workspace, papers: Sequence[BuiltPaper]) -> bytes:
    """The page as HTML that stands alone; it links to the files by their names, which lie beside it."""
    brand = workspace.brand
    ordered = sorted(papers, key=lambda paper: (paper.reader, paper.pages, paper.title))
    sections = tuple(_section(reader, tuple(those)) for reader, those in groupby(ordered, key=lambda p: p.reader))
    count = f"{len(papers)} paper{'' if len(papers) == 1 else 's'}"
    page = Document(
        title="Papers", dek=(Run(f"{count}, the shortest first for each reader."),), brief="", type="start-page",
        type_label="Contents", audience="", audience_label="", voice="", language=workspace.language,
        institution=brand.name, unit=brand.unit, contact=brand.contact, notes="end", product_number="", edition="",
        as_of="", as_of_text="", body_pages=0, columns=1, banner=Banner("", "", ""), draft=False, caveats=(),
        sections=sections, references=(), statements=(), method=Method(),
    )  # fmt: skip
    return printed_page(page, Presses(workspace))


def _section(reader: str, papers: Sequence[BuiltPaper]) -> Section:
    key = f"for-{papers[0].name.rpartition('-')[2]}"
    rows = tuple(Row(_cells(paper), paper.name) for paper in papers)
    return Section(key, reader, (Table(reader, _COLUMNS, rows, f"{key}-papers"),))


def _cells(paper: BuiltPaper) -> tuple[Runs, ...]:
    names = [name for name, _ in paper.files]
    links = [Link(PurePath(name).suffix[1:].upper(), href=name) for name in names]
    spaced = tuple(run for link in links for run in (Run(" "), link))[1:]
    return (
        (Link(paper.title, href=names[0]),),
        (Run(paper.kind),),
        (Run(paper.marking),),
        (Run(str(paper.pages)),),
        spaced,
    )
