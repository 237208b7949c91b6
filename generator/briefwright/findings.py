"""Findings: what a check has to say about the knowledge, one value for shapes, rules and files alike.

A finding's message and mend are sentences for a policy officer. An IRI inside them stands in angle brackets,
so that a text report can show the short name people use.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter

from briefwright.terms import Value, shorten

SCHEMA_VERSION = 1
_IRI = re.compile(r"<((?:https?://|urn:|mailto:)[^<>\s]+)>")
_JSON_MEMBERS = ("code", "severity", "focus", "path", "message", "file", "line", "mend")


class Severity(StrEnum):
    """How much a finding weighs. Declared from the heaviest to the lightest."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """2 for a violation, 1 for a warning, 0 for an info."""
        return len(Severity) - 1 - list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a curator should look at.

    `focus` and `path` are the IRIs of the record (or part) and of the property, empty where the finding is
    about a file; `file` is relative to the workspace, `line` and `column` count from 1. `value` is the
    offending value as text, `shape` the IRI of the shape that was not met.
    """

    severity: Severity
    code: str
    focus: str
    path: str
    message: str
    file: str
    line: int
    column: int
    mend: str
    value: str = ""
    shape: str = ""


Locate = Callable[[str, str, Value | None], tuple[str, int, int]]
"""(subject, property or "", value or None) -> (file, line, column) of the statement, or of its subject."""


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without duplicates in the one order of all reports: place, then code, record, value."""
    return tuple(sorted(set(findings), key=_place))


def _place(finding: Finding) -> tuple[object, ...]:
    place = (finding.file, finding.line, finding.column, finding.code, finding.focus, finding.value)
    return *place, _members(finding)


_members = attrgetter(*(member.name for member in fields(Finding)))
"""A finding as a tuple, so that two that differ have one order."""


def as_lines(findings: Iterable[Finding], base: str = "") -> str:
    """A report for people: `file:line:column: severity: CODE message [record property]`, then the mend.

    IRIs under `base` and of known vocabularies appear as short names. Ends with a line feed unless empty."""
    return "".join(_lines(finding, base) for finding in ordered(findings))


def _lines(finding: Finding, base: str) -> str:
    where = f"{finding.file}:{finding.line}:{finding.column}: {finding.severity}: {finding.code}"
    names = " ".join(shorten(iri, base) for iri in (finding.focus, finding.path) if iri)
    subject = f" [{names}]" if names else ""
    mend = f"\n    mend: {_with_short_names(finding.mend, base)}" if finding.mend else ""
    return f"{where} {_with_short_names(finding.message, base)}{subject}{mend}\n"


def _with_short_names(text: str, base: str) -> str:
    return _IRI.sub(lambda match: shorten(match[1], base), " ".join(text.split()))


def as_json(findings: Iterable[Finding]) -> dict[str, object]:
    """The report for programs: `schema_version` and the findings, each with exactly eight members."""
    return {"schema_version": SCHEMA_VERSION, "findings": [as_member(finding) for finding in ordered(findings)]}


def as_member(finding: Finding) -> dict[str, object]:
    """One finding for programs: its eight members."""
    return {name: getattr(finding, name) for name in _JSON_MEMBERS}


def summary(findings: Iterable[Finding]) -> str:
    """The counts in words, heaviest first: "2 violations, 1 warning"; "no findings" if there are none."""
    counts = Counter(finding.severity for finding in findings)
    parts = [_count(severity, counts[severity]) for severity in Severity if counts[severity]]
    return ", ".join(parts) or "no findings"


def _count(severity: Severity, number: int) -> str:
    plural = "s" if number != 1 and severity is not Severity.INFO else ""
    return f"{number} {severity}{plural}"


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The heaviest severity among the findings; None if there are none."""
    return max((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
