"""Twelve files with a fault each: one run of `check` names every one at its line, and says next to nothing more."""

import re
from collections.abc import Callable

import pytest

from briefwright.findings import Finding
from briefwright.knowledge.check import check
from briefwright.knowledge.kb import open_kb
from conftest import Copy

Spoil = Callable[[str], str]


def after(mark: str, line: str) -> Spoil:
    """Put a line before the first that holds `mark`."""
    return lambda text: text.replace(f"    {mark}", f"{line}\n    {mark}", 1)


def swap(pattern: str, new: str) -> Spoil:
    """Replace the first match of `pattern`."""
    return lambda text: re.sub(pattern, new, text, count=1)


FAULTS: dict[str, tuple[Spoil, str]] = {
    "claim/break-clause-answer": (after("pol:marking", "<<<<<<< HEAD"), "<<<<<<<"),
    "claim/breakfast-lifts-attendance": (swap(r" \.\s*\Z", "\n"), "dcterms:modified"),
    "claim/canteens-closed": (swap(r"@prefix xsd:.*\n", ""), "xsd:"),
    "claim/contract-saving": (after("pol:marking", "    pol:value 0,5 ;"), "0,5"),
    "claim/cost-per-meal-study": (swap(r'(pol:statement "[^"]*)"@en', r"\1"), "pol:statement"),
    "claim/cost-per-meal": (swap(r'dcterms:modified "[^"]*"', 'dcterms:modified "2026-02-30"'), "2026-02-30"),
    "source/assembly-2025-hearing": (swap(r"(pol:marking marking:\w+) ;", r"\1"), "pol:marking"),
    "source/audit-office-2024-kitchens": (swap(r'"https://[^"]*"\^\^xsd:anyURI', "<https://a.example/b c>"), "b c>"),
    "source/farm-weekly-2024-column": (swap("@prefix pol:", "@prefx pol:"), "@prefx"),
    "source/fee-blog-2021-arrears": (swap(r"pol:tier \d", "pol:tier 9"), "pol:tier"),
    "source/guild-2025-supply-paper": (
        swap("pol:extentSeen extent-seen:\\w+", "pol:extentSeen extent-seen:hole"),
        "hole",
    ),
    "source/history-society-1998-canteens": (swap("pol:url ", "pol:url \u202e"), "\u202e"),
}
"""Record -> how its file is spoilt, and what stands on the line of the fault."""


@pytest.fixture
def new(workspace_copy: Copy) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """The line of each fault, and the findings that were not there before."""
    before = {(f.code, f.focus) for f in check(workspace_copy.kb()).findings}
    lines = {}
    for record, (spoil, mark) in FAULTS.items():
        path = workspace_copy.path(record)
        whole = path.read_text(encoding="utf-8")
        path.write_text(spoil(whole), encoding="utf-8")
        assert path.read_text(encoding="utf-8") != whole
        spoilt = path.read_text(encoding="utf-8").splitlines()
        lines[record] = next(n for n, line in enumerate(spoilt, 1) if mark in line and not line.startswith("@prefix"))
    return lines, tuple(f for f in check(open_kb(workspace_copy.workspace)).findings if (f.code, f.focus) not in before)


def test_each_of_twelve_faults_is_named_at_its_line_in_one_run(new: tuple[dict[str, int], tuple[Finding, ...]]) -> None:
    lines, findings = new
    assert len(lines) == 12
    for record, line in lines.items():
        assert line in {f.line for f in findings if f.file == f"kb/{record}.ttl"}, record
    assert len({f.code for f in findings}) >= 12


def test_no_fault_brings_more_than_two_others(new: tuple[dict[str, int], tuple[Finding, ...]]) -> None:
    lines, findings = new
    for record in lines:
        assert len([f for f in findings if f.file == f"kb/{record}.ttl"]) <= 3, record
    assert [f for f in findings if f.file.removeprefix("kb/").removesuffix(".ttl") not in lines] == []
