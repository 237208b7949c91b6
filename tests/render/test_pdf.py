"""The PDF of a page: what a reader, a screen reader and an archive find in it."""

import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from briefwright.errors import DataError
from briefwright.render import fonts, pdf

ROOT = Path(__file__).parents[2]
FONTS = fonts.read_fonts(ROOT / "templates" / "fonts")
AS_OF = "2026-01-31"
SENTENCE = "Buses carry most of the city's riders, and the council asks for a plan that makes them faster. "
ROWS = "".join(
    f'<tr id="r{n}"><th scope="row">Route {n}</th><td>{n} stops</td><td></td>'
    f'<td>Every {n} minutes, see <a href="#n1" title="Note 1">1</a></td></tr>'
    for n in range(1, 61)
)
CSS = """
@page { size: Letter; margin: 1in; @top-left { content: "HANDLE WITH CARE"; font: 600 8pt var(--sans) }
        @bottom-center { content: "Page " counter(page) " of " counter(pages); font: 400 8pt var(--sans) } }
html { font: 10.5pt/1.4 var(--serif); hyphens: auto } h1, h2, h3 { font-family: var(--sans) }
table { width: 100%; font-family: var(--sans); hyphens: none } .narrow { width: 1.1in }
input { appearance: auto; width: 12pt; height: 12pt; border: 1pt solid #162e51 }
a { color: #005ea2; text-decoration: underline }
"""
BODY = f"""
<header><p id="mark">HANDLE WITH CARE</p><h1>Bus lanes</h1></header>
<main><section id="why"><h2>Why</h2>
<p id="long">{SENTENCE * 70}</p>
<div>Loose words with <a href="https://example.org/plan">a link <strong>that</strong> runs over the end of its
line</a>.</div>
<div>Other loose words.</div>
<figure><svg viewBox="0 0 200 50" width="200" height="50"><title>Riders a year</title><desc>They doubled.</desc>
<rect width="120" height="10" fill="#005ea2"/><text x="5" y="40">Riders</text></svg>
<figcaption>Riders</figcaption></figure>
<ul><li>First <ol><li>Inner</li></ol></li><li>Second</li></ul>
<dl><div><dt>Owner</dt><dd>Council</dd></div><div><dt>Due</dt><dd>2027</dd></div></dl>
<p><input type="checkbox" name="lanes" title="Approve the lanes"> Approve <span aria-hidden="true">★</span></p>
<p><input type="checkbox" name="money" title="Fund the lanes" checked> Fund</p>
<p>東京の交通 <span lang="ar" dir="rtl">حافلات القاهرة</span> <span lang="uk">Київ</span>
<abbr title="light rail transit">LRT</abbr></p>
<p class="narrow">Intermunicipal telecommunication well-being transportation.</p>
</section>
<section><h2>Routes</h2><table><caption>All routes</caption><thead><tr><th>Route</th><th>Stops</th><th>Gap</th>
<th>Notes</th></tr></thead><tbody>{ROWS}</tbody></table>
<h3>Notes</h3><ol><li id="n1">City plan</li></ol></section></main>
"""
FILE = pdf.Attachment("statements.jsonld", b'{"@id": "paper"}', "The statements", "application/ld+json")


def page(body: str = BODY, title: str = "Bus lanes") -> str:
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def open_press(text: str = "", css: str = CSS) -> pdf.Press:
    return pdf.open_press(fonts.stylesheet(FONTS, text) + css, fonts.assets(FONTS, text))


@pytest.fixture(scope="module")
def press() -> pdf.Press:
    return open_press()


@pytest.fixture(scope="module")
def rendered() -> pdf.Rendered:
    return pdf.layout(open_press(page()), page())


@pytest.fixture(scope="module")
def data(rendered: pdf.Rendered) -> bytes:
    return pdf.write(rendered, AS_OF, [FILE])


@pytest.fixture
def paper(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(data)) as opened:
        yield opened


@dataclass
class Element:
    """A structure element as a screen reader meets it."""

    kind: str
    source: Any
    words: list[str] = field(default_factory=list)
    kids: list["Element"] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def find(self, kind: str) -> list["Element"]:
        return [e for kid in self.kids for e in ([kid] if kid.kind == kind else []) + kid.find(kind)]


