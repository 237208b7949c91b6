"""The text of a file with its lines and tokens: turns offsets into places people can find."""

import re
from bisect import bisect_right
from functools import cached_property

from briefwright.rdf.turtle.problems import Problem, showable
from briefwright.rdf.turtle.tokens import TurtleToken, tokens


class Source:
    """A text, its lines and, made when first asked for, its tokens. Lines end with a line feed only."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._shown: dict[int, str] = {}

    @cached_property
    def tokens(self) -> list[TurtleToken]:
        """Every token of the text, in order."""
        return list(tokens(self.text))

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The inverse of `place`; what lies beyond the text is its end."""
        return min(self._lines[line - 1] + column - 1, len(self.text)) if line <= len(self._lines) else len(self.text)

    def line(self, number: int) -> str:
        """The text of a line without its line feed."""
        start = self._lines[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def problem(self, code: str, offset: int, message: str, hint: str) -> Problem:
        """The fault at an offset, with its line shown."""
        line, column = self.place(offset)
        if line not in self._shown:  # many faults may share one long line
            self._shown[line] = showable(self.line(line))
        return Problem(line, column, code, message, hint, self._shown[line])
