"""What other programs wrote, taken in: matched with what is there, never written over it, each refusal explained."""

import json
import re
from pathlib import Path

import pytest

from briefwright.curate.bibliography import read
from conftest import Copy, Run

pytestmark = pytest.mark.slow

BIB = r"""
@string{vup = "Valley University Press"}
@book{okafor2019, author = {Okafor, Ada and M{\"u}ller, J{\"o}rg}, title = {The {School} Kitchen \& its Cooks},
  publisher = vup, address = {Northtown}, year = 2019, isbn = {978-0-00-000001-9}, url = {https://example.org/cooks}}
@article{lee2021, author = {Lee, S.}, title = {Soup at noon}, journal = {Journal of Canteens}, year = {2021},
  month = mar, volume = 4, number = 2, pages = {10--19}, doi = {https://doi.org/10.5555/Soup.21}}
@techreport{bare, title = {No address}, institution = {Nobody}, year = 2020}
@misc{broken, title = {Not closed}
"""
CSL = [
    {"id": "lee", "type": "article-journal", "title": "Soup at <i>noon</i>", "container-title": "Journal of Canteens",
     "DOI": "10.5555/soup.21", "issued": {"date-parts": [[2021, 3, 4]]}, "author": [{"family": "Lee", "given": "Sun"}]},
    {"id": "x", "type": "webpage", "title": "Bread", "URL": "https://www.example.org/bread/?utm_source=a",
     "issued": {"raw": "in May of 2022"}, "author": [{"literal": "Bread Board"}]},
    "no reference",
]  # fmt: skip
RIS = """TY  - JOUR
AU  - Lee, Sun
TI  - Soup at noon
JO  - Journal of Canteens
PY  - 2021/03/04
VL  - 4
SP  - 10
EP  - 19
DO  - 10.5555/soup.21
ER  -

TY  - BOOK
TI  - Bread for all
PB  - Valley University Press
UR  - https://example.org/bread-for-all
SN  - 978-0-00-000002-6
ER  -
"""


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def sources(copy: Copy) -> dict[str, str]:
    return {p.stem: p.read_text(encoding="utf-8") for p in (copy.root / "kb" / "source").glob("*.ttl")}


