"""Papers as others see them: reads the statements back out of a PDF, HTML or DOCX, also a foreign or broken one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from briefwright.errors import DataError
from briefwright.foreign import DAMAGE, bytes_of, docx, pdf, printable, web_page

ATTACHMENT = "statements.jsonld"
_SCHEMA_VERSION = 1
_STATEMENTS = re.compile(rb'<statements xmlns="https://w3id\.org/briefwright/paper#">(.*?)</statements>', re.DOTALL)
_MAX_STATEMENTS_BYTES = 20 * 2**20


@dataclass(frozen=True, slots=True)
class PrintedEvidence:
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
    evidence: tuple[PrintedEvidence, ...]
    roots: int
    check: str
    assessed: str
    file: str
    record_hash: str


@dataclass(frozen=True, slots=True)
class ReadPaper:
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


def read(path: Path) -> ReadPaper:
    """The paper in a file. Raises DataError, saying why, when the file is none of ours or is damaged."""
    return parsed(path, attached(path))


def attached(path: Path) -> bytes:
    """The statements that a paper carries, as JSON-LD. Raises DataError as `read` does, but does not look into them."""
    found = _carried(path, bytes_of(path))
    if len(found) > _MAX_STATEMENTS_BYTES:
        raise DataError(f"The statements in {path} are larger than {_MAX_STATEMENTS_BYTES // 2**20} MiB.")
    return found


def _carried(path: Path, data: bytes) -> bytes:
    if data.startswith(b"%PDF-"):
        return _from_pdf(path, data)
    if b"<html" in data[:2000].lower():
        return _from_html(path, data)
    if data.startswith(b"PK"):
        return _from_docx(path, data)
    raise DataError(f"{path} is neither PDF nor HTML nor DOCX.")


def seal_of(statements: bytes) -> Mapping[str, str]:
    """The seal that lies with statements, by part; empty where there is none."""
    try:
        found = json.loads(statements)["seal"]
        return {str(key): str(found[key]) for key in ("metadata", "pages", "statements")}
    except DAMAGE:
        return {}


def _from_pdf(path: Path, data: bytes) -> bytes:
    return _found(path, pdf.look(path, data, lambda paper: paper.attachment(ATTACHMENT)))


def _from_docx(path: Path, data: bytes) -> bytes:
    parts = docx.custom_parts(path, data, _MAX_STATEMENTS_BYTES)
    inside = next((match[1] for part in parts if (match := _STATEMENTS.search(part))), b"")
    return _found(path, unescape(inside.decode("utf-8", errors="replace")).encode())


def _from_html(path: Path, data: bytes) -> bytes:
    return _found(path, next(iter(web_page.scripts(path, data, "application/ld+json")), "").encode())


def _found(path: Path, statements: bytes) -> bytes:
    if not statements:
        raise DataError(f"{path} carries no statements; it was not made by Briefwright, or they were taken out.")
    return statements


def parsed(path: Path, data: bytes) -> ReadPaper:
    """The paper in the statements that were attached to a file. Raises DataError when they are damaged."""
    try:
        said = json.loads(data)
        if said["schema_version"] != _SCHEMA_VERSION:
            raise DataError(
                f"{path} was made by another version: its statements have schema {said['schema_version']!r}."
            )
        return ReadPaper(
            path=str(path),
            title=_text(said, "title"),
            brief=_text(said, "brief"),
            fingerprint=_text(said, "fingerprint"),
            as_of=_text(said, "as_of"),
            marking=_text(said, "marking"),
            draft=said["draft"] is True,
            trails=tuple(_trail(s) for s in said["statements"]),
        )
    except DAMAGE as error:
        raise DataError(f"The statements in {path} are damaged: {printable(repr(error))}.") from error


def _trail(said: Mapping[str, Any]) -> Trail:
    check = said["check"]
    return Trail(
        id=_text(said, "id").removeprefix("#"),
        text=_text(said, "text"),
        record=_text(said, "record"),
        records=tuple(printable(str(r)) for r in said["records"]),
        property=_text(said, "property"),
        warrant=_text(said, "warrant"),
        evidence=tuple(_evidence(s) for s in said["support"]),
        roots=int(said["roots"]),
        check=", ".join(_text(check, member) for member in ("outcome", "by", "on")) if check else "",
        assessed=_text(said, "assessed"),
        file=_text(said, "file"),
        record_hash=_text(said, "record_hash"),
    )


def _evidence(said: Mapping[str, Any]) -> PrintedEvidence:
    names = ("passage", "source", "source_title", "locator", "gist")
    return PrintedEvidence(**{name: _text(said, name) for name in names}, note=int(said["note"]))


def _text(said: Mapping[str, Any], member: str) -> str:
    return printable(str(said[member]))
