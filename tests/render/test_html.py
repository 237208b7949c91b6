"""HTML pages: what a text of the knowledge base can and cannot do, and what every page of ours holds to."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5  # type: ignore[import-untyped]

from briefwright import document as model
from briefwright.brand import Brand
from briefwright.document import (
    Banner,
    Bar,
    Bars,
    Check,
    Document,
    Method,
    Paragraph,
    Run,
    Section,
    Statement,
    Table,
    Warrant,
)
from briefwright.errors import DataError
from briefwright.render import html, jsonld
from briefwright.render.figures import DRAWN

TEMPLATES = Path(__file__).parents[2] / "templates"
LAYOUT = '{% extends "_page.html.j2" %}\n'

HOSTILE = (
    "<script>alert(1)</script>",
    "**<svg onload=alert(1)>**",
    "<img src=x onerror=alert(1)> *x*",
    "[click *here*](javascript:alert(1))",
    "![*x*](https://evil.example/x.png)",
    "<https://evil.example> and *x*",
    "[x][y] *z*\n\n[y]: javascript:alert(1)",
    "`<iframe src=//evil.example>`",
    "`a & b` < *c* > `&lt;d&gt;`",
    "</span></p><script>*a*</script>",
    '"onmouseover="alert(1)" *x*',
    "<!-- *hidden* --> seen",
    "<style>@import url(//evil.example)</style>_x_",
    "<a href='data:text/html,<script>1</script>'>_y_</a>",
    "# *head*\n> *quote*\n- *item*\n\n    *code*",
    "&lt;script&gt;*x*&#60;/script&#62;",
    "\\<script\\>*x*\\</script\\>",
    "*a\u0002klzzwxh:0000\u0003b*",
    "<math><mtext></mtext><mglyph><style></style>*x*",
    "<b *x* onclick=alert(1)//",
    "{{ 7*7 }} {% raw %} *x*",
    "*a **b* c** _d `e* f`",
    "5 * 3 * 2 and snake_case_name and ***",
    "<scr<script>ipt>*x*</scr</script>ipt>",
    "*" * 400 + "x" + "_" * 400,
)


def parsed(text: str) -> Element:
    """The page as a browser reads it."""
    root: Element = tinyhtml5.parse(text, namespace_html_elements=False)
    return root


def shown(element: Element | None) -> str:
    """The text a reader sees in an element, with single spaces."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def words(element: Element) -> str:
    """What a printed statement says, without the numbers of its notes."""
    own = "" if element.tag == "sup" else (element.text or "") + "".join(words(child) for child in element)
    return own + (element.tail or "" if element.get("class") != "st" else "")


def bare(text: str) -> str:
    """The text without the marks of Markdown, control characters and spaces."""
    return re.sub(r"[*_`\\\s\x00-\x1f]", "", text)


# Texts of the knowledge base


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:24])
def test_a_hostile_text_leaves_no_active_node_and_loses_no_word(text: str) -> None:
    body = parsed(f"<!DOCTYPE html><title>x</title><body>{html.inline(text)}").find("body")
    assert body is not None
    nodes = list(body.iter())[1:]
    assert {node.tag for node in nodes} <= {"em", "strong", "code"}
    assert [node.attrib for node in nodes if node.attrib] == []
    assert bare("".join(body.itertext())) == bare(text)


def test_enough_hostile_texts_are_tried() -> None:
    assert len(set(HOSTILE)) >= 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a *b* c", "a <em>b</em> c"),
        ("a **b** c", "a <strong>b</strong> c"),
        ("a `b` c", "a <code>b</code> c"),
        ("`a & b`", "<code>a &amp; b</code>"),
        ("AT&T", "AT&amp;T"),
        ("two_words_here", "two_words_here"),
    ],
)
def test_emphasis_strong_and_code_work(text: str, expected: str) -> None:
    assert html.inline(text) == expected


