"""Figures as pictures: their words are in them, in the house's own fonts, whatever script they are in."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from briefwright.document import Bar, Bars, Column, Matrix, Table
from briefwright.document.blocks import Cell
from briefwright.render.fonts import opened, read_fonts, set_in
from briefwright.render.png import picture
from conftest import ENGLISH

FONTS = read_fonts(Path(__file__).parents[2] / "templates" / "fonts")
TWIN = Table("The same", (Column("What", 50), Column("How many", 50)), ())


def bars(*legend: str) -> Bars:
    return Bars("Bars", legend, (Bar("Now", (1,) * len(legend)),), TWIN, "bars")


@pytest.mark.parametrize(
    ("one", "other"),
    [("open", "shut"), ("Łódź", "Łóđź"), ("Ωmega", "Ψmega"), ("Киев", "Клев"), ("R & D", "R < D"), ("naïve", "naive")],
)
def test_other_words_make_another_picture(one: str, other: str) -> None:
    assert len(one) == len(other)
    assert picture(bars(one), FONTS, ENGLISH) != picture(bars(other), FONTS, ENGLISH)


def test_the_words_of_a_matrix_are_in_its_picture() -> None:
    def matrix(*marks: str) -> Matrix:
        return Matrix("Risks", "Likelihood", "Consequence", ("likely",), ("minor",), ((Cell("low", 0, marks),),), TWIN)

    assert len({picture(matrix(*marks), FONTS, ENGLISH) for marks in ((), ("R1",), ("R2",))}) == 3


def test_pictures_are_set_in_the_font_of_the_house() -> None:
    assert picture(bars("open"), set_in(FONTS, sans="Noto Sans"), ENGLISH) != picture(bars("open"), FONTS, ENGLISH)


def test_a_house_may_set_all_in_one_family() -> None:
    one = set_in(FONTS, sans="Source Serif 4", serif="Source Serif 4")
    assert picture(bars("open"), one, ENGLISH) != picture(bars("shut"), one, ENGLISH)


def test_a_font_of_any_weight_is_opened(tmp_path: Path) -> None:
    (face,) = [f for f in FONTS.faces if f.file == "public-sans-latin-600.woff2"]
    with TTFont(BytesIO(opened(FONTS, replace(face, weight=500)))) as font:
        assert [font["name"].getDebugName(number) for number in (1, 2)] == ["Public Sans", "500"]


def test_a_picture_is_the_same_each_time() -> None:
    assert picture(bars("open"), FONTS, ENGLISH) == picture(bars("open"), FONTS, ENGLISH)
