"""Every rule fires on exactly the records it should, and no rule fires on sound ones.

`rules/world.ttl` holds sound records. `rules/<code>/fires-*.ttl` adds records about which the rule of that code has
something to say, and names each finding: record and property. `rules/<code>/silent-*.ttl` adds records at the border,
about which no rule has. A file more is a test more.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from briefwright.errors import DataError
from briefwright.findings import Finding, Severity
from briefwright.knowledge import ontology, rules
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.workspace import find, seed
from briefwright.rdf.store import Store, open_store
from briefwright.rdf.store.tokens import SparqlToken, tokens
from briefwright.rdf.turtle import locate, parse
from briefwright.terms import POL, PREFIXES, Value, shorten

HERE = Path(__file__).parents[1]
FIXTURES = HERE / "rules"
BASE = "https://example.org/meals/"
ONTOLOGY = ontology.read(seed() / "ontology")
RULES = {rule.code: rule for rule in rules.load(seed() / "ontology" / "rules")}
FIRES = sorted(FIXTURES.glob("*/fires-*.ttl"))
SILENT = sorted(FIXTURES.glob("*/silent-*.ttl"))

_FINDING = re.compile(r"^# finding: <(\S+)> (\S+)$", re.MULTILINE)
_TODAY = re.compile(r"^# today: (\S+)$", re.MULTILINE)


def named(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


@cache
def ntriples(path: Path) -> bytes:
    parsed = parse(path.read_bytes(), BASE)
    assert parsed.problems == ()
    return parsed.ntriples


@cache
def store(path: Path) -> Store:
    """The world with one fixture."""
    prefixes = {**PREFIXES, **ONTOLOGY.schemes}
    data = b"".join(ntriples(file) for file in {FIXTURES / "world.ttl", path})
    return open_store(data + ONTOLOGY.vocabulary, prefixes=prefixes)


def today(path: Path) -> str:
    found = _TODAY.search(path.read_text(encoding="utf-8"))
    return found[1] if found else "2026-11-24"


def located(subject: str, predicate: str = "", value: Value | None = None) -> tuple[str, int, int]:
    return f"{subject.removeprefix(BASE)}.ttl", 2 if predicate or value else 1, 1


def run(path: Path, *codes: str) -> tuple[Finding, ...]:
    return rules.run([RULES[code] for code in codes], store(path), today(path), located)


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Where each part of a query stands that could be left out: FILTER, OPTIONAL, MINUS, an arm of a UNION, a row of
    VALUES."""
    found = list(tokens(text))
    for i, token in enumerate(found):
        if token.says("FILTER", "OPTIONAL", "MINUS", "UNION"):
            yield token.start, found[closing(found, i + 1)].end
        elif token.says("VALUES"):
            yield from rows(found, i + 1)


def closing(found: list[SparqlToken], start: int) -> int:
    """The index of the bracket that closes the first one at or after `start`."""
    depth = 0
    for i in range(start, len(found)):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(found[i].text, 0)
        if not depth and found[i].text in "})":
            return i
    raise AssertionError("a bracket is not closed")


def rows(found: list[SparqlToken], start: int) -> Iterator[tuple[int, int]]:
    """The rows of a VALUES block whose variables begin at `start`."""
    i = next(i for i in range(start, len(found)) if found[i].text == "{") + 1
    while found[i].text != "}":
        end = closing(found, i) if found[i].text == "(" else i
        yield found[i].start, found[end].end
        i = end + 1


def without(rule: rules.Rule, start: int, end: int) -> rules.Rule:
    return replace(rule, text=rule.text[:start] + " " * (end - start) + rule.text[end:])


def places(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(f.focus.removeprefix(BASE), shorten(f.path) or "-") for f in findings}


@pytest.mark.parametrize("path", FIRES, ids=named)
def test_a_rule_finds_exactly_these_records(path: Path) -> None:
    wanted = set(_FINDING.findall(path.read_text(encoding="utf-8")))
    found = run(path, path.parent.name.upper())
    assert wanted
    assert places(found) == wanted
    for finding in found:
        assert re.search(r"\{\w*\}|<>|“”", finding.message) is None
        assert finding.message[0].isupper()
        assert finding.message[-1] in ".?!"


@pytest.mark.slow
@pytest.mark.parametrize("path", [FIXTURES / "world.ttl", *SILENT], ids=named)
def test_no_rule_fires_on_sound_records(path: Path) -> None:
    assert [(f.code, f.focus, f.message) for f in run(path, *RULES)] == []


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_is_seen_to_fire_and_to_be_silent(code: str) -> None:
    folder = FIXTURES / code.lower()
    assert [path for path in FIRES if path.parent == folder], f"show a case in which {code} fires"
    assert [path for path in SILENT if path.parent == folder], f"show a case in which {code} is silent"


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(RULES))
def test_every_part_of_a_rule_matters_to_a_fixture(code: str) -> None:
    """The mutation run: what is left out of a rule is noticed."""
    rule, fixtures = RULES[code], [path for path in (*FIRES, *SILENT) if path.parent.name == code.lower()]
    sound = [rules.run([rule], store(path), today(path), located) for path in fixtures]

    def told(mutant: rules.Rule) -> bool:
        try:
            return [rules.run([mutant], store(path), today(path), located) for path in fixtures] != sound
        except DataError:
            return True

    left = [rule.text[start:end] for start, end in clauses(rule.text) if not told(without(rule, start, end))]
    assert left == []


def test_every_folder_of_fixtures_has_its_rule() -> None:
    assert {path.parent.name.upper() for path in (*FIRES, *SILENT)} == set(RULES)


def test_a_rule_says_why_it_matters_and_what_to_do() -> None:
    short = [rule.code for rule in RULES.values() if min(len(rule.explanation), len(rule.mend)) < 40]
    assert short == []
    for texts in ([r.title for r in RULES.values()], [r.explanation for r in RULES.values()]):
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("KB101", Severity.VIOLATION),
        ("KB102", Severity.WARNING),
        ("KB104", Severity.INFO),
        ("KB106", Severity.VIOLATION),
        ("KB109", Severity.VIOLATION),
        ("KB113", Severity.VIOLATION),
    ],
)
def test_a_rule_weighs_as_much_as_it_should(code: str, severity: Severity) -> None:
    assert RULES[code].severity is severity


def test_a_finding_stands_at_the_line_to_mend() -> None:
    kb = open_kb(find(HERE / "kb"))
    (overdue,) = rules.run([RULES["KB105"]], kb.store, "2026-11-24", kb.locate)
    text = (HERE / "kb" / overdue.file).read_text(encoding="utf-8")
    assert overdue.file == "kb/claim/fee-arrears-share.ttl"
    assert overdue.path == POL + "reviewBy"
    assert "pol:reviewBy" in text.splitlines()[overdue.line - 1]
    assert locate(text, overdue.focus, overdue.path, base_iri=kb.workspace.base_iri)[0] == overdue.line