def read(paper: pikepdf.Pdf) -> Element:
    """The tag tree with the text of its marked content."""
    content = [contents(each) for each in paper.pages]
    pages = {each.obj.objgen: index for index, each in enumerate(paper.pages)}
    return _element(paper.Root.StructTreeRoot.K[0], content, pages)


def _element(source: Any, content: list[dict[int, str]], pages: Mapping[Any, int]) -> Element:
    element = Element(str(source.S)[1:], source)
    for kid in source.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            element.kids.append(_element(kid, content, pages))
            element.words += element.kids[-1].words
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            element.objects.append(kid.Obj)
        else:
            number, where = (kid.MCID, kid.Pg) if isinstance(kid, pikepdf.Dictionary) else (kid, source.Pg)
            element.words.append(content[pages[where.objgen]][int(number)])
    return element


def contents(sheet: pikepdf.Page) -> dict[int, str]:
    """The text of each marked content of a page; -1 holds what is artifact."""
    found: dict[int, str] = {-1: ""}
    inside, silent, letters = [-1], [False], {}
    for operands, operator in pikepdf.parse_content_stream(sheet):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                inside.append(int(properties.get("/MCID", -1)))
                silent.append("/ActualText" in properties)
                found[inside[-1]] = found.get(inside[-1], "") + str(properties.get("/ActualText", ""))
            case "EMC":
                inside.pop()
                silent.pop()
            case "Tf":
                letters = unicode_map(sheet.Resources.Font[str(operands[0])])
            case "TJ" | "Tj" if not silent[-1]:
                glyphs = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                found[inside[-1]] += "".join(letters.get(glyphs[i : i + 2], "") for i in range(0, len(glyphs), 2))
    return found


def unicode_map(font: Any) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", font.ToUnicode.read_bytes())
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def all_bytes(paper: pikepdf.Pdf) -> bytes:
    """Every object of the file, streams decompressed."""
    parts = []
    for each in paper.objects:
        parts.append(each.unparse())
        if isinstance(each, pikepdf.Stream):
            parts.append(each.read_bytes())
    return b"\n".join(parts)


@pytest.mark.pages
def test_layout_says_where_things_fell(rendered: pdf.Rendered) -> None:
    fell = rendered.layout
    assert fell.page_height == 11 * 96
    assert fell.positions["mark"][0] == 1
    assert fell.positions["long"][0] == 1
    assert fell.ends["long"][0] == 2
    assert fell.positions["r60"][0] == fell.pages or fell.positions["n1"][0] == fell.pages
    assert fell.positions["r1"] < fell.positions["r2"] < fell.positions["r60"] <= fell.ends["r60"]


def test_a_paragraph_over_two_pages_is_one_element(paper: pikepdf.Pdf) -> None:
    long = [e for e in read(paper).find("P") if e.text.startswith("Buses carry")]
    assert len(long) == 1
    assert long[0].text.count("council asks") == 70
    assert {kid.Pg.objgen for kid in long[0].source.K if isinstance(kid, pikepdf.Dictionary)} == {
        paper.pages[1].obj.objgen
    }


def test_a_table_over_pages_is_one_table_with_one_head(paper: pikepdf.Pdf) -> None:
    (table,) = read(paper).find("Table")
    assert [kid.kind for kid in table.kids] == ["Caption", "THead", "TBody"]
    assert table.text.count("Stops") == 1
    rows = table.find("TR")
    assert len(rows) == 61
    assert [[cell.kind for cell in row.kids] for row in rows[1:]] == [["TH", "TD", "TD", "TD"]] * 60
    assert sum("Stops" in contents(sheet)[-1] for sheet in paper.pages) >= 1, "later pages show the head as an artifact"


