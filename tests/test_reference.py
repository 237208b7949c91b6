"""The reference of the ontology is whole, current, and readable by people and programs alike."""

import re
import shutil
from functools import cache
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefwright import reference
from briefwright.cli.reference import docs
from briefwright.document import Box, Diagram
from briefwright.errors import DataError, UsageError
from briefwright.knowledge import ontology
from briefwright.knowledge.file_checks import FILE_CHECKS
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.rules import load as load_rules
from briefwright.knowledge.workspace import find
from briefwright.papers.reference_site import files
from briefwright.rdf.inference import load as load_inference
from briefwright.rdf.queries import load as load_questions
from briefwright.rdf.store import Solutions
from briefwright.reference.diagram import class_diagram, relations
from briefwright.reference.facts import OntologyTerms
from briefwright.reference.patterns import PATTERNS, Pattern
from briefwright.render import html
from briefwright.terms import DCTERMS, POL, PREFIXES, SKOS, Iri, shorten

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
SEED = find(ROOT)
TERMS = OntologyTerms(ontology.read(SEED.ontology))
RULES = load_rules(SEED.ontology / "rules")
NAMES = (
    *("index", "classes", "properties", "schemes", "questions", "rules"),
    *(rule.code.lower() for rule in RULES),
)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta"}


@cache
def written() -> dict[str, bytes]:
    return dict(files(SEED))


class Page(HTMLParser):
    """What a test asks of a page. A tag that is not closed, or closed in the wrong place, is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.titled: list[bool] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open and self.open[-1] == "svg" and tag == "title":
            self.titled[-1] = True
        if tag == "svg":
            self.titled.append(False)
        if tag not in VOID:
            self.open.append(tag)
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@cache
def page(name: str) -> Page:
    return Page(written()[f"{name}.html"].decode())


def said(text: str) -> str:
    return " ".join(text.split())


def test_there_is_a_page_for_each_kind_of_thing_and_for_each_rule() -> None:
    assert set(written()) == {*(f"{name}.html" for name in NAMES), "style.css", "context.jsonld"}


def test_the_same_ontology_gives_the_same_bytes() -> None:
    assert files(SEED) == written()


@pytest.mark.parametrize("iri", TERMS.classes, ids=shorten)
def test_every_class_is_told_with_definition_example_and_fields(iri: Iri) -> None:
    text = page("classes").text
    assert said(TERMS.text(iri, SKOS + "definition")) in text
    assert said(TERMS.text(iri, SKOS + "example")) in text
    for field in TERMS.fields(iri):
        assert field.id in page("classes").ids
        assert field.asked.code in text


def test_every_property_is_told_with_definition_and_example() -> None:
    shown, ids = page("properties").text, set(page("properties").ids)
    lacking = [
        shorten(iri)
        for iri in TERMS.properties
        for prop in ("definition", "example")
        if said(TERMS.text(iri, SKOS + prop)) not in shown or shorten(iri).replace(":", "-") not in ids
    ]
    assert len(TERMS.properties) > 250
    assert lacking == []


def test_every_scheme_is_told_with_its_source_and_its_values() -> None:
    shown, ids = page("schemes").text, set(page("schemes").ids)
    wanted = [(iri, prop) for iri in TERMS.schemes for prop in (SKOS + "definition", DCTERMS + "source")]
    wanted += [(iri, SKOS + "editorialNote") for iri in TERMS.schemes]
    concepts = [iri for scheme in TERMS.schemes for iri in TERMS.concepts(scheme)]
    wanted += [(iri, SKOS + prop) for iri in concepts for prop in ("prefLabel", "altLabel", "definition")]
    assert len(concepts) == len(TERMS.ontology.concepts)
    assert {shorten(iri) for iri in concepts} <= ids
    assert [(iri, text) for iri, prop in wanted for text in TERMS.texts(iri, prop) if said(text) not in shown] == []


def test_a_scheme_that_is_not_confirmed_says_so() -> None:
    open_ones = [iri for iri in TERMS.schemes if TERMS.text(iri, POL + "conforms") == "False"]
    assert open_ones
    assert page("schemes").text.count("Not confirmed: not offered as conforming.") == len(open_ones)


def test_every_question_is_told_with_why_parameters_sparql_and_an_answer() -> None:
    questions = load_questions(SEED.ontology / "queries", {**PREFIXES, **TERMS.ontology.schemes}).values()
    shown, ids = page("questions").text, page("questions").ids
    for question in questions:
        assert question.name in ids
        assert said(question.question) in shown
        assert said(question.why) in shown
        assert all(said(parameter.description) in shown for parameter in question.parameters)
        assert said(question.text[question.text.index("SELECT") :]) in shown
        assert f"Answer to {question.name}," in shown


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_page_with_a_case_in_which_it_fires(rule: reference.rules.Rule) -> None:
    shown = page(rule.code.lower())
    for text in (rule.title, rule.explanation, rule.mend, rule.message, rule.text[rule.text.index("SELECT") :]):
        assert said(text) in shown.text
    assert str(rule.severity) in shown.text.lower()
    assert {"fires", "silent"} <= set(shown.ids)
    assert "What the rule says" in shown.text[shown.text.index("A case in which it fires") :]
    assert said(rule.title) in page("rules").text


def test_every_check_of_the_program_is_told_with_its_mend() -> None:
    shown = page("rules").text
    assert [
        c.code for c in FILE_CHECKS if any(said(t) not in shown for t in (c.code, c.title, c.explanation, c.mend))
    ] == []


def test_every_rule_of_inference_and_every_prefix_is_on_the_first_page() -> None:
    shown = page("index").text
    prefixes = {**PREFIXES, **TERMS.ontology.schemes}
    for rule in load_inference(SEED.ontology / "inference", prefixes):
        assert said(rule.title) in shown
        assert said(rule.explanation) in shown
    assert [
        prefix
        for prefix, iri in prefixes.items()
        if f"{prefix}: {iri}" not in shown.replace(f"{prefix}:{iri}", f"{prefix}: {iri}")
    ] == []


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.heading)
def test_every_worked_query_finds_something(pattern: Pattern) -> None:
    answer = open_kb(find(ROOT / "tests" / "kb")).store.query(pattern.sparql)
    assert isinstance(answer, Solutions)
    assert answer.rows
    assert said(pattern.sparql) in page("index").text


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_sound_html(name: str) -> None:
    shown = page(name)
    assert (
        written()[f"{name}.html"].startswith(b"\n<!DOCTYPE html>")
        or b"<!DOCTYPE html>" in written()[f"{name}.html"][:20]
    )
    assert len(shown.all("h1")) == 1
    assert all(cell.get("scope") in ("col", "row") for cell in shown.all("th"))
    assert all(shown.titled)
    assert len(set(shown.ids)) == len(shown.ids)
    assert "" not in shown.ids
    assert shown.all("script") == []
    assert shown.all("html")[0]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in shown.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    targets = [str(a["href"]) for kind in ("a", "link") for a in page(name).all(kind)]
    parted = [target.partition("#") for target in targets if not target.startswith(("https://", "http://"))]
    assert [file for file, _, _ in parted if (file or f"{name}.html") not in written()] == []
    lost = [(file, part) for file, _, part in parted if part and part not in page(file[:-5] or name).ids]
    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_one_step_from_every_other(name: str) -> None:
    assert {f"{other}.html" for other in NAMES} <= {a["href"] for a in page(name).all("a")}


def drawing() -> Diagram:
    return class_diagram(TERMS)


def cuts(box: Box, start: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether an upright or level stretch goes through the inside of a box."""
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    across = left < box.x + box.width and right > box.x
    return across and top < box.y + box.height and bottom > box.y


