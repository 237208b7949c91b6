"""One fault in the text of a file, its code, and how people see it."""

import re
import unicodedata
from dataclasses import dataclass

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Characters that no text may hold: controls but tab and line feed, noncharacters, bidi controls, U+FEFF."""

_WIDTH = 100
_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the text of a file. `line` and `column` (in characters) count from 1.

    `hint` says how to mend it. `source_line` is the whole line, tabs as spaces and unsafe characters replaced
    by U+FFFD, so that it can be shown on a terminal and columns still fit."""

    line: int
    column: int
    code: str
    message: str
    hint: str
    source_line: str


def showable(line: str) -> str:
    """`line` with tabs as spaces and each unsafe character as U+FFFD: same length, nothing a terminal obeys."""
    return UNSAFE.sub("\ufffd", line.replace("\t", " "))


def render_problem(path: str, problem: Problem) -> str:
    """`path:line:column: error: CODE message`, the source line with a caret under the place, and the mend.

    Of a long source line only the part around the place is shown."""
    first = max(0, problem.column - _BEFORE) if len(problem.source_line) > _WIDTH else 0
    shown = problem.source_line[first : first + _WIDTH]
    caret = " " * _cells(shown[: problem.column - 1 - first]) + "^"
    where = f"{path}:{problem.line}:{problem.column}: error: {problem.code}"
    return f"{where} {problem.message}\n    {shown}\n    {caret}\n    hint: {problem.hint}"


def _cells(text: str) -> int:
    """How many terminal cells `text` fills (Unicode annex 11; marks that combine fill none)."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
