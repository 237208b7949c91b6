"""Every constraint of every shape is met by a valid fixture and broken by an invalid one, and engines agree.

`shapes/<class>/valid-*.ttl` hold records without fault. `shapes/<class>/invalid-*.ttl` begin with the findings
they give: code, record, property, and in parentheses the constraints that are broken. A file more is a test more.
"""

import re
import shutil
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest

from briefwright.errors import DataError, UsageError
from briefwright.findings import Finding, Severity
from briefwright.knowledge import ontology as vocabulary
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.ontology import Facts, index
from briefwright.knowledge.shapes import ENGINES, Result, codes, findings_of, style_findings, validate
from briefwright.knowledge.workspace import find, seed
from briefwright.rdf.turtle import locate, parse, read_graph
from briefwright.terms import POL, RDF, SH, SHAPE, Iri, Value, expand, shorten

HERE = Path(__file__).parents[1]
FIXTURES = HERE / "shapes"
BASE = "https://example.org/meals/"
ONTOLOGY = vocabulary.read(seed() / "ontology")
SHAPES: Facts = index(read_graph(ONTOLOGY.shapes, "ntriples"))
VALID = sorted(FIXTURES.glob("*/valid-*.ttl"))
INVALID = sorted(FIXTURES.glob("*/invalid-*.ttl"))
STYLE = seed() / "ontology" / "style.ttl"

_EXPECTED = re.compile(r"# finding: (\S+) <(\S+)> (\S+) \(([\w, ]+)\)")
_DESCRIBES = {"name", "description", "order", "message", "severity", "group", "defaultValue"}
_TARGETS = {"targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"}
_LEADS = {"path", "property", *_TARGETS}
_BY_SHAPE = {"property", "node", "not", "qualifiedValueShape"}
_BY_LIST = {"and", "or", "xone"}


