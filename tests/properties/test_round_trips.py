"""Every way out of the knowledge base and back is an identity: XLSX, CSV, the page of an editor, JSON-LD.

Records of every class are made up from its form, with the values that get lost most easily."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefwright.curate import merging, spreadsheets, toml_page
from briefwright.curate.drafts import Draft, draft
from briefwright.curate.json_ld import JsonLd
from briefwright.curate.notation import Notation
from briefwright.curate.tables import tables
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.ontology import TYPE, kebab
from briefwright.knowledge.record_forms import FormField, Forms
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import find
from briefwright.rdf import turtle
from briefwright.terms import POL, RDF, SCHEME, XSD, Iri, LangText, Other, Triple, Value
from conftest import KB
from trials import trial

pytestmark = pytest.mark.slow

TODAY = "2026-11-28"
TRICKY = [
    "=1+2", "+5", "-3", "@cmd", "'quoted", '"Hello"', '"a"@fr', "a; b", ";", "#part", "<x>", "true", "2024-06",
    "_x0041_", "claim/x", " outer ", "line\nbreak", "tab\there", "cr\rreturn", "nbsp\u00a0", "é", "🌳", "", "007",
    "1.50", '"; "', "\\n", '"unclosed', "\u2028", "'''", '"""', "a=b", "NULL", "#! note",
]  # fmt: skip
words = st.sampled_from(TRICKY) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=30
)
languages = st.sampled_from(["en", "en", "de", "pt-br", "zh-hant"])
LEXICAL = {
    XSD + "integer": ["0", "7", "007", "+5", "-3", "many"],
    XSD + "decimal": ["1.50", ".5", "5.", "-0.0", "7", "abc"],
    XSD + "boolean": ["true", "false", "1", "0", "yes"],
    XSD + "date": ["2024-06-27", "2024-02-30", "soon"],
    XSD + "gYearMonth": ["2024-06", "2024-13"],
    XSD + "gYear": ["2024", "24"],
    XSD + "dateTime": ["2024-06-27T10:00:00Z"],
    XSD + "anyURI": ["https://example.org/a?b=c;d#e", "not an address"],
}


@cache
def notation() -> Notation:
    kb = open_kb(find(KB))
    return Notation(kb, Forms(kb.ontology))


CLASSES = [cls for cls in Forms(notation().kb.ontology).by_class if cls != POL + "Record"]
RECORDS = [cls for cls in CLASSES if not notation().forms.is_part(cls)]


def literals(field: FormField) -> st.SearchStrategy[Value]:
    kinds = [kind for kind in field.datatypes if kind in LEXICAL]
    typed = [
        st.sampled_from(LEXICAL[kind]).map(
            lambda text, kind=kind: turtle.exact(text, turtle.literal_value(text, kind), kind)
        )
        for kind in kinds
    ]
    if RDF + "langString" in field.datatypes:
        typed.append(st.builds(LangText, words, languages))
    return st.one_of(*typed, words, st.builds(lambda text: Other(text, Iri("https://example.org/unit")), words))


def values(field: FormField, record: Iri) -> st.SearchStrategy[Value]:
    base = notation().kb.workspace.base_iri
    if field.schemes:
        known = [c.iri for c in notation().kb.ontology.concepts.values() if c.scheme in field.schemes]
        return st.sampled_from([*known, Iri(f"{SCHEME}unknown/code"), Iri(base + "claim/x")]) | words
    if field.classes or field.things:
        folder = kebab(field.classes[0].removeprefix(POL)) if field.classes else "claim"
        odd = [
            Iri(base + folder + "/not-there"),
            Iri("https://elsewhere.example/x"),
            Iri(record + "#part"),
            pol("value"),
        ]
        return st.sampled_from(odd) | words
    return literals(field)


