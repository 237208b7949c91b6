"""One fault in the text of a file, its code, and how people see it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "TTL001": "not UTF-8",
        "TTL002": "byte order mark",
        "TTL003": "carriage return",
        "TTL004": "control character or noncharacter",
        "TTL005": "invisible change of writing direction, or invisible space",
        "TTL006": "accent or letter not in composed form (NFC)",
        "TTL007": "merge conflict not resolved",
        "TTL008": "file too large",
        "TTL009": "brackets nested too deeply",
        "TTL010": "text too long",
        "TTL011": "impossible date",
        "TTL012": "decimal comma",
        "TTL013": "something without a name (blank node)",
        "TTL014": "address of a kind that is not allowed",
        "TTL015": "statement about a statement, or writing direction (RDF 1.2)",
        "TTL016": "mark of classified information",
        "TTL020": "dot missing",
        "TTL021": "semicolon or comma missing",
        "TTL022": "wrong mark between two statements",
        "TTL023": "quotation mark or angle bracket not closed",
        "TTL024": "quotation mark inside a text",
        "TTL025": "prefix not declared",
        "TTL026": "address not valid",
        "TTL027": "text where a name belongs",
        "TTL028": "backslash sequence not known",
        "TTL029": "language tag not valid",
        "TTL030": "@prefix or @base line not valid",
        "TTL031": "bracket without its partner",
        "TTL032": "property or value missing",
        "TTL033": "word without quotation marks or prefix",
        "TTL034": "character that belongs nowhere",
        "TTL035": "dot too many",
        "TTL099": "not readable",
    }
)
"""Code -> what it stands for. A code keeps its meaning for good."""

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
