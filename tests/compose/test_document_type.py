"""What is wrong in a document type, an audience or a voice is said with its file, never by a traceback."""

import shutil
from pathlib import Path

import pytest

from briefwright.compose.document_type import read_type
from briefwright.compose.templates import read_audience, read_voice
from briefwright.errors import DataError
from briefwright.knowledge.workspace import seed


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("fonts")
    return Path(shutil.copytree(seed() / "templates", tmp_path / "templates", ignore=ignored))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('label = "Recommendation checklist"', "", "label"),
        ("body_pages = 6", "", "body_pages"),
        ("body_pages = 6", 'body_pages = "six"', "six"),
        ('form = "prose"', 'form = "prose"\nkeep = "six"', "keep must be a whole number"),
        ('label = "Due", show', 'label = "Due", shows', "show"),
        ('form = "prose"', 'form = "prose"\nempty = "drop"', "none of error, notice, leave"),
        ('look = "box"', 'look = "bx"', "look 'bx' is none of plain, box, side, annex"),
        ('form = "prose"', 'form = "edition"\ncaption = "Since {edition"', r"must name \{edition\}, \{day\}, \{new\}"),
        ("[sections.purpose]", "[[sections.purpose]]", r"sections must be tables, each headed \[sections\.<name>\]"),
        ('form = "prose"', 'form = "prose"\nitem = "{pol:text}"', "a prose: 'item' is not known here"),
        ('form = "prose"', 'form = "pros"', "form 'pros' is none. Did you mean \"prose\""),
        ('label = "Recommendation checklist"', 'label = "x"\nlandscape = "yes"', "landscape must be true or false"),
    ],
)
def test_a_fault_in_a_document_type_is_named_with_its_file(templates: Path, old: str, new: str, said: str) -> None:
    edit(templates / "recommendation-checklist" / "brief.toml", old, new)
    with pytest.raises(DataError, match=said) as refusal:
        read_type(templates, "recommendation-checklist")
    assert "brief.toml" in str(refusal.value)


def test_all_faults_of_a_document_type_are_named_at_once(templates: Path) -> None:
    path = templates / "recommendation-checklist" / "brief.toml"
    edit(path, "body_pages = 6", 'body_pages = "six"')
    edit(path, 'look = "box"', 'look = "bx"')
    edit(path, 'label = "Due", show', 'label = "Due", shows')
    with pytest.raises(DataError) as refusal:
        read_type(templates, "recommendation-checklist")
    assert [word for word in ("'six'", "'bx'", "show is missing") if word not in str(refusal.value)] == []


def test_a_voice_without_a_phrase_and_an_audience_without_words_are_refused(templates: Path) -> None:
    edit(templates / "voices" / "advise.toml", "others =", "other =")
    with pytest.raises(DataError, match=r"advise\.toml: a voice needs others,"):
        read_voice(templates, "advise")
    edit(templates / "audiences" / "congress.toml", "label", "labl")
    with pytest.raises(DataError, match=r"congress\.toml"):
        read_audience(templates, "congress")
