"""The page a folder of papers opens with: each paper by reader, with its length and its files."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePath

from briefwright.document import Banner, Column, Document, Link, Method, Row, Run, Runs, Section, Table
from briefwright.knowledge.workspace import Workspace
from briefwright.papers.fitting import Presses, printed_page
from briefwright.papers.writing import BuiltPaper

FILE_NAME = "index.html"
_COLUMNS = (("paper", 44), ("type", 22), ("marking", 12), ("pages", 8), ("files", 14))


def start_page(workspace: Workspace, papers: Sequence[BuiltPaper]) -> bytes:
    """The page as HTML that stands alone; it links to the files by their names, which lie beside it."""
    brand = workspace.brand
    ordered = sorted(papers, key=lambda paper: (paper.reader, paper.pages, paper.title))
    words = workspace.words
    columns = tuple(Column(words[f"{name}_column"], share) for name, share in _COLUMNS)
    sections = tuple(
        _section(columns, reader, tuple(those)) for reader, those in groupby(ordered, key=lambda p: p.reader)
    )
    counted = words.say("one_paper" if len(papers) == 1 else "papers_counted", count=len(papers))
    page = Document(
        title=words["papers"], dek=(Run(counted),), brief="", type="start-page",
        type_label=words["contents"], audience="", audience_label="", voice="", language=workspace.language,
        institution=brand.name, unit=brand.unit, contact=brand.contact, notes="end", product_number="", edition="",
        as_of="", as_of_text="", body_pages=0, columns=1, banner=Banner("", "", ""), draft=False, caveats=(),
        sections=sections, references=(), statements=(), method=Method(),
    )  # fmt: skip
    return printed_page(page, Presses(workspace))


def _section(columns: tuple[Column, ...], reader: str, papers: Sequence[BuiltPaper]) -> Section:
    key = f"for-{papers[0].name.rpartition('-')[2]}"
    rows = tuple(Row(_cells(paper), paper.name) for paper in papers)
    return Section(key, reader, (Table(reader, columns, rows, f"{key}-papers"),))


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