@pytest.mark.parametrize("url", ["https://a.example/b?c=d#e", "http://a.example", "mailto:a@b.example", "#note-1"])
def test_a_link_a_paper_may_carry(url: str) -> None:
    assert html.link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "/local",
        "https://a.example/ b",
        "https://a.example/\njavascript:x",
        "vbscript:x",
        "",
    ],
)
def test_any_other_link_is_refused(url: str) -> None:
    with pytest.raises(DataError, match="is refused; a paper links to https"):
        html.link(url)


# Templates


def statement(text: str) -> Statement:
    return Statement(
        "s1", text, "https://example.org/claim/x", "https://example.org/p", Warrant.SOURCED, (), (), 1,
        interested_only=False, marking="", as_of="", file="kb/claim/x.ttl", record_hash="0", check=Check("", "", ""),
    )  # fmt: skip


def document(title: str = "A title", text: str = "A statement.", label: str = "") -> Document:
    """A paper of one statement."""
    support = Bars("Support", ("One",), (Bar("", (1,)),), Table("Support", (), ()), "support")
    return Document(
        title, (), "https://example.org/brief/x", "letter", "Letter", "public", "For the public", "neutral", "en",
        "Institute", "Unit", "", "end", "L-1", "1", "2026-01-01", "1 January 2026", 4, 1,
        Banner(label, "ffffff", "000000"),
        caveats=(),
        draft=False,
        sections=(Section("one", "One", (Paragraph((Run(text, "s1", (1,)),), id="one-1"),)),),
        references=(model.Reference(1, "s", "p", (Run("A source"),), "page 1", "https://source.example/", ""),),
        statements=(statement(text),), method=Method(statements=1, support=support),
    )  # fmt: skip


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A folder of templates with one document type, `letter`, after the layout of the others."""
    (tmp_path / "words").mkdir()
    for name in ("_page.html.j2", "_macros.html.j2", "words/en.toml"):
        (tmp_path / name).write_text((TEMPLATES / name).read_text(encoding="utf-8"), encoding="utf-8")
    letter(tmp_path, LAYOUT)
    return tmp_path


def letter(templates: Path, text: str) -> None:
    (templates / "letter").mkdir(exist_ok=True)
    (templates / "letter" / "brief.html.j2").write_text(text, encoding="utf-8")


def render(templates: Path, paper: Document | None = None) -> Element:
    return parsed(html.render(paper or document(), "f" * 64, templates, Brand("Institute")))


def test_every_text_of_a_document_is_escaped(templates: Path) -> None:
    page = render(templates, document("<script>1</script>", "<img src=x onerror=1>", '"><b>'))
    assert page.findall(".//script") == []
    assert page.findall(".//img") == []
    assert shown(page.find(".//h1")) == "<script>1</script>"
    (printed,) = page.findall(".//span[@id='s1']")
    assert "<img src=x onerror=1>" in shown(printed)


@pytest.mark.parametrize(
    "faulty",
    [
        "{{ paper.nothing }}",
        "{{ nothing }}",
        "{{ paper.__class__.__mro__ }}",
        "{{ paper.title.__init__.__globals__ }}",
        "{{ paper.sections.append(1) }}",
        "{{ paper.update(title='x') }}",
        "{{ ''.join.__self__.__class__.__base__.__subclasses__() }}",
        "{{ range(10000000) | list }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../../etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% if %}",
        "{{ 1 / 0 }}",
        "{{ paper.title.encode('x') }}",
        "{{ paper.title + 1 }}",
    ],
)
def test_a_faulty_or_curious_template_is_refused_by_name(templates: Path, faulty: str) -> None:
    letter(templates, faulty)
    with pytest.raises(DataError, match=r"The template .+ cannot be rendered: .+"):
        render(templates)


def test_a_template_sees_plain_values_only(templates: Path) -> None:
    letter(templates, "{% for key, value in paper.items() %}{{ value.__class__ is defined }} {% endfor %}")
    assert "True" not in shown(render(templates).find("body"))


def test_statements_cannot_end_their_script_element(templates: Path) -> None:
    evil = "</script><script>alert(1)</script><!-- <script> ]]> & \u2028"
    paper = document(text=evil)
    page = parsed(
        html.render(paper, "f" * 64, templates, Brand("Institute"), jsonld.render(paper, "f" * 64), "p { color: red }")
    )
    (script,) = page.findall(".//script")
    assert script.attrib == {"type": "application/ld+json"}
    assert json.loads(script.text or "")["statements"][0]["text"] == evil


def test_the_style_sheet_is_base_then_medium_then_the_language_then_the_types_own(tmp_path: Path) -> None:
    for name in ("base.css", "print.css", "screen.css", "letter/style.css", "words/fr.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"/* {name} */", encoding="utf-8")
    ours = "/* base.css */\n/* print.css */\n/* words/fr.css */\n/* letter/style.css */"
    assert html.stylesheet(tmp_path, "fr-CA", "letter", "print") == ours
    assert (
        html.stylesheet(tmp_path, "en", "letter", "print") == "/* base.css */\n/* print.css */\n/* letter/style.css */"
    )
    assert html.stylesheet(tmp_path, "en", "memo", "screen") == "/* base.css */\n/* screen.css */"


# The pages of real papers


@pytest.fixture(scope="module")
def pages(papers: Path) -> dict[str, Element]:
    """Every HTML paper of the small knowledge base."""
    found = {path.stem: parsed(path.read_text(encoding="utf-8")) for path in sorted(papers.glob("*.html"))}
    assert len(found) == 4
    return found


def embedded(page: Element) -> dict[str, Any]:
    """The statements a page carries."""
    (script,) = page.findall(".//script")
    said: dict[str, Any] = json.loads(script.text or "")
    return said


def test_each_page_has_one_title_and_skips_no_level(pages: dict[str, Element]) -> None:
    for page in pages.values():
        levels = [int(node.tag[1]) for node in page.iter() if re.fullmatch("h[1-6]", str(node.tag))]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
        assert [node for node in page.iter() if re.fullmatch("h[1-6]", str(node.tag)) and not shown(node)] == []


def test_each_page_says_its_language_and_title(pages: dict[str, Element]) -> None:
    for page in pages.values():
        assert page.get("lang") == "en"
        assert shown(page.find(".//title")) == shown(page.find(".//h1")) != ""


def test_each_id_is_there_once_and_each_reference_leads_to_one(pages: dict[str, Element]) -> None:
    for name, page in pages.items():
        ids = Counter(node.attrib["id"] for node in page.iter() if "id" in node.attrib)
        assert [found for found, count in ids.items() if count > 1 or not found.strip()] == [], name
        wanted = {node.get("href", "")[1:] for node in page.iter("a") if node.get("href", "").startswith("#")}
        wanted |= {node.attrib["for"] for node in page.iter("label")}
        wanted |= {name for node in page.iter() for name in node.attrib.get("aria-labelledby", "").split()}
        assert wanted
        assert wanted <= ids.keys(), name


def test_each_superscript_leads_to_its_note_and_each_note_is_called(pages: dict[str, Element]) -> None:
    for page in pages.values():
        called = [link for sup in page.iter("sup") for link in sup.iter("a")]
        assert called
        places = {link.get("id"): shown(link) for link in called}
        back = {link.get("href", "")[1:]: link for link in page.iter("a") if link.get("role") == "doc-backlink"}
        assert back.keys() <= places.keys()
        assert {places[place] for place in back} == set(places.values()), "each note leads back to a call of it"
        assert {link.get("href") for link in called} == {f"#note-{shown(link)}" for link in called}
        notes = [item.get("id") for item in page.findall(".//ol[@class='refs']/li/div")]
        assert notes == [f"note-{number}" for number in range(1, len(notes) + 1)]
        assert {f"#{note}" for note in notes} == {link.get("href") for link in called}


def test_each_printed_statement_is_in_the_statements_and_the_other_way_round(pages: dict[str, Element]) -> None:
    for page in pages.values():
        printed = {node.attrib["id"]: node for node in page.iter("span") if node.get("class") == "st"}
        said = {one["id"].removeprefix("#"): one for one in embedded(page)["statements"]}
        assert printed.keys() == said.keys()
        for name, node in printed.items():
            assert bare(said[name]["text"]).casefold() in bare(words(node)).casefold(), name
            assert node.get("data-iri") == said[name]["record"]
            assert node.get("data-records", "").split() == said[name]["records"]


def loads(page: Element) -> Iterator[str]:
    """What a browser would fetch to show the page."""
    for node in page.iter():
        for attribute in ("src", "srcset", "data", "poster", "action", "formaction", "background", "ping"):
            yield from (value for name, value in node.attrib.items() if name.rpartition("}")[2] == attribute)
        if node.tag != "a":
            yield from (value for name, value in node.attrib.items() if name.rpartition("}")[2] == "href")
        if node.tag == "style" or "style" in node.attrib:
            css = f"{node.text or ''} {node.get('style', '')}"
            yield from (found.strip("\"' ") for found in re.findall(r"url\(([^)]*)\)", css))
            yield from re.findall(r"@import[^;]*", css)


def test_what_a_page_would_fetch_is_seen() -> None:
    page = parsed("<link href=/a><img src=b><style>p{background:url('c')} @import 'd';</style><a href=e>x</a>")
    assert list(loads(page)) == ["/a", "b", "c", "@import 'd'"]


def test_a_page_is_self_contained_and_runs_nothing(pages: dict[str, Element]) -> None:
    for page in pages.values():
        fetched = list(loads(page))
        assert fetched, "the fonts are in the page"
        assert [url[:80] for url in fetched if not url.startswith("data:")] == []
        assert {script.get("type") for script in page.iter("script")} == {"application/ld+json"}
        assert [name for node in page.iter() for name in node.attrib if name.lower().startswith("on")] == []
        links = {link.get("href", "").partition(":")[0] for link in page.iter("a") if link.get("href", "")[0] != "#"}
        assert links <= {"https", "http", "mailto"}
        forbidden = {"iframe", "object", "embed", "link", "base", "form", "img", "video", "audio"}
        assert {str(node.tag) for node in page.iter()} & forbidden == set()


def test_each_box_has_a_name_a_label_and_a_tooltip(pages: dict[str, Element]) -> None:
    checklists = [page for name, page in pages.items() if name.startswith("recommendation-checklist")]
    for page in checklists:
        boxes = list(page.iter("input"))
        labels = {label.get("for"): shown(label) for label in page.iter("label")}
        assert boxes
        assert len({box.get("name") for box in boxes}) == len(boxes)
        assert [box for box in boxes if not labels.get(box.get("id")) or not box.get("title")] == []


def test_each_table_has_a_caption_and_headed_columns_and_rows(pages: dict[str, Element]) -> None:
    for page in pages.values():
        for table in page.iter("table"):
            assert shown(table.find("caption"))
            assert {cell.get("scope") for cell in table.findall("./thead/tr/th")} == {"col"}
            for row in table.findall("./tbody/tr"):
                assert next((cell.tag, cell.get("scope")) for cell in row) == ("th", "row")
                assert len(row) == len(table.findall("./thead/tr/th"))


@pytest.mark.parametrize("block", get_args(model.Block), ids=lambda block: block.__name__)
def test_every_kind_of_block_has_its_place_in_the_page(block: type) -> None:
    """Python's own chains over blocks are exhaustive for mypy; the template's is for this test."""
    macros = (TEMPLATES / "_macros.html.j2").read_text(encoding="utf-8")
    drawn = {figure.__name__ for figure in DRAWN}
    assert f'"{block.__name__.lower()}"' in macros or block.__name__ in drawn
