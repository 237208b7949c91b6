"""Papers as others see them: reads the statements back out of a PDF, HTML or DOCX, also a foreign or broken one."""

import io
import json
import logging
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import partial
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from briefwright.errors import DataError, ResourceError, UsageError
from briefwright.render import seal
from briefwright.worker import Limits, run

ATTACHMENT = "statements.jsonld"
_SCHEMA_VERSION = 1
_STATEMENTS = re.compile(rb'<statements xmlns="https://w3id\.org/briefwright/paper#">(.*?)</statements>', re.DOTALL)
_DAMAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What reading something that is not what it should be may raise."""
_LIMITS = Limits(seconds=60, memory=2 << 30, answer=128 << 20, files=64)
_MAX_BYTES = 100 * 2**20
_MAX_STATEMENTS_BYTES = 20 * 2**20
_SHORTEST = 3
_WORD = re.compile(r"\w+")
_LINE_END_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that carries a statement, as the paper has it."""

    passage: str
    source: str
    source_title: str
    locator: str
    gist: str
    note: int


@dataclass(frozen=True, slots=True)
class Trail:
    """The way back from one printed statement."""

    id: str
    text: str
    record: str
    records: tuple[str, ...]
    property: str
    warrant: str
    evidence: tuple[Evidence, ...]
    roots: int
    check: str
    assessed: str
    file: str
    record_hash: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper says of itself."""

    path: str
    title: str
    brief: str
    fingerprint: str
    as_of: str
    marking: str
    draft: bool
    trails: tuple[Trail, ...]

    @property
    def base(self) -> str:
        """What the names of its records begin with."""
        return self.brief.rpartition("brief/")[0]


def read(path: Path) -> Paper:
    """The paper in a file. Raises DataError, saying why, when the file is none of ours or is damaged."""
    return parsed(path, attached(path))


def attached(path: Path) -> bytes:
    """The statements that a paper carries, as JSON-LD. Raises DataError as `read` does, but does not look into them."""
    found = _carried(path, _bytes(path))
    if len(found) > _MAX_STATEMENTS_BYTES:
        raise DataError(f"The statements in {path} are larger than {_MAX_STATEMENTS_BYTES // 2**20} MiB.")
    return found


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    if path.stat().st_size > _MAX_BYTES:
        raise DataError(f"{path} is larger than {_MAX_BYTES // 2**20} MiB; no paper is.")
    return path.read_bytes()


def _carried(path: Path, data: bytes) -> bytes:
    if data.startswith(b"%PDF-"):
        return _from_pdf(path, data)
    if b"<html" in data[:2000].lower():
        return _from_html(path, data)
    if data.startswith(b"PK"):
        return _from_docx(path, data)
    raise DataError(f"{path} is neither PDF nor HTML nor DOCX.")


def find(paper: Paper, words: str) -> tuple[Trail, ...]:
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


def seal_of(statements: bytes) -> Mapping[str, str]:
    """The seal that lies with statements, by part; empty where there is none."""
    try:
        found = json.loads(statements)["seal"]
        return {str(key): str(found[key]) for key in ("metadata", "pages", "statements")}
    except _DAMAGE:
        return {}


def is_on(trail: Trail, text: str) -> bool:
    """Whether a statement stands in a text, hyphens at line ends, notes and marks aside.

    Numbers of notes may stand within it, so its words have to follow each other with nothing but figures between."""
    said = _folded(_LINE_END_HYPHEN.sub("", text)).split()
    wanted = _folded(trail.text).split()
    starts = [place for place, word in enumerate(said) if wanted and word.startswith(wanted[0])]
    return not wanted or any(_follows(wanted, said[place : place + 2 * len(wanted) + 8]) for place in starts)


def _follows(wanted: Sequence[str], said: Sequence[str]) -> bool:
    place = 0
    for word in said:
        if place < len(wanted) and (word == wanted[place] or word.rstrip("0123456789") == wanted[place]):
            place += 1
        elif not word.isdecimal():
            return False
        if place == len(wanted):
            return True
    return False


def about(paper: Paper, record: str) -> tuple[Trail, ...]:
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


def _from_pdf(path: Path, data: bytes) -> bytes:
    with _reading(path):
        found = next((f.content for f in _reader(path, data).attachment_list if f.name == ATTACHMENT), None)
    if found is None:
        raise DataError(f"{path} carries no statements; it was not made by Briefwright, or they were taken out.")
    return bytes(found)


def _reader(path: Path, data: bytes) -> Any:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said once, in `_reading`
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise DataError(f"{path} is encrypted; a paper of ours never is.")
    return reader


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Whatever a foreign or broken PDF makes of its reader becomes one DataError."""
    from pypdf.errors import DependencyError, PyPdfError

    try:
        yield
    except DependencyError as error:
        raise DataError(f"{path} is encrypted; a paper of ours never is.") from error
    except (PyPdfError, *_DAMAGE) as error:
        raise DataError(f"{path} is damaged and cannot be read as PDF: {_printable(str(error))}") from error


@dataclass(frozen=True, slots=True)
class Body:
    """A PDF as it is verified: its `statements`, empty where they were taken out; what its pages draw, as their part of
    a seal, and what they say; its metadata; and whether boxes in it are ticked."""

    statements: bytes
    drawn: str
    text: str
    xmp: bytes
    info: Mapping[str, str]
    filled: bool


