"""What follows from the asserted triples: exactly that, to an end, and seen only by questions that ask for it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefwright.errors import DataError, ResourceError
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.workspace import seed
from briefwright.rdf import inference, queries
from briefwright.rdf.turtle import parse
from briefwright.terms import POL, RDF, RDFS, SKOS
from conftest import BASE, Copy

SHIPPED = seed() / "ontology" / "inference"
VOCABULARY = f"""
<{POL}reproduces> <{RDFS}subPropertyOf> <{POL}basedOn> .
<{POL}Claim> <{RDFS}subClassOf> <{POL}Record> .
"""
PREFIXES = f"@prefix pol: <{POL}> .\n@prefix skos: <{SKOS}> .\n@prefix : <{BASE}> .\n"


def ntriples(text: str) -> bytes:
    parsed = parse((PREFIXES + text).encode(), BASE)
    assert parsed.problems == ()
    return parsed.ntriples


def inferred(text: str, folder: Path = SHIPPED) -> set[tuple[str, str, str]]:
    """What follows, in short names, without the links of the vocabulary."""
    data = inference.infer(inference.load(folder), ntriples(text) + VOCABULARY.encode())
    lines = data.decode().splitlines()
    assert lines == sorted(set(lines))
    assert all(line.endswith(" .") for line in lines)
    return {tuple(map(short, line.removesuffix(" .").split(" "))) for line in lines}  # type: ignore[misc]


def short(term: str) -> str:
    return next((term[1 + len(p) : -1] for p in (BASE, POL, RDF, SKOS) if term.startswith(f"<{p}")), term)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inference").mkdir()
    return tmp_path / "inference"


def write(folder: Path, query: str, head: str = "# title: t\n# explanation: e\n", name: str = "rule") -> Path:
    path = folder / f"{name}.rq"
    path.write_text(head + query, encoding="utf-8")
    return path


@pytest.mark.parametrize("link", ["dependsOn", "contributesTo", "partOf", "basedOn"])
def test_chains_are_followed_to_their_end(link: str) -> None:
    text = f":a pol:{link} :b . :b pol:{link} :c . :c pol:{link} :d ."
    assert inferred(text) == {("a", link, "c"), ("a", link, "d"), ("b", link, "d")}


@pytest.mark.parametrize("link", ["restsOn", "mitigates", "precededBy"])
def test_other_links_are_no_chains(link: str) -> None:
    assert inferred(f":a pol:{link} :b . :b pol:{link} :c .") == set()


def test_a_topic_lies_below_all_that_are_broader() -> None:
    assert inferred(":soup skos:broader :lunch . :lunch skos:broader :food .") == {
        ("soup", "broaderTransitive", "lunch"),
        ("soup", "broaderTransitive", "food"),
        ("lunch", "broaderTransitive", "food"),
    }


def test_what_serves_an_objective_serves_the_wider_ones() -> None:
    text = ":kitchen pol:serves :lunch . :lunch pol:contributesTo :health . :health pol:contributesTo :growth ."
    assert inferred(text) == {
        ("kitchen", "serves", "health"),
        ("kitchen", "serves", "growth"),
        ("lunch", "contributesTo", "growth"),
    }


def test_what_follows_is_reasoned_from_in_its_turn() -> None:
    text = ":post pol:reproduces :paper . :paper pol:basedOn :survey . :survey pol:reproduces :census ."
    assert inferred(text) == {
        ("post", "basedOn", "paper"),
        ("post", "basedOn", "survey"),
        ("post", "basedOn", "census"),
        ("paper", "basedOn", "census"),
        ("survey", "basedOn", "census"),
    }


def test_a_member_of_a_class_is_one_of_the_wider_class() -> None:
    assert inferred(":c a pol:Claim .") == {("c", "type", "Record")}


def test_a_circle_ends_and_links_nothing_to_itself() -> None:
    assert inferred(":a pol:dependsOn :b . :b pol:dependsOn :c . :c pol:dependsOn :a .") == {
        ("a", "dependsOn", "c"),
        ("b", "dependsOn", "a"),
        ("c", "dependsOn", "b"),
    }


def test_a_rule_that_feeds_itself_ends(folder: Path) -> None:
    write(folder, "CONSTRUCT { ?a pol:partOf ?c } WHERE { ?a pol:partOf ?b . ?b pol:partOf ?c }")
    text = ":a pol:partOf :b . :b pol:partOf :c . :c pol:partOf :d . :d pol:partOf :e ."
    chain = "abcde"
    assert inferred(text, folder) == {(a, "partOf", c) for i, a in enumerate(chain) for c in chain[i + 2 :]}


def test_nothing_follows_without_rules(tmp_path: Path) -> None:
    assert inference.load(tmp_path / "nowhere") == ()
    assert inferred(":a pol:partOf :b . :b pol:partOf :c .", tmp_path) == set()


@pytest.mark.parametrize(
    ("head", "query", "line", "words"),
    [
        (None, "SELECT ?a { ?a pol:partOf ?b }", 3, "must be a CONSTRUCT"),
        (None, "CONSTRUCT { ?a pol:partOf [] }\nWHERE { ?a pol:partOf ?b }", 3, "makes no blank node"),
        (None, "CONSTRUCT {\n?a pol:partOf _:x }\nWHERE { ?a pol:partOf ?b }", 4, "makes no blank node"),
        (None, "CONSTRUCT { ?a pol:partOf (?b) }\nWHERE { ?a pol:partOf ?b }", 3, "makes no blank node"),
        (None, "CONSTRUCT { ?a pol:partOf ?c }\nWHERE { ?a pol:partOf ?b\nBIND(bnode() AS ?c) }", 5, "BNODE makes new"),
        (None, "CONSTRUCT { ?a pol:partOf ?c }\nWHERE { ?a pol:partOf ?b BIND(IRI('u:x') AS ?c) }", 4, "IRI makes new"),
        (None, "CONSTRUCT { ?a pol:partOf ?c }\nWHERE { ?a pol:partOf ?b BIND(UUID() AS ?c) }", 4, "UUID makes new"),
        (None, "CONSTRUCT { ?a ?p ?b }\nWHERE { GRAPH ?g { ?a ?p ?b } }", 4, "GRAPH is not allowed"),
        (None, "CONSTRUCT { ?a ?p ?b }\nFROM <u:x> WHERE { ?a ?p ?b }", 4, "FROM is not allowed"),
        (None, "CONSTRUCT { ?a ?p ?b }\nWHERE { ?a ?p ?b FILTER NOT EXISTS { ?b ?p ?a } }", 4, "quadratic"),
        (None, "CONSTRUCT { ?a nix:p ?b }\nWHERE { ?a ?p ?b }", 3, "nix"),
        ("# title: t\n", "CONSTRUCT { ?a ?p ?b } WHERE { ?a ?p ?b }", 1, "lacks: explanation"),
        ("# titel: t\n# title: t\n# explanation: e\n", "CONSTRUCT { ?a ?p ?b } WHERE { ?a ?p ?b }", 1, '"titel"'),
    ],
)  # fmt: skip
def test_a_faulty_rule_is_refused_at_its_line(
    folder: Path, head: str | None, query: str, line: int, words: str
) -> None:
    path = write(folder, query, head) if head else write(folder, query)
    with pytest.raises(DataError) as caught:
        inference.load(folder)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    write(folder, "SELECT ?a { ?a ?p ?b }", name="first")
    write(folder, "CONSTRUCT { ?a ?p [] } WHERE { ?a ?p ?b }", name="Second")
    with pytest.raises(DataError, match=r"(?s)Second\.rq:1: .*no name.*Second\.rq:3: .*blank.*first\.rq:3: .*CONSTR"):
        inference.load(folder)


def test_a_blank_node_that_stands_for_anything_is_no_new_node(folder: Path) -> None:
    write(folder, "CONSTRUCT { ?a pol:serves ?a } WHERE { ?a pol:partOf [] . ?b pol:partOf (?a) }")
    assert len(inference.load(folder)) == 1


def test_a_rule_that_concludes_a_text_is_refused(folder: Path) -> None:
    path = write(folder, 'CONSTRUCT { ?a pol:partOf "north wing" } WHERE { ?a pol:partOf ?b }')
    with pytest.raises(DataError, match="north wing") as caught:
        inferred(":a pol:partOf :b .", folder)
    assert str(caught.value).startswith(f"{path}:1: ")


# In a knowledge base

WHO = "SELECT ?source { ?source pol:basedOn <https://example.org/meals/source/school-census-2019> }"
CHAIN = "pol:reproduces <source/school-census-2019>"


def with_chain(copy: Copy) -> Copy:
    """An audit that copies a census: a column that is based on the audit, and a repost of it, rest on the census."""
    census = copy.path("source/audit-office-2024-kitchens").read_text(encoding="utf-8")
    census = census.replace("source/audit-office-2024-kitchens", "source/school-census-2019")
    copy.create("source/school-census-2019", census)
    return copy.add("source/audit-office-2024-kitchens", CHAIN)


def asked(kb: KnowledgeBase, tmp_path: Path, head: str = "") -> list[str]:
    path = tmp_path / "who.rq"
    path.write_text(f"# question: q\n# why: w\n# group: g\n{head}{WHO}", encoding="utf-8")
    question = queries.read(path, kb.prefixes)
    table = queries.run(question, {}, kb.store_for(inferred=question.inferred), kb.workspace.base_iri)
    return [str(row[0]).rpartition("/")[2] for row in table.rows]


def test_a_question_sees_what_follows_only_when_it_says_so(workspace_copy: Copy, tmp_path: Path) -> None:
    kb = with_chain(workspace_copy).kb()
    assert asked(kb, tmp_path) == []
    assert "reasoned" not in vars(kb), "inference is worked out for nothing"
    assert asked(kb, tmp_path, "# inferred: yes\n") == [
        "audit-office-2024-kitchens",
        "farm-weekly-2024-column",
        "morning-post-2024-repost",
    ]


def test_a_workspace_has_the_rules_of_its_own_ontology(workspace_copy: Copy) -> None:
    shutil.copytree(seed() / "ontology", workspace_copy.root / "ontology")
    shutil.rmtree(workspace_copy.root / "ontology" / "inference")
    own = workspace_copy.root / "ontology" / "inference"
    own.mkdir()
    write(own, "CONSTRUCT { ?claim pol:partOf ?topic } WHERE { ?claim a pol:Claim ; pol:topic ?topic }")
    kb = open_kb(workspace_copy.workspace)
    assert kb.reasoned.query("ASK { ?c a pol:Claim ; pol:partOf ?topic }", inferred=True) is True
    assert kb.reasoned.query("ASK { ?c a pol:Claim ; pol:partOf ?topic }") is False
    write(own, "SELECT ?claim { ?claim a pol:Claim }", name="faulty")
    kb = open_kb(workspace_copy.workspace)
    assert kb.store.query("ASK { ?c a pol:Claim }") is True
    with pytest.raises(DataError, match=r"faulty\.rq:3: the rule must be a CONSTRUCT"):
        _ = kb.reasoned


def test_what_takes_too_long_is_given_up_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "_LIMITS", replace(inference._LIMITS, seconds=0.2))
    chain = "".join(f":r{n} pol:dependsOn :r{n + 1} . " for n in range(600))
    with pytest.raises(ResourceError, match=r"records was stopped after 0\.2 seconds.*very long chains"):
        inferred(chain)
