"""Names that code, templates, questions and rules use are names of the ontology, spelled as it spells them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import namespace

from briefwright.knowledge import ontology
from briefwright.knowledge.ontology import Ontology
from briefwright.knowledge.vocabulary import Role, pol
from briefwright.knowledge.workspace import seed
from briefwright.terms import POL, PREFIXES, SCHEME, Iri

TESTS = Path(__file__).parents[1]
PACKAGE = TESTS.parent / "generator" / "briefwright"
CODE = sorted(PACKAGE.rglob("*.py"))
TEXTS = [
    path
    for folder, ending in (("templates", ".toml"), ("templates", ".j2"), ("ontology", ".rq"))
    for path in sorted((seed() / folder).rglob(f"*{ending}"))
]
ONTOLOGY = ontology.read(seed() / "ontology")
LISTED = {path.stem: set(path.read_text(encoding="utf-8").split()) for path in (TESTS / "vocabularies").glob("*.txt")}
"""Prefix -> the terms of an outside vocabulary that we use, each compared with it (`test_alignments.py`)."""

SHIPPED = {
    "dcterms": namespace.DCTERMS, "org": namespace.ORG, "owl": namespace.OWL, "prov": namespace.PROV,
    "rdf": namespace.RDF, "rdfs": namespace.RDFS, "sh": namespace.SH, "skos": namespace.SKOS, "xsd": namespace.XSD,
}  # fmt: skip
"""The vocabularies whose terms rdflib knows one by one."""

SPACES = {prefix.upper(): prefix for prefix in PREFIXES}
NAME = re.compile(r"(?<![\w:.#-])([a-z][a-z-]*):([A-Za-z][\w-]*)")


def calls(tree: ast.AST, function: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
            yield node


def literals(call: ast.Call) -> tuple[str | None, ...]:
    return tuple(
        arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in call.args
    )


def joined(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """Prefix and name of each `SPACE + "name"` and each f-string that puts something behind a namespace."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.left, ast.Name):
            if node.left.id in SPACES:
                yield SPACES[node.left.id], node.right.value if isinstance(node.right, ast.Constant) else None
        elif isinstance(node, ast.JoinedStr):
            for before, after in zip(node.values, node.values[1:], strict=False):
                space = (
                    before.value.id
                    if isinstance(before, ast.FormattedValue) and isinstance(before.value, ast.Name)
                    else ""
                )
                if space in SPACES and isinstance(after, ast.Constant):
                    yield SPACES[space], after.value


def is_known(known: Ontology, prefix: str, name: str) -> bool:
    """Whether a prefixed name is a term of ours, a value of a scheme, or one of an outside vocabulary."""
    if prefix == "pol":
        return Iri(POL + name) in known.facts
    if prefix in known.schemes:
        return Iri(f"{SCHEME}{prefix}/{name}") in known.concepts
    return name in SHIPPED[prefix] if prefix in SHIPPED else name in LISTED[prefix]


def strange(tree: ast.AST, known: Ontology) -> list[str]:
    """The names in a module that the ontology does not have, and those it cannot be asked for."""
    found: list[str] = []
    for call in calls(tree, "pol"):
        match literals(call):
            case (str(name),) if is_known(known, "pol", name):
                pass
            case said:
                found.append(f"{call.lineno}: pol{said}")
    for call in calls(tree, "concept"):
        match literals(call):
            case (str(scheme), str(code)) if scheme in known.schemes and is_known(known, scheme, code):
                pass
            case (str(scheme), None) if scheme in known.schemes:
                pass  # a code that a person gave or a document holds
            case said:
                found.append(f"{call.lineno}: concept{said}")
    return found + [f"{prefix}:{name}" for prefix, name in joined(tree) if name and not is_known(known, prefix, name)]


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_name_in_the_code_is_one_of_the_ontology(path: Path) -> None:
    if path.name != "vocabulary.py" or path.parent.name != "knowledge":
        assert strange(ast.parse(path.read_text(encoding="utf-8")), ONTOLOGY) == []


def test_what_the_code_calls_by_name_is_called_right() -> None:
    """The one module where names are put together is held by what it defines."""
    from briefwright.knowledge import vocabulary

    defined = {value for value in vars(vocabulary).values() if isinstance(value, Iri)}
    assert len(defined) > 10
    assert [iri for iri in defined if iri not in ONTOLOGY.facts] == []


def test_the_roles_are_those_of_the_scheme_and_each_has_properties() -> None:
    assert {c.code for c in ONTOLOGY.concepts.values() if c.scheme == "field-role"} == set(Role)
    assert [role for role in Role if not ONTOLOGY.having(role)] == []
    assert [prop for role in Role for prop in ONTOLOGY.having(role) if prop not in ONTOLOGY.labels] == []
    assert [prop for prop in ONTOLOGY.chief.values() if prop not in ONTOLOGY.labels] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(seed()).as_posix())
def test_a_name_in_a_template_question_or_rule_is_one_of_the_ontology(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("# ")]
    prefixes = {*PREFIXES, *ONTOLOGY.schemes}
    used = [found for line in lines for found in NAME.findall(line) if found[0] in prefixes]
    assert [":".join(found) for found in used if not is_known(ONTOLOGY, *found)] == []


def test_what_rests_on_a_source_goes_by_every_ground() -> None:
    """A path of any length cannot ask a role, so the question names the properties; none that grounds is forgotten."""
    text = (seed() / "ontology" / "queries" / "what-rests-on.rq").read_text(encoding="utf-8")
    named = {pol(name) for prefix, name in NAME.findall(text) if prefix == "pol"}
    assert set(ONTOLOGY.having(Role.GROUND)) - named == set()


def test_names_of_files_and_tables_that_stand_for_values_are_values() -> None:
    """An audience, and the kinds that a citation style tells apart, are named by the codes of their schemes."""
    templates = seed() / "templates"
    types = [tomllib.loads(path.read_text(encoding="utf-8")) for path in templates.glob("*/brief.toml")]
    styles = [tomllib.loads(path.read_text(encoding="utf-8")) for path in templates.glob("citations/*.toml")]
    audiences = {path.stem for path in templates.glob("audiences/*.toml")} | {
        who for one in types for who in one["audiences"]
    }
    assert {code for code in audiences if not is_known(ONTOLOGY, "audience", code)} == set()
    assert {kind for style in styles for kind in style["kinds"] if not is_known(ONTOLOGY, "source-kind", kind)} == set()
    assert len(audiences) >= 3


@pytest.mark.parametrize(
    "wrong",
    [
        'pol("isReplacedBy")', 'pol("description")', "pol(name)", 'is_a(kb, iri, pol("Claims"))',
        'concept("review-status", "retird")', 'concept("review-state", "retired")', "concept(scheme, code)",
        'Iri(DCTERMS + "replacedBy")', 'f"{POL}modified"',
    ],
)  # fmt: skip
def test_a_misspelt_name_is_found(wrong: str) -> None:
    assert strange(ast.parse(wrong), ONTOLOGY) != []