def test_header_cells_say_what_they_head(paper: pikepdf.Pdf) -> None:
    (table,) = read(paper).find("Table")
    head, *rows = table.find("TR")
    names = {str(cell.source.ID): cell.text for row in (head, *rows) for cell in row.find("TH")}
    assert {str(cell.source.A.Scope) for cell in head.kids} == {"/Column"}
    assert {str(row.kids[0].source.A.Scope) for row in rows} == {"/Row"}
    assert [names[str(name)] for name in rows[4].kids[3].source.A.Headers] == ["Notes", "Route 5"]
    tree = paper.Root.StructTreeRoot.IDTree.Names
    assert {str(tree[i]): str(tree[i + 1].ID) for i in range(0, len(tree), 2)} == {name: name for name in names}


def test_running_heads_are_artifacts_and_the_mark_is_heard_once(paper: pikepdf.Pdf) -> None:
    heard = read(paper).text
    assert heard.count("HANDLE WITH CARE") == 1
    assert "Page 1" not in heard
    assert "★" not in heard
    for number, sheet in enumerate(paper.pages, 1):
        assert f"Page {number} of {len(paper.pages)}" in contents(sheet)[-1]
        assert "HANDLE WITH CARE" in contents(sheet)[-1]


def test_what_is_read_out_follows_the_page(paper: pikepdf.Pdf) -> None:
    document = read(paper)
    assert [e.text for e in document.find("H1") + document.find("H2") + document.find("H3")] == [
        "Bus lanes", "Why", "Routes", "Notes",
    ]  # fmt: skip
    words = re.sub(r"\s+", " ", document.text)
    assert words.index("Loose words") < words.index("Other loose") < words.index("First") < words.index("City plan")
    loose = [e.text for e in document.find("P") if "oose words" in e.text]
    assert [text.partition(" words")[0] for text in loose] == ["Loose", "Other loose"]


def test_every_content_leads_back_to_its_element(paper: pikepdf.Pdf) -> None:
    root = paper.Root.StructTreeRoot
    nums = root.ParentTree.Nums
    parents = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
    assert list(parents) == sorted(parents)
    for sheet in paper.pages:
        marked = set(contents(sheet)) - {-1}
        assert marked == set(range(len(parents[int(sheet.StructParents)])))
        for annotation in sheet.get("/Annots", []):
            owner = parents[int(annotation.StructParent)]
            assert str(owner.S) in ("/Link", "/Form")
            assert any(
                k.Obj.objgen == annotation.objgen for k in owner.K if isinstance(k, pikepdf.Dictionary) and "/Obj" in k
            )


def test_lists_have_labels_and_bodies(paper: pikepdf.Pdf) -> None:
    bullets, *_ = read(paper).find("L")
    assert str(bullets.source.A.ListNumbering) == "/Disc"
    assert [[kid.kind for kid in item.kids] for item in bullets.kids] == [["Lbl", "LBody"]] * 2
    (inner,) = bullets.kids[0].find("L")
    assert str(inner.source.A.ListNumbering) == "/Decimal"
    terms = next(e for e in read(paper).find("L") if "Owner" in e.text)
    assert [[kid.text for kid in item.kids] for item in terms.kids] == [["Owner", "Council"], ["Due", "2027"]]


def test_links_are_one_element_each_and_say_where_they_lead(paper: pikepdf.Pdf) -> None:
    plan, *notes = read(paper).find("Link")
    assert plan.text.split() == ["a", "link", "that", "runs", "over", "the", "end", "of", "its", "line"]
    assert len(plan.objects) == 1
    for annotation in plan.objects:
        assert annotation.A.URI == "https://example.org/plan"
        assert str(annotation.Contents) == "a link that runs over the end of its line"
    assert len(notes) == 60
    assert {str(note.objects[0].Contents) for note in notes} == {"Note 1"}


def test_a_figure_has_its_words_and_its_place(paper: pikepdf.Pdf) -> None:
    (figure,) = read(paper).find("Figure")
    assert str(figure.source.Alt) == "Riders a year They doubled."
    left, bottom, right, top = (float(x) for x in figure.source.A.BBox)
    width, height = (float(x) for x in figure.source.Pg.MediaBox[2:])
    assert 0 < left < right < width
    assert 0 < bottom < top < height
    assert (right - left, top - bottom) == pytest.approx((150, 37.5))


