"""A paper as Markdown: pandoc's, with footnotes and pipe tables, which most other readers of Markdown take too."""

import re
from typing import Any

from briefwright.document import Document
from briefwright.render.pandoc import converted
from briefwright.render.pandoc_tree import Maker, Tree, tree, words
from briefwright.words import Words

_END = re.compile(r"([.!?][”’\"')]*(?:\[\^\d+\]|\^[\d,]+\^)*) (?=[“‘\"'(*\[]*[A-Z])")
_ITEM = re.compile(r"\s*(?:- |\d+\. +)?")
_FORM = "markdown-simple_tables-multiline_tables-grid_tables-fenced_divs-bracketed_spans-native_spans-native_divs"


def render(document: Document, fingerprint: str, said: Words) -> bytes:
    """The paper in UTF-8, in the words of its language. Boxes to tick are ☐; a figure is the table that says the same.

    Running text has a sentence a line, so that one that changes is one line of a comparison; to a reader of Markdown
    it is the same paragraph."""
    whole = tree(document, fingerprint, said, Maker(lambda _: "", _box))
    text = converted({**whole, "blocks": _bare(whole["blocks"])}, _FORM, ("--wrap=none", "--columns=10000"))
    return "\n".join(map(_in_sentences, text.decode().split("\n"))).encode()


def _in_sentences(line: str) -> str:
    """A line of text with a break after each sentence; one of a table, a heading or a note stays whole."""
    if line.startswith(("|", "#", ":", "[^", "<")):
        return line
    indent = " " * (len(line) - len(_ITEM.sub("", line, count=1)))
    return _END.sub(rf"\1\n{indent}", line)


def _bare(part: Any) -> Any:
    """A part of the tree without the frames that only word processors need: named styles, names of places."""
    if isinstance(part, list):
        return [bare for member in part for bare in _unframed(member)]
    return {key: _bare(value) for key, value in part.items()} if isinstance(part, dict) else part


def _unframed(member: Any) -> list[Any]:
    if isinstance(member, dict) and member.get("t") in ("Div", "Span"):
        return list(_bare(member["c"][1]))
    return [_bare(member)]


def _box(name: str, said: str) -> Tree:  # noqa: ARG001  a box of Markdown has no name
    return words("☐")
