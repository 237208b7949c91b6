"""Findings as people and programs read them."""

import random
from dataclasses import replace

import pytest

from briefwright.findings import Finding, Severity, as_json, as_lines, ordered, summary, worst
from briefwright.terms import POL, SCHEME

BASE = "https://example.org/meals/"
MISSING = Finding(
    severity=Severity.VIOLATION,
    code="RCM02",
    focus=BASE + "recommendation/pool-purchases",
    path=POL + "action",
    message="A recommendation needs exactly one action.",
    file="kb/recommendation/pool-purchases.ttl",
    line=7,
    column=1,
    mend="Give the record one pol:action.",
    shape="https://w3id.org/briefwright/shape/recommendation-action",
)
UNKNOWN = replace(
    MISSING,
    code="RCM12",
    path=POL + "costClass",
    message=f"Found: <{SCHEME}cost-class/minr>. Did you mean <{SCHEME}cost-class/minor>? See <{BASE}actor/cook>.",
    line=12,
    column=20,
    value=SCHEME + "cost-class/minr",
)
UNREAD = Finding(Severity.VIOLATION, "TTL001", "", "", "The statement\nhas no end.", "kb/a.ttl", 3, 9, "Add a dot.")
LONELY = replace(MISSING, severity=Severity.WARNING, code="KB104", line=1)
NOTE = replace(LONELY, severity=Severity.INFO)
ALL = (UNREAD, LONELY, NOTE, MISSING, UNKNOWN)


def test_a_line_names_place_severity_code_message_and_record_and_then_the_mend() -> None:
    assert as_lines([MISSING], BASE) == (
        "kb/recommendation/pool-purchases.ttl:7:1: violation: RCM02 A recommendation needs exactly one action."
        " [recommendation/pool-purchases pol:action]\n"
        "    mend: Give the record one pol:action.\n"
    )


def test_names_in_a_message_are_the_short_ones_and_other_angle_brackets_stay() -> None:
    text = as_lines([UNKNOWN, replace(UNREAD, message="Found: <script>alert(1)</script>.")], BASE)
    assert "Found: cost-class:minr. Did you mean cost-class:minor? See actor/cook." in text
    assert "Found: <script>alert(1)</script>." in text


def test_a_finding_takes_one_line_and_its_mend_another_whatever_is_in_the_text() -> None:
    assert as_lines([UNREAD]) == "kb/a.ttl:3:9: violation: TTL001 The statement has no end.\n    mend: Add a dot.\n"
    assert as_lines([replace(UNREAD, mend="")]).count("\n") == 1
    assert as_lines([]) == ""


@pytest.mark.parametrize("seed", range(5))
def test_the_order_does_not_depend_on_the_order_of_finding(seed: int) -> None:
    shuffled = [*ALL, *ALL]
    random.Random(seed).shuffle(shuffled)  # noqa: S311  no secret
    assert ordered(shuffled) == (UNREAD, NOTE, LONELY, MISSING, UNKNOWN)


def test_lines_sort_as_numbers() -> None:
    assert [f.line for f in ordered(replace(MISSING, line=line) for line in (10, 9, 100))] == [9, 10, 100]


def test_json_has_a_version_and_exactly_the_agreed_members() -> None:
    assert as_json([UNKNOWN]) == {
        "schema_version": 1,
        "findings": [
            {
                "code": "RCM12",
                "severity": "violation",
                "focus": BASE + "recommendation/pool-purchases",
                "path": POL + "costClass",
                "message": UNKNOWN.message,
                "file": "kb/recommendation/pool-purchases.ttl",
                "line": 12,
                "mend": "Give the record one pol:action.",
            }
        ],
    }


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((), "no findings"),
        ((MISSING,), "1 violation"),
        ((NOTE,), "1 info"),
        (ALL, "3 violations, 1 warning, 1 info"),
        ((LONELY, LONELY), "2 warnings"),
    ],
)
def test_the_summary_counts_from_the_heaviest(found: tuple[Finding, ...], words: str) -> None:
    assert summary(found) == words


def test_the_worst_is_the_heaviest() -> None:
    assert worst(ALL) is Severity.VIOLATION
    assert worst([NOTE, LONELY]) is Severity.WARNING
    assert worst([NOTE]) is Severity.INFO
    assert worst([]) is None
    assert [s.rank for s in Severity] == [2, 1, 0]
