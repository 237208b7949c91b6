"""The command line as it is met: what is printed where, and with which exit code a command ends."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefwright.cli import COMMANDS, main
from briefwright.knowledge.workspace import Workspace, seed
from briefwright.rdf import turtle

BRIEF = "issue-brief-kitchens-after-the-grant-executive"
FINDING = re.compile(r"(kb/\S+\.ttl):(\d+):(\d+): (violation|warning|info): [A-Z0-9-]+ \S.*")
MEMBERS = ["code", "severity", "focus", "path", "message", "file", "line", "mend"]
as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, the data on stdout, the talk on stderr."""

    code: int
    data: str
    talk: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process. Whatever is no exit is a traceback, and fails the test."""

    def running(*words: str | Path) -> Ended:
        capsys.readouterr()
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as leave:
            code = int(leave.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return running


@pytest.fixture
def meals(run: Run, sample: Workspace) -> Run:
    """Runs a command on the small knowledge base."""
    return lambda *words: run("--workspace", sample.root, *words)


@pytest.fixture
def copy(sample: Workspace, tmp_path: Path) -> Path:
    """A copy of the small knowledge base that a test may spoil."""
    return Path(shutil.copytree(sample.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".briefwright")))


def spoil(copy: Path, record: str, old: str, new: str) -> None:
    path = copy / "kb" / f"{record}.ttl"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mend(copy: Path) -> None:
    """Take away the three violations the small knowledge base has."""
    source = "source/nutrition-lab-2023-breakfast-trial"
    spoil(copy, source, "source-status:withdrawn", "source-status:superseded")
    spoil(copy, "claim/fee-debt-total", "review-status:source-checked", "review-status:unverified")
    spoil(
        copy, "claim/fees-will-rise", "    pol:marking", '    pol:assessedOn "2026-11-20"^^xsd:date ;\n    pol:marking'
    )


# Help and misuse


def test_help_names_every_command(run: Run) -> None:
    said = run("--help")
    assert said.code == 0
    assert [name for name in COMMANDS if not re.search(rf"^  {name} +\S", said.data, re.MULTILINE)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does(run: Run, name: str) -> None:
    said = run(name, "--help")
    assert said.code == 0
    assert f"Usage: briefwright {name}" in said.data
    assert said.talk == ""


@pytest.mark.pages
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("chek",), 'Did you mean "check"?'),
        (("check", "--jsn"), "--json"),
        (("check", "--engine", "shiftee"), "'shifty'"),
        (("check", "--today", "yesterday"), "yesterday"),
        (("ask", "open-recomendations"), 'Did you mean "open-recommendations"?'),
        (("ask", "open-recommendations", "addresee=x"), 'Did you mean "addressee"?'),
        (("ask", "open-recommendations", "addressee=actor/ministry"), "actor/ministry"),
        (("ask", "open-recommendations", "addressee"), "key=value"),
        (("ask", "sources", "--format", "jsn"), "'json'"),
        (("ask", "sources", "--format", "ttl"), "ttl is for graphs"),
        (("ask",), "Missing argument 'NAME'"),
        (("questions", "xylophone"), "No question contains these words"),
        (("query", "no-such-file.rq"), "There is no file 'no-such-file.rq'"),
        (("query", "x" * 900), "There is no file"),
        (("query", "SELECT ?s { ?s ?p"), "never closed"),
        (("query", "SELECT ?s { SERVICE <https://evil.example/> { ?s ?p ?o } }"), "queries never use the network"),
        (("query", "CONSTRUCT { ?s a ?o } { ?s a ?o }", "--format", "csv"), "a graph prints as ttl"),
        (("build",), "--all"),
        (("build", "issue-brief", "--all"), "--all"),
        (("build", "issue-breif"), "issue-brief"),
        (("build", "issue-brief", "--for", "exective"), "executive"),
        (("build", "issue-brief", "--voice", "advize"), "advise"),
        (("build", "issue-brief", "--format", "odt"), "'pdf'"),
        (("trace", "no-such.pdf"), "There is no file no-such.pdf"),
    ],
)
def test_misuse_ends_with_2_and_names_the_nearest(meals: Run, words: tuple[str, ...], named: str) -> None:
    said = meals(*words)
    assert said.code == 2
    assert said.data == ""
    assert named in said.talk


# Checking


def test_check_ends_with_1_where_something_is_violated(meals: Run, sample: Workspace) -> None:
    said = meals("check", "--today", "2026-11-24")
    assert said.code == 1
    lines = [line for line in said.data.splitlines() if not line.startswith("    mend: ")]
    assert len(lines) > 3
    for line in lines:
        match = FINDING.fullmatch(line)
        assert match, line
        text = (sample.root / match[1]).read_text(encoding="utf-8").splitlines()
        assert 1 <= int(match[3]) <= len(text[int(match[2]) - 1]) + 1
    assert "3 violations" in said.talk


def test_check_as_json_is_exactly_the_contract(meals: Run) -> None:
    said = meals("check", "--json", "--today", "2026-11-24")
    assert said.code == 1
    report = json.loads(said.data)
    assert list(report) == ["schema_version", "findings", "waived"]
    assert report["schema_version"] == 1
    assert [list(finding) for finding in report["findings"]] == [MEMBERS] * len(report["findings"])
    assert {type(finding["line"]) for finding in report["findings"]} == {int}
    assert {finding["severity"] for finding in report["findings"]} == {"violation", "warning", "info"}
    assert all(finding["message"] and finding["mend"] and finding["code"] for finding in report["findings"])
    assert all(finding["focus"].startswith("https://example.org/meals/") for finding in report["findings"])


def test_text_and_json_report_the_same_findings(meals: Run) -> None:
    lines = [FINDING.fullmatch(line) for line in meals("check", "--today", "2026-11-24").data.splitlines()]
    found = json.loads(meals("check", "--today", "2026-11-24", "--json").data)["findings"]
    assert [(m[1], m[2], m[4]) for m in lines if m] == [(f["file"], str(f["line"]), f["severity"]) for f in found]


def test_check_lists_and_counts_only_the_codes_asked_for(meals: Run) -> None:
    every = json.loads(meals("check", "--json", "--today", "2026-11-24").data)["findings"]
    for words, wanted in (
        (("--select", "KB105,kb104"), ("KB104", "KB105")),
        (("--select", "KB105", "--select", "KB104"), ("KB104", "KB105")),
        (("--select", "KB10", "--ignore", "KB101, KB106"), ("KB102", "KB103", "KB104", "KB105", "KB107", "KB108")),
    ):
        found = json.loads(meals("check", "--json", "--today", "2026-11-24", *words).data)["findings"]
        assert found == [f for f in every if f["code"] in wanted]
        assert found
    said = meals("check", "--ignore", "XYZ")
    assert (said.code, said.data) == (2, "")
    assert "begins with XYZ" in said.talk
    said = meals("check", "--select", "")
    assert (said.code, said.data) == (2, "")
    assert "--select names no code" in said.talk


def test_the_lighter_findings_are_left_out_of_json_too(meals: Run) -> None:
    words = ("check", "--json", "--today", "2026-11-24")
    every, heavy = (json.loads(meals(*words, *more).data)["findings"] for more in ((), ("--least", "warning")))
    assert heavy == [f for f in every if f["severity"] != "info"]
    assert 0 < len(heavy) < len(every)


@pytest.mark.parametrize(
    ("code", "violation", "warning", "info"), [("KB101", 1, 1, 1), ("KB105", 0, 1, 1), ("KB104", 0, 0, 1)]
)
def test_check_fails_on_the_severity_that_is_named(
    meals: Run, code: str, violation: int, warning: int, info: int
) -> None:
    words = ("check", "--today", "2026-11-24", "--select", code)
    assert meals(*words).code == violation
    ends = [meals(*words, "--fail-on", severity).code for severity in ("violation", "warning", "info")]
    assert ends == [violation, warning, info]


def test_lighter_findings_are_counted_and_not_listed(meals: Run) -> None:
    words = ("check", "--today", "2026-11-24")
    every, heavy, heaviest = meals(*words), meals(*words, "--least", "warning"), meals(*words, "--least", "violation")
    assert every.talk == heavy.talk == heaviest.talk
    assert (heavy.code, heaviest.code) == (1, 1)
    lines = every.data.splitlines()
    for said, hidden in ((heavy, {"info"}), (heaviest, {"info", "warning"})):
        kept = [
            line
            for i, line in enumerate(lines)
            if (match := FINDING.fullmatch(line if not line.startswith("    ") else lines[i - 1]))
            and match[4] not in hidden
        ]
        assert said.data.splitlines() == kept


def test_what_is_waived_is_counted_and_told_as_json(run: Run, copy: Path) -> None:
    record = "claim/fee-arrears-share"
    spoil(copy, record, "    pol:marking", f"    pol:waiver <{record}#w> ;\n    pol:marking")
    path = copy / "kb" / f"{record}.ttl"
    waiver = (
        f'<{record}#w>\n    a pol:Waiver ;\n    pol:waives "KB105" ;\n    pol:reason "A count is due."@en ;\n'
        '    pol:waivedBy <actor/meals-desk-editors> ;\n    pol:expiresOn "2027-01-01"^^xsd:date .\n'
    )
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{waiver}", encoding="utf-8")
    words = ("--workspace", copy, "check", "--today", "2026-11-24")
    said = run(*words)
    assert re.search(r" info, 1 waived \(engine ", said.talk)
    assert " violation: KB105 " not in said.data
    assert " warning: KB105 " not in said.data
    place = rf"kb/{record}\.ttl:\d+:\d+: waived: KB105 by actor/meals-desk-editors until 2027-01-01: A count is due\.\n"
    assert re.search(place, said.data)
    (waived,) = json.loads(run(*words, "--json").data)["waived"]
    assert list(waived) == [*MEMBERS, "reason", "waived_by", "expires_on"]
    assert (waived["code"], waived["severity"]) == ("KB105", "warning")
    assert waived["reason"] == "A count is due."
    assert waived["waived_by"] == "https://example.org/meals/actor/meals-desk-editors"
    assert waived["expires_on"] == "2027-01-01"


def test_check_ends_with_0_once_the_violations_are_mended(run: Run, copy: Path) -> None:
    mend(copy)
    said = run("--workspace", copy, "check", "--today", "2026-11-24")
    assert said.code == 0
    assert "warning" in said.talk
    assert "violation" not in said.talk


def test_both_engines_report_the_same(meals: Run) -> None:
    first = meals("check", "--engine", "shifty", "--json")
    second = meals("check", "--engine", "pyshacl", "--json")
    assert first.data == second.data
    assert "engine shifty" in first.talk
    assert "engine pyshacl" in second.talk


def test_check_ends_with_3_and_shows_each_file_that_cannot_be_read(run: Run, copy: Path) -> None:
    spoil(copy, "claim/grant-ends-2026", "a pol:Claim ;", "a pol:Claim")
    (copy / "kb" / "claim" / "vacant-posts.ttl").write_bytes(b"\xff\xfe not text")
    said = run("--workspace", copy, "check")
    assert said.code == 3
    assert "kb/claim/grant-ends-2026.ttl:11:" in said.data
    assert "kb/claim/vacant-posts.ttl:1:" in said.data


@pytest.mark.parametrize(
    "words", [("ask", "sources"), ("query", "ASK { ?s ?p ?o }"), ("fingerprint",), ("build", "--all")]
)
def test_no_answer_is_given_from_half_a_knowledge_base(run: Run, copy: Path, words: tuple[str, ...]) -> None:
    spoil(copy, "claim/grant-ends-2026", "a pol:Claim ;", "a pol:Claim")
    said = run("--workspace", copy, *words)
    assert said.code == 3
    assert said.data == ""
    assert re.search("cannot be read", said.talk)


def test_the_fingerprint_is_the_same_wherever_the_knowledge_base_lies(meals: Run, run: Run, copy: Path) -> None:
    here, there = meals("fingerprint"), run("--workspace", copy, "fingerprint")
    assert re.fullmatch("[0-9a-f]{64}\n", here.data)
    assert here == there
    spoil(copy, "claim/grant-ends-2026", "31 December 2026", "30 December 2026")
    assert run("--workspace", copy, "fingerprint").data != here.data


# Asking


def test_the_questions_are_listed_with_their_parameters(meals: Run) -> None:
    said = meals("questions")
    assert said.code == 0
    assert re.search(r"^  open-recommendations \[addressee=record:actor\]", said.data, re.MULTILINE)
    assert re.search(r"^  brief-facts brief=record:brief$", said.data, re.MULTILINE)
    fewer = meals("questions", "addressee", "authority")
    assert "authority-for-addressee" in fewer.data
    assert "open-points" not in fewer.data


def test_an_answer_is_the_same_in_every_format(meals: Run) -> None:
    answers = {form: meals("ask", "sources", "--format", form) for form in ("csv", "tsv", "json", "md")}
    assert {answer.code for answer in answers.values()} == {0}
    assert {answer.talk for answer in answers.values()} == {""}
    rows = list(csv.reader(io.StringIO(answers["csv"].data)))
    assert len(rows) > 5
    assert [line.split("\t") for line in answers["tsv"].data.splitlines()] == rows
    said = json.loads(answers["json"].data)
    assert said["schema_version"] == 1
    assert [said["columns"], len(said["rows"])] == [rows[0], len(rows) - 1]
    lines = answers["md"].data.splitlines()
    assert [lines[0], len(lines)] == [f"| {' | '.join(rows[0])} |", len(rows) + 1]


def test_a_table_is_for_people_and_its_count_is_talk(meals: Run) -> None:
    said = meals("ask", "open-recommendations", "addressee=actor/ministry-of-education")
    assert said.code == 0
    assert "recommendation" in said.data
    assert re.fullmatch(r"\d+ rows?\n", said.talk)


SELECT = "SELECT ?claim WHERE { ?claim a pol:Claim } ORDER BY ?claim LIMIT 3"


def test_a_query_comes_from_a_file_standard_input_or_the_command_line(
    meals: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = meals("query", SELECT, "--format", "csv")
    assert text.code == 0
    assert len(text.data.splitlines()) == 4
    (tmp_path / "q.rq").write_text(SELECT, encoding="utf-8")
    assert meals("query", tmp_path / "q.rq", "--format", "csv") == text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SELECT.encode())))
    assert meals("query", "-", "--format", "csv") == text


def test_a_query_that_asks_or_constructs(meals: Run) -> None:
    assert meals("query", "ASK { ?s a pol:Claim }") == Ended(0, "true\n", "")
    assert meals("query", "ASK { ?s a pol:Nothing }") == Ended(0, "false\n", "")
    graph = "CONSTRUCT { ?s a pol:Claim } WHERE { ?s a pol:Claim }"
    said = meals("query", graph, "--format", "ttl")
    assert said.code == 0
    parsed = turtle.parse(said.data.encode())
    assert parsed.problems == ()
    assert len(parsed.triples) > 10
    assert re.findall(r"@prefix (\w+):", said.data) in (["pol"], ["pol", "rdf"], ["rdf", "pol"])
    assert meals("query", graph).data == said.data


def test_what_follows_is_asked_only_when_wished(meals: Run) -> None:
    text = "ASK { <https://example.org/meals/claim/vacant-posts> a pol:Record }"
    assert meals("query", text) == Ended(0, "false\n", "")
    assert meals("query", "--inferred", text) == Ended(0, "true\n", "")
    for way in ("FROM <urn:briefwright:graph:inferred> WHERE { ?s a pol:Record }", "{ GRAPH ?g { ?s a pol:Record } }"):
        for words in ((), ("--inferred",)):
            said = meals("query", *words, f"SELECT ?s {way}")
            assert (said.code, said.data) == (2, "")
            assert "is not allowed" in said.talk


def test_a_question_that_needs_what_follows_gets_it(run: Run, copy: Path) -> None:
    shutil.copytree(seed() / "ontology", copy / "ontology")
    text = "SELECT ?record { ?record a pol:Record ; pol:topic <https://example.org/meals/topic/school-meals> }"
    head = "# question: Which records are about school meals?\n# why: To see.\n# group: records\n"
    for name, more in (("without", ""), ("with", "# inferred: yes\n")):
        (copy / "ontology" / "queries" / f"{name}.rq").write_text(head + more + text, encoding="utf-8")
    answers = {name: run("--workspace", copy, "ask", name, "--format", "csv") for name in ("without", "with")}
    assert {answer.code for answer in answers.values()} == {0}
    assert answers["without"].data.splitlines() == ["record"]
    assert "claim/vacant-posts" in answers["with"].data


def test_bytes_that_are_no_text_are_refused(meals: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "q.rq").write_bytes(b"SELECT \xff\xfe")
    said = meals("query", tmp_path / "q.rq")
    assert (said.code, said.data) == (3, "")
    assert "is not UTF-8 text" in said.talk
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"ASK { \xff }")))
    assert meals("query", "-").code == 3


def test_a_query_that_needs_too_much_ends_with_4(meals: Run) -> None:
    said = meals("query", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d ?g ?j LIMIT 1")
    assert (said.code, said.data) == (4, "")
    assert re.search("memory|seconds", said.talk)


# Building and tracing


@pytest.mark.pages
def test_build_prints_a_line_a_paper_and_writes_what_is_wished(meals: Run, tmp_path: Path) -> None:
    said = meals("build", "recommendation-checklist", "--for", "congress", "-o", tmp_path, "--format", "html")
    assert said.code == 0
    (line,) = said.data.splitlines()
    assert re.match(r"recommendation-checklist-\S+-congress: \d+ pages, \d+ of at most 6 in the body; \d+ statem", line)
    assert "checked with" in said.talk
    assert [p.suffix for p in tmp_path.iterdir()] == [".html"]


def test_a_paper_that_is_not_warranted_ends_with_1_and_shows_why(run: Run, copy: Path, tmp_path: Path) -> None:
    (copy / "kb" / "passage" / "assembly-2025-hearing--2.ttl").unlink()
    said = run("--workspace", copy, "build", "issue-brief", "-o", tmp_path / "out")
    assert (said.code, said.data) == (1, "")
    assert re.search(r"^kb/claim/grant-ends-2026\.ttl:\d+:\d+: violation: ", said.talk, re.MULTILINE)
    assert "--draft" in said.talk
    assert not (tmp_path / "out").exists()


def test_trace_says_who_says_a_sentence(meals: Run, papers: Path) -> None:
    said = meals("trace", papers / f"{BRIEF}.pdf", "state", "grant", "that", "pays")
    assert said.code == 0
    for line in (
        "  record     brief/kitchens-after-the-grant#p1  pol:text",
        "  stands on  claim/grant-ends-2026  (kb/claim/grant-ends-2026.ttl)",
        "  file       kb/brief/kitchens-after-the-grant.ttl",
        "  commits    unknown here",
    ):
        assert line in said.data.splitlines()
    assert re.search(r"^  passage    passage/assembly-2025-hearing--2: \S", said.data, re.MULTILINE)
    assert re.search(r"^  source     note 1: .+, page 5  \[source/assembly-2025-hearing\]$", said.data, re.MULTILINE)
    assert re.search(r"^  check      \S", said.data, re.MULTILINE)


def test_trace_names_the_check_by_somebody_else(meals: Run, papers: Path) -> None:
    said = meals("trace", papers / f"{BRIEF}.html", "The pilot opened 12 central kitchens")
    assert "  check      agrees, Meals Desk fact checkers, 2026-11-22" in said.data.splitlines()


def test_trace_without_words_lists_every_statement(meals: Run, papers: Path) -> None:
    said = meals("trace", papers / f"{BRIEF}.pdf")
    page = (papers / f"{BRIEF}.html").read_text(encoding="utf-8")
    head, count, *lines = said.data.splitlines()
    assert head.startswith("School kitchens after the grant  fingerprint ")
    assert count == f"{len(lines)} statements, as of 2026-11-24, TLP:CLEAR"
    assert [line.split("\t")[0] for line in lines] == re.findall(r'class="st" id="(s\d+)"', page)
    assert all(len(line.split("\t")) == 5 for line in lines)


def test_trace_as_json(meals: Run, papers: Path) -> None:
    said = json.loads(meals("trace", papers / f"{BRIEF}.pdf", "--json", "state grant that pays").data)
    assert said["schema_version"] == 1
    assert {one["file"] for one in said["statements"]} >= {"kb/brief/kitchens-after-the-grant.ttl"}
    assert all(one["commits"] == [] and one["evidence"] for one in said["statements"])


def test_trace_needs_no_workspace(run: Run, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("trace", papers / f"{BRIEF}.pdf", "state grant that pays").code == 0
    (tmp_path / "briefwright.toml").write_text("broken", encoding="utf-8")
    assert run("trace", papers / f"{BRIEF}.pdf", "state grant that pays").code == 0


def test_trace_of_words_that_are_not_there_names_the_nearest(meals: Run, papers: Path) -> None:
    said = meals("trace", papers / f"{BRIEF}.pdf", "the state grant for kitchens never ends")
    assert (said.code, said.data) == (2, "")
    assert "Nearest: “The state grant" in said.talk


def test_a_hostile_paper_cannot_play_tricks_on_the_terminal(meals: Run, papers: Path, tmp_path: Path) -> None:
    page = (papers / f"{BRIEF}.html").read_text(encoding="utf-8")
    evil = tmp_path / "evil.html"
    evil.write_text(re.sub(r'(": ")(?=\w)', r"\1\\u001b[2J\\u0007\\u202e\\u009b31m\\r", page), encoding="utf-8")
    for words in ((), ("state grant that pays",), ("--json", "state grant that pays"), ("xylophone of the grant",)):
        said = meals("trace", evil, *words)
        assert len(said.data + said.talk) > 50
        assert {c for c in said.data + said.talk if not c.isprintable()} <= {"\n", "\t"}


@pytest.mark.parametrize("data", [b"", b"words", b"%PDF-1.7 cut", b"<html></html>"])
def test_what_is_no_paper_ends_with_3(meals: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(data)
    said = meals("trace", tmp_path / "x.pdf")
    assert (said.code, said.data) == (3, "")
    assert said.talk.startswith(f"Error: {tmp_path / 'x.pdf'} ")


# What can be missing or broken around it


def test_a_workspace_that_is_missing_or_broken_ends_with_3(run: Run, tmp_path: Path, copy: Path) -> None:
    said = run("--workspace", tmp_path / "nowhere", "check")
    assert said.code == 3
    assert "is not a workspace" in said.talk
    shutil.rmtree(copy / "kb")
    for words in (("check",), ("ask", "sources"), ("build", "--all"), ("fingerprint",)):
        said = run("--workspace", copy, *words)
        assert (said.code, said.data) == (3, "")
        assert "does not exist. Put records there" in said.talk
    (copy / "briefwright.toml").write_text("base_iri = \n", encoding="utf-8")
    said = run("--workspace", copy, "check")
    assert said.code == 3
    assert "the settings cannot be read" in said.talk


@pytest.mark.pages
def test_an_output_folder_that_cannot_be_made_ends_with_3(meals: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = meals("build", "recommendation-checklist", "--for", "congress", "-o", tmp_path / "file" / "out")
    assert (said.code, said.data) == (3, "")
    assert f"{tmp_path / 'file' / 'out'} cannot be read or written" in said.talk
    assert meals("build", "--all", "-o", tmp_path / "file").code == 2


@as_root
def test_a_folder_or_file_without_rights_ends_with_3(meals: Run, run: Run, tmp_path: Path, copy: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    assert meals("build", "--all", "-o", tmp_path / "locked").code == 3
    (copy / "kb" / "claim" / "vacant-posts.ttl").chmod(0)
    said = run("--workspace", copy, "check")
    assert said.code == 3
    assert "vacant-posts.ttl cannot be read" in said.talk


def test_a_symbolic_link_in_the_knowledge_base_is_refused(run: Run, copy: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.ttl").write_text("", encoding="utf-8")
    (copy / "kb" / "claim" / "link.ttl").symlink_to(tmp_path / "outside.ttl")
    said = run("--workspace", copy, "check")
    assert said.code == 3
    assert "link.ttl is a symbolic link" in said.talk


def test_an_interrupt_ends_with_130(meals: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("briefwright.cli.questions.open_whole", interrupted)
    said = meals("ask", "sources")
    assert (said.code, said.data) == (130, "")
    assert said.talk.strip() == "Interrupted."


def process(sample: Workspace, *words: str, **environment: str) -> subprocess.Popen[bytes]:
    """The command line as a process of its own."""
    command = [sys.executable, "-m", "briefwright", "--workspace", str(sample.root), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **environment})


def test_a_reader_that_goes_away_is_no_error(sample: Workspace) -> None:
    many = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with process(sample, "query", many, "--format", "csv") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert len(running.stdout.read(1)) == 1
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()


def test_a_terminal_of_few_letters_gets_the_rest_spelled_out(sample: Workspace) -> None:
    with process(sample, "ask", "definitions", PYTHONIOENCODING="ascii", PYTHONUTF8="0") as running:
        data, talk = running.communicate()
    assert running.returncode == 0
    assert b"Traceback" not in talk
    assert data.isascii()


def test_the_ontology_is_checked_when_asked(run: Run, copy: Path) -> None:
    shutil.copytree(seed() / "ontology", copy / "ontology")
    policy = copy / "ontology" / "policy.ttl"
    said = policy.read_text(encoding="utf-8")
    line = said[: said.index("pol:Topic\n")].count("\n") + 1
    policy.write_text(said.replace('    skos:prefLabel "Topic"@en ;\n', "", 1), encoding="utf-8")
    without, with_ontology = (run("--workspace", copy, "check", *more) for more in ((), ("--ontology",)))
    assert "STY01" not in without.data
    assert f"ontology/policy.ttl:{line}:1: violation: STY01 " in with_ontology.data
    assert with_ontology.code == 1
    only = run("--workspace", copy, "check", "--ontology", "--select", "STY")
    assert {line.split()[2] for line in only.data.splitlines() if not line.startswith(" ")} == {"STY01"}
    assert run("--workspace", copy, "check", "--ontology", "--ignore", "STY01", "--select", "STY").data == ""


# Finding and connecting


def test_search_prints_records_and_says_what_it_read(meals: Run) -> None:
    said = meals("search", "kitchn", "grant")
    assert said.code == 0
    assert "recommendation/secure-kitchen-grant  Secure the kitchen grant" in said.data
    assert "Nothing has “kitchn”; looked for “kitchen" in said.talk
    whole = json.loads(meals("search", "secure", "grant", "--json").data)
    assert whole["hits"][0]["record"] == "recommendation/secure-kitchen-grant"
    assert meals("search", "saxophone").code == 1


def test_show_prints_a_card_and_its_json(meals: Run) -> None:
    said = meals("show", "uptake-with-kitchen").data
    assert "claim  claim/uptake-with-kitchen  kb/claim/uptake-with-kitchen.ttl:" in said
    assert "(sourced: 1)" in said
    assert "recommendation/secure-kitchen-grant rests on it" in said
    assert "brief/kitchens-after-the-grant cites it" in said
    record = json.loads(meals("show", "claim/uptake-with-kitchen", "--json").data)["record"]
    assert "recommendation/secure-kitchen-grant" in record["backlinks"]["pol:restsOn"]


def test_show_in_a_paper_needs_no_workspace(
    run: Run, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paper = papers / f"{BRIEF}.pdf"
    said = run("show", "--in", paper, "claim/uptake-with-kitchen")
    assert "61 percent" in said.data
    assert "note 2:" in said.data
    assert run("show", "--in", paper, "claim/uptake-with-kitchens").code == 2
    assert "claim/uptake-with-kitchen" in run("show", "--in", paper, "claim/uptake-with-kitchens").talk


def test_query_in_a_paper_asks_its_statements(run: Run, papers: Path) -> None:
    evidence = "cito:citesAsEvidence/rdf:rest*/rdf:first/paper:source_title"
    sparql = f"SELECT ?text ?title {{ ?s schema:text ?text ; {evidence} ?title }}"
    for ending in ("pdf", "html"):
        said = run("query", "--in", papers / f"{BRIEF}.{ending}", sparql, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(said.data)))
        assert any("61 percent" in row["text"] and "Uptake" in row["title"] for row in rows)


def test_path_tells_each_step_with_its_evidence(meals: Run) -> None:
    said = meals("path", "lesson/plan-for-the-end-of-the-grant", "actor/national-assembly", "--most", "1").data
    lines = said.splitlines()
    assert lines[0] == "1. 2 steps"
    assert "bears on the recommendation “Secure the kitchen grant”." in lines[1]
    assert "[passage/" in lines[2]
    assert re.search(r"kb/\S+\.ttl:\d+", said)


def test_graph_writes_every_format(meals: Run) -> None:
    for form, beginning in (("svg", "<svg"), ("dot", "digraph {"), ("graphml", "<?xml"), ("json", "{")):
        assert meals("graph", "risk/grant-ends-early", "--format", form).data.startswith(beginning)
    assert (
        "more records lie around it" in meals("graph", "risk/grant-ends-early", "--most", "2", "--format", "dot").talk
    )


def test_impact_counts_and_shows_the_chain(meals: Run) -> None:
    said = meals("impact", "source/university-2025-uptake-study", "--chains").data
    assert said.startswith("If source/university-2025-uptake-study fell: ")
    assert "loses all  claim/uptake-with-kitchen" in said
    assert "is supported by the passage" in said
    whole = json.loads(meals("impact", "--retract", "source/university-2025-uptake-study", "--json").data)
    assert {loss["loses"] for loss in whole["losses"]} == {"all", "some"}
    assert meals("impact").code == 2


def test_why_shows_confidence_grounds_and_roots(meals: Run) -> None:
    said = meals("why", "claim/act-will-stay-unpaid").data
    assert "likelihood: unlikely (20 to 45 percent)" in said
    assert "Stands on 1 independent source: source/assembly-2026-journal" in said
    assert "Against it" in said
    assert json.loads(meals("why", "claim/act-will-stay-unpaid", "--json").data)["why"]["roots"]


@pytest.mark.pages
def test_gaps_print_in_every_format(meals: Run, tmp_path: Path) -> None:
    said = meals("gaps", "--on", "2026-11-28").data
    assert "Risks: no recommendation (2)\n  risk/fee-debt-spiral  Fee debts that grow" in said
    rows = list(csv.DictReader(io.StringIO(meals("gaps", "--format", "csv").data)))
    assert {"group", "gap", "record", "label", "owner"} == set(rows[0])
    cells = list(csv.DictReader(io.StringIO(meals("gaps", "--matrix", "risks", "--format", "csv").data)))
    assert {cell["record"] for cell in cells} >= {"recommendation/secure-kitchen-grant", ""}
    assert "Risks by who is asked" in meals("gaps", "--matrix", "risks").data
    page = tmp_path / "gaps.html"
    assert meals("gaps", "--format", "html", "-o", page).code == 0
    assert "<code" in page.read_text(encoding="utf-8")
    assert meals("gaps", "--format", "pdf").code == 2
    assert meals("gaps", "--format", "pdf", "-o", tmp_path / "w.pdf").code == 0
    assert (tmp_path / "w.pdf").read_bytes().startswith(b"%PDF-")
    assert meals("gaps", "--on", "yesterday").code == 2


@pytest.mark.pages
def test_an_answer_is_written_as_pdf_only_into_a_file(meals: Run, tmp_path: Path) -> None:
    assert meals("ask", "sources", "--format", "pdf").code == 2
    assert meals("ask", "sources", "--format", "pdf", "-o", tmp_path / "a.pdf").code == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_query_streams_the_formats_of_the_w3c(meals: Run) -> None:
    said = meals("query", "SELECT ?c { ?c a pol:Claim }", "--format", "sparql-json", "--rows", "3")
    assert len(json.loads(said.data)["results"]["bindings"]) == 3
    assert "Only the first 3 rows are shown" in said.talk
    assert meals("query", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--format", "sparql-json", "--rows", "9000000",
                 "--seconds", "0.3").code == 4  # fmt: skip


def test_diff_prints_text_json_and_html(run: Run, sample: Workspace, copy: Path) -> None:
    spoil(copy, "claim/act-will-stay-unpaid", "confidence:moderate", "confidence:low")
    said = run("--workspace", sample.root, "diff", sample.root, copy)
    assert said.code == 0
    assert "confidence or likelihood moved: confidence\n    - moderate confidence\n    + low confidence" in said.data
    (change,) = json.loads(run("--workspace", sample.root, "diff", sample.root, copy, "--format", "json").data)[
        "changes"
    ]
    assert (change["kind"], change["record"]) == ("confidence or likelihood moved", "claim/act-will-stay-unpaid")
    page = run("--workspace", sample.root, "diff", sample.root, copy, "--format", "html").data
    assert '<del><span class="said">deleted: </span>moderate</del>' in page


def test_diff_of_two_papers_is_by_statement(run: Run, copy: Path, papers: Path, tmp_path: Path) -> None:
    spoil(copy, "claim/uptake-with-kitchen", "61 percent", "64 percent")
    spoil(copy, "claim/uptake-with-kitchen", "pol:value 61", "pol:value 64")
    spoil(copy, "brief/kitchens-after-the-grant", "61 percent", "64 percent")
    mend(copy)
    assert (
        run("--workspace", copy, "build", "issue-brief", "--for", "executive", "-o", tmp_path, "--format", "pdf").code
        == 0
    )
    said = run("diff", papers / f"{BRIEF}.pdf", tmp_path / f"{BRIEF}.pdf").data
    assert "value changed: text" in said
    assert "    - Where a central kitchen delivers, 61 percent" in said
    assert "    + Where a central kitchen delivers, 64 percent" in said
    assert run("diff", papers / f"{BRIEF}.pdf", papers / f"{BRIEF}.html").data.startswith("Nothing that a reader")
    assert run("diff", papers / f"{BRIEF}.pdf", "HEAD").code == 2


def test_verify_says_how_a_paper_is(meals: Run, run: Run, papers: Path, tmp_path: Path) -> None:
    said = meals("verify", papers / f"{BRIEF}.pdf")
    assert said.code == 0
    assert said.data.startswith("as it was made\n")
    assert "commits      unknown here" in said.data
    assert "reads as the paper does" in said.data
    assert json.loads(run("verify", papers / f"{BRIEF}.pdf", "--json").data)["state"] == "as it was made"
    assert run("verify", papers / f"{BRIEF}.html").code == 3


def test_git_shows_records_as_fields_once_it_is_set_up(run: Run, copy: Path) -> None:
    assert run("--workspace", copy, "git-setup").code == 2
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    assert ".gitattributes: *.ttl diff=briefwright" in run("--workspace", copy, "git-setup").data
    assert "Nothing to do" in run("--workspace", copy, "git-setup").data
    identity = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*identity, "add", "."], cwd=copy, check=True)
    subprocess.run([*identity, "commit", "-qm", "first"], cwd=copy, check=True)
    spoil(copy, "claim/act-will-stay-unpaid", "confidence:moderate", "confidence:low")
    said = subprocess.run(["git", "diff"], cwd=copy, capture_output=True, text=True, check=True).stdout
    assert "-  confidence: confidence:moderate" in said
    assert "+  confidence: confidence:low" in said


def test_git_shows_records_where_it_knows_no_name_also_after_an_older_set_up(
    run: Run, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    (tmp_path / "settings").write_text('[diff "briefwright"]\n    cachetextconv = true\n', encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    for setting in (("user.useConfigOnly", "true"), ("diff.briefwright.cachetextconv", "true")):
        subprocess.run(["git", "config", *setting], cwd=copy, check=True)
    assert "diff.briefwright.cachetextconv = false" in run("--workspace", copy, "git-setup").data
    subprocess.run(["git", "add", "."], cwd=copy, check=True)
    spoil(copy, "claim/act-will-stay-unpaid", "confidence:moderate", "confidence:low")
    for _ in range(2):
        said = subprocess.run(["git", "diff"], cwd=copy, capture_output=True, text=True, check=True).stdout
        assert "+  confidence: confidence:low" in said


def test_textconv_prints_what_it_cannot_read_as_it_is(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<a> <b> .\n")
    assert run("textconv", path).data == "<a> <b> .\n"


def test_lint_names_file_and_line(meals: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?c {\n  ?c a pol:Clam }\n")
    said = meals("lint", path)
    assert said.code == 1
    assert f'{path}:2: pol:Clam is no term of the ontology. Did you mean "Claim"?' in said.data
    assert meals("lint").code == 0
