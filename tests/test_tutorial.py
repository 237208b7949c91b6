"""The tutorial is followed from its first command to its last, on a machine that has only the command."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import pages

pytestmark = pytest.mark.pages
TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial.md"


def test_the_tutorial_leads_from_nothing_to_a_brief(tmp_path: Path) -> None:
    blocks = re.findall(r"^```console\n(.*?)^```", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    assert len(commands) > 30
    (tmp_path / ".gitconfig").write_text("[user]\nname = Me\nemail = me@example.org\n", encoding="utf-8")
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = "set -e\n" + "".join(f"echo '>>> {n}' >&2\n{command}\n" for n, command in enumerate(commands))
    done = subprocess.run(
        ("sh", "-c", script), cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**outside, "PATH": path, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[done.stderr.rfind(">>> ") :] + done.stdout[-2000:]
    assert "passage/visit-count--1: found" in done.stdout
    paper = " ".join(pages(tmp_path / "library" / "build" / "recommendation-checklist-sunday-executive.pdf"))
    for words in ("More people come on a Sunday", "open the library every Sunday from May", "Visits on twelve Sundays"):
        assert words.casefold() in paper.casefold()
