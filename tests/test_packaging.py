"""What the lock file promises: pinned, hashed, from nowhere in particular, and free of the GPL family."""

import re
import subprocess
import tomllib
from email import message_from_string
from email.message import Message
from importlib.metadata import distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^([^#\s].*?)(?:\s*\\)?\n((?:\s+--hash=\S+(?: \\)?\n)*)", LOCK, re.MULTILINE)
LOCKED = {str(canonicalize_name(r.name)): r for r in (Requirement(text) for text, _ in ENTRIES)}
HERE = sorted(name for name, r in LOCKED.items() if r.marker is None or r.marker.evaluate())


def declared() -> list[Requirement]:
    """What pyproject.toml asks for: to run, to go fast, to develop, to build."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    lists += project["dependency-groups"].values()
    return [Requirement(text) for texts in lists for text in texts if isinstance(text, str)]


@pytest.mark.parametrize("text", [text for text, _ in ENTRIES])
def test_each_package_is_pinned_to_one_version(text: str) -> None:
    assert re.fullmatch(r"[\w.-]+==[\w.]+(?: ; .+)?", text)


@pytest.mark.parametrize(("text", "hashes"), ENTRIES)
def test_each_package_is_hashed(text: str, hashes: str) -> None:
    assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", hashes), f"{text} has no hash"


def test_no_line_names_a_registry_or_a_place_on_a_disk() -> None:
    lines = LOCK.splitlines()
    assert [line for line in lines if re.search(r"\w+://|file:|^\s*-(?!-hash)|(?:^|\s)/", line)] == []


@pytest.mark.parametrize("wanted", declared(), ids=str)
def test_each_declared_dependency_is_locked_in_its_range(wanted: Requirement) -> None:
    locked = LOCKED[canonicalize_name(wanted.name)]
    (pin,) = locked.specifier
    assert wanted.specifier.contains(pin.version)


@pytest.mark.parametrize("name", HERE)
def test_the_environment_is_the_locked_one(name: str) -> None:
    (pin,) = LOCKED[name].specifier
    assert version(name) == pin.version


def licences(package: Message) -> list[str]:
    """The licences a package is offered under, of which a user may choose one.

    An SPDX expression says it exactly; older packages list classifiers, or have one line of text."""
    if expression := package.get("License-Expression"):
        return re.split(r"\s+OR\s+", expression.strip("()"))
    classifiers = [c for c in package.get_all("Classifier", []) if c.startswith("License :: ")]
    named = [c for c in classifiers if c != "License :: OSI Approved"]
    return named or str(package.get("License", "")).split("\n")[:1]


def is_free_of_gpl(package: Message) -> bool:
    """Whether one of the licences offered is not of the GPL family, LGPL and AGPL included."""
    return any(text and not re.search(r"GPL|GNU|General Public", text) for text in licences(package))


@pytest.mark.parametrize("name", HERE)
def test_no_package_comes_under_the_gpl_or_lgpl_alone(name: str) -> None:
    package = message_from_string(distribution(name).read_text("METADATA") or "")
    if not any(licences(package)):  # it says so in the text of the licence alone
        text = " ".join((distribution(name).read_text("licenses/LICENSE") or "").split())
        assert "Permission is hereby granted, free of charge" in text, name
        return
    assert is_free_of_gpl(package), f"{name}: {licences(package)}"


@pytest.mark.parametrize(
    ("headers", "free"),
    [
        ({"License-Expression": "MIT"}, True),
        ({"License-Expression": "GPL-2.0-only OR MPL-1.1"}, True),
        ({"License-Expression": "MIT AND LGPL-2.1-or-later"}, False),
        ({"License": "GNU LGPL 3"}, False),
        ({"Classifier": "License :: OSI Approved :: GNU Affero General Public License v3"}, False),
        ({}, False),
    ],
)
def test_the_licence_check_tells_them_apart(headers: dict[str, str], free: bool) -> None:
    package = Message()
    for name, text in headers.items():
        package[name] = text
    assert is_free_of_gpl(package) is free


def test_the_repository_holds_text_and_fonts_and_nothing_that_was_built() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    tracked = [ROOT / name for name in listed.split("\0") if name]
    assert len(tracked) > 1000
    odd = [path.name for path in tracked if path.suffix != ".woff2" and b"\0" in path.read_bytes()]
    assert odd == []
