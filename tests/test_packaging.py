"""What the lock file promises: pinned, hashed, from nowhere in particular, and free of the GPL family."""

import re
import subprocess
import tomllib
from email import message_from_string
from email.message import Message
from importlib.metadata import distribution, version
from pathlib import Path

import pytest
import yaml
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


def test_the_repository_holds_text_fonts_and_a_picture_and_nothing_else_that_was_built() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    tracked = [ROOT / name for name in listed.split("\0") if name]
    assert len(tracked) > 1000
    seen = [ROOT / "docs" / "pictures" / "page.png"]  # for the README, made by the script beside it
    odd = [path for path in tracked if path.suffix != ".woff2" and path not in seen and b"\0" in path.read_bytes()]
    assert odd == []


# The terms


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_each_licence_that_is_named_comes_with_its_text() -> None:
    texts = {
        "Apache-2.0": "Apache License\n                           Version 2.0, January 2004",
        "CC-BY-4.0": "Creative Commons Attribution 4.0 International Public License",
        "OFL-1.1": "SIL OPEN FONT LICENSE Version 1.1",
    }
    named = str(project()["license"]).split(" AND ")
    assert named == list(texts)
    files = [ROOT / name for name in project()["license-files"]]  # type: ignore[attr-defined]
    files.append(ROOT / "templates" / "fonts" / "OFL-public-sans.txt")
    found = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name, words in texts.items() if words not in found] == []


def test_the_ontology_says_under_which_terms_it_may_be_used() -> None:
    text = (ROOT / "ontology" / "policy.ttl").read_text(encoding="utf-8").partition("# ---- Classes")[0]
    for term in ("creator", "license", "publisher", "rights"):
        assert len(re.findall(rf"(?m)^    dcterms:{term} ", text)) == 1
    assert "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;" in text


def test_what_says_how_to_cite_it_names_this_version_and_these_licences() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == project()["version"]
    assert set(cited["license"]) | {"OFL-1.1"} == set(str(project()["license"]).split(" AND "))


def test_the_workflow_runs_what_continuous_integration_runs_here() -> None:
    steps = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]["ci"][
        "steps"
    ]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]


def test_a_commit_hook_runs_only_what_is_installed_here() -> None:
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    programs = {hook["entry"].split()[0] for hook in repo["hooks"]}
    assert [name for name in programs if not (ROOT / name).is_file()] == []