def body(path: Path) -> Body:
    """A PDF as `verify` looks at it, read in a process of its own: it can be made to keep its reader at work for ever.

    Raises DataError for what is no readable PDF, ResourceError for one that takes too long, UsageError for no file."""
    data = _bytes(path)
    if not data.startswith(b"%PDF-"):
        raise DataError(f"{path} is no PDF; what can be verified is the PDF of a paper.")
    try:
        looked_at: Body = run(partial(_looked_at, path, data), _LIMITS)
    except ResourceError as error:
        limits = f"{_LIMITS.seconds:g} seconds and {_LIMITS.memory >> 20:,} MiB"
        raise ResourceError(f"{path} cannot be read within {limits}; no paper of ours takes so much.") from error
    return looked_at


def _looked_at(path: Path, data: bytes) -> Body:
    with _reading(path):
        reader = _reader(path, data)
        statements = next((f.content for f in reader.attachment_list if f.name == ATTACHMENT), b"")
        seen: set[int] = set()
        metadata = reader.trailer["/Root"].get("/Metadata")
        return Body(
            bytes(statements),
            seal.of_pages(content for page in reader.pages for content in _drawn(page, seen)),
            "\n".join(page.extract_text() for page in reader.pages),
            metadata.get_object().get_data() if metadata is not None else b"",
            {str(key)[1:].lower(): str(value) for key, value in (reader.metadata or {}).items()},
            any(_is_ticked(field) for field in (reader.get_fields() or {}).values()),
        )


def _is_ticked(field: Mapping[str, Any]) -> bool:
    return str(field.get("/V", "/Off")) not in ("/Off", "", "None")


def _drawn(page: Any, seen: set[int]) -> Iterator[bytes]:
    """What a page draws, then what the drawings it calls draw that were not `seen`, in the order of their names."""
    content = page.get("/Contents")
    parts = content.get_object() if content is not None else []
    yield b"\n".join(part.get_object().get_data() for part in (parts if isinstance(parts, list) else [parts]))
    waiting = [page.get("/Resources", {})]
    while waiting:
        called = waiting.pop(0).get_object().get("/XObject", {})
        called = called.get_object() if hasattr(called, "get_object") else called
        for name in sorted(called):
            drawing = called[name].get_object()
            if drawing.get("/Subtype") == "/Form" and id(drawing) not in seen:
                seen.add(id(drawing))
                yield drawing.get_data()
                if "/Resources" in drawing:
                    waiting.append(drawing["/Resources"])


def _from_docx(path: Path, data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.startswith("customXml/") and name.endswith(".xml")]
            found = [archive.read(n) for n in names if archive.getinfo(n).file_size <= _MAX_STATEMENTS_BYTES]
    except (zipfile.BadZipFile, NotImplementedError, *_DAMAGE) as error:
        raise DataError(f"{path} is damaged and cannot be read as DOCX: {_printable(str(error))}") from error
    inside = [match for part in found if (match := _STATEMENTS.search(part))]
    if not inside:
        raise DataError(f"{path} carries no statements; it was not made by Briefwright, or they were taken out.")
    return unescape(inside[0][1].decode("utf-8", errors="replace")).encode()


def _from_html(path: Path, data: bytes) -> bytes:
    parser = _Scripts()
    try:
        parser.feed(data.decode("utf-8", errors="replace"))
    except _DAMAGE as error:
        raise DataError(f"{path} is damaged and cannot be read as HTML: {_printable(str(error))}") from error
    if not parser.found:
        raise DataError(f"{path} carries no statements; it was not made by Briefwright, or they were taken out.")
    return parser.found[0].encode()


class _Scripts(HTMLParser):
    """Collects the JSON-LD islands of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def parsed(path: Path, data: bytes) -> Paper:
    """The paper in the statements that were attached to a file. Raises DataError when they are damaged."""
    try:
        said = json.loads(data)
        if said["schema_version"] != _SCHEMA_VERSION:
            raise DataError(
                f"{path} was made by another version: its statements have schema {said['schema_version']!r}."
            )
        return Paper(
            path=str(path),
            title=_text(said, "title"),
            brief=_text(said, "brief"),
            fingerprint=_text(said, "fingerprint"),
            as_of=_text(said, "as_of"),
            marking=_text(said, "marking"),
            draft=said["draft"] is True,
            trails=tuple(_trail(s) for s in said["statements"]),
        )
    except _DAMAGE as error:
        raise DataError(f"The statements in {path} are damaged: {_printable(repr(error))}.") from error


def _trail(said: Mapping[str, Any]) -> Trail:
    check = said["check"]
    return Trail(
        id=_text(said, "id").removeprefix("#"),
        text=_text(said, "text"),
        record=_text(said, "record"),
        records=tuple(_printable(str(r)) for r in said["records"]),
        property=_text(said, "property"),
        warrant=_text(said, "warrant"),
        evidence=tuple(_evidence(s) for s in said["support"]),
        roots=int(said["roots"]),
        check=", ".join(_text(check, member) for member in ("outcome", "by", "on")) if check else "",
        assessed=_text(said, "assessed"),
        file=_text(said, "file"),
        record_hash=_text(said, "record_hash"),
    )


def _evidence(said: Mapping[str, Any]) -> Evidence:
    names = ("passage", "source", "source_title", "locator", "gist")
    return Evidence(**{name: _text(said, name) for name in names}, note=int(said["note"]))


def _text(said: Mapping[str, Any], member: str) -> str:
    return _printable(str(said[member]))


def _printable(text: str) -> str:
    """`text` without control characters, which could play tricks on a terminal; any space is a plain one."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())