def test_every_script_is_read_as_written(paper: pikepdf.Pdf) -> None:
    text = read(paper).text
    for words in ("東京の交通", "حافلات القاهرة", "Київ"):
        assert words in text
    spans = {str(e.source.get("/Lang", "")): e for e in read(paper).find("Span")}
    assert spans["ar"].text == "حافلات القاهرة "
    assert str(spans[""].source.E) == "light rail transit"


def test_a_hyphen_of_the_line_end_is_soft_and_one_of_the_word_is_not(paper: pikepdf.Pdf) -> None:
    (narrow,) = [e.text for e in read(paper).find("P") if e.text.startswith("Inter")]
    assert "\u00ad" in narrow
    assert narrow.replace("\u00ad", "").replace(" ", "") == "Intermunicipaltelecommunicationwell-beingtransportation."


def test_only_vendored_fonts_are_embedded(paper: pikepdf.Pdf) -> None:
    families = tuple(family.replace(" ", "-") for family in (*FONTS.text, *FONTS.fallback, *FONTS.symbols))
    names = {
        str(each.FontName) for each in paper.objects if isinstance(each, pikepdf.Dictionary) and "/FontName" in each
    }
    assert len(names) >= 5
    assert all(name.partition("+")[2].startswith(families) for name in names)


def test_one_attachment_related_as_data(paper: pikepdf.Pdf) -> None:
    assert len(paper.Root.AF) == 1
    (entry,) = paper.Root.AF
    assert (str(entry.UF), str(entry.Desc), str(entry.AFRelationship)) == (FILE.name, FILE.description, "/Data")
    assert str(entry.EF.F.Subtype) == "/application/ld+json"
    assert entry.EF.F.read_bytes() == FILE.data
    assert str(entry.EF.F.Params.ModDate) == "D:20260131000000Z"


def test_the_file_presents_itself(paper: pikepdf.Pdf) -> None:
    assert str(paper.Root.Lang) == "en"
    assert bool(paper.Root.ViewerPreferences.DisplayDocTitle) is True
    assert str(paper.docinfo.Title) == "Bus lanes"
    assert str(paper.docinfo.CreationDate) == str(paper.docinfo.ModDate) == "D:20260131"
    packet = paper.Root.Metadata.read_bytes()
    assert packet.count(b"<rdf:RDF") == 1
    with paper.open_metadata(set_pikepdf_as_editor=False) as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    with paper.open_outline() as outline:
        (top,) = outline.root
        assert [top.title, *(each.title for each in top.children)] == ["Bus lanes", "Why", "Routes"]


