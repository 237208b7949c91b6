"""Fitted papers into files: each format written whole, and what is told of it in the log."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from briefwright.compose import Prepared
from briefwright.document import Method
from briefwright.files import atomic_write
from briefwright.papers import plainness
from briefwright.papers.fitting import Laid, Presses, stem, write

USUAL = ("pdf", "html")
"""The formats that are written where none is named."""


@dataclass(frozen=True, slots=True)
class BuiltPaper:
    """What became of one brief: its files and their SHA-256, its size, and on what its statements stand.

    `kind` and `reader` are what people call its type and its audience, `marking` the label of its mark."""

    name: str
    title: str
    kind: str
    reader: str
    marking: str
    files: tuple[tuple[str, str], ...]
    pages: int
    body_pages: int
    budget: int
    fingerprint: str
    method: Method
    rendered: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """What writing a paper needs beside the paper: the formats, the folder, the presses, the log, and whether the log
    gets every sentence that is not plain."""

    formats: tuple[str, ...]
    out: Path
    presses: Presses
    say: Callable[[str], object]
    every_sentence: bool = False

    def counted(self, number: int, count: int) -> "Job":
        """The job of one paper of several: each line of its log says which, since the next may be long in coming."""
        return replace(self, say=lambda line: self.say(f"{number} of {count}  {line}")) if count > 1 else self


def write_paper(job: Job, prepared: Prepared, laid: Laid, receipt: str) -> BuiltPaper:
    """Write a paper in each format, and say what was withheld, what gave way, and how plainly it is written."""
    final = laid.document
    own_name = stem(prepared)
    files: list[tuple[str, str]] = []
    for form in job.formats:
        made = write(laid, form, job.presses)
        atomic_write(job.out / f"{own_name}.{form}", made)
        files.append((f"{own_name}.{form}", hashlib.sha256(made).hexdigest()))
    plain = plainness.measure(final)
    gave_way = f"; to keep the page budget: {'; '.join(final.omitted)}" if final.omitted else ""
    job.say(f"{own_name}: {receipt}{gave_way}; {plain.line()}")
    for line in plain.lines() if job.every_sentence else ():
        job.say(f"  {line}")
    return BuiltPaper(
        own_name,
        final.title,
        final.type_label,
        final.audience_label,
        final.banner.label,
        tuple(files),
        laid.pages,
        laid.body_pages,
        prepared.plan.body_pages,
        laid.mark,
        replace(final.method, support=None),
    )
