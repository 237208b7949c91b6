"""A file of a rule that is wrong is refused with every fault at its line; what it finds is said in its words."""

from pathlib import Path

import pytest

from briefwright.errors import DataError, UsageError
from briefwright.findings import Severity
from briefwright.knowledge import rules
from briefwright.rdf.store import open_store
from briefwright.rdf.turtle import parse
from briefwright.terms import POL, Value

BASE = "https://example.org/meals/"
RULE = """\
# title: Kitchen without a cook
# severity: warning
# explanation: Nobody can cook there.
# mend: Name a cook,
#   or close it.
# message: The kitchen “{label}” of {owner} stands idle since {since}{note}.
SELECT ?focus ?path ?value ?label ?owner ?since ?note
WHERE {
  ?focus skos:prefLabel ?label ; pol:owner ?owner ; pol:since ?value .
  FILTER(STR(?value) < STR($today) && ?label != "?today")  # not ?today
  BIND(pol:since AS ?path) BIND(STR(?value) AS ?since)
}
"""
STORE = open_store(
    parse(
        f"""
        @prefix pol: <{POL}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @base <{BASE}> .
        <kitchen/north> skos:prefLabel "North"@en ; pol:owner <actor/town> ; pol:since "2024-05-01"^^xsd:date .
        <kitchen/south> skos:prefLabel "South"@en ; pol:owner "town" ; pol:since "2025-05-01"^^xsd:date .
    """.encode()
    ).ntriples
)


def located(subject: str, predicate: str = "", value: Value | None = None) -> tuple[str, int, int]:
    return f"kb/{subject.removeprefix(BASE)}.ttl", 2 if predicate else 1, 5 if value else 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kt101-idle-kitchen.rq").write_text(RULE, encoding="utf-8")
    return tmp_path


def test_a_rule_is_read_with_its_header(folder: Path) -> None:
    (rule,) = rules.load(folder)
    assert (rule.code, rule.severity, rule.title) == ("KT101", Severity.WARNING, "Kitchen without a cook")
    assert rule.mend == "Name a cook, or close it."
    assert rule.needs_today


def test_a_row_is_a_finding_at_its_statement_in_the_words_of_the_rule(folder: Path) -> None:
    (finding,) = rules.run(rules.load(folder), STORE, "2025-01-01", located)
    assert (finding.code, finding.severity, finding.focus) == ("KT101", Severity.WARNING, BASE + "kitchen/north")
    assert finding.message == f"The kitchen “North” of <{BASE}actor/town> stands idle since 2024-05-01."
    assert (finding.file, finding.line, finding.column) == ("kb/kitchen/north.ttl", 2, 5)
    assert (finding.path, finding.value) == (POL + "since", "2024-05-01")


def test_the_day_decides_and_without_one_a_rule_that_asks_for_it_is_silent(folder: Path) -> None:
    loaded = rules.load(folder)
    days = ("2024-01-01", "2025-01-01", "2026-01-01", "")
    assert [len(rules.run(loaded, STORE, day, located)) for day in days] == [0, 1, 2, 0]


@pytest.mark.parametrize("day", ["2025", "2025-02-30", "tomorrow", "2025-01-01T00:00:00"])
def test_a_day_that_is_none_is_refused(folder: Path, day: str) -> None:
    with pytest.raises(UsageError, match="is no day"):
        rules.run(rules.load(folder), STORE, day, located)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("# title:", "# tilte:", 1, 'Did you mean "title"?'),
        ("# mend: Name a cook,\n#   or close it.\n", "", 1, "the header lacks: mend"),
        ("severity: warning", "severity: warnig", 2, 'Did you mean "warning"?'),
        ("severity: warning", "severity: warning\n# fix: tidy-txt", 3, 'Did you mean "tidy-text"?'),
        ("severity: warning", "severity: fatal", 2, "Use one of: violation, warning, info."),
        ("{label}", "{lable}", 6, 'Did you mean "label"?'),
        ("SELECT ?focus ", "SELECT ", 1, "must answer with ?focus"),
        ("SELECT ?focus", "SELECT ?today ?focus", 1, "cannot be a column"),
        ("  FILTER(", "  FILTER NOT EXISTS { ?focus pol:closed ?x }\n  FILTER(", 10, "NOT EXISTS"),
        ("  FILTER(", "  GRAPH ?g { ?focus ?p ?o }\n  FILTER(", 10, "GRAPH is not allowed"),
        ("  FILTER(", "  SERVICE <https://example.org/> { ?focus ?p ?o }\n  FILTER(", 10, "SERVICE asks"),
        ("WHERE {", "FROM <https://example.org/g> WHERE {", 8, "FROM is not allowed"),
        ("SELECT ?focus ?path", "CONSTRUCT {} #", 7, "must be a SELECT"),
        ("  BIND(pol:since AS ?path)", "  BIND(pol:since AZ ?path)", 11, "line 11"),
    ],
)
def test_a_wrong_file_is_refused_at_its_line(folder: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in RULE
    (folder / "kt101-idle-kitchen.rq").write_text(RULE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        rules.load(folder)
    assert f"kt101-idle-kitchen.rq:{line}: " in str(error.value)
    assert said in str(error.value)


def test_the_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    (folder / "kt101-cold-kitchen.rq").write_text(RULE, encoding="utf-8")
    (folder / "kitchen.rq").write_text(RULE, encoding="utf-8")
    (folder / "kt102-bad.rq").write_text("# title: x\n# titel: y\nASK {}", encoding="utf-8")
    (folder / "kt103-bytes.rq").write_bytes(b"\xff")
    with pytest.raises(DataError) as error:
        rules.load(folder)
    text = str(error.value)
    assert "kt101-idle-kitchen.rq:1: the code KT101 is taken." in text
    assert 'kitchen.rq:1: "kitchen.rq" is no name for a rule.' in text
    assert "kt102-bad.rq:1: the header lacks" in text
    assert "kt102-bad.rq:2: " in text
    assert "kt102-bad.rq:3: the query must be a SELECT" in text
    assert "kt103-bytes.rq:1: the file cannot be read as UTF-8 text" in text


def test_a_rule_that_answers_without_a_record_is_refused_by_name(folder: Path) -> None:
    (folder / "kt101-idle-kitchen.rq").write_text(
        RULE.replace("?focus skos:prefLabel", "?focus_ skos:prefLabel"), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"kt101-idle-kitchen\.rq: a row has no record as \?focus"):
        rules.run(rules.load(folder), STORE, "2026-01-01", located)
