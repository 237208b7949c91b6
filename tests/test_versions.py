"""What has once been named stays: terms and codes of earlier versions are still there, or say what replaces them."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from briefwright.rdf.store.tokens import selected, tokens
from briefwright.terms import DCTERMS, OWL, POL, RDF, SKOS

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
LISTS = sorted((Path(__file__).parent / "ontology").glob("terms-*.txt"))
POLICY_PAGE = ROOT / "docs" / "ontology-versions.md"
IRI = "https://w3id.org/briefwright/policy"
Facts = dict[str, dict[str, list[str]]]

KINDS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "property",
    OWL + "DatatypeProperty": "property",
    SKOS + "Concept": "value",
    SKOS + "ConceptScheme": "scheme",
}


def version(path: Path) -> str:
    return path.stem.removeprefix("terms-")


def in_order(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def facts_of(*files: Path) -> Facts:
    found: Facts = {}
    for quad in (quad for path in files for quad in ox.parse(path=path)):
        found.setdefault(_text(quad.subject), {}).setdefault(_text(quad.predicate), []).append(_text(quad.object))
    return found


def _text(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)


def files_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.ttl")) if path.name != "alignments.ttl"]


def current(folder: Path) -> set[str]:
    """A line for each term, code and column, and for each band: `class IRI`, `shape CODE IRI`, `rule CODE`,
    `column QUESTION.NAME`, `band IRI LOW HIGH`."""
    questions = {
        path.stem: list(tokens(path.read_text(encoding="utf-8"))) for path in (folder / "queries").glob("*.rq")
    }
    found = {f"column {name}.{column}" for name, text in questions.items() for column in selected(text)}
    found |= {f"rule {path.stem.partition('-')[0].upper()}" for path in (folder / "rules").glob("*.rq")}
    for iri, values in facts_of(*files_of(folder)).items():
        found |= {f"{KINDS[kind]} {iri}" for kind in values.get(RDF + "type", ()) if kind in KINDS}
        found |= {f"shape {code} {iri}" for code in values.get(POL + "code", ())}
        bounds = (POL + end + unit for unit in ("Percent", "Points") for end in ("low", "high"))
        ends = [values[bound][0] for bound in bounds if bound in values]
        found |= {f"band {iri} {' '.join(ends)}"} if ends else set()
    return found


def earlier(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def retired(page: str) -> Mapping[str, str]:
    """What the table on the policy page says is gone, and what is used instead."""
    rows = re.findall(r"^\| `([^`]+)` \| ([\d.]+) \| (.+) \|$", page, re.MULTILINE)
    return {name: instead for name, _, instead in rows}


def lost(before: list[str], folder: Path, page: str) -> list[str]:
    """The lines of an earlier list that are gone and that the policy page does not know as retired."""
    there = current(folder)
    return [line for line in before if line not in there and line.split()[1] not in retired(page)]


def half_deprecated(folder: Path) -> list[str]:
    """Terms that are marked as deprecated but do not say since when and what replaces them."""
    needed, facts = {DCTERMS + "isReplacedBy", SKOS + "changeNote"}, facts_of(*files_of(folder))
    marked = [(iri, values) for iri, values in facts.items() if OWL + "deprecated" in values]
    return [
        iri
        for iri, values in marked
        if not needed <= values.keys() or not facts.keys() >= set(values[DCTERMS + "isReplacedBy"])
    ]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(ONTOLOGY, tmp_path / "ontology")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("path", LISTS, ids=version)
def test_everything_once_named_is_there_or_replaced(path: Path) -> None:
    before = earlier(path)
    assert len(before) > 600
    assert lost(before, ONTOLOGY, POLICY_PAGE.read_text(encoding="utf-8")) == []


def test_what_is_deprecated_says_what_replaces_it() -> None:
    assert half_deprecated(ONTOLOGY) == []


def test_a_retired_name_is_not_used_again() -> None:
    names = {line.split()[1] for line in current(ONTOLOGY)}
    assert names & retired(POLICY_PAGE.read_text(encoding="utf-8")).keys() == set()


def test_a_term_a_value_and_codes_that_vanish_are_seen(copy: Path) -> None:
    replace(copy / "policy.ttl", "pol:basedOn\n", "pol:takenFrom\n")
    replace(copy / "schemes" / "volatility.ttl", "volatility:annual\n", "volatility:yearly\n")
    replace(copy / "shapes" / "claim.ttl", 'pol:code "CLM03"', 'pol:code "CLM93"')
    next((copy / "rules").glob("kb104-*.rq")).unlink()
    before = earlier(LISTS[0])
    assert lost(before, copy, "") == [
        "property https://w3id.org/briefwright/policy#basedOn",
        "rule KB104",
        "shape CLM03 https://w3id.org/briefwright/shape/claim-about",
        "value https://w3id.org/briefwright/scheme/volatility/annual",
    ]
    page = "| `KB104` | 1.0.0 | `KB111` |\n| `CLM03` | 1.0.0 | nothing: no longer needed |\n"
    assert [line.split()[0] for line in lost(before, copy, page)] == ["property", "value"]


def test_a_code_given_to_another_shape_is_seen(copy: Path) -> None:
    path = copy / "shapes" / "claim.ttl"
    replace(path, 'pol:code "CLM03"', 'pol:code "CLM00x"')
    replace(path, 'pol:code "CLM04"', 'pol:code "CLM03"')
    replace(path, 'pol:code "CLM00x"', 'pol:code "CLM04"')
    assert [line.split()[1] for line in lost(earlier(LISTS[0]), copy, "")] == ["CLM03", "CLM04"]


def test_a_deprecation_without_replacement_or_reason_is_seen(copy: Path) -> None:
    path = copy / "policy.ttl"
    replace(path, "pol:basedOn\n", "pol:basedOn\n    owl:deprecated true ;\n")
    assert half_deprecated(copy) == [POL + "basedOn"]
    replace(path, "owl:deprecated true ;", "owl:deprecated true ;\n    dcterms:isReplacedBy pol:reproduces ;")
    assert half_deprecated(copy) == [POL + "basedOn"]
    replace(path, "owl:deprecated true ;", 'owl:deprecated true ;\n    skos:changeNote "Since 9.0.0."@en ;')
    assert half_deprecated(copy) == []
    replace(path, "dcterms:isReplacedBy pol:reproduces ;", "dcterms:isReplacedBy pol:copies ;")
    assert half_deprecated(copy) == [POL + "basedOn"]


def test_a_lost_column_and_a_moved_band_are_seen(copy: Path) -> None:
    before = sorted(current(copy))
    replace(copy / "queries" / "top-risks.rq", "SELECT ?risk ", "SELECT ")
    replace(copy / "schemes" / "likelihood-phia.ttl", "pol:highPercent 75", "pol:highPercent 70")
    assert {line.rpartition("/")[2] for line in lost(before, copy, "")} == {"column top-risks.risk", "likely 55 75"}


@pytest.fixture
def header() -> dict[str, list[str]]:
    return facts_of(ONTOLOGY / "policy.ttl")[IRI]


def test_the_header_names_this_version_and_the_one_before(header: dict[str, list[str]]) -> None:
    (info,) = header[OWL + "versionInfo"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", info)
    assert header[OWL + "versionIRI"] == [f"{IRI}/{info}"]
    before = max((version(path) for path in LISTS if in_order(version(path)) < in_order(info)), key=in_order)
    assert header[OWL + "priorVersion"] == [f"{IRI}/{before}"]


def test_no_list_is_of_a_later_version(header: dict[str, list[str]]) -> None:
    (info,) = header[OWL + "versionInfo"]
    assert LISTS
    assert max(in_order(version(path)) for path in LISTS) <= in_order(info)


def test_the_changelog_names_the_version(header: dict[str, list[str]]) -> None:
    (info,) = header[OWL + "versionInfo"]
    assert f"Ontology {info}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
