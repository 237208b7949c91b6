"""The house style: one file, refused with every fault, seen in every paper."""

import re
from pathlib import Path

import pytest

from briefwright.brand import contrast, read_brand, stylesheet
from briefwright.errors import DataError
from conftest import Copy, papers_of, readable

LEAST = '[institution]\nname = "Meals Desk"\n'


def brand(tmp_path: Path, text: str) -> Path:
    (tmp_path / "brand.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_name_is_all_it_needs(tmp_path: Path) -> None:
    found = read_brand(brand(tmp_path, LEAST))
    assert (found.name, found.logo, dict(found.colours)) == ("Meals Desk", "", {})
    assert stylesheet(found, "screen") == ""


def test_without_the_file_the_way_on_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"brand\.toml is missing; .*\[institution\] with a name"):
        read_brand(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[institution]\nunit = "x"\n', "must have a name"),
        ("institution = 3\n", r"\[institution\] must be a table"),
        ("[institution\n", "cannot be read"),
        (LEAST + "unit = 3\n", "unit must be text"),
        (LEAST + 'moto = "x"\n', r"moto is no entry of \[institution\]"),
        (LEAST + "[layout]\n", "layout is no part"),
        (LEAST + '[colours]\nnavy = "blue"\n', r"navy must be a colour such as"),
        (LEAST + '[colours]\nviolet = "#112233"\n', r"violet is no entry of \[colours\]"),
        (LEAST + '[colours]\nink = "#999999"\nground = "#ffffff"\n', "ink on ground has a contrast of 2.8 to 1"),
        (LEAST + '[colours.dark]\nink = "#333333"\nground = "#101418"\n', r"\[colours.dark\] ink on ground"),
        (LEAST + '[fonts]\nmono = "x"\n', r"mono is no entry of \[fonts\]"),
        (LEAST + 'logo = "none.svg"\n', "none.svg cannot be read"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_brand(brand(tmp_path, text))


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refusal:
        read_brand(brand(tmp_path, '[institution]\nmoto = "x"\n[colours]\nnavy = "blue"\n'))
    assert all(word in str(refusal.value) for word in ("moto", "must have a name", "navy"))


@pytest.mark.parametrize(
    "inside",
    ["<script>1</script>", '<image href="x.png"/>', "<style>*{}</style>", '<a onclick="x"/>', "<!DOCTYPE svg>",
     '<rect fill="url(#a)"/>', "<foreignObject/>"],
)  # fmt: skip
def test_a_logo_with_anything_foreign_is_refused(tmp_path: Path, inside: str) -> None:
    (tmp_path / "logo.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', encoding="utf-8")
    with pytest.raises(DataError, match=r"logo\.svg must be a drawing"):
        read_brand(brand(tmp_path, LEAST + 'logo = "logo.svg"\n'))


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_colours_go_to_both_media_and_those_for_the_dark_to_the_screen_only(tmp_path: Path) -> None:
    found = read_brand(brand(tmp_path, LEAST + '[colours]\nnavy = "#003300"\n[colours.dark]\nnavy = "#99ff99"\n'))
    assert stylesheet(found, "print") == ":root { --navy: #003300 }"
    assert "#99ff99" in stylesheet(found, "screen")


@pytest.mark.pages
def test_the_paper_wears_the_house_style_and_another_house_makes_another_paper(
    workspace_copy: Copy, tmp_path: Path
) -> None:
    drawing = '<svg viewBox="0 0 4 4" width="4" height="4"><path d="M0 0h4v4z" fill="#003300"></path></svg>'
    (workspace_copy.root / "logo.svg").write_text(drawing, encoding="utf-8")
    before = papers_of(workspace_copy, tmp_path / "a", what="brief/kitchens-after-the-grant", formats=("html",))
    text = LEAST.replace("Meals Desk", "Kitchen House") + 'logo = "logo.svg"\n[colours]\nnavy = "#003300"\n'
    brand(workspace_copy.root, text)
    after = papers_of(workspace_copy, tmp_path / "b", what="brief/kitchens-after-the-grant", formats=("html",))
    page = after.file(".html").read_text(encoding="utf-8")
    assert "Kitchen House" in page
    assert drawing in page
    assert "--navy: #003300" in page
    assert before.papers[0].fingerprint != after.papers[0].fingerprint


def test_a_font_that_is_not_there_is_refused_with_those_that_are(workspace_copy: Copy, tmp_path: Path) -> None:
    brand(workspace_copy.root, LEAST + '[fonts]\nserif = "Comic Sans"\n')
    with pytest.raises(DataError, match=r"There is no font 'Comic Sans'.*Source Serif 4"):
        papers_of(workspace_copy, tmp_path, what="brief/kitchens-after-the-grant", formats=("html",))


@pytest.mark.pages
def test_the_fonts_of_the_house_set_the_paper_and_its_drawings(workspace_copy: Copy, tmp_path: Path) -> None:
    brand(workspace_copy.root, LEAST + '[fonts]\nsans = "Noto Sans"\n')
    made = papers_of(workspace_copy, tmp_path, what="brief/kitchens-after-the-grant", formats=("html", "pdf"))
    page = made.file(".html").read_text(encoding="utf-8")
    assert '--sans: "Noto Sans"' in page
    assert "<svg font-family=\"'Noto Sans'\"" in page
    assert "Public Sans" not in page
    fonts = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([A-Za-z]+-?[A-Za-z]+)", readable(made.file(".pdf"))))
    assert fonts == {b"Noto-Sans", b"Source-Serif"}
