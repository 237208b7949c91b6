"""Whether a paper is as it was made: its statements against its pages, its seal, the repository, and the base now."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefwright.analyse.commits import commits_with_all
from briefwright.errors import DataError
from briefwright.foreign import bytes_of
from briefwright.foreign.pdf import Pdf, look
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.workspace import Workspace
from briefwright.papers.reading import ATTACHMENT, ReadPaper, parsed, seal_of
from briefwright.papers.tracing import is_on
from briefwright.render import seal
from briefwright.terms import Iri

_FINGERPRINT = re.compile(r"Fingerprint([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a paper. `faults` say what was changed after it was made, each with what it means; none, and all
    that the seal covers is as it was made. `filled` says that boxes in it were ticked, which is what they are for."""

    paper: ReadPaper | None
    faults: tuple[str, ...]
    filled: bool
    commits: tuple[str, ...]
    changed: tuple[Iri, ...]
    gone: tuple[Iri, ...]
    records: int


def verify(path: Path, workspace: Workspace | None, kb: KnowledgeBase | None) -> Verification:
    """Look at the PDF of a paper; with the workspace one stands in at its commits too, with its knowledge base at what
    changed since.

    Raises DataError, saying why, when the file is no PDF, is damaged, or is not of ours."""
    body = body_of(path)
    printed = _FINGERPRINT.search(re.sub(r"\s+", "", body.text))
    if not body.statements:
        if not printed:
            raise DataError(
                f"{path} carries no statements and prints no fingerprint, so it is no paper of Briefwright."
            )
        lost = "the attachment with its statements was removed, so nothing in it can be traced"
        return Verification(None, (lost,), body.filled, (), (), (), 0)
    found = parsed(path, body.statements)
    hashes = {trail.file: trail.record_hash for trail in found.trails if trail.file}
    records = {Iri(trail.record.partition("#")[0]): trail.record_hash for trail in found.trails if trail.file}
    now = kb.aggregates if kb else {}
    return Verification(
        found,
        tuple(_faults(found, body, printed[1] if printed else "")),
        body.filled,
        commits_with_all(workspace, hashes) if workspace else (),
        tuple(sorted(r for r, h in records.items() if r in now and now[r].hash != h)),
        tuple(sorted(r for r in records if kb and r not in now)),
        len(records),
    )


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


def body_of(path: Path) -> Body:
    """A PDF as `verify` looks at it.

    Raises DataError for what is no readable PDF, ResourceError for one that takes too long, UsageError for no file."""
    data = bytes_of(path)
    if not data.startswith(b"%PDF-"):
        raise DataError(f"{path} is no PDF; what can be verified is the PDF of a paper.")
    return look(path, data, _body)


def _body(pdf: Pdf) -> Body:
    return Body(
        pdf.attachment(ATTACHMENT), seal.of_pages(pdf.drawn()), pdf.text(), pdf.xmp(), pdf.info(), pdf.is_filled()
    )


def _faults(paper: ReadPaper, body: Body, printed: str) -> Iterator[str]:
    sealed = seal_of(body.statements)
    if not printed:
        yield "the fingerprint that every paper prints is not on its pages"
    elif printed != paper.fingerprint:
        prints = f"it has the fingerprint {paper.fingerprint}, the pages print {printed}"
        yield f"the attachment is of another paper: {prints}"
    if not sealed:
        yield "the seal was removed, or the paper was made before papers were sealed"
        return
    if sealed["statements"] != seal.of_statements(body.statements):
        yield "the attached statements were changed"
    if sealed["pages"] != body.drawn:
        lost = [trail for trail in paper.trails if not is_on(trail, body.text)]
        said = "".join(f"; not on them any more: {trail.id} “{trail.text}”" for trail in lost[:5])
        yield f"the pages were changed{said}"
    if sealed["metadata"] != seal.of_metadata(body.xmp):
        yield "the metadata was changed"
    elif wrong := _contradicting(body):
        yield f"the metadata was changed: {', '.join(wrong)} of the document information differs from the XMP packet"


def _contradicting(body: Body) -> list[str]:
    said = seal.fields(body.xmp)
    return [key for key in ("title", "author", "subject") if body.info.get(key, said[key]) != said[key]]