@st.composite
def facts(draw: st.DrawFn, cls: Iri, record: Iri, subject: Iri) -> list[Triple]:
    fields = list(notation().forms.by_class[cls].fields)
    chosen = draw(st.lists(st.sampled_from(fields), max_size=5, unique_by=lambda field: field.prop))
    found = [Triple(subject, TYPE, cls)]
    for field in chosen:
        most = 1 if field.most == 1 and draw(st.integers(0, 4)) else 3
        each = st.lists(values(field, record), min_size=1, max_size=most, unique_by=turtle.to_term)
        found += [Triple(subject, field.prop, value) for value in draw(each)]
    if draw(st.integers(0, 5)) == 0:
        found.append(Triple(subject, Iri("https://schema.org/extra"), draw(words)))
    return found


@st.composite
def records(draw: st.DrawFn, cls: Iri) -> Draft:
    base = notation().kb.workspace.base_iri
    record = Iri(f"{base}{kebab(cls.removeprefix(POL))}/made-up")
    triples = draw(facts(cls, record, record))
    for number, part in enumerate(draw(st.lists(st.sampled_from(notation().forms.parts(cls)), max_size=2))):
        triples += draw(facts(part, record, Iri(f"{record}#part-{number}")))
    path = f"kb/{record.removeprefix(base)}.ttl"
    return Draft(record, path, turtle.write(triples, base), tuple(triples), base)


def canonical(triples: object) -> str:
    return turtle.write(triples, notation().kb.workspace.base_iri)  # type: ignore[arg-type]


each_class = pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.removeprefix(POL))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Notation:
    """A knowledge base without the records of the tests: what comes back comes from the file alone."""
    root = tmp_path_factory.mktemp("empty")
    for name in ("briefwright.toml", "brand.toml"):
        shutil.copy(KB / name, root / name)
    (root / "kb").mkdir()
    kb = open_kb(find(root))
    return Notation(kb, Forms(kb.ontology))


@each_class
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@trial("round-trips", 100)
@given(data=st.data())
def test_a_sheet_brings_back_the_very_record(cls: Iri, suffix: str, empty: Notation, data: st.DataObject) -> None:
    made = data.draw(records(cls))
    with TemporaryDirectory() as folder:
        files = spreadsheets.write(tables(notation(), [made]), Path(folder) / f"sheet{suffix}")
        lines = [line for file in files for line in spreadsheets.read(file)]
    found = merging.take_in(empty, lines, "", merging.SHEET, TODAY)
    assert [canonical(triples) for triples in found.wanted.values()] == [canonical(made.triples)]


@each_class
@trial("round-trips", 100)
@given(data=st.data())
def test_the_page_of_an_editor_brings_back_the_very_record(cls: Iri, data: st.DataObject) -> None:
    made = data.draw(records(cls))
    text = toml_page.write(notation(), made.record, made.facts, cls)
    assert canonical(toml_page.read(notation(), made.record, text)) == canonical(made.triples)


@each_class
@trial("round-trips", 100)
@given(data=st.data())
def test_json_ld_brings_back_the_very_record(cls: Iri, data: st.DataObject) -> None:
    made = data.draw(records(cls))
    base = notation().kb.workspace.base_iri
    text = JsonLd(notation().kb.ontology, base).document(made.triples)
    read = turtle.read_foreign(turtle.from_json_ld(text, base), base, "x")
    assert canonical(read) == canonical(made.triples)


def test_every_record_of_the_workspace_survives_all_ways(empty: Notation) -> None:
    kb = notation().kb
    kept = [draft(kb.workspace, record) for record in sorted(kb.aggregates)]
    with TemporaryDirectory() as folder:
        files = spreadsheets.write(tables(notation(), kept), Path(folder) / "all.xlsx")
        lines = [line for file in files for line in spreadsheets.read(file)]
    found = merging.take_in(empty, lines, "", merging.SHEET, TODAY)
    assert {d.record: canonical(t) for d, t in found.wanted.items()} == {d.record: canonical(d.triples) for d in kept}
