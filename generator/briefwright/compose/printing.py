"""Patterns into runs: each value a pattern prints becomes a statement of the ledger."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from string import Formatter

from briefwright.compose.ledger import Ledger
from briefwright.compose.paths import Leaf, found
from briefwright.compose.pattern import Bracket, Path, Pattern, Phrase, Placeholder, StructuralText
from briefwright.document import Run, Runs
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import link, links, name, printed, values
from briefwright.knowledge.vocabulary import PREF_LABEL, TITLE, concept, pol
from briefwright.terms import Iri

_MARKS = re.compile(r"[.,;:!?]+")
_TITLES = (PREF_LABEL, TITLE, pol("statement"))


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints patterns for the records of one paper. `voice` holds the phrases of proposals."""

    ledger: Ledger
    voice: Mapping[str, Pattern]
    as_of: str
    in_sentence: bool = False

    def runs(self, pattern: Pattern, row: Mapping[str, Iri], focus: Iri) -> Runs:
        """The pattern for a row of a query, whose columns name records; `focus` is where paths begin."""
        return tuple(run for part in pattern for run in self._part(part, row, focus))

    def plain(self, pattern: Pattern, row: Mapping[str, Iri], focus: Iri) -> str:
        """The pattern as text only, entered nowhere: for tooltips, which repeat what is printed beside them."""
        parts = []
        for part in pattern:
            if isinstance(part, StructuralText):
                parts.append(part.text)
            elif isinstance(part, Placeholder):
                parts += [self._plain(leaf, focus) for leaf in found(self._kb, part, row, focus, self.as_of)]
        return "".join(parts)

    def _plain(self, leaf: Leaf | Phrase | StructuralText, focus: Iri) -> str:
        if isinstance(leaf, StructuralText):
            return leaf.text
        return name(self._kb, focus) if isinstance(leaf, Phrase) else printed(self._kb, leaf[2])

    def state(self, subject: Iri, prop: Iri) -> Runs:
        """The values of a property, one after the other."""
        return self.runs((Placeholder((Path("", (), prop),)),), {}, subject)

    def title(self, record: Iri) -> Runs:
        """What a record is called."""
        return self.state(record, next((p for p in _TITLES if values(self._kb, record, p)), _TITLES[0]))

    def leaves(self, pattern: Pattern, row: Mapping[str, Iri], focus: Iri) -> tuple[Leaf, ...]:
        """Every value the placeholders of a pattern find, not yet entered as statements."""
        places = (part for part in pattern if isinstance(part, Placeholder))
        return tuple(
            leaf
            for p in places
            for leaf in found(self._kb, p, row, focus, self.as_of)
            if not isinstance(leaf, (StructuralText, Phrase))
        )

    def leaf(self, leaf: Leaf) -> Run:
        """A value as a statement, also one that needs no warrant, such as a publisher's name: all lead to a record."""
        subject, prop, value = leaf
        return self.ledger.state(subject, prop, printed(self._kb, value, in_sentence=self.in_sentence))

    @property
    def _kb(self) -> KnowledgeBase:
        return self.ledger.kb

    def _part(self, part: StructuralText | Placeholder | Bracket, row: Mapping[str, Iri], focus: Iri) -> Iterator[Run]:
        if isinstance(part, StructuralText):
            yield Run(part.text)
        elif isinstance(part, Bracket):
            yield from self._bracket(part, row, focus)
        else:
            yield from self._place(part, row, focus)

    def _bracket(self, bracket: Bracket, row: Mapping[str, Iri], focus: Iri) -> Iterator[Run]:
        places = [p for p in bracket.parts if isinstance(p, Placeholder)]
        if all(found(self._kb, placeholder, row, focus, self.as_of) for placeholder in places):
            for part in bracket.parts:
                yield from self._part(part, row, focus)

    def _place(self, placeholder: Placeholder, row: Mapping[str, Iri], focus: Iri) -> Iterator[Run]:
        leaves = found(self._kb, placeholder, row, focus, self.as_of)
        for ordinal, leaf in enumerate(leaves, 1):
            if ordinal > 1:
                yield Run(self._joint(leaves[ordinal - 2], is_last=ordinal == len(leaves)))
            if isinstance(leaf, Phrase):
                yield from self._phrase(leaf, row, focus)
            else:
                yield Run(leaf.text, style="quiet") if isinstance(leaf, StructuralText) else self.leaf(leaf)

    def _phrase(self, phrase: Phrase, row: Mapping[str, Iri], focus: Iri) -> Iterator[Run]:
        if phrase.name == "proposal":
            yield from self._proposal(row, focus)
        else:
            yield Run(name(self._kb, focus), style="code")

    def _joint(self, before: Leaf | Phrase | StructuralText, *, is_last: bool) -> str:
        """What stands between two values: a space after a sentence, "and" within one, else a semicolon."""
        value = None if isinstance(before, (StructuralText, Phrase)) else before[2]
        if not isinstance(value, Iri) and str(value).endswith((".", "!", "?")):
            return " "
        if self.in_sentence:
            return self._kb.workspace.words["and" if is_last else "comma"]
        return "; "

    def _proposal(self, row: Mapping[str, Iri], focus: Iri) -> Iterator[Run]:
        """The action as the voice says it. A proposal of others always names who proposes (rule 6)."""
        own = bool(links(self._kb, focus, pol("issuedBy")))
        addressed = bool(links(self._kb, focus, pol("addressee")))
        phrase = ("own" if own else "others") + ("" if addressed else "_unaddressed")
        if addressed and not own and _is_bill(self._kb, focus):
            phrase = "bill"
        sentence = replace(self, in_sentence=True).runs(self.voice[phrase], row, focus)
        yield from capitalised(sentence)
        if not self.ledger.warrants.statement(focus, pol("action")).rationale_seen:
            yield from self.runs(self.voice["rationale_unseen"], row, focus)