def named(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


@cache
def ntriples(path: Path) -> bytes:
    parsed = parse(path.read_bytes(), BASE)
    assert parsed.problems == ()
    return parsed.ntriples


def data(*paths: Path) -> bytes:
    return b"".join(ntriples(path) for path in (FIXTURES / "world.ttl", *paths)) + ONTOLOGY.vocabulary


@cache
def results(path: Path) -> frozenset[Result]:
    return validate(data(path), ONTOLOGY.shapes, "shifty")


def located(path: Path, subject: str, predicate: str = "", value: Value | None = None) -> tuple[str, int, int]:
    return (named(path), *locate(path.read_text(encoding="utf-8"), subject, predicate, value, BASE))


def findings(path: Path) -> tuple[Finding, ...]:
    known = {*index(read_graph(ntriples(FIXTURES / "world.ttl") + ntriples(path), "ntriples")), *ONTOLOGY.facts}
    return findings_of(results(path), ONTOLOGY.shape_facts, partial(located, path), known)


def constraint(result: Result) -> str:
    name = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    return name[0].lower() + name[1:]


def expected(path: Path) -> set[tuple[str, str, str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# finding:")]
    matches = [_EXPECTED.fullmatch(line) for line in lines]
    assert all(matches), f"{named(path)}: a line is no finding"
    return {(m[1], expand(m[2], BASE), expand(m[3]), name) for m in matches if m for name in m[4].split(", ")}


@pytest.mark.parametrize("path", VALID, ids=named)
def test_a_valid_record_gives_no_finding(path: Path) -> None:
    assert results(path) == frozenset()


@pytest.mark.parametrize("path", INVALID, ids=named)
def test_an_invalid_record_gives_exactly_the_findings_it_names(path: Path) -> None:
    code = {
        shape: str(properties[Iri(POL + "code")][0])
        for shape, properties in SHAPES.items()
        if Iri(POL + "code") in properties
    }
    wanted = expected(path)
    assert wanted
    assert {(code[Iri(r.shape)], str(r.focus), r.path, constraint(r)) for r in results(path)} == wanted
    assert {(f.code, f.focus, f.path) for f in findings(path)} == {entry[:3] for entry in wanted}


@pytest.mark.parametrize("path", INVALID, ids=named)
def test_a_finding_stands_at_the_property_or_where_it_is_missing_at_the_record(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for finding in findings(path):
        above = lines[finding.line - 1 :: -1]
        subject = next(number for number, line in enumerate(above) if line.startswith("<"))
        assert expand(above[subject].strip("<>"), BASE) == finding.focus
        there = any(line.split()[0] == shorten(finding.path) for line in _statements(lines, finding.line - subject))
        if there:
            assert next(line for line in above if re.match(" {4}[^ ]", line)).split()[0] == shorten(finding.path)
        else:
            assert (subject, finding.column) == (0, 1)


def _statements(lines: list[str], subject: int) -> Iterator[str]:
    """The lines on which a property of the record at line number `subject` begins."""
    for line in lines[subject:]:
        if not line.startswith(" "):
            return
        if re.match(" {4}[^ ]", line):
            yield line


def test_every_shape_file_has_valid_and_invalid_records() -> None:
    wanted = {path.stem for path in (seed() / "ontology" / "shapes").glob("*.ttl")} - {"values"}
    assert {path.parent.name for path in VALID} == wanted
    assert {path.parent.name for path in INVALID} == wanted


def parameters(shape: Iri, facts: Facts = SHAPES) -> set[tuple[Iri, str]]:
    names = {p.removeprefix(SH) for p in facts.get(shape, {}) if p.startswith(SH)}
    return {(shape, name) for name in names - _DESCRIBES - _LEADS}


def cells(head: Value, facts: Facts = SHAPES) -> Iterator[tuple[Value, Iri]]:
    """The nodes of a list, each with its member."""
    while head != RDF + "nil":
        node = facts[Iri(str(head))]
        yield head, Iri(str(node[Iri(RDF + "first")][0]))
        (head,) = node[Iri(RDF + "rest")]


def asked(shape: Iri, names: Iterable[str], facts: Facts = SHAPES) -> set[Iri]:
    """The shapes that `shape` asks by these constraints, those in lists among them."""
    found: set[Iri] = set()
    for name in names:
        for value in facts.get(shape, {}).get(Iri(SH + name), ()):
            found |= {member for _, member in cells(value, facts)} if name in _BY_LIST else {Iri(str(value))}
    return found


def within(shape: Iri) -> set[tuple[Iri, str]]:
    """The constraints of a shape that is asked by another one: they break where that one's constraint does."""
    inner = asked(shape, _BY_SHAPE | _BY_LIST)
    return parameters(shape).union(*(within(other) for other in inner))


def test_every_constraint_of_every_shape_is_broken_by_a_fixture() -> None:
    broken: set[tuple[Iri, str]] = set()
    for result in frozenset().union(*(results(path) for path in INVALID)):
        shape, name = Iri(result.shape), constraint(result)
        broken |= {(shape, name)}.union(*(within(other) for other in asked(shape, {name} & (_BY_SHAPE | _BY_LIST))))
    every = set().union(*(parameters(shape) for shape in SHAPES if shape.startswith(SHAPE)))
    assert sorted(every - broken) == []
    assert len(every) > 500


def reporting(facts: Facts) -> set[Iri]:
    """The shapes whose own results an engine reports: those with a target, and what they ask of properties."""
    found = {shape for shape, properties in facts.items() if any(Iri(SH + name) in properties for name in _TARGETS)}
    while more := set().union(*(asked(shape, {"property"}, facts) for shape in found)) - found:
        found |= more
    return found


def reported_at(shape: Iri, asking: Mapping[Iri, set[Iri]], own: set[Iri]) -> frozenset[Iri]:
    """The shapes whose results may change with this one: itself, or those that ask it."""
    return frozenset({shape} if shape in own else ()).union(
        *(reported_at(other, asking, own) for other in asking.get(shape, ()))
    )


@dataclass(frozen=True)
class Mutant:
    """The shapes with one constraint taken out, or one shape of a list that no value meets any more."""

    name: str
    seen_at: frozenset[Iri]
    edits: Mapping[bytes, bytes]


NEVER = f"<{SHAPE}never> <{SH}hasValue> <urn:never> .\n".encode()
"""A shape that no value of a fixture meets."""


def mutants() -> Iterator[Mutant]:
    own = reporting(SHAPES)
    by_value = _BY_SHAPE - {"property"} | _BY_LIST
    asking: dict[Iri, set[Iri]] = {}
    for shape in SHAPES:
        for other in asked(shape, by_value if shape in own else by_value | {"property"}):
            asking.setdefault(other, set()).add(shape)
    lines: dict[bytes, list[bytes]] = {}
    for line in ONTOLOGY.shapes.splitlines(keepends=True):
        lines.setdefault(b" ".join(line.split(b" ", 2)[:2]), []).append(line)
    for shape, name in sorted(set().union(*(parameters(shape) for shape in SHAPES if shape.startswith(SHAPE)))):
        edits = dict.fromkeys(lines[f"<{shape}> <{SH}{name}>".encode()], b"")
        yield Mutant(f"{shorten(shape)} without sh:{name}", reported_at(shape, asking, own), edits)
        for head in SHAPES[shape][Iri(SH + name)] if name in _BY_LIST else ():
            for node, member in cells(head):
                (line,) = lines[f"{node} <{RDF}first>".encode()]
                changed = line.replace(f"<{member}>".encode(), f"<{SHAPE}never>".encode())
                yield Mutant(
                    f"{shorten(shape)} sh:{name} without {shorten(member)}",
                    reported_at(shape, asking, own),
                    {line: changed},
                )


def in_one_run(every: Iterable[Mutant]) -> list[list[Mutant]]:
    """Batches of mutants that are seen at different shapes: a result names its shape, so one run tells them apart."""
    batches: list[tuple[set[Iri], list[Mutant]]] = []
    for mutant in sorted(every, key=lambda mutant: -len(mutant.seen_at)):
        free = next((entry for entry in batches if not entry[0] & mutant.seen_at), None)
        if free is None:
            batches.append(free := (set(), []))
        free[0].update(mutant.seen_at)
        free[1].append(mutant)
    return [batch for _, batch in batches]


def results_by_shape(shapes: bytes) -> Mapping[Iri, frozenset[Result]]:
    found: dict[Iri, set[Result]] = {}
    for result in validate(data(*VALID, *INVALID), shapes, "shifty"):
        found.setdefault(Iri(result.shape), set()).add(result)
    return {shape: frozenset(results) for shape, results in found.items()}


@pytest.mark.slow
def test_a_constraint_that_is_taken_out_is_missed_by_a_fixture() -> None:
    before = results_by_shape(ONTOLOGY.shapes)
    every = list(mutants())
    unseen = []
    for batch in in_one_run(every):
        edits = {line: changed for mutant in batch for line, changed in mutant.edits.items()}
        kept = b"".join(edits.get(line, line) for line in ONTOLOGY.shapes.splitlines(keepends=True))
        after = results_by_shape(kept + NEVER)
        unseen += [m.name for m in batch if all(before.get(shape) == after.get(shape) for shape in m.seen_at)]
    assert sorted(unseen) == []
    assert len(every) > 1000


def test_every_target_matches_something_in_a_fixture() -> None:
    """A target that matches nothing judges nothing, and no engine says so."""
    triples = read_graph(b"".join(ntriples(path) for path in (FIXTURES / "world.ttl", *VALID, *INVALID)), "ntriples")
    used = {str(t.object) for t in triples if t.predicate == RDF + "type"}
    there = {
        "targetClass": {ancestor for iri in used for ancestor in ONTOLOGY.parents.get(Iri(iri), ())},
        "targetSubjectsOf": {t.predicate for t in triples},
        "targetObjectsOf": {t.predicate for t in triples},
    }
    targets = [(s, name, v) for s, p in SHAPES.items() for name in there for v in p.get(Iri(SH + name), ())]
    assert [(shorten(shape), name) for shape, name, value in targets if value not in there[name]] == []
    assert len(targets) > 25


def test_codes_are_unique() -> None:
    assert len(codes(ONTOLOGY.shape_facts)) == len([s for s in SHAPES if s.startswith(SHAPE)])


@pytest.mark.slow
@pytest.mark.parametrize("workspace", [HERE / "kb", seed()], ids=["tests/kb", "kb"])
def test_engines_agree_on_a_knowledge_base(workspace: Path) -> None:
    kb = open_kb(find(workspace))
    first, second = (validate(kb.ntriples + kb.vocabulary, kb.shapes, engine) for engine in ENGINES)
    assert first == second


@pytest.mark.slow
def test_engines_agree_on_every_fixture() -> None:
    first, second = (validate(data(*VALID, *INVALID), ONTOLOGY.shapes, engine) for engine in ENGINES)
    assert first == second
    assert len(first) > 600


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "written", ['"007"^^xsd:integer', '"1.50"^^xsd:decimal', '"x"^^xsd:integer', '"tRue"^^xsd:boolean']
)
def test_engines_take_literals_as_they_are_written(engine: str, written: str) -> None:
    text = f"""@prefix pol: <{POL}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <{BASE}source/x> pol:tier {written} ."""
    shape = f"""@prefix sh: <{SH}> .
        <{SHAPE}x> a sh:PropertyShape ; sh:targetSubjectsOf <{POL}tier> ; sh:path <{POL}tier> ; sh:in ( 1 ) ."""
    (result,) = validate(parse(text.encode()).ntriples, parse(shape.encode(), allow_blank_nodes=True).ntriples, engine)
    assert (result.value,) == tuple(t.object for t in parse(text.encode()).triples)


def test_the_switches_of_rdflib_are_as_they_were() -> None:
    import rdflib
    from rdflib.plugins import sparql

    before = rdflib.NORMALIZE_LITERALS, sparql.SPARQL_LOAD_GRAPHS
    validate(data(), ONTOLOGY.shapes, "pyshacl")
    after = rdflib.NORMALIZE_LITERALS, sparql.SPARQL_LOAD_GRAPHS
    assert after == before


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_fetched(engine: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/shapes.ttl"
        line = f"<{BASE}x> <http://www.w3.org/2002/07/owl#imports> <{address}> .\n".encode()
        validate(line + data(), line + ONTOLOGY.shapes, engine)
        with pytest.raises(TimeoutError):
            canary.accept()


@pytest.mark.parametrize("engine", ENGINES)
def test_shapes_in_the_data_judge_nothing(engine: str) -> None:
    text = f"@prefix sh: <{SH}> . <{SHAPE}x> a sh:NodeShape ; sh:targetNode <{BASE}x> ; sh:nodeKind sh:Literal ."
    assert validate(data() + parse(text.encode()).ntriples, ONTOLOGY.shapes, engine) == frozenset()


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"There is no engine jena\. Use one of: shifty, pyshacl\."):
        validate(b"", ONTOLOGY.shapes, "jena")


def one(text: str) -> Finding:
    """The only finding of the world of the fixtures with this text added."""
    path = FIXTURES / "world.ttl"
    prefixes = "".join(
        f"@prefix {name}: <{iri}> .\n" for name, iri in {"pol": POL, "sh": SH, **ONTOLOGY.schemes}.items()
    )
    triples = parse(f"@base <{BASE}> .\n{prefixes}{text}".encode())
    assert triples.problems == ()
    found = validate(triples.ntriples + data(), ONTOLOGY.shapes)
    known = {*index(read_graph(triples.ntriples + data(), "ntriples")), *ONTOLOGY.concepts}
    (finding,) = findings_of(found, ONTOLOGY.shape_facts, partial(located, path), known)
    return finding


def test_what_one_shape_says_of_one_value_is_one_finding() -> None:
    finding = one('<actor/editors> pol:memberOf "Kitchen Office" .')
    assert (finding.code, finding.severity, finding.value) == ("ACT06", Severity.VIOLATION, "Kitchen Office")
    assert finding.message.endswith('that exists. Found: "Kitchen Office".')
    assert "pol:memberOf" in finding.mend


def test_a_missing_record_is_told_the_nearest_one() -> None:
    assert one("<actor/editors> pol:memberOf <actor/kitchen-ofice> .").message.endswith(
        f"Found: <{BASE}actor/kitchen-ofice>. Did you mean <{BASE}actor/kitchen-office>?"
    )
    assert one("<actor/editors> pol:memberOf <office/kitchen-office> .").message.endswith(
        f"Did you mean <{BASE}actor/kitchen-office>?"
    )
    assert "Did you mean" not in one("<actor/editors> pol:memberOf <actor/zz> .").message
    assert "Did you mean" not in one("<actor/editors> pol:memberOf <topic/school-meals> .").message


def test_a_missing_part_is_told_the_nearest_part_and_never_the_record() -> None:
    text = "<actor/editors#second> a pol:Check ; pol:checker <actor/editors> ; pol:checkedOn {} ; pol:checkOutcome {} ."
    day = '"2026-11-24"^^<http://www.w3.org/2001/XMLSchema#date>'
    part = text.format(day, "check-outcome:agrees")
    assert one(f"<actor/editors> pol:check <actor/editors#secnd> . {part}").message.endswith(
        f"Did you mean <{BASE}actor/editors#second>?"
    )
    assert "Did you mean" not in one("<actor/editors> pol:check <actor/editors#editors> .").message


@pytest.mark.parametrize("written", ["volatility:anual", '"Annual"', "volatility:Annual"])
def test_a_value_outside_its_scheme_is_told_the_nearest_one(written: str) -> None:
    scheme = ONTOLOGY.schemes["volatility"]
    assert one(f"<actor/editors> pol:volatility {written} .").message.endswith(f"Did you mean <{scheme}annual>?")


def test_a_long_value_is_shown_in_part() -> None:
    finding = one(f'<actor/editors> pol:curatorNote "{"word " * 100}" .')
    assert '"word word' in finding.message
    assert "…" in finding.message
    assert len(finding.message) < 250


def test_a_marking_that_is_missing_is_a_warning() -> None:
    assert {f.severity for f in findings(FIXTURES / "record" / "invalid-missing.ttl") if f.code == "REC02"} == {
        Severity.WARNING
    }


STYLE_CASES = {
    "STY01": (
        'pol:Fee a owl:Class ; skos:definition "What a meal costs."@en ; {example} ; {kind} .',
        "pol:Fee skos:prefLabel",
    ),
    "STY02": (
        'pol:Fee a owl:Class ; skos:prefLabel "Fee"@en ; skos:definition "cost"@en ; {example} ; {kind} .',
        "pol:Fee skos:definition",
    ),
    "STY03": ("pol:Fee a owl:Class ; {texts} ; {kind} .", "pol:Fee skos:example"),
    "STY05": ('dcterms:format skos:prefLabel "format"@en ; {example} ; {kind} .', "dcterms:format"),
    "STY11": (
        "pol:fee a owl:DatatypeProperty ; pol:warrantKind pol:x ; {texts} ; {example} .",
        "pol:fee pol:warrantKind",
    ),
    "STY69": (
        "pol:fee a owl:DatatypeProperty ; pol:fieldRole pol:x ; {texts} ; {example} ; {kind} .",
        "pol:fee pol:fieldRole",
    ),
    "STY21": ('pol:warm a skos:Concept ; skos:notation "warm" ; pol:rank 1 ; {texts} .', "pol:warm skos:inScheme"),
    "STY22": (
        'pol:warm a skos:Concept ; skos:notation "Warm Meal" ; pol:rank 1 ; skos:inScheme pol:meals ; {texts} .',
        "pol:warm skos:notation",
    ),
    "STY23": (
        'pol:warm a skos:Concept ; skos:notation "warm" ; skos:inScheme pol:meals ; {texts} .',
        "pol:warm pol:rank",
    ),
    "STY25": ("pol:meals a skos:ConceptScheme ; {texts} ; {example} .", "pol:meals dcterms:source"),
    "STY26": (
        'pol:meals a skos:ConceptScheme ; {texts} ; {example} ; {source} ; pol:conforms "yes" .',
        "pol:meals pol:conforms",
    ),
    "STY27": ('pol:meals a skos:ConceptScheme ; {texts} ; {example} ; dcterms:source "A guide"@en .', "pol:meals"),
    "STY28": (
        "pol:meals a skos:ConceptScheme ; {texts} ; {example} ; {source} ; {note} ; pol:conforms true .",
        "pol:meals",
    ),
    "STY29": ("pol:meals a skos:ConceptScheme ; {texts} ; {example} ; {source} ; pol:conforms false .", "pol:meals"),
    "STY64": (
        'pol:meals a skos:ConceptScheme ; {texts} ; {example} ; {from} "2; month second-hand" ; pol:conforms true .',
        "pol:meals",
    ),
    "STY68": (
        'pol:meals a skos:ConceptScheme ; {texts} ; {example} ; {source} ; pol:bandEnds "][" .',
        "pol:meals pol:bandEnds",
    ),
    "STY30": (
        '[] a sh:NodeShape ; sh:targetClass pol:Claim ; sh:name "x"@en ; pol:code "X" ; sh:message "X."@en ; {mend} .',
        "",
    ),
    "STY31": ('{shape} ; pol:code "X" ; sh:message "X."@en ; {mend} .', "shape:x sh:name"),
    "STY32": ('{shape} ; sh:name "x"@en ; sh:message "X."@en ; {mend} .', "shape:x pol:code"),
    "STY33": ('{shape} ; sh:name "x"@en ; pol:code "X" ; {mend} .', "shape:x sh:message"),
    "STY34": ('{shape} ; sh:name "x"@en ; pol:code "X" ; sh:message "X."@en .', "shape:x pol:mend"),
    "STY36": ("pol:cell a pol:RiskCell ; pol:consequence pol:c ; pol:riskLevel pol:r .", "pol:cell pol:likelihood"),
    "STY37": ("pol:cell a pol:RiskCell ; pol:likelihood pol:l ; pol:riskLevel pol:r .", "pol:cell pol:consequence"),
    "STY38": ("pol:cell a pol:RiskCell ; pol:likelihood pol:l ; pol:consequence pol:c .", "pol:cell pol:riskLevel"),
}  # fmt: skip
STYLE_PARTS = {
    "{texts}": 'skos:prefLabel "Warm"@en ; skos:definition "A meal that is warm."@en',
    "{example}": 'skos:example "A bowl of soup."@en',
    "{kind}": "pol:warrantKind <https://w3id.org/briefwright/scheme/warrant-kind/sourced>",
    "{source}": 'dcterms:source "A guide"@en ; pol:edition "2"',
    "{from}": 'dcterms:source "A guide"@en ; pol:edition',
    "{note}": 'skos:editorialNote "Not looked up."@en',
    "{shape}": "shape:x a sh:NodeShape ; sh:targetClass pol:Claim",
    "{mend}": 'pol:mend "X."@en',
}
"""Code -> a fault in an ontology, and the subject and property it is found at (a blank node has no name)."""


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    shutil.copytree(seed() / "ontology", tmp_path / "ontology")
    return tmp_path / "ontology"


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_the_ontology_has_the_house_style(engine: str) -> None:
    assert style_findings(seed() / "ontology", engine) == ()


@pytest.mark.slow
@pytest.mark.parametrize("code", STYLE_CASES)
def test_a_fault_of_style_is_found_where_it_is(code: str, ontology: Path) -> None:
    text, place = STYLE_CASES[code]
    for name, part in STYLE_PARTS.items():
        text = text.replace(name, part)
    names = ("dcterms", "owl", "pol", "sh", "shape", "skos")
    prefixes = "".join(f"@prefix {name}: <{expand(name + ':')}> .\n" for name in names)
    (ontology / "schemes" / "meals.ttl").write_text(prefixes + text, encoding="utf-8")
    (finding,) = style_findings(ontology)
    assert finding.code == code
    assert finding.mend
    if place:
        assert [finding.focus, finding.path] == [*(expand(name) for name in place.split()), ""][:2]
        assert (finding.file, finding.line) == ("ontology/schemes/meals.ttl", 7)


def test_every_style_code_that_can_be_found_is_shown() -> None:
    facts = index(parse(STYLE.read_bytes(), allow_blank_nodes=True).triples)
    found = {str(facts[shape][Iri(POL + "code")][0]) for shape in reporting(facts) if parameters(shape, facts)}
    assert found == set(STYLE_CASES)


@pytest.mark.slow
@pytest.mark.parametrize(
    "sound",
    [
        "{source} ; {note} ; pol:conforms false",
        "{source} ; {note}",
        "{source} ; pol:conforms true",
        '{from} "2, not confirmed" ; {note} ; pol:conforms false',
        '{source} ; pol:bandEnds "(]"',
        'dcterms:source "Briefwright design"@en',
    ],
)
def test_a_scheme_in_order_gives_no_finding(sound: str, ontology: Path) -> None:
    text = "@prefix x: <https://example.org/> .\nx:meals a skos:ConceptScheme ; {texts} ; {example} ; " + sound + " ."
    for name, part in STYLE_PARTS.items():
        text = text.replace(name, part)
    prefixes = "".join(f"@prefix {name}: <{expand(name + ':')}> .\n" for name in ("dcterms", "pol", "skos"))
    (ontology / "schemes" / "meals.ttl").write_text(prefixes + text, encoding="utf-8")
    assert [f for f in style_findings(ontology) if f.file.endswith("meals.ttl")] == []


def test_a_fault_that_engines_pass_over_is_found_with_the_style(ontology: Path) -> None:
    path = ontology / "shapes" / "claim.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("sh:targetClass", "sh:targetClas"), encoding="utf-8")
    found = [f for f in style_findings(ontology) if f.file == "ontology/shapes/claim.ttl"]
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("    sh:targetClas pol:Claim ;")
    assert [(f.code, f.line) for f in found] == [("STY43", line - 2), ("STY40", line)]


def test_an_ontology_that_cannot_be_read_names_its_files(ontology: Path) -> None:
    for name in ("schemes/one.ttl", "shapes/two.ttl"):
        (ontology / name).write_text("nonsense", encoding="utf-8")
    with pytest.raises(DataError) as error:
        style_findings(ontology)
    assert "schemes/one.ttl:1:1" in str(error.value)
    assert "shapes/two.ttl:1:1" in str(error.value)
