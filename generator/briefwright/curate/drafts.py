"""Changes of records before they are written: what a file said, and what it is to say."""

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefwright.errors import DataError, UsageError
from briefwright.knowledge.kb import file_of
from briefwright.knowledge.ontology import Facts, index
from briefwright.knowledge.workspace import Workspace
from briefwright.rdf import turtle
from briefwright.terms import Iri, Triple, Value

NOTHING = ""
"""The hash of a file that is not there."""


@dataclass(frozen=True)
class Draft:
    """The file of a record as it was read: `text` is empty and `hash` is `NOTHING` where there is none.

    `path` is relative to the workspace. Literals are spelt as the file spells them."""

    record: Iri
    path: str
    text: str
    triples: tuple[Triple, ...]
    base: str

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes that were read."""
        return hash_of(self.text.encode())

    @cached_property
    def facts(self) -> Facts:
        """Subject -> property -> values."""
        return index(self.triples)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file to be written: what it was when it was read, and what it is to become. `new` is empty to delete it."""

    record: Iri
    path: str
    old: str
    new: str

    @property
    def read_at(self) -> str:
        """The hash that the file must still have."""
        return hash_of(self.old.encode())

    def diff(self) -> str:
        """The change as lines with - and +, as git shows it."""
        old, new = (text.splitlines(keepends=True) for text in (self.old, self.new))
        return "".join(difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}", n=1))


def hash_of(data: bytes) -> str:
    """SHA-256 of the content of a file; `NOTHING` for one that is empty or not there."""
    return hashlib.sha256(data).hexdigest() if data else NOTHING


def draft(workspace: Workspace, record: Iri) -> Draft:
    """The record as its file has it now, or an empty draft where there is no file.

    Raises DataError, naming every fault, for a file that cannot be read as Turtle."""
    path = file_of(record.removeprefix(workspace.base_iri))
    file = workspace.root / path
    data = file.read_bytes() if file.is_file() else b""
    parsed = turtle.parse(data, exact=True)
    if parsed.problems:
        raise DataError("\n".join(turtle.render_problem(path, problem) for problem in parsed.problems))
    return Draft(record, path, data.decode("utf-8"), parsed.triples, workspace.base_iri)


def change(before: Draft, triples: Iterable[Triple]) -> FileChange | None:
    """The change after which the file says just these triples; None where it says them already.

    Comments stay, and only lines that say something else differ, whatever layout the file has."""
    wanted = tuple(triples)
    comments = turtle.comments_of(before.text, before.base)
    old = turtle.write(before.triples, before.base, comments)
    new = turtle.write(wanted, before.base, comments)
    if old == new:
        return None
    text = turtle.patched(before.text, old, new) if before.text else new
    if text != new and not _says(text, before.base, new):
        text = new
    return FileChange(before.record, before.path, before.text, text)


def _says(text: str, base: str, canonical: str) -> bool:
    """Whether a text is Turtle and says just what the canonical text does, with all its comments."""
    try:
        return turtle.formatted(text.encode(), base, "") == canonical
    except (DataError, UsageError):
        return False


def with_values(facts: Facts, subject: Iri, values: Mapping[Iri, tuple[Value, ...]]) -> Iterator[Triple]:
    """All triples of `facts`, with other values for these properties of the subject; a property without any goes."""
    for each, properties in facts.items():
        changed = {**properties, **values} if each == subject else properties
        yield from (Triple(each, prop, value) for prop, found in changed.items() for value in found)
    if subject not in facts:
        yield from (Triple(subject, prop, value) for prop, found in values.items() for value in found)
