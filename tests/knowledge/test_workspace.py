"""Where a workspace is found, and what is said of faulty settings."""

from pathlib import Path

import pytest

from briefwright.errors import DataError
from briefwright.knowledge.workspace import find, seed

SETTINGS = """base_iri = "https://example.org/meals/"
language = "en"
"""
BRAND = '[institution]\nname = "Meals Desk"\n'


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that is a workspace, with a folder deep inside it."""
    (tmp_path / "meals" / "kb" / "claim").mkdir(parents=True)
    (tmp_path / "meals" / "briefwright.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "meals" / "brand.toml").write_text(BRAND, encoding="utf-8")
    return tmp_path / "meals"


def test_the_named_folder_wins_over_the_one_stood_in(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(seed())
    found = find(place)
    assert found.root == place
    assert found.base_iri == "https://example.org/meals/"
    assert found.brand.name == "Meals Desk"
    assert found.max_anchor_words == 10
    assert found.writable


def test_it_is_found_from_below(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place / "kb" / "claim")
    assert find().root == place
    assert find().writable


def test_the_nearest_one_above_is_taken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = place / "kb" / "claim" / "briefwright.toml"
    inner.write_text(SETTINGS, encoding="utf-8")
    (inner.parent / "brand.toml").write_text(BRAND.replace("Meals Desk", "Inner Desk"), encoding="utf-8")
    monkeypatch.chdir(inner.parent)
    assert find().brand.name == "Inner Desk"


def test_elsewhere_it_is_the_seed_and_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = find()
    assert found.root == seed()
    assert not found.writable


def test_a_named_folder_that_is_none_is_refused_with_the_way_on(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is not a workspace: it has no briefwright\.toml\. Stand in .*--workspace"):
        find(tmp_path)


def test_ontology_and_templates_are_its_own_or_the_installed_ones(place: Path) -> None:
    assert find(place).ontology == seed() / "ontology"
    (place / "ontology").mkdir()
    assert find(place).ontology == place / "ontology"
    assert find(place).templates == seed() / "templates"


def test_paths_are_written_relative_with_forward_slashes(place: Path, tmp_path: Path) -> None:
    found = find(place)
    assert found.relative(place / "kb" / "claim" / "x.ttl") == "kb/claim/x.ttl"
    assert found.relative(tmp_path / "other.ttl") == (tmp_path / "other.ttl").as_posix()


def test_all_faults_of_the_settings_are_named_at_once(place: Path) -> None:
    (place / "briefwright.toml").write_text(
        'base_iri = "meals"\nlanguage = 5\nmax_anchor_words = 0\n[institution]\nname = "x"\n', encoding="utf-8"
    )
    with pytest.raises(DataError) as error:
        find(place)
    said = str(error.value)
    assert str(place / "briefwright.toml") in said
    for word in ("base_iri", "language", "max_anchor_words", "institution is no setting"):
        assert word in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://example.org/meals/", "https://example.org/meals", "base_iri"),
        ("https://example.org/meals/", "file:///meals/", "base_iri"),
        ("https://example.org/meals/", "https://example.org/school meals/", "base_iri"),
        ("language =", "max_anchor_words = true\nlanguage =", "max_anchor_words"),
        ("language =", "max_anchor_word = 5\nlanguage =", "max_anchor_word"),
        ('"en"', '"English language"', "language"),
    ],
)
def test_a_faulty_setting_is_named(place: Path, old: str, new: str, said: str) -> None:
    assert old in SETTINGS
    (place / "briefwright.toml").write_text(SETTINGS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        find(place)


@pytest.mark.parametrize("data", [b"base_iri = \n", b"\xff\xfe\x00", b"[institution\n"])
def test_settings_that_cannot_be_read_name_the_file(place: Path, data: bytes) -> None:
    (place / "briefwright.toml").write_bytes(data)
    with pytest.raises(DataError, match=r"briefwright\.toml: the settings cannot be read"):
        find(place)
