"""Beginning a workspace, looking after it, mending what needs no decision."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from briefwright.knowledge.check import check
from briefwright.papers.build import Wishes, build
from conftest import Copy, Run, git

pytestmark = pytest.mark.slow


def test_safe_mends_are_applied_one_by_one(run: Run, workspace_copy: Copy) -> None:
    workspace_copy.add("claim/vacant-posts", 'pol:curatorNote "Two  blanks "@en')
    workspace_copy.replace("topic/canteen-fees", '"2026-11-20"^^xsd:date', '"2026-11-20"')
    source = "source/audit-office-2024-kitchens"
    workspace_copy.replace(source, 'dcterms:modified "2026-11-20"', 'dcterms:modified "2026-11-30"')
    shown = run("fix", "--dry-run")
    assert "0 of" in shown.err
    said = run("fix", "--yes")
    assert said.code == 0
    assert '+    pol:curatorNote "Two blanks"@en ;' in said.out
    assert '"2026-11-20"^^xsd:date' in workspace_copy.path("topic/canteen-fees").read_text(encoding="utf-8")
    codes = {finding["code"] for finding in json.loads(run("check", "--json").out)["findings"]}
    assert codes.isdisjoint({"KB154", "REC03"})
    assert "0 of" in run("fix", "--yes").err


def test_files_of_other_line_ends_marks_and_accents_are_mended(run: Run, workspace_copy: Copy) -> None:
    path = workspace_copy.path("topic/school-meals")
    text = path.read_text(encoding="utf-8").replace("School", "Scho\u006f\u0308l", 1)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert run("check").code == 3
    run("fix", "--yes")
    assert path.read_bytes() == text.replace("o\u0308", "ö").encode()


def test_what_needs_a_decision_is_left(run: Run, workspace_copy: Copy) -> None:
    before = {p: p.read_bytes() for p in (workspace_copy.root / "kb").rglob("*.ttl")}
    assert run("fix", "--yes", "--select", "KB101,CLM").code == 0
    assert {p: p.read_bytes() for p in (workspace_copy.root / "kb").rglob("*.ttl")} == before


def test_the_value_of_another_list_is_not_guessed_at(run: Run, workspace_copy: Copy) -> None:
    uk = "<https://w3id.org/briefwright/scheme/confidence/low>"
    workspace_copy.replace("recommendation/adopt-menu-standard", "pol:priority priority:medium", f"pol:priority {uk}")
    run("fix", "--yes")
    assert uk in workspace_copy.path("recommendation/adopt-menu-standard").read_text(encoding="utf-8")


def test_doctor_says_how_each_thing_stands_and_how_it_is_mended(run: Run, workspace_copy: Copy) -> None:
    signs = {sign["what"]: sign for sign in json.loads(run("doctor", "--json").out)["signs"]}
    assert {"Python", "Python packages", "Pango", "fonts", "git", "workspace", "unfinished saves", "cache"} <= set(
        signs
    )
    assert signs["Pango"]["well"]
    assert not signs["git repository"]["well"]
    assert "git init" in signs["git repository"]["mend"]
    (workspace_copy.root / "kb" / "claim" / ".x.ttl.ab12cd34").write_text("half", encoding="utf-8")
    said = run("doctor")
    assert said.code == 1
    assert "Delete kb/claim/.x.ttl.ab12cd34" in said.out


@pytest.fixture
def started(run: Run, tmp_path: Path) -> Copy:
    folder = tmp_path / "Tree Desk"
    assert run("init", str(folder)).code == 0
    return Copy(folder)


@pytest.mark.pages
def test_a_new_workspace_is_sound_and_its_paper_is_built(started: Copy, tmp_path: Path) -> None:
    kb = started.kb()
    assert kb.workspace.base_iri == "https://example.org/tree-desk/"
    assert [f for f in check(kb, today="2099-01-01").findings if f.severity != "info"] == []
    papers = build(started.workspace, Wishes(), tmp_path / "out", lambda _: None)
    assert len(papers) == 1
    files = [p for p in started.root.rglob("*") if p.is_file() and not {".git", ".briefwright"} & set(p.parts)]
    assert [p for p in files if b"@@" in p.read_bytes()] == []


def test_a_commit_of_an_unsound_record_is_stopped(started: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    git(started.root, "add", "-A")
    git(started.root, "commit", "-q", "-m", "The example")
    claim = started.path("claim/three-in-four-survive")
    sound = claim.read_text(encoding="utf-8")
    for spoilt, why in (
        (sound.replace("later.", "later"), "CLM01"),
        (sound.replace(" ;\n", ";\n", 1), "briefwright fmt"),
    ):
        claim.write_text(spoilt, encoding="utf-8")
        git(started.root, "add", "-A")
        with pytest.raises(subprocess.CalledProcessError) as stopped:
            git(started.root, "commit", "-q", "-m", "Not sound")
        assert why in stopped.value.stdout + stopped.value.stderr
    assert git(started.root, "log", "--oneline").count("\n") == 0
    assert "textconv" in git(started.root, "config", "diff.briefwright.textconv")


def test_a_folder_with_files_in_it_is_left_alone(run: Run, workspace_copy: Copy) -> None:
    said = run("init", str(workspace_copy.root))
    assert said.code == 2
    assert "has files in it" in said.err
    assert "no web address" in run("init", str(workspace_copy.root / "new"), "--base-iri", "ftp://x").err


def test_the_workflow_is_a_file_that_can_be_read(started: Copy) -> None:
    flow = yaml.safe_load((started.root / ".github" / "workflows" / "knowledge.yml").read_text(encoding="utf-8"))
    said = "\n".join(step.get("run", "") for step in flow["jobs"]["check"]["steps"])
    for command in ("briefwright check", "briefwright build --all", "briefwright diff", "gh pr comment"):
        assert command in said
