"""A property more is an entry in the ontology and its shape: what is done with records takes it in by its roles."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefwright.analyse.diff import Kind
from briefwright.analyse.grounds import why
from briefwright.analyse.impact import impact
from briefwright.analyse.record_diff import difference
from briefwright.analyse.relations import Relations, neighbourhood
from briefwright.analyse.versions import version
from briefwright.knowledge import ontology
from briefwright.knowledge.check import check
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.vocabulary import Role, pol
from briefwright.knowledge.workspace import find, seed
from briefwright.terms import shorten
from conftest import BASE, KB, Copy, Said, composed, copied, named

CLAIM, OTHER, PASSAGE, ACTOR = (
    "claim/cost-per-meal", "claim/two-year-limit", "passage/audit-office-2024-kitchens--5", "actor/jon-petrel"
)  # fmt: skip
Run = Callable[..., Said]

PROPERTIES = {
    "shelfmark": ("upkeep", "sh:datatype rdf:langString", '"drawer 77"@en'),
    "reviewRound": ("upkeep, role:review", "sh:datatype xsd:integer", "2"),
    "transcriber": ("work", "sh:class pol:Actor ; sh:nodeKind sh:IRI", f"<{ACTOR}>"),
    "echoedBy": ("evidence, role:ground", "sh:class pol:Passage ; sh:nodeKind sh:IRI", f"<{PASSAGE}>"),
    "presupposes": ("ground", "sh:class pol:Claim ; sh:nodeKind sh:IRI", f"<{OTHER}>"),
    "season": ("status", "sh:datatype rdf:langString", '"spring"@en'),
    "margin": ("figure", "sh:datatype xsd:decimal", "0.25"),
    "gravity": ("grade", "sh:node shape:in-priority", "<https://w3id.org/briefwright/scheme/priority/high>"),
}
"""A property of each role, each of them new -> its roles, what its shape asks for, and a value."""

ENTRY = """
pol:{name} a owl:{kind} ; skos:prefLabel "{label}"@en ; skos:definition "Only here."@en ; skos:example "Only here."@en ;
    pol:fieldRole role:{roles} ; pol:warrantKind warrant:structural .
"""
SHAPE = """
shape:claim sh:property shape:claim-{name} .
shape:claim-{name} a sh:PropertyShape ; sh:path pol:{name} ; pol:code "CLM9{n}" ; sh:name "{label}"@en ; sh:order 9{n} ;
    sh:maxCount 1 ; {asks} ; sh:severity sh:Violation ; sh:message "At most one."@en ; pol:mend "Take one out."@en .
