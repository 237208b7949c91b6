"""How a paper is to be handled beyond its mark: draft, embargo, Chatham House Rule, and marks on its portions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from briefwright.document import (
    Bars,
    Block,
    Choice,
    Code,
    Diagram,
    Document,
    Entry,
    Graph,
    Group,
    ListBlock,
    Matrix,
    Notice,
    Paragraph,
    Revision,
    Row,
    Run,
    Runs,
    Scale,
    Table,
    Timeline,
    runs_of,
)
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import links, name, text
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import SCHEME, Iri
from briefwright.words import Words

_CAVEAT = SCHEME + "handling-caveat/"


@dataclass(frozen=True, slots=True)
class Handling:
    """What the records of a paper ask of its readers.

    `draft` if one serves a decision still to be made; `release` is the latest time (ISO, with zone) before which one
    of them, `held`, may not be made public, and empty if there is none; an embargo without a time never ends."""

    draft: bool = False
    unnamed: bool = False
    release: str = ""
    held: str = ""

    def runs_at(self, now: datetime) -> bool:
        """Whether an embargo still runs at this time."""
        return bool(self.held) and (not self.release or now < datetime.fromisoformat(self.release))


def handling(kb: KnowledgeBase, records: Iterable[Iri]) -> Handling:
    """What these records ask of the readers of the paper that uses them."""
    caveats: dict[Iri, set[str]] = {iri: set(links(kb, iri, pol("handlingCaveat"))) for iri in sorted(records)}
    found = set().union(*caveats.values())
    open_ended = [i for i, said in caveats.items() if _CAVEAT + "embargo" in said and not _release(kb, i)]
    timed = sorted((datetime.fromisoformat(_release(kb, i)), i) for i in caveats if _release(kb, i))
    held = open_ended[0] if open_ended else timed[-1][1] if timed else ""
    return Handling(
        _CAVEAT + "draft" in found,
        _CAVEAT + "chatham-house" in found,
        "" if open_ended or not timed else _release(kb, Iri(held)),
        held,
    )


def caveats(asked: Handling, words: Words, *, draft: bool) -> tuple[str, ...]:
    """The lines at the head of a paper, one for each condition on passing it on; `draft` if it was built as one."""
    lines = (
        words["to_be_mended"] if draft else "",
        words["pre_decisional"] if asked.draft else "",
        words.say("for_release", time=_time(words, asked.release)) if asked.release else "",
        words["embargo_without_date"] if asked.held and not asked.release else "",
        words["chatham_house"] if asked.unnamed else "",
    )
    return tuple(line for line in lines if line)


def portioned(document: Document, ranks: Mapping[str, int]) -> Document:
    """The document with the mark of each portion before it, if its statements are not all marked alike.

    A portion is a paragraph, an item, an entry or a row; its mark is the highest of its statements, and one without
    statements of its own is marked as lowest. `ranks` orders the marks."""
    marks = {s.id: s.marking for s in document.statements}
    if len(set(marks.values()) - {""}) < 2:
        return document
    lowest = min(marks.values(), key=lambda mark: ranks.get(mark, 99))
    marker = _Marker(marks, ranks, lowest)
    sections = tuple(replace(s, blocks=tuple(map(marker.block, s.blocks))) for s in document.sections)
    return replace(document, dek=marker.before(document.dek, document.dek), sections=sections)


@dataclass(frozen=True, slots=True)
class _Marker:
    marks: Mapping[str, str]
    ranks: Mapping[str, int]
    lowest: str

    def before(self, runs: Runs, portion: object) -> Runs:
        """The runs with the mark of the portion they begin."""
        if not runs:
            return runs
        found = [self.marks[run.statement] for run in runs_of(portion) if run.statement]
        mark = max(found, key=lambda mark: self.ranks.get(mark, -1), default="") or self.lowest
        return (Run(f"({mark})", style="quiet"), Run(" "), *runs)

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph():
                return replace(block, runs=self.before(block.runs, block))
            case ListBlock():
                return replace(block, items=tuple(self.before(item, item) for item in block.items))
            case Table():
                return self.table(block)
            case Entry() if block.title:
                return replace(block, title=self.before(block.title, block))
            case Entry():
                return replace(block, lead=self.before(block.lead, block))
            case Group():
                heading = self.before(block.heading, block.heading)
                return replace(block, heading=heading, blocks=tuple(map(self.block, block.blocks)))
            case Revision():
                return replace(block, blocks=tuple(map(self.block, block.blocks)))
            case Matrix() | Timeline() | Bars() | Graph():
                return replace(block, twin=self.table(block.twin))
            case Choice() | Scale() | Code() | Diagram() | Notice():
                return block  # of these nothing is a statement
            case _:
                assert_never(block)

    def table(self, table: Table) -> Table:
        return replace(table, rows=tuple(map(self.row, table.rows)))

    def row(self, row: Row) -> Row:
        return replace(row, cells=(self.before(row.cells[0], row), *row.cells[1:])) if row.cells else row


def embargoed(kb: KnowledgeBase, asked: Handling) -> str:
    """Why a paper may not be made public yet, for who builds it."""
    until = f"until {_time(kb.workspace.words, asked.release)}" if asked.release else "without a date"
    return f"{name(kb, Iri(asked.held))} is under embargo {until}"


def _release(kb: KnowledgeBase, iri: Iri) -> str:
    return text(kb, iri, pol("releaseNotBefore"))


def _time(words: Words, release: str) -> str:
    """2026-09-01T09:00:00+02:00 -> 1 September 2026, 09:00 (UTC+02:00)."""
    moment = datetime.fromisoformat(release)
    zone = moment.strftime("%z")
    offset = f"{zone[:3]}:{zone[3:]}" if moment.utcoffset() else ""
    return words.say("time", date=words.date(moment.date().isoformat()), time=f"{moment:%H:%M}", offset=offset)
