"""Words of a source found again in its text, in spite of how lines, quotation marks and dashes were set."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
_LINE_END_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u00ad][ \t]*\r?\n\s*(?=\w)")
_HYPHEN = re.compile(r"(?<=\w)\\-(?=\w)")  # as re.escape writes it
_GAP = re.compile(r"\s*(?:\[\s*(?:\.\.\.|\u2026)\s*\]|\.\.\.|\u2026)\s*")
_WORD = re.compile(r"\w+")
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Where an anchor stands in a normalized text: from `start` up to `end`, counted in characters from 0."""

    start: int
    end: int


def normalized(text: str) -> str:
    """The text as anchors are looked for in it: composed (NFKC), words joined that a line end parts with a hyphen, one
    kind of quotation mark and of dash, nothing invisible, and one space for all white space."""
    joined = _LINE_END_HYPHEN.sub("", text)
    folded = unicodedata.normalize("NFKC", joined).translate(_FOLDED)
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def located(anchor: str, text: str) -> TextSpan | None:
    """Where the words of an anchor first stand in a normalized text; None where they do not.

    They have to be the same letter for letter, and to begin and end with whole words; a hyphen inside a word may have
    been lost at the end of a line. What an ellipsis parts has to come in that order."""
    pieces = [normalized(piece) for piece in _GAP.split(anchor) if piece.strip()]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return None
    start = at = -1
    for piece in pieces:
        match = _whole(piece).search(text, max(at, 0))
        if not match:
            return None
        start = match.start() if start < 0 else start
        at = match.end()
    return TextSpan(start, at)


def _whole(piece: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if piece[0].isalnum() else ""
    after = r"(?!\w)" if piece[-1].isalnum() else ""
    return re.compile(f"{before}{_HYPHEN.sub('-?', re.escape(piece))}{after}")


def nearest_words(anchor: str, text: str) -> str:
    """The words of a normalized text most like an anchor, for a hint; empty where nothing is like it."""
    wanted = normalized(anchor)
    words = list(_WORD.finditer(text))
    length = max(len(_WORD.findall(wanted)), 1)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted.casefold())
    best, found = _NEAR, ""
    rare = {word.casefold() for word in _WORD.findall(wanted)}
    for i in range(max(len(words) - length + 1, 0)):
        window = words[i : i + length]
        if sum(word[0].casefold() in rare for word in window) * 2 < length:
            continue  # too few of its words for the slow comparison
        piece = text[window[0].start() : window[-1].end()]
        matcher.set_seq1(piece.casefold())
        if matcher.ratio() > best:
            best, found = matcher.ratio(), piece
    return found
