"""Golden citations: every kind of source in both styles, from one record each."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from briefwright.compose.citations import cite, reference
from briefwright.compose.pattern import parse
from briefwright.compose.templates import read_citations
from briefwright.document import text_of
from briefwright.errors import DataError, UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.workspace import seed
from briefwright.terms import SCHEME
from conftest import Copy, named

KINDS = {
    "statute": (
        (
            'bibo:number "P.L. 118-31" ; pol:statuteVolume 137 ; pol:statutePage "136" ; '
            'dcterms:issued "2023-12-22"^^xsd:date'
        ),
        "P.L. 118-31",
        "The Title, P.L. 118-31, 137 Stat. 136 (December 22, 2023)",
    ),
    "bill": (
        'bibo:number "H.R. 2670" ; pol:congress 118 ; pol:session 1 ; dcterms:issued "2023"^^xsd:gYear',
        "H.R. 2670 (118th Congress), 2023",
        "The Title, H.R. 2670, 118th Cong., 1st sess. (2023)",
    ),
    "committee-report": (
        'bibo:number "H.Rept. 118-125" ; dcterms:issued "2023"^^xsd:gYear',
        "H.Rept. 118-125, 2023",
        "The Title, H.Rept. 118-125 (2023)",
    ),
    "hearing": (
        'pol:congress 118 ; pol:session 1 ; pol:authorName "A. One" ; dcterms:issued "2023-03-29"^^xsd:date',
        "The Publisher, *The Title*, hearing, 118th Cong., 1st sess., March 29, 2023, statement of A. One",
        "*The Title: Hearing before The Publisher*, 118th Cong., 1st sess. (March 29, 2023) (statement of A. One)",
    ),
    "issuance": (
        'bibo:number "DoDI 5230.24" ; dcterms:issued "2023-01-10"^^xsd:date',
        "DoDI 5230.24, *The Title*, January 10, 2023",
        "The Publisher, *The Title*, DoDI 5230.24 (January 10, 2023)",
    ),
    "rule": (
        'bibo:number "75 FR 68675" ; dcterms:issued "2010-11-09"^^xsd:date',
        "The Publisher, “The Title,” 75 FR 68675, November 9, 2010",
        "The Title, 75 FR 68675 (November 9, 2010)",
    ),
    "order": (
        'bibo:number "E.O. 13556" ; dcterms:issued "2010-11-04"^^xsd:date',
        "E.O. 13556, “The Title,” November 4, 2010",
        "The Title, E.O. 13556 (November 4, 2010)",
    ),
    "strategy": (
        'dcterms:issued "2024-01"^^xsd:gYearMonth',
        "The Publisher, *The Title*, January 2024",
        "*The Title* (The Publisher, January 2024)",
    ),
    "audit": (
        'bibo:number "GAO-23-106596" ; pol:placeOfPublication "Washington" ; dcterms:issued "2023-06-05"^^xsd:date',
        "The Publisher, *The Title*, GAO-23-106596 (Washington: June 5, 2023)",
        "The Publisher, *The Title*, GAO-23-106596 (Washington: June 5, 2023)",
    ),
    "statement": (
        'dcterms:issued "2024-05-31"^^xsd:date',
        "The Publisher, “The Title,” May 31, 2024",
        "The Publisher, “The Title,” May 31, 2024",
    ),
    "report": (
        'pol:authorName "A. One", "B. Two" ; dcterms:issued "2025-06"^^xsd:gYearMonth',
        "A. One and B. Two, *The Title*, The Publisher, June 2025",
        "A. One and B. Two, *The Title* (The Publisher, June 2025)",
    ),
    "brief": (
        'pol:authorName "A. One", "B. Two", "C. Three" ; dcterms:issued "2024-06-27"^^xsd:date',
        "A. One, B. Two, and C. Three, *The Title*, The Publisher, June 27, 2024",
        "A. One, B. Two, and C. Three, *The Title* (The Publisher, June 27, 2024)",
    ),
    "primer": (
        'bibo:number "IF12345" ; pol:authorName "A. One" ; dcterms:issued "2023-06-09"^^xsd:date',
        "The Publisher IF12345, *The Title*, by A. One, June 9, 2023",
        "A. One, *The Title*, The Publisher IF12345 (June 9, 2023)",
    ),
    "news": (
        'pol:authorName "A. One" ; dcterms:issued "2024-07-20"^^xsd:date',
        "A. One, “The Title,” *The Publisher*, July 20, 2024",
        "A. One, “The Title,” *The Publisher*, July 20, 2024",
    ),
    "commentary": (
        'pol:authorName "A. One" ; pol:containerTitle "The Review" ; dcterms:issued "2024"^^xsd:gYear',
        "A. One, “The Title,” *The Review*, 2024",
        "A. One, “The Title,” *The Review*, 2024",
    ),
    "history": (
        'pol:authorName "A. One" ; pol:placeOfPublication "Santa Monica" ; dcterms:issued "1980"^^xsd:gYear',
        "A. One, *The Title* (Santa Monica: The Publisher, 1980)",
        "A. One, *The Title* (Santa Monica: The Publisher, 1980)",
    ),
    "legal-analysis": (
        (
            'pol:authorName "A. One" ; pol:containerTitle "Law Review" ; bibo:volume "12" ; bibo:issue "3" ; '
            'bibo:pages "45-67" ; dcterms:issued "2019"^^xsd:gYear'
        ),
        "A. One, “The Title,” *Law Review*, vol. 12, no. 3, 2019",
        "A. One, “The Title,” *Law Review* 12, no. 3 (2019): 45-67",
    ),
    "data": ("", "The Publisher, *The Title*, data, undated", "The Publisher, *The Title*, data set (n.d.)"),
}
"""Kind of source -> what its record says beside title and publisher, and how the two styles cite it."""

RECORD = """@base <https://example.org/meals/> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix extent-seen: <https://w3id.org/briefwright/scheme/extent-seen/> .
@prefix marking: <https://w3id.org/briefwright/scheme/marking/> .
@prefix pol: <https://w3id.org/briefwright/policy#> .
@prefix review-status: <https://w3id.org/briefwright/scheme/review-status/> .
@prefix source-kind: <https://w3id.org/briefwright/scheme/source-kind/> .
@prefix source-reliability: <https://w3id.org/briefwright/scheme/source-reliability/> .
@prefix source-status: <https://w3id.org/briefwright/scheme/source-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<source/golden-KIND> a pol:Source ;
    dcterms:title "The Title"@en ; pol:publisherName "The Publisher" ; pol:sourceKind source-kind:KIND ;
    SAID
    pol:extentSeen extent-seen:full ; pol:marking marking:clear ; pol:reliability source-reliability:b ;
    pol:sourceStatus source-status:current ; pol:tier 1 ; pol:reviewStatus review-status:source-checked ;
    pol:url "https://example.org/KIND"^^xsd:anyURI .
