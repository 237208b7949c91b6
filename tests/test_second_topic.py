"""A knowledge base on quite another topic builds every paper: long labels, other scripts, and markup as text."""

import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from conftest import KB, Built, copied, pages, papers_of

SCRIPT = "<script>alert(1)</script>"
JAPANESE, ARABIC = "さくら給食研究所", "شبكة وجبات المدارس"


class Page(HTMLParser):
    """The text of a page as a browser shows it, and the elements it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._silent = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent = tag if tag in {"script", "style"} else self._silent

    def handle_endtag(self, tag: str) -> None:
        self._silent = "" if tag == self._silent else self._silent

    def handle_data(self, data: str) -> None:
        self.text += "" if self._silent else data


def shown(path: Path) -> str:
    return " ".join(Page(path.read_text(encoding="utf-8")).text.split())


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The executive papers, with the Japanese and the Arabic body as addressees."""
    copy = copied(tmp_path_factory.mktemp("abroad") / "workspace")
    copy.replace("recommendation/adopt-menu-standard", "pol:addressee <actor/ministry-of-education>",
                 "pol:addressee <actor/sakura-school-lunch-institute>")  # fmt: skip
    copy.replace("recommendation/publish-meal-counts", "pol:addressee <actor/ministry-of-education>",
                 "pol:addressee <actor/school-meals-network>")  # fmt: skip
    return papers_of(copy, copy.root.parent / "out", audience="executive")


def test_both_types_are_built_for_both_audiences(built: Built) -> None:
    kinds = {re.sub(r"-kitchen.*-", " ", paper.name) for paper in built.papers}
    assert kinds == {"issue-brief executive", "issue-brief congress", "recommendation-checklist executive",
                     "recommendation-checklist congress"}  # fmt: skip


def test_nothing_of_another_topic_is_in_a_paper(built: Built) -> None:
    for path in built.out.glob("*.html"):
        assert "production diplomacy" not in shown(path).casefold()
        assert "Meals Desk" in shown(path)


@pytest.mark.parametrize("paper", ["kitchens-after-the-grant-executive", "kitchen-grant-for-the-assembly-congress"])
def test_markup_in_a_text_is_text(built: Built, paper: str) -> None:
    html = built.file(f"{paper}.html")
    assert shown(html).count(SCRIPT) >= 1
    scripts = [attrs for tag, attrs in Page(html.read_text(encoding="utf-8")).elements if tag == "script"]
    assert [attrs.get("type") for attrs in scripts] == ["application/ld+json"]
    assert SCRIPT in " ".join(pages(built.file(f"{paper}.pdf")))


def test_no_element_has_a_handler(built: Built) -> None:
    for path in built.out.glob("*.html"):
        for tag, attrs in Page(path.read_text(encoding="utf-8")).elements:
            assert not [name for name in attrs if name.startswith("on")], tag
            assert not str(attrs.get("href", "")).startswith(("javascript:", "data:")), tag


def test_a_label_of_two_hundred_characters_is_printed_whole(built: Built) -> None:
    text = (KB / "kb/initiative/regional-kitchen-network.ttl").read_text(encoding="utf-8")
    found = re.search(r'skos:prefLabel "([^"]*)"', text)
    assert found
    label = found[1]
    assert len(label) >= 190
    assert label in shown(built.file("kitchens-after-the-grant-executive.html"))
    printed = " ".join(pages(built.file("kitchens-after-the-grant-executive.pdf")))
    assert label.replace(" ", "") in printed.replace(" ", "").replace("\u2010", "").replace("\u00ad", "")


@pytest.mark.pages
@pytest.mark.parametrize("name", [JAPANESE, ARABIC])
@pytest.mark.parametrize("paper", ["kitchens-after-the-grant-executive", "kitchen-actions-executive"])
def test_names_in_other_scripts_are_printed(abroad: Built, paper: str, name: str) -> None:
    assert name in shown(abroad.file(f"{paper}.html"))
    said = spoken(abroad.file(f"{paper}.pdf")).replace(" ", "")
    wanted = name.replace(" ", "")
    assert wanted in said or wanted[::-1] in said


def spoken(pdf: Path) -> str:
    """What a screen reader has of a PDF: the characters of its glyphs, and the texts that stand in for them."""
    instead: list[str] = []
    with pikepdf.open(pdf) as document:
        dictionaries = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
                    dictionaries.append(operands[1])
        instead = [str(d["/ActualText"]) for d in dictionaries if "/ActualText" in d]
    return unicodedata.normalize("NFKC", " ".join([*pages(pdf), *instead]))