"""


def label(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def enlarged(copy: Copy) -> Copy:
    """The workspace with an ontology of its own that has these properties; not a line of Python knows them."""
    shutil.copytree(seed() / "ontology", copy.root / "ontology")
    policy, shapes = copy.root / "ontology" / "policy.ttl", copy.root / "ontology" / "shapes" / "claim.ttl"
    entries, asked = policy.read_text(encoding="utf-8"), shapes.read_text(encoding="utf-8")
    for n, (name, (roles, asks, value)) in enumerate(PROPERTIES.items()):
        kind = "ObjectProperty" if value.startswith("<") else "DatatypeProperty"
        entries += ENTRY.format(name=name, kind=kind, label=label(name), roles=roles)
        asked += SHAPE.format(name=name, n=n, label=label(name), asks=asks)
    policy.write_text(entries, encoding="utf-8")
    shapes.write_text(asked, encoding="utf-8")
    return copy


@pytest.fixture
def workspace_copy(tmp_path: Path) -> Copy:
    return enlarged(copied(tmp_path / "kb"))


def given(copy: Copy, *names: str) -> Copy:
    for name in names:
        copy.add(CLAIM, f"pol:{name} {PROPERTIES[name][2]}")
    return copy


def test_each_role_has_a_new_property_and_the_seed_has_none_of_them(workspace_copy: Copy) -> None:
    larger, known = ontology.read(workspace_copy.root / "ontology"), ontology.read(seed() / "ontology")
    for role in Role:
        fresh = set(larger.having(role)) - set(known.having(role))
        assert fresh
        assert fresh <= {pol(name) for name in PROPERTIES}


@pytest.mark.slow
@pytest.mark.parametrize("name", PROPERTIES)
def test_an_edit_knows_what_is_upkeep(name: str, workspace_copy: Copy, run: Run) -> None:
    """What a record says bears the day of its change and goes back to review; what is kept about it does neither."""
    value = PROPERTIES[name][2].removesuffix("@en").strip('"<>').replace("https://w3id.org/briefwright/scheme/", "")
    if name == "gravity":
        value = "high"
    said = run("edit", CLAIM, f"{label(name).replace(' ', '-')}={value}", "--today", "2026-12-01")
    assert said.code == 0, said.err
    text = workspace_copy.path(CLAIM).read_text(encoding="utf-8")
    assert f"pol:{name} " in text
    upkeep = "upkeep" in PROPERTIES[name][0]
    assert ('dcterms:modified "2026-12-01"' in text) is not upkeep
    assert ("review-status:in-review" in text) is not upkeep


@pytest.mark.slow
def test_whoever_reviews_by_hand_is_left_to_it(workspace_copy: Copy, run: Run) -> None:
    """A field of review that changes with the words says that somebody looked: the record stays as far as it is."""
    said = run("edit", CLAIM, "review-round=2", "period=first two years", "--today", "2026-12-01")
    assert said.code == 0, said.err
    text = workspace_copy.path(CLAIM).read_text(encoding="utf-8")
    assert "review-status:source-checked" in text
    assert 'dcterms:modified "2026-12-01"' in text


@pytest.mark.slow
def test_a_passage_that_changes_takes_along_what_it_bears_on(workspace_copy: Copy, run: Run) -> None:
    given(workspace_copy, "echoedBy")
    said = run("edit", PASSAGE, "gist=The office counts again.", "--today", "2026-12-01")
    assert said.code == 0, said.err
    assert f"{CLAIM} goes back to review" in said.out + said.err
    assert "review-status:in-review" in workspace_copy.path(CLAIM).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("echoedBy", Kind.SOURCE), ("season", Kind.STATUS), ("margin", Kind.VALUE), ("gravity", Kind.MOVED),
        ("presupposes", Kind.VALUE), ("shelfmark", Kind.VALUE),
    ],
)  # fmt: skip
def test_a_difference_is_told_as_what_it_is(name: str, kind: Kind, workspace_copy: Copy) -> None:
    given(workspace_copy, name)
    place = workspace_copy.workspace
    (change,) = difference(
        ontology.read(place.ontology), place.words, version(place, str(KB)), version(place, str(place.root))
    ).changes
    assert (change.kind, change.prop, change.field) == (kind, pol(name), label(name))


@pytest.mark.slow
def test_what_it_stands_on_falls_with_it_and_who_wrote_it_down_joins_nothing(workspace_copy: Copy) -> None:
    kb = given(workspace_copy, "presupposes", "transcriber", "gravity").kb()
    relations = Relations(kb)
    fallen = impact(kb, relations, [named(kb, OTHER)])
    before = open_kb(find(KB))
    plain = impact(before, Relations(before), [named(before, OTHER)])
    assert fallen.unharmed + len(fallen.losses) > plain.unharmed + len(plain.losses)
    around = neighbourhood(relations, named(kb, CLAIM))
    assert named(kb, OTHER) in around.records
    assert named(kb, ACTOR) not in around.records
    assert "gravity" in dict(why(kb, named(kb, CLAIM)).said)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "words", "borne"), [
    ("margin", "The margin of this figure is 0.25 talers", True),
    ("shelfmark", "The cost lies in drawer 77", False),
    ("transcriber", "The cost was found by Jon Petrel", False),
])  # fmt: skip
def test_prose_is_borne_out_by_what_is_said_not_by_what_is_kept(
    name: str, words: str, borne: bool, workspace_copy: Copy
) -> None:
    given(workspace_copy, name)
    brief = "brief/kitchens-after-the-grant"
    workspace_copy.replace(brief, "The state grant that pays", f"{words} [@{CLAIM}]. The state grant that pays")
    made = composed(workspace_copy.kb(), "kitchens-after-the-grant", draft=True)
    refused = [f.message for f in made.findings if "which no record it cites says" in f.message]
    assert (refused == []) is borne


def test_a_source_named_by_one_more_kind_of_evidence_is_used(workspace_copy: Copy) -> None:
    source, passage = "source/farm-weekly-2024-column", "passage/farm-weekly-2024-column--1"
    text = workspace_copy.path(PASSAGE).read_text(encoding="utf-8").replace(PASSAGE, passage)
    workspace_copy.create(passage, text.replace("source/audit-office-2024-kitchens", source))

    def unused() -> set[str]:
        return {shorten(f.focus, BASE) for f in check(workspace_copy.kb(), select=["KB104"]).findings}

    assert source in unused()
    workspace_copy.add(CLAIM, f"pol:echoedBy <{passage}>")
    assert source not in unused()
