"""Statements of a paper found again: by words of a sentence, by the record they lead to, or on its pages."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches

from briefwright.errors import UsageError
from briefwright.papers.reading import ReadPaper, Trail

_SHORTEST = 3
_WORD = re.compile(r"\w+")
_LINE_END_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)")


def statements_with(paper: ReadPaper, words: str) -> tuple[Trail, ...]:
    """The statements that contain the words, or that the words contain; case, accents, hyphenation and marks aside.

    Where there is none, those that share most of the words in one stretch: a printed sentence may hold words of its
    template between two statements.

    Raises UsageError when there is none, naming the nearest."""
    wanted = _folded(_LINE_END_HYPHEN.sub("", words))
    if not wanted:
        raise UsageError("Give some words of the sentence.")
    spellings = {wanted, _folded(words)}  # the hyphen at a line end may be one of the word's own
    found = tuple(t for t in paper.trails if any(_holds(_folded(t.text), spelling) for spelling in spellings))
    found = found or tuple(t for t in paper.trails if _shares(_folded(t.text), wanted))
    if found:
        return found
    near = max(paper.trails, key=lambda t: _overlap(_folded(t.text), wanted), default=None)
    advice = f" Nearest: “{near.text}”" if near and _overlap(_folded(near.text), wanted) else ""
    raise UsageError(f"No statement of {paper.path} has these words.{advice}")


def statements_of(paper: ReadPaper, record: str) -> tuple[Trail, ...]:
    """The statements that lead to a record, given by its IRI or as `class/slug`.

    Raises UsageError when there is none, naming the nearest record of the paper."""
    found = tuple(
        t for t in paper.trails if {record, paper.base + record} & {t.record, t.record.partition("#")[0], *t.records}
    )
    if not found:
        there = sorted({r.removeprefix(paper.base) for trail in paper.trails for r in trail.records})
        near = get_close_matches(record, there, 3)
        advice = f"Did you mean: {', '.join(near)}?" if near else f"It has, among others: {', '.join(there[:5])}."
        raise UsageError(f"No statement of {paper.path} leads to {record!r}. {advice}")
    return found


def is_on(trail: Trail, text: str) -> bool:
    """Whether a statement stands in a text, hyphens at line ends, notes and marks aside.

    Numbers of notes may stand within it, so its words have to follow each other with nothing but figures between."""
    said = _folded(_LINE_END_HYPHEN.sub("", text)).split()
    wanted = _folded(trail.text).split()
    starts = [index for index, word in enumerate(said) if wanted and word.startswith(wanted[0])]
    return not wanted or any(_follows(wanted, said[index : index + 2 * len(wanted) + 8]) for index in starts)


def _follows(wanted: Sequence[str], said: Sequence[str]) -> bool:
    index = 0
    for word in said:
        if index < len(wanted) and (word == wanted[index] or word.rstrip("0123456789") == wanted[index]):
            index += 1
        elif not word.isdecimal():
            return False
        if index == len(wanted):
            return True
    return False


def _holds(text: str, wanted: str) -> bool:
    return f" {wanted} " in f" {text} " or (len(text.split()) >= 3 and f" {text} " in f" {wanted} ")


def _shares(text: str, wanted: str) -> bool:
    """Whether most of the words stand in the text in one stretch: the rest are words of the template between."""
    said, asked = text.split(), wanted.split()
    run = SequenceMatcher(None, said, asked, autojunk=False).find_longest_match().size
    return run >= max(_SHORTEST, 0.6 * len(asked))


def _overlap(text: str, wanted: str) -> int:
    return len(set(text.split()) & set(wanted.split()))


def _folded(text: str) -> str:
    """Words without case, accents, soft hyphens or punctuation."""
    whole = unicodedata.normalize("NFKD", text.replace("\u00ad", ""))
    plain = "".join(c for c in whole if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain.casefold()))
