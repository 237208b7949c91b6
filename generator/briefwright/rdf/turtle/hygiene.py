"""What no text of the knowledge may hold, whether or not it is Turtle: each fault at its line and column."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from types import MappingProxyType

from briefwright.rdf.turtle.problems import UNSAFE, Problem, showable
from briefwright.rdf.turtle.source import Source
from briefwright.rdf.turtle.tokens import TurtleToken, content, escapes, level
from briefwright.terms import PARTIAL_DATE_TYPES, Other, Triple

MAX_FILE = 5 << 20
MAX_TEXT = 64 << 10
MAX_DEPTH = 500
SCHEMES = ("https", "http", "mailto", "urn")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) .*", re.MULTILINE)
_OUTSIDE_TURTLE = re.compile(r"<<|\{\|")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_PLAIN_TEXT = re.compile(r'"(?:[^"\\\n]|\\["\\nt])*+("?)')
_WORTH_A_LOOK = re.compile(rf"[\[(]|_:|\d,\d|\\[uUbfr]|@[\w-]*--|<(?!(?:{'|'.join(SCHEMES)}):)[A-Za-z][A-Za-z0-9+.-]*:")
_CLASSIFIED = re.compile(
    r"\A\s*\((?:TS|S|C)\)\s|\(TS\)|\((?:TS|S|C)//[^()]*\)|\b(?:TOP SECRET|SECRET|CONFIDENTIAL)//"
    r"|\A\s*(?:TOP SECRET|SECRET|CONFIDENTIAL)\s*\Z"
    r"|//\s?(?:NOFORN|NF|ORCON|PROPIN|RELIDO|FISA|HCS|SI|TK|SAR|FGI|REL TO)\b"
)
_MAY_BE_CLASSIFIED = re.compile(r"\((?:TS|S|C)\b|SECRET|CONFIDENTIAL|//\s?[A-Z]{2}")
_DATE_FORMS = MappingProxyType(
    {
        "date": "a day as 2024-06-27 (datatype date)",
        "gYearMonth": "a month as 2024-06 (datatype gYearMonth)",
        "gYear": "a year as 2024 (datatype gYear)",
    }
)


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file; empty, with the one problem, when there is no reading on."""
    if len(data) > MAX_FILE:
        message = f"The file has {len(data) / (1 << 20):.1f} MiB; more than {MAX_FILE >> 20} MiB are not read."
        return "", (Problem(1, 1, "TTL008", message, "Split it: one record a file.", ""),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        before = Source(data[: error.start].decode("utf-8"))
        line, column = before.place(len(before.text))
        rest = data[error.start :].partition(b"\n")[0].decode("utf-8", errors="replace")
        message = f"The byte 0x{data[error.start]:02X} is not UTF-8 text."
        shown = showable(before.line(line) + rest)
        return "", (Problem(line, column, "TTL001", message, "Save the file in the encoding UTF-8.", shown),)


def characters(source: Source) -> Iterator[Problem]:
    """Byte order mark, carriage returns (the first only), unsafe characters, and text not in NFC."""
    text = source.text
    if text.startswith("\ufeff"):
        message = "The file begins with a byte order mark, which cannot be seen."
        yield source.problem("TTL002", 0, message, 'Save it as "UTF-8", not as "UTF-8 with BOM".')
    if "\r" in text:
        message = "The line ends with a carriage return, as on Windows."
        yield source.problem("TTL003", text.index("\r"), message, "Save the file with Unix line ends (LF).")
    for match in (_CONTROL if text.isascii() else UNSAFE).finditer(text):
        if match[0] != "\r" and (match.start() or match[0] != "\ufeff"):
            yield _unsafe(source, match.start(), match[0])
    if not unicodedata.is_normalized("NFC", text):
        yield from _decomposed(source)


def _unsafe(source: Source, offset: int, character: str) -> Problem:
    name = f"U+{ord(character):04X}"
    if _INVISIBLE.match(character):
        message = f"An invisible character ({name}) changes how the text is shown or compared."
        return source.problem("TTL005", offset, message, "Delete it; text in any script is ordered without it.")
    message = f"A control character or noncharacter ({name}) does not belong in a text."
    return source.problem("TTL004", offset, message, "Delete it; for a new line in a text write \\n.")


def _decomposed(source: Source) -> Iterator[Problem]:
    offset = 0
    for line in source.text.split("\n"):
        composed = unicodedata.normalize("NFC", line)
        if composed != line:
            same = next((i for i, (a, b) in enumerate(zip(line, composed, strict=False)) if a != b), len(composed))
            message = "A letter and its accent are two characters here, so searching and comparing fail."
            yield source.problem(
                "TTL006", offset + same, message, "Type the letter again, or convert the file to Unicode NFC."
            )
        offset += len(line) + 1


def obstacle(source: Source) -> Problem | None:
    """A fault for which the file is not to be parsed at all: an open merge conflict, or too deep nesting."""
    conflict = _CONFLICT.search(source.text)
    if conflict:
        message = "A merge conflict was left in the file."
        hint = "Keep one of the two versions and delete the lines <<<<<<<, ======= and >>>>>>>."
        return source.problem("TTL007", conflict.start(), message, hint)
    offset = _too_deep(source)
    if offset is None:
        return None
    message = f"More than {MAX_DEPTH} brackets are open here."
    return source.problem("TTL009", offset, message, "Give the inner things names of their own.")


def _too_deep(source: Source) -> int | None:
    # The engine dies of deeply nested RDF 1.2 terms, so these are counted in the raw text, quoted or not.
    outside = [match.start() for match in _OUTSIDE_TURTLE.finditer(source.text)]
    if len(outside) > MAX_DEPTH:
        return outside[MAX_DEPTH]
    if source.text.count("[") + source.text.count("(") > MAX_DEPTH:
        depth = 0
        for token in source.tokens:
            depth += level(token)
            if depth > MAX_DEPTH:
                return token.start
    return None


def contents(source: Source, end: int, *, allow_blank_nodes: bool) -> Iterator[Problem]:
    """What valid Turtle may hold and the knowledge may not, up to the offset `end`."""
    may_be_long = len(source.text) > MAX_TEXT // 4  # a character has four bytes at most
    rest = _without_plain_texts(source.text)
    if not may_be_long and "'" not in rest and not _WORTH_A_LOOK.search(rest):
        return
    found = [token for token in source.tokens if token.start < end]
    yield from _decimal_commas(source, found)
    if not allow_blank_nodes:
        yield from _blank_nodes(source, found)
    for token in found:
        if token.kind == "iri":
            yield from _foreign_scheme(source, token)
        elif token.kind == "language" and "--" in token.text:
            yield beyond_turtle(source, token.start)
        elif token.kind == "string" and len(token.text) > MAX_TEXT // 4:
            yield from _long_text(source, token)
        if "\\" in token.text and token.kind in ("string", "iri", "name"):
            yield from _escaped(source, token)


def _without_plain_texts(text: str) -> str:
    """The file without its one-line texts, unless one holds an escape of a character: brackets in prose need no look.

    Where a text stands between single marks the pairs found may be wrong; its mark is then left to be seen."""
    return text if '"""' in text else _PLAIN_TEXT.sub(lambda match: '""' if match[1] else match[0], text)


def _decimal_commas(source: Source, found: list[TurtleToken]) -> Iterator[Problem]:
    for (number, comma), (_, digits) in pairwise(pairwise(found)):
        together = number.end == comma.start and comma.end == digits.start
        if comma.text == "," and together and number.kind == digits.kind == "number" and digits.text[0].isdigit():
            message = f"{number.text},{digits.text} reads as two numbers, {number.text} and {digits.text}."
            hint = f"Write {number.text}.{digits.text} with a point; if two are meant, put a space after the comma."
            yield source.problem("TTL012", number.start, message, hint)


def _blank_nodes(source: Source, found: list[TurtleToken]) -> Iterator[Problem]:
    depth = 0
    for token in found:
        if token.kind == "node" or (token.text in ("[", "(") and level(token) > 0 and depth == 0):
            message = "This describes something without a name, which no other record can point to."
            yield source.problem("TTL013", token.start, message, "Give it a name: a part of the record, <...#part>.")
        depth += level(token)


def _foreign_scheme(source: Source, token: TurtleToken) -> Iterator[Problem]:
    match = _SCHEME.match(content(token))
    if match and match[1].lower() not in SCHEMES:
        message = f"Addresses that begin with {match[1]}: are not allowed."
        hint = f"Use an address that begins with {', '.join(f'{name}:' for name in SCHEMES)}."
        yield source.problem("TTL014", token.start, message, hint)


def _long_text(source: Source, token: TurtleToken) -> Iterator[Problem]:
    size = len(content(token).encode("utf-8", errors="replace"))
    if size > MAX_TEXT:
        message = f"This text has {size >> 10} KiB; {MAX_TEXT >> 10} KiB are the most."
        yield source.problem("TTL010", token.start, message, "Shorten it, or put its parts into records of their own.")


def _escaped(source: Source, token: TurtleToken) -> Iterator[Problem]:
    for offset, character in escapes(token):
        if UNSAFE.match(character):
            yield _unsafe(source, offset, character)
    if token.kind != "name" and not unicodedata.is_normalized("NFC", content(token)):
        message = "With its \\u sequences resolved, this is not in composed form (Unicode NFC)."
        yield source.problem("TTL006", token.start, message, "Write the letters themselves in place of \\u sequences.")


def beyond_turtle(source: Source, offset: int) -> Problem:
    """The problem of RDF 1.2 in a text."""
    message = "Statements about statements and marked writing directions (RDF 1.2) are not part of the knowledge."
    return source.problem("TTL015", offset, message, "Say it with a record of its own; leave the direction out.")


def classified(source: Source) -> Iterator[Problem]:
    """Each text that bears a mark of the classification of national security information: banner, portion or caveat.

    The marks are those of 32 CFR 2001.20 to 2001.24. Statutes count paragraphs as (C) too; such a mark alone counts
    only where it begins a text. The problem does not show the line."""
    if not _MAY_BE_CLASSIFIED.search(source.text):
        return
    for token in source.tokens:
        found = _CLASSIFIED.search(content(token)) if token.kind == "string" else None
        if found:
            message = f"The text bears a mark of classified information, {found[0].strip()}."
            hint = "Take the record out and report it as your rules ask; such information may not be kept here."
            line, column = source.place(token.start)
            yield Problem(line, column, "TTL016", message, hint, "")


def dates(source: Source, triples: Iterable[Triple]) -> Iterator[Problem]:
    """Each literal of `triples` that is typed as a date and names no day, month or year that exists."""
    others = {t.object for t in triples if isinstance(t.object, Other)}
    wrong = {(o.text, o.datatype.rpartition("#")[2]) for o in others if o.datatype in PARTIAL_DATE_TYPES}
    if not wrong:
        return
    for (text, mark), (_, datatype) in pairwise(pairwise(source.tokens)):
        name = re.split(r"[#:]", datatype.text.rstrip(">"))[-1]
        if mark.kind == "type" and text.kind == "string" and (content(text), name) in wrong:
            message = f"{text.text} is no {name} that exists."
            hint = f"Write {_DATE_FORMS[name]}, as precise as it is known."
            yield source.problem("TTL011", text.start, message, hint)
