"""How plainly a paper is written: long sentences, passives, acronyms not spelled out, words that fit any outcome.

The measures are those of plain-writing guidance for United States agencies (Plain Writing Act of 2010, Public Law
111-274): about twenty words a sentence, the active voice, acronyms explained. They are signs to look at, not faults:
a passive is recognised by its form, so that some are missed and some are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from briefwright.document import Block, Document, Entry, Group, ListBlock, Paragraph, Runs, Table, runs_of, text_of
from briefwright.warrant.prose import sentences

LONG = 30
"""More words than this make a sentence long."""
_WORD = re.compile(r"[\w’'-]*\w")
_QUOTED = re.compile(r"“[^”]*”")
_VAGUE = re.compile(r"\b(?:may|(?i:might|could|possibly|perhaps|can be expected))\b(?! not\b)")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:(?:not|also|now|then|only|\w+ly)\s+)*"
    r"(?!(?:need|indeed|hundred|red|bed|speed)\b)"
    r"(?:\w{2,}ed|built|made|held|sent|said|told|paid|given|taken|shown|known|written|drawn|chosen|seen|done|kept|put|set|"
    r"cut|begun|bought|sold|led|lost|met|found|brought|left|laid|run|driven|broken|withdrawn|undertaken|overseen)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"(?<![\w/-])([A-Z](?=[A-Z0-9]*[A-Z])[A-Z0-9]{1,5})s?(?![\w-])")
_ROMAN = re.compile(r"[IVX]+")
_KNOWN = frozenset({"US", "UK", "EU", "UN", "USD", "EUR", "GBP", "JPY", "TLP"})


@dataclass(frozen=True, slots=True)
class Plainness:
    """The style of one paper: how many sentences it has, their median length in words, and those to look at."""

    count: int
    median_words: int
    long: tuple[str, ...]
    passive: tuple[str, ...]
    vague: tuple[str, ...]
    acronyms: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.long or self.passive or self.vague or self.acronyms)

    def line(self) -> str:
        """One line for the log."""
        unexplained = f"; acronyms not spelled out: {', '.join(self.acronyms)}" if self.acronyms else ""
        return (
            f"style: {self.count} sentences, {self.median_words} words in the median; {len(self.long)} of more than "
            f"{LONG} words, {len(self.passive)} in the passive, {len(self.vague)} vague on likelihood{unexplained}"
        )

    def lines(self) -> Iterator[str]:
        """Each sentence to look at, with why."""
        for why, found in (("long", self.long), ("passive", self.passive), ("vague", self.vague)):
            yield from (f"{why}: {sentence}" for sentence in found)


def measure(document: Document) -> Plainness:
    """The plainness of what a paper prints in its body: the dek, paragraphs, lists, entries and tables."""
    texts = [text_of(document.dek), *(t for s in document.sections for block in s.blocks for t in _texts(block))]
    found = tuple(dict.fromkeys(s.text for text in texts for s in sentences(text) if s.text.endswith((".", "!", "?"))))
    own = {sentence: _QUOTED.sub("", sentence) for sentence in found}
    lengths = [len(_WORD.findall(sentence)) for sentence in found]
    return Plainness(
        len(found),
        round(median(lengths)) if lengths else 0,
        tuple(s for s, length in zip(found, lengths, strict=True) if length > LONG),
        tuple(s for s in found if _PASSIVE.search(own[s])),
        tuple(s for s in found if _VAGUE.search(own[s])),
        _unexplained(texts),
    )


def _unexplained(texts: list[str]) -> tuple[str, ...]:
    """The acronyms that nowhere stand in brackets behind a name, before their name in brackets, or alone at the head
    of what explains them."""
    whole = "\n".join(texts)
    used = {m[1] for m in _ACRONYM.finditer(whole) if not _ROMAN.fullmatch(m[1])} - _KNOWN
    explained = used.intersection(texts) | {a for a in used if re.search(rf"\(\W*{a}s?\)|\b{a}s? \([A-Z]?[a-z]", whole)}
    return tuple(sorted(used - explained))


def _texts(block: Block) -> Iterator[str]:
    """The texts of a block, each of which may hold several sentences."""
    if isinstance(block, Group):
        yield text_of(block.heading)
        for inner in block.blocks:
            yield from _texts(inner)
    elif isinstance(block, (Paragraph, ListBlock, Entry, Table)):
        yield from map(text_of, _parts(block))
    else:
        yield from (run.text for run in runs_of(block))


def _parts(block: Paragraph | ListBlock | Entry | Table) -> Iterator[Runs]:
    if isinstance(block, Paragraph):
        yield block.runs
    elif isinstance(block, ListBlock):
        yield from block.items
    elif isinstance(block, Entry):
        yield from (block.title, block.lead, *(f.runs for f in block.fields))
    else:
        yield from (cell for row in block.rows for cell in row.cells)