"""


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The small workspace with a source of every kind."""
    from conftest import copied

    copy: Copy = copied(tmp_path_factory.mktemp("golden") / "meals")
    for kind, (said, _, _) in KINDS.items():
        text = RECORD.replace("KIND", kind).replace("SAID", f"{said} ;" if said else "")
        copy.create(f"source/golden-{kind}", text)
    return copy.kb()


def marked(kb: KnowledgeBase, style: str, kind: str) -> str:
    runs = cite(kb, read_citations(kb.workspace.templates, style), named(kb, f"source/golden-{kind}"))
    return "".join(f"*{run.text}*" if run.style == "em" else run.text for run in runs)


def test_every_kind_of_source_there_is_has_a_golden_citation(kb: KnowledgeBase) -> None:
    assert {iri.removeprefix(SCHEME + "source-kind/") for iri in kb.ontology.concepts
            if iri.startswith(SCHEME + "source-kind/")} == KINDS.keys()  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_is_cited_as_research_services_do(golden: KnowledgeBase, kind: str) -> None:
    assert marked(golden, "crs", kind) == KINDS[kind][1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_is_cited_in_notes_after_chicago(golden: KnowledgeBase, kind: str) -> None:
    assert marked(golden, "chicago", kind) == KINDS[kind][2]


@pytest.mark.parametrize(
    ("style", "again"),
    [("crs", "NAO-24/07, note 1"), ("chicago", "National Audit Office, *Central kitchens")],
)
def test_a_source_cited_again_refers_back_and_keeps_its_place(kb: KnowledgeBase, style: str, again: str) -> None:
    patterns = read_citations(kb.workspace.templates, style)
    first, second = (named(kb, f"passage/audit-office-2024-kitchens--{n}") for n in (1, 2))
    whole, short = reference(kb, patterns, first, 1, 1), reference(kb, patterns, second, 2, 1)
    text = "".join(f"*{run.text}*" if run.style == "em" else run.text for run in short.citation)
    assert text.startswith(again.partition("*")[0])
    assert "note 1" in text
    assert whole.locator
    assert short.locator
    assert (bool(whole.url), short.url, short.descriptor) == (True, "", "")


def test_an_unknown_style_names_the_nearest_and_a_faulty_one_its_file(workspace_copy: Copy) -> None:
    with pytest.raises(UsageError, match='Did you mean "chicago"'):
        read_citations(seed() / "templates", "chicgo")
    templates = workspace_copy.root / "templates" / "citations"
    templates.mkdir(parents=True)
    (templates / "mine.toml").write_text('default = "{dcterms:title}"\nkinds = { bill = 3 }\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.toml: again, bill"):
        read_citations(templates.parent, "mine")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{pol:tier}, {dcterms:creator/skos:prefLabel}", "1, Meals Desk editors"),
        ("{dcterms:creator/pol:unit|'nowhere'}", "nowhere"),
        ("{^pol:source/pol:locator first 1}", "page 4, paragraph 2"),
    ],
)
def test_a_path_in_a_citation_leads_where_it_leads_in_a_paper(pattern: str, expected: str, kb: KnowledgeBase) -> None:
    style = replace(read_citations(seed() / "templates", "crs"), kinds={}, default=parse(pattern))
    assert text_of(cite(kb, style, named(kb, "source/audit-office-2024-kitchens"))) == expected


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("{@proposal}", "a citation has no {@proposal}"),
        ("{risk.pol:url}", "names a column"),
        ("{^pol:source/@current/pol:locator}", "@current asks for the as-of date"),
    ],
)
def test_a_citation_refuses_what_only_a_section_has(pattern: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "citations").mkdir()
    (tmp_path / "citations" / "own.toml").write_text(f'default = "{pattern}"\nagain = "x"\n', encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(why)):
        read_citations(tmp_path, "own")