def test_boxes_are_fields_a_reader_can_tick(paper: pikepdf.Pdf) -> None:
    form = paper.Root.AcroForm
    assert "/NeedAppearances" not in form
    fields = {str(each.T): each for each in form.Fields}
    assert {name: (str(f.TU), str(f.V), str(f.AS)) for name, f in fields.items()} == {
        "lanes": ("Approve the lanes", "/Off", "/Off"),
        "money": ("Fund the lanes", "/on", "/on"),
    }
    for each in fields.values():
        assert {"/Off", "/on"} <= set(each.AP.N.keys())
        assert str(each.DA).split()[0] in form.DR.Font
    assert [e.objects[0].objgen for e in read(paper).find("Form")] == [f.objgen for f in fields.values()]


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm draws the pages; it is not installed")
def test_ticking_a_box_shows(paper: pikepdf.Pdf, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(data)
    for each in paper.Root.AcroForm.Fields:
        state = pikepdf.Name("/on" if each.AS == "/Off" else "/Off")
        each.V = each.AS = state
    paper.save(tmp_path / "ticked.pdf")
    for each in paper.Root.AcroForm.Fields:
        left, bottom, right, top = (float(x) for x in each.Rect)
        (number,) = [
            n for n, s in enumerate(paper.pages, 1) if any(a.objgen == each.objgen for a in s.get("/Annots", []))
        ]
        box = (int(left), int(792 - top), int(right - left) + 1, int(top - bottom) + 1)
        before, after = (_ink(tmp_path / name, number, box) for name in ("empty.pdf", "ticked.pdf"))
        assert (after > before + 10) if str(each.T) == "lanes" else (before > after + 10)


def _ink(path: Path, number: int, box: tuple[int, int, int, int]) -> int:
    """How many dark pixels a page shows in a box; poppler must have nothing to complain of."""
    x, y, width, height = map(str, box)
    command = ["pdftoppm", "-r", "72", "-f", str(number), "-l", str(number), "-gray", "-x", x, "-y", y]
    run = subprocess.run([*command, "-W", width, "-H", height, str(path)], capture_output=True, check=True)
    assert run.stderr == b""
    return sum(value < 128 for value in run.stdout[-int(width) * int(height) :])


SCRIPT = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
import test_pdf as t
press = t.open_press(t.page())
Path(sys.argv[2]).write_bytes(t.pdf.write(t.pdf.layout(press, t.page()), t.AS_OF, [t.FILE]))
"""


def test_the_bytes_do_not_depend_on_where_and_when(data: bytes, rendered: pdf.Rendered, tmp_path: Path) -> None:
    assert pdf.write(rendered, AS_OF, [FILE]) == data, "writing twice"
    surroundings = {"TZ": "Asia/Tokyo", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": str(tmp_path)}
    environment = {**os.environ, **surroundings, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent), str(tmp_path / "other.pdf")]
    subprocess.run(command, env=environment, cwd=tmp_path, check=True)
    assert (tmp_path / "other.pdf").read_bytes() == data


@pytest.mark.pages
def test_the_bytes_do_not_depend_on_what_was_printed_before(press: pdf.Press) -> None:
    body = "<h1>A</h1><p><em>Slanted</em> and <strong>bold</strong> words.</p>"
    pdf.write(pdf.layout(press, page("<h1>B</h1><p><strong>Bold</strong> comes first here.</p>")), AS_OF)
    later = pdf.write(pdf.layout(press, page(body)), AS_OF)
    assert later == pdf.write(pdf.layout(open_press(), page(body)), AS_OF)


def test_nothing_of_the_machine_is_in_the_file(paper: pikepdf.Pdf) -> None:
    everything = all_bytes(paper)
    for trace in (str(ROOT), str(Path.home()), sys.prefix, tempfile.gettempdir(), "weasyprint-", "file:", "asset:"):
        assert trace.encode() not in everything


@pytest.mark.pages
@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://example.org/", "urn:isbn:1"]
)
def test_links_to_other_schemes_are_refused(press: pdf.Press, link: str) -> None:
    with pytest.raises(DataError, match=re.escape(link)):
        pdf.layout(press, page(f'<p><a href="{link}">here</a></p>'))


@pytest.mark.pages
def test_ordinary_links_pass(press: pdf.Press) -> None:
    links = ("https://example.org/", "http://example.org/", "mailto:office@example.org", "#here")
    body = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    with pikepdf.open(BytesIO(pdf.write(pdf.layout(press, page(f'<h1 id="here">A</h1>{body}')), AS_OF))) as paper:
        assert len(paper.pages[0].Annots) == 4


@pytest.fixture
def loopback() -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything with an image, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/picture.svg", asked
        server.shutdown()
        thread.join()


REQUESTS = {
    "image": '<p><img src="{}" alt="x"></p>',
    "style": '<p style="background: url({})">x</p>',
    "import": '<style>@import "{}";</style>',
    "sheet": '<link rel="stylesheet" href="{}">',
    "font": "<style>@font-face {{ font-family: X; src: url({}) }} p {{ font-family: X }}</style><p>x</p>",
    "drawing": '<svg width="9" height="9"><title>x</title><image href="{}" width="9" height="9"/></svg>',
    "object": '<object data="{}"></object>',
    "attachment": '<link rel="attachment" href="{}"><p>x</p>',
}


@pytest.mark.pages
@pytest.mark.parametrize("way", REQUESTS)
def test_nothing_is_loaded_from_anywhere(
    press: pdf.Press, way: str, loopback: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, asked = loopback
    picture = tmp_path / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    for address in (url, picture.as_uri(), "data:image/svg+xml,<svg/>".replace("<", "%3C"), "asset:fonts/none.woff2"):
        body = REQUESTS[way].format(address)
        html = page(f"<h1>A</h1>{body}")
        with pytest.raises(DataError, match=r"refused|attachment|SVG"):
            pdf.write(pdf.layout(press, html), AS_OF)
    assert asked == []


REFUSED = {
    "no alternative text": ('<svg width="9" height="9"><rect width="9" height="9"/></svg>', "alternative text"),
    "skipped level": ("<h3>Deep</h3>", 'heading "Deep" skips from level 1 to 3'),
    "two boxes of one name": ('<p><input type="checkbox" name="a" title="x"></p>' * 2, "'a'"),
    "box without title": ('<p><input type="checkbox" name="a"></p>', "'a' has no title"),
    "other field": ('<p><input type="text" name="a" title="x"></p>', "no check box"),
    "unknown anchor": ('<p><a href="#nowhere">x</a></p>', "nowhere"),
    "relative link": ('<p><a href="notes.html">x</a></p>', "notes.html"),
    "style mistake": ('<p style="colour: red">x</p>', "colour"),
    "missing glyph": ("<p>\u2ecf</p>", "notdef"),
    "see-through text": ('<p style="opacity: .5">x</p>', "opacity"),
}  # fmt: skip


@pytest.mark.pages
@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_printed_soundly_is_refused(press: pdf.Press, fault: str) -> None:
    body, words = REFUSED[fault]
    with pytest.raises(DataError, match=re.escape(words)):
        pdf.write(pdf.layout(press, page(f"<h1>A</h1>{body}")), AS_OF)


@pytest.mark.pages
def test_a_paper_needs_title_language_and_date(press: pdf.Press) -> None:
    with pytest.raises(DataError, match="title"):
        pdf.write(pdf.layout(press, page("<h1>A</h1>", title="")), AS_OF)
    with pytest.raises(DataError, match="lang"):
        pdf.write(pdf.layout(press, page("<h1>A</h1>").replace(' lang="en"', "")), AS_OF)
    with pytest.raises(DataError, match="as-of date '31 January'"):
        pdf.write(pdf.layout(press, page("<h1>A</h1>")), "31 January")


def test_style_sheets_are_strict() -> None:
    with pytest.raises(DataError, match="@font-face"):
        pdf.open_press("p { color: red }", {})
    with pytest.raises(DataError, match="colour"):
        open_press(css="p { colour: red }")
    with pytest.raises(DataError, match="refused"):
        pdf.open_press(fonts.stylesheet(FONTS, ""), {})


def test_the_machines_fonts_are_restored(press: pdf.Press) -> None:
    assert press
    assert "FONTCONFIG_FILE" not in os.environ


@pytest.mark.skipif("BRIEFWRIGHT_VERAPDF" not in os.environ, reason="BRIEFWRIGHT_VERAPDF names no validator")
def test_verapdf_passes_it_and_fails_an_untagged_control(data: bytes, rendered: pdf.Rendered, tmp_path: Path) -> None:
    files = {"paper.pdf": data, "control.pdf": rendered.document.write_pdf()}
    outcomes = {}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        command = [os.environ["BRIEFWRIGHT_VERAPDF"], "ua1,3a", str(tmp_path / name)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        outcomes[name] = (run.returncode, run.stdout)
    assert outcomes["paper.pdf"][0] == 0, outcomes["paper.pdf"][1]
    assert outcomes["control.pdf"][0] == 1


@pytest.mark.pages
def test_words_of_neighbouring_elements_do_not_run_together() -> None:
    body = (
        '<p>The <span id="a">Department of</span> <span id="b">Defense</span> <em>asks</em>: '
        '<a href="https://example.org/">here</a> <span>or there</span>.</p>'
        "<div> <span>In a</span> <b>box</b> </div>\n<ul> <li><span>An</span> <span>item</span></li> </ul>"
    )
    html = f'<!doctype html><html lang="en"><head><title>T</title></head><body><h1>T</h1>{body}</body></html>'
    with pikepdf.open(BytesIO(pdf.write(pdf.layout(open_press(html), html), AS_OF))) as made:
        found = read(made)
    said = [each.text for each in found.find("P")]
    assert said == ["The Department of Defense asks: here or there.", "In a box"]
    assert [each.text.endswith("An item") for each in found.find("LI")] == [True]
