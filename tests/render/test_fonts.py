"""The vendored fonts: the manifest tells the truth, and a text gets exactly the faces it needs."""

import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont, woff2

from briefwright.errors import DataError
from briefwright.render import fonts

FOLDER = Path(__file__).parents[2] / "templates" / "fonts"
FONTS = fonts.read_fonts(FOLDER)


def families(text: str) -> set[str]:
    """What a text needs beyond the basic Latin of the text families."""
    return {face.name for face in fonts.faces_for(FONTS, text)} - {"Public Sans", "Source Serif 4"}


@pytest.mark.parametrize("face", FONTS.faces, ids=lambda face: face.file)
def test_the_manifest_knows_every_character(face: fonts.Face) -> None:
    with TTFont(FOLDER / face.file) as font:
        printing = {chr(point) for point in font.getBestCmap() if point >= 0x20 and point != 0xFEFF}
    ranges = [tuple(int(end, 16) for end in part.split("-")) for part in face.coverage.split()]
    assert {chr(point) for each in ranges for point in range(each[0], each[-1] + 1)} == printing
    assert all(map(face.has, printing))
    assert not face.has("\U0010fffd")


def test_every_file_is_listed_with_its_licence() -> None:
    assert {path.name for path in FOLDER.glob("*.woff2")} == {face.file for face in FONTS.faces}
    for face in json.loads((FOLDER / "MANIFEST.json").read_bytes())["faces"]:
        package = face["origin"].split()[0].removeprefix("@fontsource/")
        licence = (FOLDER / f"OFL-{package}.txt").read_text(encoding="utf-8")
        assert face["licence"] == "OFL-1.1"
        assert "SIL Open Font License, Version 1.1" in licence
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 6_000_000


def test_plain_english_needs_no_more_than_the_base() -> None:
    assert families("Plain words, “quoted” – and a café.") == set()
    assert len(fonts.faces_for(FONTS, "")) == 8


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("Łódź", {"Public Sans latin-ext", "Source Serif 4 latin-ext"}),
        ("Київ", {"Source Serif 4 cyrillic", "Noto Sans cyrillic"}),
        ("東京の交通", {"Noto Sans JP japanese"}),
        ("我们的城市", {"Noto Sans SC chinese-simplified"}),
        ("서울 버스", {"Noto Sans KR korean"}),
        ("حافلات", {"Noto Sans Arabic arabic"}),
        ("≥ ⇒", {"Noto Sans Math math"}),
        ("↑ back", set()),
        ("حافلات ⇒ ✔", {"Noto Sans Arabic arabic", "Noto Sans Math math", "Noto Sans Symbols 2 symbols"}),
        ("a\u00a0b\u200bc\u00ad\n\t", set()),
    ],
)
def test_a_script_brings_its_font_and_no_other(text: str, needed: set[str]) -> None:
    assert families(text) == needed
    assert fonts.missing(FONTS, text) == ()


def test_characters_no_font_has_are_named() -> None:
    lacking = fonts.missing(FONTS, "a \u2ecf b \U00013000")
    assert lacking == ("\u2ecf", "\U00013000")
    assert fonts.describe(lacking[1:]) == "\U00013000 (U+13000 EGYPTIAN HIEROGLYPH A001)"


@pytest.mark.slow
def test_the_rules_name_exactly_the_assets() -> None:
    text = "Київ 東京"
    named = re.findall(r'url\("asset:([^"]+)"\)', fonts.stylesheet(FONTS, text))
    assert sorted(named) == sorted(fonts.assets(FONTS, text))
    assert len(named) == len(set(named))


def test_no_two_files_share_family_weight_and_style() -> None:
    keys = [(face.name, face.weight, face.style) for face in FONTS.faces]
    assert len(keys) == len(set(keys))


def test_the_screen_gets_its_latin_as_data() -> None:
    css = fonts.embedded_stylesheet(FONTS, "Łódź 東京")
    assert "url(" in css
    assert set(re.findall(r'url\("(.{5})', css)) == {"data:"}
    assert '@font-face { font-family: "Noto' not in css
    assert "unicode-range: U+20-7E" in css


def test_each_family_of_print_ends_with_the_other_text_family_for_its_signs() -> None:
    sans, serif = re.findall(r"--s\w+: ([^;}]+)", fonts.stylesheet(FONTS, "a → b"))
    assert sans.index('"Noto Sans Symbols 2 symbols"') < sans.index('"Source Serif 4"')
    assert serif.index('"Noto Sans Symbols 2 symbols"') < serif.index('"Public Sans"')


def test_an_unpacked_face_is_kept_and_a_damaged_one_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = fonts.read_fonts(FOLDER, tmp_path / "fonts")
    first = fonts.assets(keeping, "a")
    assert first == fonts.assets(FONTS, "a")
    assert all(data[:4] in (b"\0\1\0\0", b"OTTO") for data in first.values())
    kept = sorted((tmp_path / "fonts").iterdir())
    assert {path.name for path in kept} == {face.sha256 for face in fonts.faces_for(FONTS, "a")}
    whole = kept[0].read_bytes()
    for damaged in (whole[:-1], b"", whole.replace(whole[40:44], b"oops", 1)):
        kept[0].write_bytes(damaged)
        assert fonts.assets(keeping, "a") == first
        assert kept[0].read_bytes() == whole

    def refuse(*_: object) -> None:
        raise AssertionError("a kept face is not unpacked again")

    monkeypatch.setattr(woff2, "decompress", refuse)
    fonts._unpack.cache_clear()
    assert fonts.assets(keeping, "a") == first


def test_where_nothing_can_be_kept_faces_are_unpacked_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "fonts").write_text("a file where a folder should be")
    assert fonts.assets(fonts.read_fonts(FOLDER, tmp_path / "fonts"), "a") == fonts.assets(FONTS, "a")


def test_a_font_that_was_changed_is_refused(tmp_path: Path) -> None:
    for face in fonts.faces_for(FONTS, ""):
        (tmp_path / face.file).write_bytes((FOLDER / face.file).read_bytes())
    (tmp_path / "MANIFEST.json").write_bytes((FOLDER / "MANIFEST.json").read_bytes())
    copied = fonts.read_fonts(tmp_path)
    assert fonts.assets(copied, "a") == fonts.assets(FONTS, "a")
    broken = tmp_path / "public-sans-latin-400.woff2"
    broken.write_bytes(broken.read_bytes() + b"x")
    with pytest.raises(DataError, match=r"public-sans-latin-400\.woff2"):
        fonts.assets(copied, "a")
    broken.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        fonts.assets(copied, "a")


def test_a_folder_without_a_sound_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing"):
        fonts.read_fonts(tmp_path)
    (tmp_path / "MANIFEST.json").write_text('{"faces": [{}]}', encoding="utf-8")
    with pytest.raises(DataError, match="no font manifest"):
        fonts.read_fonts(tmp_path)
