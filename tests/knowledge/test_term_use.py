"""An ontology says of itself which of its terms nobody uses."""

import shutil
from pathlib import Path

import pytest

from briefwright.findings import Finding, Severity
from briefwright.knowledge import term_use
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.workspace import find, seed
from briefwright.terms import POL, SCHEME
from conftest import KB, Copy, copied

TERM = """
pol:{name} a owl:{kind} ; skos:prefLabel "Only here"@en ; pol:warrantKind warrant:structural .
"""
SHAPE = """
shape:claim sh:property shape:claim-{name} .
shape:claim-{name} a sh:PropertyShape ; sh:path pol:{name} ; pol:code "CLM91" ; sh:name "only here"@en ; sh:order 91 ;
    sh:node shape:in-{scheme} ; sh:severity sh:Violation ; sh:message "A value."@en ; pol:mend "Take it out."@en .
shape:in-{scheme} a sh:NodeShape ; sh:property [
    sh:path <http://www.w3.org/2004/02/skos/core#inScheme> ; sh:hasValue <{space}{scheme}> ] .
"""
VALUES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{space}{scheme}> a skos:ConceptScheme ; skos:prefLabel "Season"@en .
<{space}{scheme}/spring> a skos:Concept ; skos:inScheme <{space}{scheme}> ; skos:prefLabel "Spring"@en ;
    skos:notation "spring" .
"""


@pytest.fixture
def grown(tmp_path: Path) -> Copy:
    """A workspace whose ontology has a class, a property and a scheme more, which nobody uses."""
    copy = copied(tmp_path / "kb")
    for name in ("ontology", "templates"):
        shutil.copytree(seed() / name, copy.root / name)
    policy, shapes = copy.root / "ontology" / "policy.ttl", copy.root / "ontology" / "shapes" / "claim.ttl"
    terms = TERM.format(name="Seaside", kind="Class") + TERM.format(name="season", kind="ObjectProperty")
    policy.write_text(policy.read_text(encoding="utf-8") + terms, encoding="utf-8")
    asks = SHAPE.format(name="season", scheme="season", space=SCHEME)
    shapes.write_text(shapes.read_text(encoding="utf-8") + asks, encoding="utf-8")
    values = VALUES.format(scheme="season", space=SCHEME)
    (copy.root / "ontology" / "schemes" / "season.ttl").write_text(values, encoding="utf-8")
    return copy


def found(kb: KnowledgeBase) -> dict[str, str]:
    """Code of each finding, by the last part of the term."""
    return {one.focus.rpartition("#")[2].rpartition("/")[2]: one.code for one in term_use.findings(kb)}


@pytest.mark.parametrize("root", [KB, seed()], ids=["small", "seed"])
def test_every_term_of_the_ontology_is_used(root: Path) -> None:
    assert term_use.findings(open_kb(find(root))) == ()


def test_a_term_that_nobody_uses_is_told_with_its_line(grown: Copy) -> None:
    told = term_use.findings(grown.kb())
    assert {one.focus: one.code for one in told} == dict.fromkeys(
        [POL + "Seaside", POL + "season", SCHEME + "season"], term_use.UNUSED
    )
    (prop,) = [one for one in told if one.focus == POL + "season"]
    assert_told(prop, "Nothing asks, prints, checks or fills pol:season.")
    lines = (grown.root / prop.file).read_text(encoding="utf-8").splitlines()
    assert lines[prop.line - 1].startswith("pol:season ")
    assert "take it out" in prop.mend


def assert_told(one: Finding, message: str) -> None:
    assert (one.severity, one.message, one.file) == (Severity.INFO, message, "ontology/policy.ttl")


def test_a_field_that_is_filled_and_never_read_is_told_with_how_often(grown: Copy) -> None:
    for claim in ("claim/cost-per-meal", "claim/two-year-limit"):
        grown.add(claim, f"pol:season <{SCHEME}season/spring>")
    told = {one.focus: one for one in term_use.findings(grown.kb())}
    assert told.keys() == {POL + "Seaside", POL + "season"}  # the property fills the scheme
    assert told[POL + "season"].message == "pol:season is filled 2 times, and nothing reads it."
    assert told[POL + "season"].code == term_use.UNREAD


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ontology/queries/seasons.rq", "SELECT ?claim ?season WHERE { ?claim pol:season ?season . }"),
        ("templates/seasons.toml", 'item = "In {pol:supportedBy/pol:season}"\n'),
        ("ontology/rules/kb199-season.rq", "SELECT ?focus ?path WHERE { ?focus pol:season ?path . }"),
    ],
    ids=["question", "template", "rule"],
)  # fmt: skip
def test_what_is_asked_printed_or_checked_is_used_and_so_is_its_scheme(file: str, text: str, grown: Copy) -> None:
    (grown.root / file).write_text(text, encoding="utf-8")
    assert found(grown.kb()) == {"Seaside": term_use.UNUSED}


def test_a_class_is_used_by_a_property_that_names_it_and_a_deprecated_term_is_not_told(grown: Copy) -> None:
    policy = grown.root / "ontology" / "policy.ttl"
    policy.write_text(f"{policy.read_text(encoding='utf-8')}\npol:season owl:deprecated true .\n", encoding="utf-8")
    shapes = grown.root / "ontology" / "shapes" / "claim.ttl"
    said = shapes.read_text(encoding="utf-8")
    shapes.write_text(said.replace("sh:class pol:Claim", "sh:class pol:Claim, pol:Seaside", 1), encoding="utf-8")
    assert found(grown.kb()) == {"season": term_use.UNUSED}  # the scheme, which only the deprecated property has
