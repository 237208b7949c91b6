"""Every document type in every format: it is built, keeps its budget, hides what is withheld, and says the same."""

import difflib
import io
import itertools
import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import which

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont

from briefwright.compose import Composition, Order, briefs, compose, prepare
from briefwright.document import Document, Timeline
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.papers import reading
from briefwright.papers.fitting import FORMATS
from briefwright.render.fonts import faces_for, read_fonts
from conftest import Built, Copy, blocks_of, copied, everything, papers_of
from every_type import add_every_type

pytestmark = pytest.mark.pages

SNAPSHOTS = Path(__file__).parent / "snapshots"
CANARY = "quetzalcoatlus"
"""A word that stands in no record but the withheld ones."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The small workspace with a brief of every type and records above the ceiling that each would show."""
    copy = copied(tmp_path_factory.mktemp("types") / "meals")
    add_every_type(copy)
    for record, old, new in (
        ("recommendation/adopt-menu-standard", "Adopt one menu standard", f"Adopt the {CANARY} standard"),
        ("risk/supplier-lock-in", '    skos:prefLabel "', f'    skos:prefLabel "{CANARY} '),
        ("claim/vacant-posts", "One kitchen post", f"One {CANARY} post"),
        ("event/pilot-begins", '    skos:prefLabel "', f'    skos:prefLabel "{CANARY} '),
        ("option/long-contracts", '    skos:prefLabel "', f'    skos:prefLabel "{CANARY} '),
        ("initiative/kitchen-pilot", '    skos:prefLabel "', f'    skos:prefLabel "{CANARY} '),
    ):
        withheld = f"{record}-in-private"
        text = copy.path(record).read_text(encoding="utf-8").replace(f"<{record}", f"<{withheld}")
        assert old in text
        copy.create(withheld, text.replace(old, new, 1)).mark(withheld, "amber")
    return copy


@pytest.fixture(scope="module")
def composed_types(workspace: Copy) -> list[Composition]:
    kb = workspace.kb()
    wanted = [(b, who) for b, who in briefs(kb) if "brief/of-type-" in b]
    return [compose(prepare(kb, Order(brief, audience))) for brief, audience in wanted]


