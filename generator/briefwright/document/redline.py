"""Two versions of a paper as one Document, in the layout of the later one, with what was put in and what was taken out.

Taking all insertions and no deletion gives the words of the later paper, taking the deletions and no insertion those of
the earlier one. Blocks are paired by the record of their first statement, words by the longest runs they share."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, TypeVar

from briefwright.document import (
    Action,
    Block,
    Choice,
    Document,
    Entry,
    Field,
    Group,
    ListBlock,
    Notice,
    Paragraph,
    Redline,
    Reference,
    Revised,
    RevisedField,
    RevisedReference,
    RevisedSection,
    Revision,
    Row,
    Run,
    Runs,
    Section,
    Table,
    runs_of,
    text_of,
)

INS, DEL = "ins", "del"
_OLD = "old-"
_TOKEN = re.compile(r"\s+|[^\s]+")
_MARKUP = re.compile(r"[*_`]")
_Part = TypeVar("_Part")
Pairs = Iterator[tuple[_Part | None, _Part | None]]


def redline(before: Document, after: Document, title: str, compared: str) -> Redline:
    """The two papers as one, under this title. `compared` says to the reader which two they are.

    Sections, blocks, rows and sentences that are only in one of the papers are marked whole, the others word by word.
    Numbers of notes are those of the later paper; notes that only the earlier had follow after the last."""
    merged = _Merger(before, after)
    shown = {f.name: getattr(after, f.name) for f in fields(Document)}
    shown |= {
        "title": title,
        "dek": merged.runs(before.dek, after.dek),
        "sections": tuple(merged.sections()),
        "references": tuple(merged.references()),
        "statements": (*after.statements, *merged.old_statements()),
    }
    heading = merged.runs((Run(before.title),), (Run(after.title),))
    return Redline(**shown, heading=heading, compared=compared)


@dataclass(frozen=True)
class _Merger:
    """The two papers, with what is needed to tell which part of one is which of the other."""

    before: Document
    after: Document

    @cached_property
    def _records(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Of the later and of the earlier paper: statement -> its record."""
        later, earlier = ({s.id: s.record for s in paper.statements} for paper in (self.after, self.before))
        return later, earlier

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """The number of a note in the earlier paper -> its number here."""
        known = {_place(reference): reference.number for reference in self.after.references}
        following = max(known.values(), default=0)
        numbers: dict[int, int] = {}
        for reference in self.before.references:
            if _place(reference) not in known:
                following += 1
            numbers[reference.number] = known.get(_place(reference), following)
        return numbers

    def references(self) -> Iterator[Reference]:
        """The notes of the later paper, the new ones marked, then those only the earlier had."""
        had = {_place(reference) for reference in self.before.references}
        have = {_place(reference) for reference in self.after.references}
        for reference in self.after.references:
            yield reference if _place(reference) in had else _revised(reference, INS)
        for reference in self.before.references:
            if _place(reference) not in have:
                yield _revised(replace(reference, number=self._numbers[reference.number]), DEL)

    def old_statements(self) -> Iterator[Any]:
        """The statements of the earlier paper under names of their own."""
        for statement in self.before.statements:
            supports = tuple(replace(s, note=self._numbers.get(s.note, s.note)) for s in statement.supports)
            yield replace(statement, id=_OLD + statement.id, supports=supports)

    def sections(self) -> Iterator[Section]:
        """The sections in the order of the later paper, those that are gone where they stood."""
        for old, new in _paired(self.before.sections, self.after.sections, [s.id for s in self.before.sections],
                                [s.id for s in self.after.sections]):  # fmt: skip
            if old and new and old.heading == new.heading:
                yield replace(new, blocks=tuple(self._blocks(old.blocks, new.blocks)))
                continue
            for section, change in ((old, DEL), (new, INS)):
                if section:
                    shown = self._as_old(section) if change == DEL else section
                    yield RevisedSection(shown.id, shown.heading, shown.blocks, shown.look, change)

    def _blocks(self, before: Sequence[Block], after: Sequence[Block]) -> Iterator[Block]:
        keys = [[self._key(block, old=old) for block in blocks] for blocks, old in ((before, True), (after, False))]
        for old, new in _paired(before, after, *keys):
            if old and new:
                yield from self._block(old, new)
            elif old:
                yield self._whole(self._as_old(old), DEL)
            elif new:
                yield self._whole(new, INS)

    def _key(self, part: object, *, old: bool) -> tuple[str, str]:
        """What a block or row is of: its kind and the record of its first statement, else its own words."""
        first = next((run.statement for run in runs_of(part) if run.statement), "")
        words = part.text if isinstance(part, Notice) else ""
        heading = text_of(part.heading) if isinstance(part, Group) else ""
        return type(part).__name__, heading or self._records[old].get(first, "") or words

    def _block(self, old: Block, new: Block) -> Iterator[Block]:
        merged = self._merged(old, new)
        if merged is not None:
            yield merged
        elif self._same(old, new):
            yield new
        else:
            yield self._whole(self._as_old(old), DEL)
            yield self._whole(new, INS)

    def _merged(self, old: Block, new: Block) -> Block | None:
        """The two as one, where all that differs is in runs, rows, fields or inner blocks."""
        if isinstance(old, Paragraph) and isinstance(new, Paragraph) and old.tag == new.tag:
            return replace(new, runs=self.runs(old.runs, new.runs))
        if isinstance(old, ListBlock) and isinstance(new, ListBlock) and len(old.items) == len(new.items):
            return replace(new, items=tuple(map(self.runs, old.items, new.items)))
        if isinstance(old, Group) and isinstance(new, Group):
            heading = self.runs(old.heading, new.heading)
            return replace(new, heading=heading, blocks=tuple(self._blocks(old.blocks, new.blocks)))
        if isinstance(old, Table) and isinstance(new, Table) and _same_heads(old, new):
            columns = tuple(
                replace(n, runs=self.runs(o.runs, n.runs)) for o, n in zip(old.columns, new.columns, strict=True)
            )
            return replace(new, columns=columns, rows=tuple(self._rows(old.rows, new.rows)))
        if isinstance(old, Entry) and isinstance(new, Entry) and type(old) is type(new):
            title, lead = self.runs(old.title, new.title), self.runs(old.lead, new.lead)
            return replace(new, title=title, lead=lead, fields=tuple(self._fields(old.fields, new.fields)))
        return None

    def _rows(self, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Row]:
        keys = [[self._key(row, old=old)[1] for row in rows] for rows, old in ((before, True), (after, False))]
        for old, new in _paired(before, after, *keys):
            if old and new:
                yield replace(new, cells=tuple(map(self.runs, old.cells, new.cells)))
            elif old:
                shown = self._as_old(old)
                yield replace(shown, cells=tuple(_marked(cell, DEL) for cell in shown.cells))
            elif new:
                yield replace(new, cells=tuple(_marked(cell, INS) for cell in new.cells))

    def _fields(self, before: Sequence[Field], after: Sequence[Field]) -> Iterator[Field]:
        labels = [field.label for field in before], [field.label for field in after]
        for old, new in _paired(before, after, *labels):
            if old and new:
                yield replace(new, runs=self.runs(old.runs, new.runs))
            elif old:
                yield RevisedField(old.label, self._as_old(old).runs, DEL)
            elif new:
                yield RevisedField(new.label, new.runs, INS)

    def _whole(self, block: Block, change: str) -> Block:
        """A block marked whole; an item of a list by its words, since the list goes on around it."""
        if isinstance(block, ListBlock):
            return replace(block, items=tuple(_marked(item, change) for item in block.items))
        return Revision(change, (block,), f"{block.id}-{change}")

    def _as_old(self, part: _Part) -> _Part:
        """A part of the earlier paper with names and notes that do not clash with those of the later one."""
        if isinstance(part, tuple):
            return tuple(map(self._as_old, part))  # type: ignore[return-value]
        if not is_dataclass(part) or isinstance(part, type):
            return part
        changed: dict[str, Any] = {f.name: self._as_old(getattr(part, f.name)) for f in fields(part)}
        for key in ("id", "statement"):
            if changed.get(key):
                changed[key] = _OLD + changed[key]
        if isinstance(part, (Action, Choice)):
            changed["name"] = _OLD + part.name
        for key in ("notes", "disputed"):
            if key in changed:
                changed[key] = tuple(self._numbers.get(number, number) for number in changed[key])
        return replace(part, **changed)

    def _same(self, old: object, new: object) -> bool:
        """Whether two parts print the same, whatever their names and numbers are."""
        return _said(old) == _said(new)

    def runs(self, before: Runs, after: Runs) -> Runs:
        """The two texts as one, word by word."""
        if text_of(before) == text_of(after):
            return after
        old, new = _tokens(self._as_old(before)), _tokens(after)
        matcher = SequenceMatcher(None, [t.text for t in old], [t.text for t in new], autojunk=False)
        pieces: list[tuple[str, _Token]] = []
        taken, put = list[_Token](), list[_Token]()
        steps = matcher.get_opcodes()
        for index, (tag, i1, i2, j1, j2) in enumerate(steps):
            between = 0 < index < len(steps) - 1 and not "".join(t.text for t in new[j1:j2]).strip()
            if tag == "equal" and not between:  # white space between two changes is part of them
                pieces += [*((DEL, token) for token in taken), *((INS, token) for token in put)]
                pieces += [("", token) for token in new[j1:j2]]
                taken, put = [], []
            else:
                taken += old[i1:i2]
                put += new[j1:j2]
        return tuple(_joined([*pieces, *((DEL, token) for token in taken), *((INS, token) for token in put)]))


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or the white space after it, of the run `run`; `ends` says that the run ends with it."""

    text: str
    run: Run
    ends: bool


def _tokens(runs: Runs) -> list[_Token]:
    """The words of runs; a run with markup inside is one piece, which would else be torn apart."""
    found: list[_Token] = []
    for run in runs:
        words = [run.text] if _MARKUP.search(run.text) else _TOKEN.findall(run.text)
        found += [_Token(word, run, index == len(words)) for index, word in enumerate(words, 1)]
    return found


def _joined(pieces: list[tuple[str, _Token]]) -> Iterator[Run]:
    """Tokens of one run with the same change as one run. Its notes stand where it ends."""
    begun: set[int] = set()
    index = 0
    while index < len(pieces):
        change, first = pieces[index]
        end = index
        while end < len(pieces) and pieces[end][0] == change and pieces[end][1].run is first.run:
            end += 1
        words = "".join(token.text for _, token in pieces[index:end])
        ends = pieces[end - 1][1].ends
        run = first.run
        notes, disputed = (run.notes, run.disputed) if ends else ((), ())
        if not change and id(run) not in begun and not isinstance(run, Revised):
            yield replace(run, text=words, notes=notes, disputed=disputed)
        else:
            yield Revised(words, run.statement, notes, run.style, disputed, change)
        begun.add(id(run))
        index = end


def _marked(runs: Runs, change: str) -> Runs:
    return tuple(Revised(run.text, run.statement, run.notes, run.style, run.disputed, change) for run in runs)


def _paired(
    before: Sequence[_Part], after: Sequence[_Part], old: Sequence[object], new: Sequence[object]
) -> Pairs[_Part]:
    """The parts with the same key side by side, in the order of both; the others alone."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(before[i1:i2], after[j1:j2], strict=True)
        else:
            yield from ((part, None) for part in before[i1:i2])
            yield from ((None, part) for part in after[j1:j2])


def _place(reference: Reference) -> tuple[str, str, str, str]:
    return reference.source, reference.passage, reference.locator, text_of(reference.citation)


def _revised(reference: Reference, change: str) -> RevisedReference:
    return RevisedReference(**{f.name: getattr(reference, f.name) for f in fields(Reference)}, change=change)


def _same_heads(old: Table, new: Table) -> bool:
    return (old.caption, [(c.heading, bool(c.runs)) for c in old.columns]) == (
        new.caption,
        [(c.heading, bool(c.runs)) for c in new.columns],
    )


def _said(part: object) -> object:
    """A part as what it prints, without names, numbers of notes and how it gives way."""
    if isinstance(part, tuple):
        return tuple(map(_said, part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    silent = {"id", "name", "give", "statement", "notes", "disputed"}
    return type(part).__name__, *(_said(getattr(part, f.name)) for f in fields(part) if f.name not in silent)
