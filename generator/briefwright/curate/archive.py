"""The texts of sources, kept beside the knowledge base and out of git, so that anchors can be checked against them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefwright.curate.anchors import located, nearest_words, normalized
from briefwright.errors import DataError, UsageError
from briefwright.files import atomic_write_all
from briefwright.foreign import bytes_of, decoded, web_page
from briefwright.foreign.pdf import Pdf, look
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import name, number, text, values
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import Workspace
from briefwright.terms import Iri

FOLDER = "archive"
HASH = pol("contentHash")
START, END = pol("anchorStart"), pol("anchorEnd")
_TEXT = "text.txt"
_SOURCE = "source"
_PLAIN = (".txt", ".md", ".text")
_WEB = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Kept:
    """A source as it was read: its bytes, their SHA-256, its normalized text, and the ending of its file."""

    data: bytes
    hash: str
    text: str
    suffix: str


def read(path: Path) -> Kept:
    """A file of a source: plain text, HTML or PDF. Raises DataError when it cannot be read or has no text, UsageError
    for another kind of file."""
    data = bytes_of(path)
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        words = look(path, data, Pdf.text)
    elif suffix in _WEB:
        words = web_page.words(decoded(path, data))
    elif suffix in _PLAIN:
        words = decoded(path, data)
    else:
        raise UsageError(
            f"{path.name} is no text, HTML or PDF. Save it as one of these, or give its words with --text."
        )
    return _kept(data, words, suffix, str(path))


def of_words(words: str) -> Kept:
    """Words that somebody copied from a source. Raises DataError where there are none."""
    return _kept(words.encode(), words, ".txt", "The text")


def _kept(data: bytes, words: str, suffix: str, where: str) -> Kept:
    plain = normalized(words)
    if not plain:
        raise DataError(
            f"{where} has no text in it. A scan has to be read by a program for character recognition first."
        )
    return Kept(data, hashlib.sha256(data).hexdigest(), plain, suffix)


def keep(workspace: Workspace, source: Kept) -> Path:
    """Put a source into the archive, by its hash. Returns its folder."""
    folder = workspace.root / FOLDER / source.hash
    atomic_write_all({folder / f"{_SOURCE}{source.suffix}": source.data, folder / _TEXT: source.text.encode()})
    return folder


def text_of(workspace: Workspace, content_hash: str) -> str:
    """The normalized text of a source by the hash of its bytes; empty where nothing is kept."""
    path = workspace.root / FOLDER / content_hash / _TEXT
    return path.read_text(encoding="utf-8") if content_hash and path.is_file() else ""


@dataclass(frozen=True, slots=True)
class Anchored:
    """What became of the anchor of a passage, or of the kept bytes of a source.

    `state` is one of: found, moved (it stands elsewhere than noted), unplaced (found, and no place is noted), missing
    (it does not stand in the text), changed (the kept bytes are others than were read), not archived."""

    record: Iri
    state: str
    words: str = ""
    hint: str = ""


SOUND = ("found", "not archived")
"""The states that are no fault."""


def verify(kb: KnowledgeBase) -> tuple[Anchored, ...]:
    """Look at the bytes of every source that has a hash, and for every anchor in the text of its source."""
    return (*_sources(kb), *_passages(kb))


def _sources(kb: KnowledgeBase) -> Iterator[Anchored]:
    for record in sorted(kb.aggregates):
        known = text(kb, record, HASH)
        folder = kb.workspace.root / FOLDER / known
        files = sorted(folder.glob(f"{_SOURCE}.*")) if known and folder.is_dir() else []
        if known and not files:
            yield Anchored(record, "not archived")
        elif known:
            same = hashlib.sha256(files[0].read_bytes()).hexdigest() == known
            yield Anchored(record, "found" if same else "changed", files[0].name)


def _passages(kb: KnowledgeBase) -> Iterator[Anchored]:
    for record in sorted(kb.aggregates):
        for anchor in values(kb, record, pol("anchor")):
            source = next((s for s in values(kb, record, pol("source")) if isinstance(s, Iri)), Iri(""))
            yield _anchored(kb, record, str(anchor), text_of(kb.workspace, text(kb, source, HASH)))


def _anchored(kb: KnowledgeBase, record: Iri, anchor: str, words: str) -> Anchored:
    if not words:
        return Anchored(record, "not archived", anchor)
    span = located(anchor, words)
    if span is None:
        return Anchored(record, "missing", anchor, nearest_words(anchor, words))
    if not values(kb, record, START):
        return Anchored(record, "unplaced", anchor)
    noted = number(kb, record, START), number(kb, record, END)
    there = located(anchor, words[noted[0] : noted[1]])
    return Anchored(record, "found" if there else "moved", anchor, "" if there else f"{span.start} to {span.end}")


def checked_anchor(kb: KnowledgeBase, source: Iri, anchor: str) -> tuple[int, int] | None:
    """Where an anchor stands in the kept text of a source; None where no text is kept.

    Raises UsageError, with the words most like it, when it does not stand there."""
    words = text_of(kb.workspace, text(kb, source, HASH))
    if not words:
        return None
    span = located(anchor, words)
    if span is None:
        near = nearest_words(anchor, words)
        hint = f" The nearest there is: “{near}”." if near else ""
        raise UsageError(
            f"The text kept of {name(kb, source)} does not have “{anchor}”.{hint} Copy the words as printed."
        )
    return span.start, span.end