@pytest.fixture(scope="module")
def built(workspace: Copy, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Every type for its first audience in every format."""
    out = tmp_path_factory.mktemp("papers")
    log: list[str] = []
    kb = workspace.kb()
    first = {brief: audience for brief, audience in reversed(briefs(kb)) if "brief/of-type-" in brief}
    papers = []
    for brief, audience in first.items():
        wishes = {"what": brief.removeprefix(kb.workspace.base_iri), "audience": audience, "formats": tuple(FORMATS)}
        papers += papers_of(workspace, out, log.append, **wishes).papers
    return Built(out, tuple(papers), tuple(log))


@pytest.fixture(scope="module")
def texts(workspace: Copy, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """`<type>-<audience>` -> the paper as text, for every type and every audience it has."""
    out = tmp_path_factory.mktemp("texts")
    kb = workspace.kb()
    there = {made.name: built.file(f"{made.name}.md") for made in built.papers}
    found = {}
    for brief, audience in briefs(kb):
        kind = brief.partition("brief/of-type-")[2]
        if kind:
            stem = f"{kind}-of-type-{kind}-{audience}"
            wishes = {"what": f"brief/of-type-{kind}", "audience": audience, "formats": ("md",)}
            path = there.get(stem) or papers_of(workspace, out, **wishes).file(f"{stem}.md")
            found[f"{kind}-{audience}"] = re.sub(r"\b[0-9a-f]{64}\b", "…", path.read_text(encoding="utf-8"))
    return found


def test_each_type_is_built_within_its_budget(built: Built) -> None:
    assert len(built.papers) >= 12
    assert [(p.name, p.body_pages, p.budget) for p in built.papers if p.body_pages > p.budget] == []
    short = {"decision-memo": 1, "one-pager": 1, "highlights": 1, "in-focus": 2, "options-matrix": 1}
    assert {kind: p.budget for p in built.papers for kind in short if p.name.startswith(kind)} == short


def test_every_paper_reads_as_it_was_last_read(texts: Mapping[str, str], request: pytest.FixtureRequest) -> None:
    """Whole, so that whatever changes in a paper is a line of a diff, for a reviewer to read as prose."""
    if request.config.getoption("--snapshots"):
        shutil.rmtree(SNAPSHOTS, ignore_errors=True)
        SNAPSHOTS.mkdir()
        for name, text in texts.items():
            (SNAPSHOTS / f"{name}.md").write_text(text, encoding="utf-8")
    kept = {path.stem: path.read_text(encoding="utf-8") for path in SNAPSHOTS.glob("*.md")}
    changes = [
        line
        for name in sorted(kept.keys() | texts.keys())
        for line in difflib.unified_diff(
            kept.get(name, "").splitlines(), texts.get(name, "").splitlines(), name, "now", n=0, lineterm=""
        )
    ]
    told = "read each change; if all are meant: ./run test tests/test_types.py --snapshots"
    assert changes == [], "\n".join([*changes, told])
    assert len(kept) >= 20


def test_nothing_of_a_withheld_record_is_in_any_format_and_the_log_counts_it(built: Built) -> None:
    for path in sorted(built.out.iterdir()):
        assert CANARY.encode() not in everything(path).lower(), path.name
    assert sum("withheld: 7 above the ceiling" in line for line in built.log) == len(built.papers)


def test_the_canary_would_be_seen(workspace: Copy, tmp_path: Path) -> None:
    """The test above can fail: with a ceiling that lets the records through they are in the papers."""
    copy = Copy(workspace.root)
    text = copy.path("brief/of-type-glossary").read_text(encoding="utf-8")
    other = text.replace("of-type-glossary", "higher").replace('"glossary"', '"risk-register"')
    other = other.replace("audience:congress, audience:executive, audience:public", "audience:executive")
    copy.create("brief/higher", other.replace("pol:ceiling marking:clear", "pol:ceiling marking:red"))
    try:
        made = papers_of(copy, tmp_path, what="brief/higher", formats=("md", "docx"))
    finally:
        copy.remove("brief/higher")
    for suffix in ("md", "docx"):
        assert CANARY.encode() in everything(made.file(f".{suffix}")).lower()


def test_a_statement_has_the_same_words_and_figures_in_every_paper(composed_types: list[Composition]) -> None:
    """The same property of the same record, wherever it is printed; a sentence may begin with a capital letter."""
    said: dict[tuple[str, str], set[str]] = {}
    for made in composed_types:
        for s in made.document.statements:
            if s.warrant != "derived":
                said.setdefault((s.record, s.property), set()).add(s.text.strip().casefold())
    printed_twice = Counter(
        key for made in composed_types for key in {(s.record, s.property) for s in made.document.statements}
    )
    assert sum(count > 1 for count in printed_twice.values()) > 50
    several = {key for made in composed_types for key in repeated(made.document)}
    assert {key: texts for key, texts in said.items() if len(texts) > 1 and key not in several} == {}
    for key, texts in said.items():
        assert len({frozenset(re.findall(r"\d[\d.,]*", text)) for text in texts}) == 1 or key in several, key


def repeated(document: Document) -> set[tuple[str, str]]:
    """What a paper prints several values of: a property with more than one, or the sentences of a paragraph."""
    counts: dict[tuple[str, str], set[str]] = {}
    for s in document.statements:
        counts.setdefault((s.record, s.property), set()).add(s.text.casefold())
    return {key for key, texts in counts.items() if len(texts) > 1}


def test_every_format_prints_every_statement(built: Built) -> None:
    for made in built.papers:
        pdf = reading.read(built.file(f"{made.name}.pdf"))
        assert pdf.trails
        for suffix in ("html", "docx"):
            other = reading.read(built.file(f"{made.name}.{suffix}"))
            assert (other.fingerprint, other.trails) == (pdf.fingerprint, pdf.trails)
        whole = json.loads(built.file(f"{made.name}.json").read_bytes())
        assert whole["fingerprint"] == pdf.fingerprint
        assert [s["text"] for s in whole["document"]["statements"]] == [t.text for t in pdf.trails]
        text = folded(built.file(f"{made.name}.md").read_text(encoding="utf-8"))
        assert [t.text for t in pdf.trails if folded(t.text) not in text] == [], made.name


def test_an_english_paper_loads_no_face_of_another_script(built: Built, workspace: Copy) -> None:
    available = read_fonts(workspace.workspace.templates / "fonts")
    pages = [built.file(f"{made.name}.html").read_text(encoding="utf-8") for made in built.papers]
    english = [page for page in pages if all("LATIN" in unicodedata.name(c, "") for c in set(page) if c.isalpha())]
    assert any("↑" in page for page in english)
    for page in english:
        assert {face.subset for face in faces_for(available, page)} <= {"latin", "math"}


def test_notes_are_numbered_in_the_order_in_which_a_reader_meets_them(built: Built) -> None:
    """In the body of the page, whose order the tags of the PDF follow: 1 first, and no number before a lower one."""
    noted = 0
    for made in built.papers:
        page = built.file(f"{made.name}.html").read_text(encoding="utf-8")
        met = list(dict.fromkeys(int(n) for n in re.findall(r'href="#note-(\d+)" role="doc-noteref"', page)))
        assert met == list(range(1, len(met) + 1)), made.name
        noted += bool(met)
    assert noted > len(built.papers) / 2


def folded(text: str) -> str:
    return "".join(re.findall(r"\w", text.replace("\\", ""))).casefold()


def test_a_paper_of_each_format_is_the_same_when_built_again(workspace: Copy, built: Built, tmp_path: Path) -> None:
    (first, *_) = [p for p in built.papers if p.name.startswith("recommendation-checklist")]
    brief = "brief/of-type-recommendation-checklist"
    audience = first.name.rpartition("-")[2]
    again = papers_of(workspace, tmp_path, what=brief, audience=audience, formats=tuple(FORMATS))
    assert dict(again.papers[0].files) == dict(first.files)


# The word processor's file


def counts(data: bytes) -> dict[str, int]:
    """What must survive: headings, footnotes, header rows, alternative texts, boxes to tick."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
        notes = archive.read("word/footnotes.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    heading = {i for i, name in re.findall(r'w:styleId="([^"]+)"[^>]*>\s*<w:name w:val="([^"]+)"', styles)
               if name.lower().startswith("heading ")}  # fmt: skip
    return {
        "headings": sum(style in heading for style in re.findall(r'<w:pStyle w:val="([^"]+)"', body)),
        "footnotes": len(re.findall(r"<w:footnoteReference ", body)),
        "notes": sum("w:type=" not in tag for tag in re.findall(r"<w:footnote [^>]*>", notes)),
        "header rows": len(re.findall(r'<w:tblHeader(?:/| w:val="(?:on|true|1)")', body)),
        "alternative texts": len(re.findall(r'<wp:docPr [^>]*descr="[^"]+"', body)),
        "boxes": len(re.findall(r"<w14:checkbox", body)),
    }


def test_the_file_has_what_the_document_has(built: Built) -> None:
    for made in built.papers:
        document = shown(built, made.name)
        found = counts(built.file(f"{made.name}.docx").read_bytes())
        assert {key: found[key] for key in document} == document, made.name
        assert found["notes"] == found["footnotes"]


def shown(built: Built, name: str) -> dict[str, int]:
    """What the paper as built, perhaps shortened, holds, read from its JSON."""
    whole = json.loads(built.file(f"{name}.json").read_bytes())["document"]
    nodes = list(nodes_of(whole["sections"]))
    kinds = Counter(node["kind"] for node in nodes)
    figures = [n for n in nodes if n["kind"] in ("scale", "matrix", "timeline", "bars", "graph")]
    called = {n for node in nodes_of([whole["dek"], whole["sections"]]) if node["kind"] in ("run", "link")
              for n in node["notes"] + node["disputed"]}  # fmt: skip
    return {
        "boxes": kinds["action"] + sum(len(n["options"]) for n in nodes if n["kind"] == "choice"),
        "footnotes": len(called),
        "alternative texts": len(figures) + 1,
        "header rows": kinds["table"] + 1,
        "headings": 1 + kinds["section"] + kinds["group"] + 4 + bool(whole["method"]["open_points"])
        + sum(n["kind"] in ("entry", "action") and bool(n["title"]) for n in nodes),
    }  # fmt: skip


def nodes_of(part: object) -> Iterator[dict[str, object]]:
    if isinstance(part, dict):
        if "kind" in part:
            yield part
        for value in part.values():
            yield from nodes_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from nodes_of(value)


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_file_and_keeps_what_is_in_it(built: Built, tmp_path: Path) -> None:
    files = sorted(built.out.glob("*.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for stage, form in (("odt", "odt"), ("docx", "docx")):
        source = files if stage == "odt" else sorted((tmp_path / "odt").glob("*.odt"))
        command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path / stage)]
        subprocess.run([*command, *map(str, source)], check=True, capture_output=True, timeout=600)
    for path in files:
        before, after = counts(path.read_bytes()), counts((tmp_path / "docx" / path.name).read_bytes())
        assert after == before, path.name


def test_pictures_of_figures_have_their_titles_and_the_marks_are_at_head_and_foot(built: Built) -> None:
    (made, *_) = [p for p in built.papers if p.name.startswith("risk-register")]
    document = docx.Document(str(built.file(f"{made.name}.docx")))
    described = [e.get("descr") for e in document.element.body.iter(qn("wp:docPr"))]
    assert any(text.startswith("Risks by likelihood and consequence") for text in described)
    for section in document.sections:
        for part in (section.header, section.footer):
            (mark,) = [p for p in part.paragraphs if p.text == "TLP:CLEAR"]
            assert mark.runs[0].font.size.pt >= 12
            assert {p.style.font.name for p in part.paragraphs} == {"Public Sans"}


def test_no_level_of_heading_is_skipped_and_an_entry_stands_below_its_group(built: Built) -> None:
    for made in built.papers:
        page = built.file(f"{made.name}.html").read_text(encoding="utf-8")
        heads = [p.style.name for p in docx.Document(str(built.file(f"{made.name}.docx"))).paragraphs]
        found = {
            "html": [int(level) for level in re.findall(r"<h([1-6])[ >]", page)],
            "docx": [int(name[-1]) for name in heads if name.startswith("Heading ")],
        }
        for form, levels in found.items():
            steps = [below - above for above, below in itertools.pairwise(levels)]
            assert (levels[0], max(steps)) == (1, 1), (made.name, form)
        for group in re.findall(r'<section class="group".*?</section>', page, re.DOTALL):
            assert re.findall(r"<h([1-6])[ >]", group)[0] == "3"
            assert set(re.findall(r"<h([1-6])[ >]", group)[1:]) <= {"4"}


def test_each_table_of_the_file_has_its_name(built: Built) -> None:
    for made in built.papers:
        whole = json.loads(built.file(f"{made.name}.json").read_bytes())["document"]
        names = [n["caption"] for n in nodes_of([whole["sections"], whole["method"]]) if n["kind"] == "table"]
        tables = docx.Document(str(built.file(f"{made.name}.docx"))).tables
        assert [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in tables] == names, made.name


def test_the_file_brings_its_fonts_along(built: Built) -> None:
    """Read as ECMA-376, 17.8.1 says: the first 32 bytes are crossed with the key, which is read backwards."""
    with zipfile.ZipFile(next(built.out.glob("*.docx"))) as archive:
        table = archive.read("word/fontTable.xml").decode()
        targets = dict(
            re.findall(r'Id="(\w+)"[^>]*Target="([^"]+)"', archive.read("word/_rels/fontTable.xml.rels").decode())
        )
        found = []
        for name, entry in re.findall(r'<w:font [^>]*w:name="([^"]+)"[^>]*>(.*?)</w:font>', table, re.DOTALL):
            for look, relation, key in re.findall(r'<w:embed(\w+)[^>]* r:id="(\w+)" w:fontKey="{([^}]+)}"', entry):
                data = archive.read(f"word/{targets[relation]}")
                mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
                font = TTFont(io.BytesIO(bytes(a ^ b for a, b in zip(data, mask, strict=False)) + data[32:]))
                assert (font["name"].getDebugName(1), font["name"].getDebugName(2)) == (name, look)
                found.append((name, look))
    looks = ("Regular", "Bold", "Italic")
    assert found == [(name, look) for name in ("Public Sans", "Source Serif 4") for look in looks], "in this order"


def test_pages_lie_on_the_side_the_type_says_in_print_and_in_the_file(built: Built) -> None:
    wide = {name for name, (width, height) in (sheet(built, m.name) for m in built.papers) if width > height}
    assert {name.partition("-of-type")[0] for name in wide} == {"evidence-annex", "options-matrix", "risk-register"}
    for made in built.papers:
        for section in docx.Document(str(built.file(f"{made.name}.docx"))).sections:
            assert (section.page_width > section.page_height) == (made.name in wide)


def sheet(built: Built, name: str) -> tuple[str, tuple[float, float]]:
    """The width and height of a paper's first page."""
    with pikepdf.open(built.file(f"{name}.pdf")) as pdf:
        left, bottom, right, top = (float(end) for end in pdf.pages[0].mediabox)
    return name, (right - left, top - bottom)


def test_figures_say_no_more_than_their_tables(composed_types: list[Composition]) -> None:
    lines = [b for made in composed_types for b in blocks_of(made.document) if isinstance(b, Timeline)]
    assert lines
    for line in lines:
        printed = [" ".join(run.text for run in cell) for row in line.twin.rows for cell in row.cells]
        for point in line.points:
            assert any(point.label in text for text in printed)
            assert any(point.when in text for text in printed)


def test_kb_of_every_type_is_sound(workspace: Copy) -> None:
    kb: KnowledgeBase = workspace.kb()
    assert kb.problems == ()
