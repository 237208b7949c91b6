"""Turtle as tokens with their places. Not a parser: the engine stays the judge of what is Turtle.

The patterns are the terminals of Turtle 1.1, section 6.5; what is broken gets a kind of its own. None of them
gives back what it took, so that no text, however hostile, takes more than linear time.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_LETTER = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_CHAR = rf"[{_LETTER}_\-0-9\u00B7\u0300-\u036F\u203F\u2040]"
_ESCAPED = r"""%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"""
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ADDRESS = re.compile(r"<[^<>\"\\\x00-\x20]*>")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class TurtleToken(NamedTuple):
    """A piece of Turtle. `kind` is the name of its pattern, `start` its offset in the text.

    Kinds: string, unclosed (a text without its end), iri, broken (an address that is none), directive,
    language, node (a labelled blank node), name (prefixed), number, word, type (`^^`), open, close, mark."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset just after the token."""
        return self.start + len(self.text)


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when the first token is asked for: a sound file never needs one."""
    return re.compile(
        rf"""
        (?P<blank>[ \t\r\n]+|\#[^\n]*)
      | (?P<string>\"{{3}}(?:\"{{0,2}}(?:[^\"\\]|\\.))*+\"{{3}} | '{{3}}(?:'{{0,2}}(?:[^'\\]|\\.))*+'{{3}}
                  | (?!\"{{3}})\"(?:[^\"\\\n]|\\[^\n])*+\" | (?!'{{3}})'(?:[^'\\\n]|\\[^\n])*+' )
      | (?P<unclosed>(?:\"{{3}}|'{{3}}).* | [\"'][^\n]* )
      | (?P<iri><(?:[^<>\"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
      | (?P<directive>@(?:prefix|base|version)(?![A-Za-z0-9-]) | (?i:prefix|base|version)(?=[ \t\r\n]))
      | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
      | (?P<node>_:[{_LETTER}_0-9](?:\.*{_CHAR})*)
      | (?P<name>(?:[{_LETTER}](?:\.*{_CHAR})*+)?:
                 (?:(?:[{_LETTER}_0-9:]|{_ESCAPED})(?:\.*(?:{_CHAR}|:|{_ESCAPED}))*)?)
      | (?P<number>[+-]?(?:(?:\d++\.?\d*+|\.\d++)[eE][+-]?\d+|\d*+\.\d+|\d+))
      | (?P<word>[{_LETTER}_](?:\.*{_CHAR})*)
      | (?P<type>\^\^)
      | (?P<open><<\(?|\{{\||[\[({{])
      | (?P<close>\)>>|>>|\|\}}|[\])}}])
      | (?P<broken><[^\n>]*>?)
      | (?P<mark>.)
        """,
        re.VERBOSE | re.DOTALL | re.ASCII,
    )


def tokens(text: str) -> Iterator[TurtleToken]:
    """The tokens of a text without white space and comments. Every other character is in exactly one."""
    for match in _pattern().finditer(text):
        kind = match.lastgroup
        if kind and kind != "blank":
            yield TurtleToken(kind, match[0], match.start())


def comments(text: str) -> Iterator[TurtleToken]:
    """The comments of a text, each from its `#` to the end of its line, in order; their kind is `comment`."""
    if "#" not in _ADDRESS.sub("", text):  # most files: no token need be looked at
        return
    for match in _pattern().finditer(text):
        if match.lastgroup == "blank" and match[0].startswith("#"):
            yield TurtleToken("comment", match[0].rstrip(), match.start())


def content(token: TurtleToken) -> str:
    """What a string or iri token says: without its delimiters, escapes resolved."""
    width = 3 if token.kind == "string" and token.text[:3] in ('"""', "'''") else 1
    return unescape(token.text[width:-width])


def unescape(text: str) -> str:
    """`text` with its Turtle escapes resolved."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if not code:
        return _LETTERS.get(match[3], match[3])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


_LEVEL = {"[": 1, "(": 1, "{": 1, "<<": 1, "<<(": 1, "{|": 1, "]": -1, ")": -1, "}": -1, ">>": -1, ")>>": -1, "|}": -1}


def level(token: TurtleToken) -> int:
    """1 if the token opens a bracket, -1 if it closes one, else 0."""
    return _LEVEL.get(token.text, 0) if token.kind in ("open", "close") else 0


def escapes(token: TurtleToken) -> Iterator[tuple[int, str]]:
    """Offset and meaning of each escape sequence of the token."""
    for match in _ESCAPE.finditer(token.text):
        yield token.start + match.start(), _character(match)