def test_bibtex_becomes_sources_and_each_refusal_is_explained(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    before = sources(workspace_copy)
    said = run("import", write(tmp_path / "z.bib", BIB), "--yes", "--set", "marking=clear")
    assert said.code == 0, said.err
    new = {name: text for name, text in sources(workspace_copy).items() if name not in before}
    assert sorted(new) == ["lee-2021-soup-at-noon", "okafor-2019-the-school-kitchen-its-cooks"]
    book = new["okafor-2019-the-school-kitchen-its-cooks"]
    for words in (
        'dcterms:title "The School Kitchen & its Cooks"@en', '"Ada Okafor"', '"Jörg Müller"', '"2019"^^xsd:gYear',
        'bibo:isbn "978-0-00-000001-9"', 'pol:publisherName "Valley University Press"', "source-reliability:f",
        "extent-seen:none", "review-status:draft", 'skos:notation "okafor2019"', "marking:clear",
    ):  # fmt: skip
        assert words in book
    article = new["lee-2021-soup-at-noon"]
    for words in (
        'bibo:doi "10.5555/soup.21"', '"https://doi.org/10.5555/soup.21"^^xsd:anyURI', '"2021-03"^^xsd:gYearMonth',
        'bibo:issue "2"', 'bibo:pages "10-19"',
    ):  # fmt: skip
        assert words in article
    assert "entry bare: refused: it has neither address nor DOI" in said.err
    assert re.search(r"z\.bib:\d+: ", said.err), "the line of the entry that is not closed"
    assert "2 new, 2 refused." in said.err


def test_the_same_source_is_known_again_by_doi_isbn_address_or_title(
    run: Run, workspace_copy: Copy, tmp_path: Path
) -> None:
    run("import", write(tmp_path / "z.bib", BIB), "--yes")
    before = sources(workspace_copy)
    said = run("import", write(tmp_path / "z.json", json.dumps(CSL)), "--yes")
    assert "item 1: known source/lee-2021-soup-at-noon (the same DOI)" in said.err
    assert "author-name is “S. Lee” there and “Sun Lee” here; it was left" in said.err
    assert "item 3: this is no reference" in said.err
    assert "of the date 'in May of 2022' only the year was understood" in said.err
    after = sources(workspace_copy)
    assert {name: text for name, text in after.items() if name in before} == before
    assert len(after) == len(before) + 1
    again = json.dumps([{"id": "y", "title": "Bread?", "URL": "http://example.org/bread", "publisher": "B"}])
    assert "(the same address)" in run("import", write(tmp_path / "a.json", again), "--yes").err
    isbn = json.dumps([{"title": "Cooks", "ISBN": "0-00-000001-X", "URL": "https://other.example/", "publisher": "B"}])
    assert "(the same ISBN)" in run("import", write(tmp_path / "i.json", isbn), "--yes").err
    same = {"title": "Soup at Noon!", "issued": {"date-parts": [[2021]]}, "URL": "https://o.example/", "publisher": "B"}
    title = json.dumps([same])
    assert "(the same title)" in run("import", write(tmp_path / "t.json", title), "--yes").err


def test_empty_fields_of_a_known_source_are_filled(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    run("import", write(tmp_path / "z.json", json.dumps([CSL[0]])), "--yes")
    said = run("import", write(tmp_path / "z.ris", RIS), "--yes")
    assert "completed source/lee-2021-soup-at-noon (the same DOI): " in said.err
    text = sources(workspace_copy)["lee-2021-soup-at-noon"]
    assert 'bibo:volume "4"' in text
    assert 'bibo:pages "10-19"' in text
    assert "valley-university-press-bread-for-all" in sources(workspace_copy)


def test_the_second_time_nothing_changes(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "z.ris", RIS)
    run("import", path, "--yes")
    said = run("import", path, "--yes")
    assert "2 known." in said.err
    assert "Nothing changes." in said.err


@pytest.mark.parametrize(("name", "text", "why"), [
    ("z.json", "{", "this is no JSON"),
    ("z.json", "3", "a list of references, and this is none"),
    ("z.ris", "nothing", "this is no RIS"),
    ("z.enl", "x", "is none of .json, .bib, .ris"),
])  # fmt: skip
def test_what_holds_no_references_is_refused(name: str, text: str, why: str, run: Run, tmp_path: Path) -> None:
    said = run("import", write(tmp_path / name, text))
    assert said.code in (2, 3)
    assert why in said.err


def test_five_hundred_entries_are_read_with_their_names(tmp_path: Path) -> None:
    entries = "".join(
        f"@misc{{k{n}, title={{T {n}}}, year=2000, url={{https://example.org/{n}}}}}\n" for n in range(500)
    )
    found = read(Path(write(tmp_path / "z.bib", entries)))
    assert [reference.key for reference in found.references] == [f"k{n}" for n in range(500)]
    assert found.faults == ()


TURTLE = """@prefix s: <https://schema.org/> .
<https://other.example/r1> a s:Report ; s:name "On soup"@en ; s:url <https://other.example/soup> ;
    s:datePublished "2020-05" ; s:about <https://other.example/t1> ; s:wordCount 700 ; s:inLanguage "en" .
<https://other.example/r2> a s:Report ; s:name "On bread"@en ; s:datePublished "some day" .
<https://other.example/t1> a s:DefinedTerm ; s:name "Soup"@en ; s:description "A hot dish that is mostly water."@en .
<https://other.example/p> a s:Person ; s:name "Ada" .
"""
MAPPING = """
[prefixes]
s = "https://schema.org/"
[class."s:DefinedTerm"]
as = "topic"
fields = { "s:name" = "label", "s:description" = "definition" }
set = { marking = "clear" }
[class."s:Report"]
as = "source"
fields = { "s:name" = "title", "s:url" = "url", "s:datePublished" = "issued", "s:about" = "topic" }
[class."s:Report".set]
source-kind = "report"
tier = "2"
reliability = "f"
extent-seen = "none"
source-status = "current"
publisher-name = "Others"
url = "https://other.example/"
"""


def test_any_rdf_comes_in_by_a_mapping_and_the_rest_is_reported(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    rules = write(tmp_path / "map.toml", MAPPING)
    said = run("import", write(tmp_path / "other.ttl", TURTLE), "--map", rules, "--yes")
    assert said.code == 0, said.err
    assert "3 things were mapped" in said.err
    assert "not mapped: class https://schema.org/Person (1 times)" in said.err
    assert "not mapped: property https://schema.org/wordCount (1 times)" in said.err
    assert "“some day” was not taken over" in said.err
    soup = sources(workspace_copy)["on-soup"]
    for words in ("pol:topic <topic/soup>", '"2020-05"^^xsd:gYearMonth', "skos:exactMatch <https://other.example/r1>",
                  '"https://other.example/soup"^^xsd:anyURI'):  # fmt: skip
        assert words in soup
    assert "Nothing changes." in run("import", str(tmp_path / "other.ttl"), "--map", rules, "--yes").err


def test_json_ld_comes_in_too_and_no_context_is_fetched(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    rules = write(tmp_path / "map.toml", MAPPING)
    thing = {"@context": {"@vocab": "https://schema.org/"}, "@id": "https://other.example/t9", "@type": "DefinedTerm",
             "name": {"@value": "Stew", "@language": "en"}, "description": "A thick soup."}  # fmt: skip
    said = run("import", write(tmp_path / "x.jsonld", json.dumps(thing)), "--map", rules, "--yes")
    assert said.code == 0, said.err
    assert 'skos:definition "A thick soup."@en' in workspace_copy.path("topic/stew").read_text(encoding="utf-8")
    remote = json.dumps({**thing, "@context": "https://schema.org/"})
    refused = run("import", write(tmp_path / "y.jsonld", remote), "--map", rules, "--yes")
    assert refused.code == 3
    assert "JSON-LD cannot be read" in refused.err


@pytest.mark.parametrize(("mapping", "why"), [
    ("[class.x]\nas = 'topic'\n", "has no prefix that is known"),
    ("[class.'skos:Concept']\nas = 'topics'\n", 'Did you mean "topic"?'),
    ("[class.'skos:Concept']\nas = 'topic'\nfields = { 'skos:prefLabel' = 'lable' }\n", 'Did you mean "label"?'),
    ("[class.'skos:Concept']\nfields = {}\n", 'a class has as = "..."'),
    ("[clas]\n", "clas is not known"),
    ("[", "the mapping cannot be read"),
])  # fmt: skip
def test_a_mapping_with_faults_is_refused_with_all_of_them(mapping: str, why: str, run: Run, tmp_path: Path) -> None:
    said = run("import", write(tmp_path / "x.ttl", TURTLE), "--map", write(tmp_path / "m.toml", mapping))
    assert said.code == 3
    assert why in said.err


def test_rdf_without_a_mapping_or_with_faults_is_refused(run: Run, tmp_path: Path) -> None:
    assert "--map" in run("import", write(tmp_path / "x.ttl", TURTLE)).err
    said = run("import", write(tmp_path / "y.ttl", "<a> <b> ."), "--map", write(tmp_path / "m.toml", MAPPING))
    assert said.code == 3
    assert re.search(r"y\.ttl:1:\d+: this is no Turtle", said.err)
