"""SPARQL as tokens with their places: enough to look for a word or a variable, and never inside a text.

Not a parser: the engine stays the judge of what is a query. Each pattern takes at least as much as the
grammar of SPARQL 1.1 (section 19.8) does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class SparqlToken(NamedTuple):
    """A piece of a query. `kind` is the name of its pattern, `start` its offset in the text."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just after the token."""
        return self.start + len(self.text)

    def says(self, *words: str) -> bool:
        """Whether the token is one of these keywords, given in capitals."""
        return self.kind == "word" and self.text.upper() in words


_LOCAL = r"""(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])"""
_PATTERN = re.compile(
    rf"""
    (?P<blank>[ \t\r\n]+|\#[^\r\n]*)
  | (?P<string>\"{{3}}(?:\"{{0,2}}(?:[^\"\\]|\\.))*+\"{{3}} | '{{3}}(?:'{{0,2}}(?:[^'\\]|\\.))*+'{{3}}
              | (?!\"{{3}})\"(?:[^\"\\\r\n]|\\.)*+\" | (?!'{{3}})'(?:[^'\\\r\n]|\\.)*+' )
  | (?P<iri><[^<>\"{{}}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:_|[^\W\d_][\w.-]*+(?<!\.))?:(?:{_LOCAL}(?:\.*(?:-|{_LOCAL}))*)?)
  | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<open><<|[({{\[])
  | (?P<close>>>|[)}}\]])
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[SparqlToken]:
    """The tokens of a query without white space and comments.

    An unclosed text shows as a `mark` that is its first quotation mark."""
    for match in _PATTERN.finditer(text):
        if match.lastgroup and match.lastgroup != "blank":
            yield SparqlToken(match.lastgroup, match[0], match.start())


def outermost(found: Iterable[SparqlToken]) -> list[SparqlToken]:
    """The tokens outside all brackets, the closing brackets among them."""
    depth, outer = 0, []
    for token in found:
        depth -= token.kind == "close"
        if depth == 0 and token.kind != "open":
            outer.append(token)
        depth += token.kind == "open"
    return outer


def selected(found: Sequence[SparqlToken]) -> tuple[str, ...]:
    """The variables that the outermost SELECT names; none for SELECT * and for other forms."""
    begin = next((i for i, token in enumerate(found) if token.says("SELECT")), len(found))
    columns: list[str] = []
    depth = 0
    for before, token in zip(found[begin:], found[begin + 1 :], strict=False):
        if token.text == "{" or token.says("WHERE"):
            break
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "variable" and (depth == 0 or (depth == 1 and before.says("AS"))):
            columns.append(token.text[1:])
    return tuple(columns)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def fault(text: str, offset: int, message: str) -> str:
    """A message for people: line and column, what is wrong, the line, and a caret under the place."""
    line, column = position(text, offset)
    source = text.split("\n")[line - 1].rstrip("\r").replace("\t", " ")
    start = max(0, column - 60)
    shown, caret = source[start : start + 100], "^".rjust(column - start)
    return f"line {line}, column {column}: {message}\n    {shown}\n    {caret}"
