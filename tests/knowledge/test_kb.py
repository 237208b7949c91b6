"""Issued papers: read from `issued/`, checked and asked with the records, and no part of what papers are made from."""

import shutil

import pytest

from briefwright.compose import Order, prepare
from briefwright.knowledge.check import check
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.terms import POL, Iri
from conftest import BASE, Copy, named

PAPER = Iri(BASE + "issued-brief/kitchens-1")
TEXT = f"""\
@base <{BASE}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix marking: <https://w3id.org/briefwright/scheme/marking/> .
@prefix pol: <https://w3id.org/briefwright/policy#> .
@prefix review-status: <https://w3id.org/briefwright/scheme/review-status/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<issued-brief/kitchens-1>
    a pol:IssuedBrief ;
    skos:prefLabel "School kitchens after the grant, edition 1"@en ;
    pol:asOf "2026-11-24"^^xsd:date ;
    pol:edition "1" ;
    pol:fingerprint "{"0" * 64}" ;
    pol:marking marking:clear ;
    pol:ofBrief <brief/kitchens-after-the-grant> ;
    pol:printedStatement <issued-brief/kitchens-1#s1> ;
    pol:reviewStatus review-status:source-checked ;
    pol:reviewedBy <actor/meals-desk-editors> ;
    pol:reviewedOn "2026-11-24"^^xsd:date ;
    dcterms:creator <actor/meals-desk-editors> ;
    dcterms:issued "2026-11-24"^^xsd:date ;
    dcterms:modified "2026-11-24"^^xsd:date .

<issued-brief/kitchens-1#s1>
    a pol:PrintedStatement ;
    pol:order 1 ;
    pol:printedText "The state grant ends on 31 December 2026."@en ;
    pol:ofRecord <claim/grant-ends-2026> .
"""
ISSUED = "SELECT ?paper ?record { ?paper a pol:IssuedBrief ; pol:printedStatement/pol:ofRecord ?record }"


@pytest.fixture
def copy(workspace_copy: Copy) -> Copy:
    """The workspace with one issued paper."""
    shutil.rmtree(workspace_copy.root / "issued", ignore_errors=True)
    return issue(workspace_copy)


def issue(copy: Copy, text: str = TEXT, name: str = "issued/kitchens-1.ttl") -> Copy:
    path = copy.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return copy


def papers(kb: KnowledgeBase) -> list[str]:
    return [str(row[0]) for row in kb.store.select(ISSUED).rows]


def test_an_issued_paper_is_found_by_questions_and_at_its_lines(copy: Copy) -> None:
    kb = copy.kb()
    assert papers(kb) == [PAPER]
    assert list(kb.issued) == [PAPER]
    lines = TEXT.splitlines()
    assert kb.locate(PAPER)[:2] == ("issued/kitchens-1.ttl", lines.index("<issued-brief/kitchens-1>") + 1)
    assert kb.locate(PAPER, POL + "edition")[:2] == ("issued/kitchens-1.ttl", lines.index('    pol:edition "1" ;') + 1)
    assert kb.locate(BASE + "issued-brief/never")[0] == "issued/never.ttl"


def test_an_issued_paper_is_no_part_of_the_knowledge(copy: Copy) -> None:
    kb = copy.kb()
    shutil.rmtree(copy.root / "issued")
    before = copy.kb()
    assert papers(before) == []
    assert kb.fingerprint == before.fingerprint
    assert kb.ntriples == before.ntriples
    assert kb.facts == before.facts
    assert kb.aggregates.keys() == before.aggregates.keys()


def test_no_paper_is_made_from_an_issued_one(copy: Copy) -> None:
    prepared = prepare(copy.kb(), Order(named(copy.kb(), "brief/kitchens-after-the-grant"), "executive"))
    assert papers(prepared.released.kb) == []


def test_an_issued_paper_that_is_sound_adds_no_finding(copy: Copy) -> None:
    found = check(copy.kb(), today="2026-11-24").findings
    assert [f for f in found if f.file.startswith("issued/")] == []
    shutil.rmtree(copy.root / "issued")
    assert check(copy.kb(), today="2026-11-24").findings == found


@pytest.mark.parametrize("engine", ["shifty", "pyshacl"])
def test_a_fault_of_an_issued_paper_is_found_at_its_line(copy: Copy, engine: str) -> None:
    issue(copy, TEXT.replace("<claim/grant-ends-2026>", "<claim/nowhere>").replace('"1" ;', "1 ;"))
    found = {(f.code, f.file, f.line) for f in check(copy.kb(), engine).findings if f.file.startswith("issued/")}
    lines = TEXT.splitlines()
    assert found == {
        ("ISS06", "issued/kitchens-1.ttl", lines.index('    pol:edition "1" ;') + 1),
        ("PRI03", "issued/kitchens-1.ttl", len(lines)),
    }


def test_a_record_that_cannot_be_read_is_not_missed_by_an_issued_paper(copy: Copy) -> None:
    copy.create("claim/grant-ends-2026", "nonsense")
    assert [f for f in check(open_kb(copy.workspace)).findings if f.file.startswith("issued/")] == []


@pytest.mark.parametrize(
    ("name", "text", "code", "words"),
    [
        (
            "issued/kitchens-1.ttl",
            TEXT.replace("a pol:IssuedBrief ;", "a pol:IssuedBrief"),
            "TTL",
            "semicolon is missing",
        ),
        ("issued/kitchens-1.ttl", "", "KB003", "says nothing"),
        ("issued/kitchens-1.ttl", TEXT.replace("kitchens-1", "kitchens-2"), "KB002", "issued/kitchens-2.ttl"),
        ("issued/Kitchens.ttl", TEXT.replace("kitchens-1", "Kitchens"), "KB001", "issued/<slug>.ttl"),
        ("issued/old/kitchens-1.ttl", TEXT.replace("brief/kitchens-1", "brief/old/kitchens-1"), "KB001", "issued/"),
        ("kb/issued-brief/kitchens-1.ttl", TEXT, "KB001", "issued/<slug>.ttl, not at kb/issued-brief/"),
    ],
)
def test_files_of_issued_papers_are_held_to_the_rules_of_files(
    workspace_copy: Copy, name: str, text: str, code: str, words: str
) -> None:
    shutil.rmtree(workspace_copy.root / "issued", ignore_errors=True)
    problems = open_kb(issue(workspace_copy, text, name).workspace).problems
    assert {(p.code[: len(code)], p.file) for p in problems} == {(code, name)}
    assert any(words in p.message + p.mend for p in problems)
