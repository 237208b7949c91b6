"""What a curator does on the command line: each a small change, checked before it is written."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Copy, Run

pytestmark = pytest.mark.slow

TODAY = ("--today", "2026-12-01")


def text_of(copy: Copy, record: str) -> str:
    return copy.path(record).read_text(encoding="utf-8")


def changed_lines(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if re.match(r"[+-](?![+-])", line)]


def test_a_record_is_added_with_a_name_from_its_label_and_told_what_is_missing(run: Run, workspace_copy: Copy) -> None:
    said = run(
        "add", "claim", "statement=Milk is served cold in Ebba’s schools.", "claim type=Fact", "marking=clear", *TODAY
    )
    assert said.code == 0
    assert said.out == "kb/claim/milk-is-served-cold-in-ebbas-schools.ttl\n"
    assert "KB101" in said.err
    written = text_of(workspace_copy, "claim/milk-is-served-cold-in-ebbas-schools")
    assert "pol:claimType claim-type:fact ;" in written
    assert "pol:reviewStatus review-status:draft ;" in written
    assert 'dcterms:modified "2026-12-01"^^xsd:date' in written


def test_records_are_named_by_label_and_values_by_their_words(run: Run, workspace_copy: Copy) -> None:
    about = "about=National Audit Office; school meals"
    fields = ("statement=Milk is cold.", "claim-type=fact", about, "as-of=2025-03", "value=1.50", "marking=clear")
    run("add", "claim", *fields, "--slug", "milk", *TODAY)
    written = text_of(workspace_copy, "claim/milk")
    assert "<actor/national-audit-office>,\n        <topic/school-meals>" in written
    assert 'pol:asOf "2025-03"^^xsd:gYearMonth' in written
    assert "pol:value 1.50 ;" in written


def test_every_fault_is_told_at_once_with_the_nearest_there_is(run: Run, workspace_copy: Copy) -> None:
    said = run("add", "claim", "statment=x", "claim-type=fct", "as-of=yesterday", "about=actor audit ofice")
    assert said.code == 2
    assert "no field 'statment'. Did you mean \"statement\"?" in said.err
    assert 'Did you mean "fact"?' in said.err
    assert "a day such as 2024-06-27 or a month such as 2024-06 or a year such as 2024" in said.err
    assert "actor/national-audit-office" in said.err


def test_what_breaks_a_field_is_not_written(run: Run, workspace_copy: Copy) -> None:
    said = run("add", "claim", "statement=No full stop", "claim-type=fact", "--slug", "bad")
    assert said.code == 1
    assert "CLM01" in said.err
    assert not workspace_copy.path("claim/bad").exists()


@pytest.mark.parametrize(("words", "why"), [
    (("add", "claims", "a=b"), 'no class \'claims\'. Did you mean "claim"?'),
    (("add", "milestone", "a=b"), "part of a record"),
    (("add", "claim", "statement"), "write FIELD=VALUE"),
    (("add", "claim", "statement=Milk is cold.", "--slug", "Not A Slug"), "no slug"),
    (("add", "claim", "statement=Milk is cold.", "--slug", "vacant-posts"), "there already"),
    (("link", "claim/vacant-posts", "supportd-by", "passage/x"), 'Did you mean "supported'),
    (("link", "claim/vacant-posts", "statement", "claim/x"), "is no relation"),
    (("link", "claim/vacant-posts#nothing", "about", "topic/school-meals"), "no part 'nothing'"),
    (("rename", "claim/vacant-posts", "x"), "goes by what it says"),
    (("edit", "claim/vacant-posts", 'period="x"@notalanguage'), "a language tag that is none"),
    (("edit", "claim/vacant-posts", "about=https://example.org/a b"), "has an address"),
    (("retire", "claim/vacant-posts", "--reason", "Old.", "--by", "claim/vacant-posts"), "cannot replace itself"),
])  # fmt: skip
def test_what_cannot_be_done_is_refused_with_the_reason(words: tuple[str, ...], why: str, run: Run) -> None:
    said = run(*words)
    assert said.code == 2
    assert why in said.err


def test_a_dry_run_shows_the_change_and_writes_nothing(run: Run, workspace_copy: Copy) -> None:
    before = text_of(workspace_copy, "topic/school-meals")
    said = run("rename", "topic/school-meals", "Meals at school", "--dry-run", "--keep-review")
    assert '+    skos:prefLabel "Meals at school"@en ;' in said.out
    assert text_of(workspace_copy, "topic/school-meals") == before


def test_a_link_by_its_phrase_changes_the_lines_it_must(run: Run) -> None:
    said = run("link", "claim/vacant-posts", "is about", "topic/school-meals", "--dry-run", "--keep-review", *TODAY)
    assert said.code == 0
    assert [line for line in changed_lines(said.out) if "topic/school-meals" in line]
    assert "dcterms:modified" not in said.out


def test_what_was_reviewed_goes_back_when_its_words_change_and_so_does_what_stands_on_it(
    run: Run, workspace_copy: Copy
) -> None:
    said = run("edit", "passage/audit-office-2024-kitchens--4", "gist=The auditors ask for less.", *TODAY)
    assert said.code == 0
    assert "review-status:in-review" in text_of(workspace_copy, "passage/audit-office-2024-kitchens--4")
    assert "review-status:in-review" in text_of(workspace_copy, "recommendation/adopt-menu-standard")
    assert "recommendation/adopt-menu-standard goes back to review" in said.err
    claim = text_of(workspace_copy, "claim/vacant-posts")
    assert "review-status:source-checked" in claim


def test_a_change_of_form_keeps_review_and_day(run: Run, workspace_copy: Copy) -> None:
    before = text_of(workspace_copy, "topic/school-meals")
    run("rename", "topic/school-meals", "Meals at school", "--keep-review")
    after = text_of(workspace_copy, "topic/school-meals")
    assert [a for a, b in zip(after.splitlines(), before.splitlines(), strict=True) if a != b] == [
        '    skos:prefLabel "Meals at school"@en ;'
    ]


def test_a_retired_record_keeps_its_file_and_names_reason_and_successor(run: Run, workspace_copy: Copy) -> None:
    said = run("retire", "topic/canteen-fees", "--reason", "Fees were abolished.", "--by", "topic/school-meals", *TODAY)
    written = text_of(workspace_copy, "topic/canteen-fees")
    assert "review-status:retired" in written
    assert "Retired on 2026-12-01: Fees were abolished." in written
    assert "dcterms:isReplacedBy <topic/school-meals>" in written
    assert "Still named by" in said.err
    again = run("retire", "topic/canteen-fees", "--reason", "Twice.")
    assert "retired already" in again.err


def test_comments_of_a_file_survive_an_edit(run: Run, workspace_copy: Copy) -> None:
    path = workspace_copy.path("topic/school-meals")
    workspace_copy.replace("topic/school-meals", "<topic/school-meals>\n", "# Kept for Ebba.\n<topic/school-meals>\n")
    run("rename", "topic/school-meals", "Meals at school", "--keep-review")
    assert "# Kept for Ebba.\n<topic/school-meals>" in path.read_text(encoding="utf-8")


EDITOR = """#!/bin/sh
sed -i '{script}' "$1"
grep '^#!' "$1" >> "{log}"
true
"""


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """An editor that applies a sed script, and notes the faults it was shown."""

    def script(text: str) -> Path:
        path, log = tmp_path / "editor", tmp_path / "log"
        log.touch()
        path.write_text(EDITOR.format(script=text, log=log), encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(path))
        monkeypatch.delenv("VISUAL", raising=False)
        return log

    return script


def test_a_page_is_edited_in_the_editor(run: Run, workspace_copy: Copy, editor: Callable[[str], Path]) -> None:
    editor('s/^label = .*/label = "Meals at school"/')
    said = run("edit", "topic/school-meals")
    assert said.code == 0, said.err
    assert 'skos:prefLabel "Meals at school"@en' in text_of(workspace_copy, "topic/school-meals")


def test_faults_are_shown_in_the_page_and_what_was_written_is_kept(
    run: Run, workspace_copy: Copy, editor: Callable[[str], Path]
) -> None:
    before = text_of(workspace_copy, "topic/school-meals")
    log = editor('s/^marking = .*/marking = "grean"/')
    said = run("edit", "topic/school-meals")
    assert said.code == 2
    assert "'grean' is not a value of marking. Did you mean \"green\"?" in log.read_text(encoding="utf-8")
    assert text_of(workspace_copy, "topic/school-meals") == before
    kept = workspace_copy.root / ".briefwright" / "edits" / "topic--school-meals.toml"
    assert 'marking = "grean"' in kept.read_text(encoding="utf-8")
    assert str(kept) in said.err


def test_a_finding_is_shown_above_its_field(run: Run, editor: Callable[[str], Path]) -> None:
    log = editor("s/^review-status = .*//")
    said = run("edit", "topic/school-meals")
    assert said.code == 2
    assert "REC01" not in log.read_text(encoding="utf-8")
    assert "review status" in log.read_text(encoding="utf-8")


def test_a_page_left_as_it_is_changes_nothing(run: Run, workspace_copy: Copy, editor: Callable[[str], Path]) -> None:
    before = text_of(workspace_copy, "topic/school-meals")
    editor("")
    assert "Nothing changes." in run("edit", "topic/school-meals").err
    assert text_of(workspace_copy, "topic/school-meals") == before


def test_a_page_names_what_may_stand_in_each_field(run: Run) -> None:
    page = run("edit", "claim/vacant-posts", "--print").out
    assert re.search(r"^# claim type \(one, needed\):.*\n(#.*\n)*claim-type = ", page, re.MULTILINE)
    assert "fact, law, estimate, position, assumption, judgment" in page.replace("\n# ", " ")
    assert re.search(r"^# alternative = \[\]", page, re.MULTILINE)


@pytest.mark.parametrize(("text", "why"), [
    ("statement = \n", "line 1: This cannot be read"),
    ('class = "claim"\nmarkin = "clear"\n', "line 2: There is no field 'markin'"),
    ('class = "claim"\n[part.p]\nsection = "x"\n', "line 2: The class is missing"),
])  # fmt: skip
def test_a_page_that_cannot_be_read_names_the_line(text: str, why: str, run: Run) -> None:
    said = run("edit", "claim/vacant-posts", "--page", "-", given=text)
    assert said.code == 2
    assert why in said.err


def test_fields_are_asked_for_with_choices_and_records_are_looked_for(run: Run, workspace_copy: Copy) -> None:
    answers = ["Milk is served warm.", "fakt", "fact", "clear", "about", "audit", "1", "", "?", "", ""]
    said = run("add", "claim", "--slug", "warm", given="\n".join(answers) + "\n")
    assert said.code == 0, said.err
    assert "fact: " in said.err
    assert 'Did you mean "fact"?' in said.err
    assert "1. " in said.err
    assert re.search(r"pol:about <[a-z-]+/[a-z0-9-]+> ;", text_of(workspace_copy, "claim/warm"))


def test_what_was_answered_is_not_lost_when_somebody_breaks_off(run: Run) -> None:
    said = run("add", "topic", given="Free fruit\nFruit without a fee.\nclear\nmarkin\n")
    assert said.code == 1
    assert "No field 'markin' is left." in said.err
    assert "So far: briefwright add topic 'label=Free fruit'" in said.err


def test_names_are_made_of_labels_and_numbered(run: Run) -> None:
    for number in ("", "-2", "-3"):
        said = run("add", "topic", "label=Cold Öl & milk", "definition=A drink.", "marking=clear")
        assert said.out == f"kb/topic/cold-ol-milk{number}.ttl\n"


def test_fmt_writes_what_is_laid_out_otherwise_and_only_that(run: Run, workspace_copy: Copy) -> None:
    path = workspace_copy.path("topic/school-meals")
    canonical = path.read_text(encoding="utf-8")
    path.write_text(canonical.replace(" ;\n    pol:marking", ";   pol:marking"), encoding="utf-8")
    check = run("fmt", "--check")
    assert (check.code, check.out) == (1, "kb/topic/school-meals.ttl\n")
    assert run("fmt").out == "kb/topic/school-meals.ttl\n"
    assert path.read_text(encoding="utf-8") == canonical
    assert run("fmt", "--check").code == 0


def test_fmt_leaves_a_broken_file_and_says_what_is_wrong(run: Run, workspace_copy: Copy) -> None:
    workspace_copy.create("topic/broken", "<a> <b .\n")
    said = run("fmt")
    assert said.code == 3
    assert "kb/topic/broken.ttl:1:" in said.err
    assert text_of(workspace_copy, "topic/broken") == "<a> <b .\n"


def test_records_of_the_small_workspace_are_canonical(run: Run) -> None:
    assert run("fmt", "--check").out == ""