def test_no_box_of_the_diagram_lies_on_another_and_no_line_runs_through_one() -> None:
    shown = drawing()
    assert len(shown.boxes) > 30
    for one, other in combinations(shown.boxes, 2):
        assert not cuts(one, (other.x, other.y), (other.x + other.width, other.y + other.height))
    stretches = [stretch for line in shown.lines for stretch in pairwise(line.points)]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in stretches)
    assert [(box.title, stretch) for box in shown.boxes for stretch in stretches if cuts(box, *stretch)] == []


def test_lines_to_different_classes_never_lie_on_each_other() -> None:
    shown = drawing()
    ends = {(box.x, box.y + shown.pitch // 2): box.title for box in shown.boxes}

    def goal(line: int) -> str:
        point = shown.lines[line].points[-1]
        after = (i for i, other in enumerate(shown.lines) if other.points[0] == point and not other.dashed)
        return ends[point] if point in ends else goal(next(after))

    plain = [i for i, line in enumerate(shown.lines) if not line.dashed]
    goals = {i: goal(i) for i in plain}
    for one, other in combinations(plain, 2):
        if goals[one] != goals[other]:
            for a, b in pairwise(shown.lines[one].points):
                for c, d in pairwise(shown.lines[other].points):
                    assert not along(a, b, c, d), (goals[one], goals[other])


def along(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int], d: tuple[int, int]) -> bool:
    """Whether two stretches share more than a point."""
    for axis in (0, 1):
        if a[axis] == b[axis] == c[axis] == d[axis]:
            (low, high), (first, last) = sorted((a[1 - axis], b[1 - axis])), sorted((c[1 - axis], d[1 - axis]))
            return low < last and first < high
    return False


def test_the_table_below_the_diagram_holds_each_way_and_the_drawing_each_class() -> None:
    shown, found = drawing(), relations(TERMS)
    assert shown.width <= 1100
    rows = {(row.cells[0][0].text, row.cells[2][0].text): {run.text for run in row.cells[1]} for row in shown.twin.rows}
    assert set(rows) == {(shorten(way.owner), shorten(way.target)) for way in found}
    for way in found:
        assert {shorten(one.asked.path) for one in way.fields} <= rows[shorten(way.owner), shorten(way.target)]
        owner = next(box for box in shown.boxes if box.title == TERMS.label(way.owner) and box.height >= shown.pitch)
        fields = {text.split()[0] for text in owner.lines}
        below = {box.title for box in shown.boxes if owner.x < box.x < owner.x + owner.width and box.y > owner.y}
        assert shorten(way.fields[0].asked.path).partition(":")[2] in fields or TERMS.label(way.target) in below
    whole = {box.title for box in shown.boxes if box.height >= shown.pitch}
    records = {iri for iri in TERMS.classes if "Record" in {shorten(i)[4:] for i in TERMS.ontology.parents[iri]}}
    assert whole == {TERMS.label(iri) for iri in records} - {"Record"}


def test_without_tests_the_pages_show_no_cases_and_no_answers() -> None:
    pages = html.render_set(reference.pages(SEED.ontology), SEED.templates, "reference")
    assert "A case in which it fires" not in pages["kb101.html"].decode()
    assert "Answer to" not in pages["questions.html"].decode()


def test_the_command_writes_the_pages_and_tells_stale_missing_and_surplus_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefwright.cli.reference.files", lambda _: written())

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(docs, ["-o", str(tmp_path), *words], obj=ROOT)
        return done.exit_code, done.stdout

    assert run("--check") == (1, "".join(f"{name}: missing\n" for name in sorted(written())))
    assert run() == (0, "")
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*")} == written()
    assert run("--check") == (0, "")
    (tmp_path / "classes.html").write_text("old", encoding="utf-8")
    (tmp_path / "index.html").unlink()
    (tmp_path / "kb999.html").write_text("gone", encoding="utf-8")
    assert run("--check") == (1, "classes.html: stale\nindex.html: missing\nkb999.html: surplus\n")
    assert run()[0] == 0
    assert (tmp_path / "kb999.html").is_file()
    assert run("--check") == (1, "kb999.html: surplus\n")


@pytest.mark.parametrize("address", ["page.exe", "javascript:x", "../secret.html", "a/b.html", "style.css x"])
def test_a_page_links_to_its_neighbours_and_nowhere_else_on_the_disk(address: str) -> None:
    assert html.target("classes.html#risk") == "classes.html#risk"
    with pytest.raises(html.DataError):
        html.target(address)
    with pytest.raises(html.DataError):
        html.link("classes.html")


def test_no_folder_is_no_folder_to_write_to() -> None:
    done = CliRunner().invoke(docs, ["-o", ""], obj=ROOT)
    assert isinstance(done.exception, UsageError)
    assert "-o names no folder" in str(done.exception)


def test_the_folder_stood_in_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(docs, ["-o", "."], obj=ROOT).exit_code == 0
    assert (tmp_path / "index.html").is_file()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("competency/top-risks.csv", "risk,label\nrisk/a\n", r"top-risks\.csv: a row has 1 cells, the header 2"),
        ("rules/kb101/fires-x.ttl", "# A case.\n<a> <b> nonsense .\n", r"fires-x\.ttl:2:"),
    ],
)
def test_what_the_tests_of_a_workspace_expect_is_refused_where_it_is_wrong(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        reference.pages(SEED.ontology, tmp_path)


def test_classes_that_lead_to_each_other_are_drawn(tmp_path: Path) -> None:
    folder = shutil.copytree(SEED.ontology, tmp_path / "ontology")
    shape = (
        f"@prefix pol: <{POL}> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
        "@prefix shape: <https://w3id.org/briefwright/shape/> . "
        "shape:back a sh:NodeShape ; sh:targetClass pol:Actor ; sh:property shape:back-initiative . "
        'shape:back-initiative sh:path pol:leadActor ; sh:class pol:Initiative ; pol:code "X01" .'
    )
    (folder / "shapes" / "back.ttl").write_text(shape, encoding="utf-8")
    diagram = class_diagram(OntologyTerms(ontology.read(folder)))
    told = {word.partition(" → ")[2] for box in diagram.boxes for word in box.lines if " → " in word}
    assert told & {"Actor", "Initiative"}
    assert all(line.points[0][0] < line.points[-1][0] for line in diagram.lines if line.arrow)


def test_an_ontology_without_records_has_an_empty_diagram(tmp_path: Path) -> None:
    (tmp_path / "policy.ttl").write_text("@prefix pol: <https://w3id.org/briefwright/policy#> .\n", encoding="utf-8")
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "x.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    assert class_diagram(OntologyTerms(ontology.read(tmp_path))).boxes == ()