def _is_bill(kb: KnowledgeBase, focus: Iri) -> bool:
    """Whether a proposal is made in a bill, which orders rather than recommends."""
    sources = (s for p in links(kb, focus, pol("proposedIn")) for s in links(kb, p, pol("source")))
    return any(link(kb, s, pol("sourceKind")) == concept("source-kind", "bill") for s in sources)


def worded(text: str, /, **given: Run | str) -> Runs:
    """Words of the house with what stands in braces filled in: texts as part of the words, runs as they are."""
    found: list[Run] = []
    said = ""
    for words, key, _, _ in Formatter().parse(text):
        said += words
        value = given[key] if key else ""
        if isinstance(value, str):
            said += value
            continue
        found += [Run(said), value] if said else [value]
        said = ""
    return (*found, Run(said)) if said else tuple(found)


def capitalised(runs: Runs) -> Runs:
    """The runs with a capital letter at their beginning."""
    return (replace(runs[0], text=runs[0].text[:1].upper() + runs[0].text[1:]), *runs[1:]) if runs else runs


def settled(*cells: Runs) -> tuple[Runs, ...]:
    """Cells that are read together, each note printed once: in the first cell that needs it, at its last use there."""
    seen: set[int] = set()
    found = []
    for cell in map(_marks_before_notes, cells):
        kept: list[Run] = []
        here: set[int] = set()
        for run in reversed(cell):
            kept.insert(0, _without(run, seen | here))
            here |= {*run.notes, *run.disputed}
        seen |= here
        found.append(tuple(kept))
    return tuple(found)


def _without(run: Run, printed_already: set[int]) -> Run:
    notes, disputed = (tuple(sorted(set(some) - printed_already)) for some in (run.notes, run.disputed))
    return replace(run, notes=notes, disputed=disputed)


def _marks_before_notes(runs: Runs) -> Runs:
    """Move the full stop or comma that follows a noted run before its notes, where a reader expects it."""
    found: list[Run] = []
    for run in runs:
        mark = _MARKS.match(run.text) if found and found[-1].notes and not run.statement else None
        rest = run.text[mark.end() :] if mark else run.text
        if mark:
            found[-1] = replace(found[-1], text=found[-1].text + mark[0])
        if rest:
            found.append(replace(run, text=rest))
    return tuple(found)


def unnoted(runs: Runs) -> Runs:
    """The runs without notes, for a heading whose text below carries them."""
    return tuple(replace(run, notes=()) for run in runs)
