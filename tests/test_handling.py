"""Handling beyond the mark: Chatham House Rule, embargo, drafts, portion marks, a lower ceiling, classified marks."""

import json
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from briefwright.cli import main
from briefwright.compose import Composition, Order, compose, prepare
from briefwright.document import runs_of, text_of
from briefwright.errors import DataError, RefusedError, UsageError
from briefwright.papers import reading
from briefwright.papers.build import Wishes, build
from briefwright.papers.fitting import FORMATS
from conftest import Built, Copy, composed, everything, named, pages, papers_of

BRIEF = "kitchens-after-the-grant"
CAVEAT = "pol:handlingCaveat <https://w3id.org/briefwright/scheme/handling-caveat/{}>"
RELEASE = '"2026-12-01T09:00:00+02:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
BEFORE = datetime(2026, 12, 1, 6, 59, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)


def caveat(copy: Copy, record: str, kind: str) -> Copy:
    return copy.add(record, CAVEAT.format(kind))


def round_table(copy: Copy, gist: str = "Two regions keep the posts unfilled on purpose.") -> Copy:
    """Let the claim on vacant posts stand on what was said at a round table under the Chatham House Rule."""
    source = copy.path("source/audit-office-2024-kitchens").read_text(encoding="utf-8")
    source = source.replace("audit-office-2024-kitchens", "round-table-2024").replace("NAO-24/07", "quagga-07")
    source = source.replace("School kitchen pilot: audit of the first year", "Remarks of Odalys Quint")
    source = source.replace('"National Audit Office"', '"Quint Catering"').replace("audit.example", "quint.example")
    source = source.replace('"The whole report."', '"Her notes."')
    copy.create("source/round-table-2024", source)
    passage = copy.path("passage/audit-office-2024-kitchens--1").read_text(encoding="utf-8")
    passage = passage.replace("audit-office-2024-kitchens", "round-table-2024")
    passage = passage.replace("page 4, paragraph 2", "second answer of Ms Quint").replace(
        "twelve of the sixteen", "Quint said"
    )
    start, end = passage.index('pol:gist "') + len('pol:gist "'), passage.index('"@en ;\n    pol:locator')
    copy.create("passage/round-table-2024--1", passage[:start] + gist + passage[end:])
    caveat(copy, "source/round-table-2024", "chatham-house")
    copy.add("source/round-table-2024", 'pol:authorName "Odalys Quint"')
    copy.add("source/round-table-2024", 'pol:interest "Quint Catering sells meals to schools."@en')
    copy.drop("claim/vacant-posts", "pol:supportedBy")
    return copy.add("claim/vacant-posts", "pol:supportedBy <passage/round-table-2024--1>")


@pytest.mark.pages
def test_who_spoke_under_the_chatham_house_rule_is_in_no_format(workspace_copy: Copy, tmp_path: Path) -> None:
    round_table(workspace_copy)
    made = papers_of(workspace_copy, tmp_path / "out", what=f"brief/{BRIEF}", formats=tuple(FORMATS))
    for path in sorted(made.out.iterdir()):
        found = everything(path).lower()
        for hidden in (b"quint", b"odalys", b"quagga"):
            assert hidden not in found, (path.name, hidden)
    (trail,) = [t for t in reading.read(made.file(".pdf")).trails if t.record.endswith("claim/vacant-posts")][:1]
    assert trail.evidence[0].source_title == "Statement under the Chatham House Rule"
    shown = " ".join(pages(made.file(".pdf")))
    assert "neither who said it nor who was present may be told" in shown
    assert "source not named, Statement under the Chatham House Rule (June 27, 2024), place not told" in shown
    assert "Has an interest; who spoke is not told" in shown


def test_the_same_names_are_printed_without_the_rule(workspace_copy: Copy) -> None:
    """The control of the test above."""
    round_table(workspace_copy).replace("source/round-table-2024", f"    {CAVEAT.format('chatham-house')} ;\n", "")
    said = str(composed(workspace_copy.kb(), BRIEF).document)
    assert all(name in said for name in ("Odalys Quint", "Quint Catering", "second answer", "quint.example"))


@pytest.mark.parametrize("draft", [False, True])
def test_a_gist_that_names_the_speaker_is_refused_even_as_a_draft(
    workspace_copy: Copy, tmp_path: Path, *, draft: bool
) -> None:
    round_table(workspace_copy, "Odalys  Quint says that two regions keep the posts unfilled.")
    with pytest.raises(RefusedError, match="would tell who spoke") as refused:
        papers_of(workspace_copy, tmp_path, what=f"brief/{BRIEF}", draft=draft)
    (finding,) = refused.value.findings
    assert (finding.code, finding.file) == ("CMP05", "kb/passage/round-table-2024--1.ttl")
    assert finding.message.endswith("the gist of passage/round-table-2024--1 tells “Odalys Quint”.")
    assert list(tmp_path.iterdir()) == [workspace_copy.root]


def test_the_name_of_a_file_may_not_tell_it_either(workspace_copy: Copy, tmp_path: Path) -> None:
    round_table(workspace_copy)
    for record in ("source/round-table-2024", "passage/round-table-2024--1", "claim/vacant-posts"):
        text = workspace_copy.path(record).read_text(encoding="utf-8").replace("round-table-2024", "odalys-quint-2024")
        workspace_copy.remove(record).create(record.replace("round-table-2024", "odalys-quint-2024"), text)
    with pytest.raises(RefusedError, match="would tell who spoke"):
        papers_of(workspace_copy, tmp_path, what=f"brief/{BRIEF}")


def test_who_was_present_at_an_event_under_the_rule_is_not_listed(workspace_copy: Copy) -> None:
    kb = caveat(workspace_copy, "event/assembly-hearing", "chatham-house").kb()
    released = prepare(kb, Order(named(kb, f"brief/{BRIEF}"), "executive")).released.kb
    event = named(kb, "event/assembly-hearing")
    assert {p.rpartition("#")[2] for p in kb.facts[event]} - {p.rpartition("#")[2] for p in released.facts[event]} == {
        "participant"
    }
    assert b"event/assembly-hearing> <https://w3id.org/briefwright/policy#participant>" not in released.ntriples


def embargoed(copy: Copy) -> Copy:
    caveat(copy, "claim/vacant-posts", "embargo")
    return copy.add("claim/vacant-posts", f"pol:releaseNotBefore {RELEASE}")


def built_at(copy: Copy, out: Path, now: datetime, **wishes: object) -> Built:
    wanted = Wishes(what=f"brief/{BRIEF}", **wishes)  # type: ignore[arg-type]
    return Built(out, build(copy.workspace, wanted, out, lambda _: None, now), ())


@pytest.mark.pages
def test_a_public_paper_is_refused_until_the_embargo_ends(workspace_copy: Copy, tmp_path: Path) -> None:
    embargoed(workspace_copy)
    with pytest.raises(RefusedError, match=r"claim/vacant-posts is under embargo until 1 December 2026, 09:00 \(UTC"):
        built_at(workspace_copy, tmp_path / "early", BEFORE)
    assert not (tmp_path / "early").exists()
    made = built_at(workspace_copy, tmp_path / "out", AFTER, formats=tuple(FORMATS))
    line = "For release 1 December 2026, 09:00 (UTC+02:00). Not to be made public before."
    assert line in pages(made.file(".pdf"))[0]
    assert line in made.file(".html").read_text(encoding="utf-8")
    assert line in [p.text for p in docx.Document(str(made.file(".docx"))).paragraphs]
    assert json.loads(made.file(".json").read_bytes())["document"]["caveats"] == [line]


@pytest.mark.pages
def test_before_the_embargo_ends_those_within_the_ceiling_may_have_it(workspace_copy: Copy, tmp_path: Path) -> None:
    embargoed(workspace_copy)
    workspace_copy.replace(f"brief/{BRIEF}", "pol:ceiling marking:clear", "pol:ceiling marking:green")
    early = built_at(workspace_copy, tmp_path / "early", BEFORE, formats=("pdf",))
    late = built_at(workspace_copy, tmp_path / "late", AFTER, formats=("pdf",))
    assert early.file(".pdf").read_bytes() == late.file(".pdf").read_bytes(), "the clock is no part of a paper"


def test_an_embargo_without_a_time_never_ends(workspace_copy: Copy, tmp_path: Path) -> None:
    caveat(workspace_copy, f"brief/{BRIEF}", "embargo")
    with pytest.raises(RefusedError, match="under embargo without a date"):
        built_at(workspace_copy, tmp_path, datetime(2999, 1, 1, tzinfo=UTC))


@pytest.mark.pages
def test_the_day_of_issue_is_held_against_the_embargo(
    workspace_copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    embargoed(workspace_copy)
    call = ["--workspace", str(workspace_copy.root), "build", f"brief/{BRIEF}", "--issue", "-o", str(tmp_path), "--on"]
    with pytest.raises(SystemExit):
        main([*call, "2026-11-30"])
    assert "under embargo until 1 December 2026" in capsys.readouterr().err
    main([*call, "2026-12-01"])
    assert list((workspace_copy.root / "issued").glob(f"{BRIEF}*"))


@pytest.mark.pages
def test_what_serves_a_decision_to_come_is_a_draft_and_not_issued(workspace_copy: Copy, tmp_path: Path) -> None:
    caveat(workspace_copy, f"brief/{BRIEF}", "draft")
    made = papers_of(workspace_copy, tmp_path / "out", what=f"brief/{BRIEF}", formats=("pdf",))
    first, second = pages(made.file(".pdf"))[:2]
    assert "Draft, pre-decisional." in first
    assert "DRAFT" in second
    assert "What is unsupported is marked" not in first
    with pytest.raises(RefusedError, match="pre-decisional"):
        papers_of(workspace_copy, tmp_path / "issue", what=f"brief/{BRIEF}", issue="2026-11-25")
    assert not list((workspace_copy.root / "issued").glob(f"{BRIEF}*"))


def mixed(copy: Copy) -> Copy:
    """A paper up to TLP:AMBER in which one claim is amber and all else is clear."""
    copy.mark("claim/vacant-posts", "amber")
    return copy.replace(f"brief/{BRIEF}", "pol:ceiling marking:clear", "pol:ceiling marking:amber")


@pytest.mark.pages
def test_portions_are_marked_when_they_differ_and_all_of_them(workspace_copy: Copy, tmp_path: Path) -> None:
    composition = composed(mixed(workspace_copy).kb(), BRIEF)
    assert composition.document.banner.label == "TLP:AMBER"
    portions = list(_portions(composition))
    assert {mark for mark, _ in portions} == {"TLP:CLEAR", "TLP:AMBER"}
    strictest = {s.id: s.marking for s in composition.document.statements}
    for mark, runs in portions:
        held = [strictest[run.statement] for run in runs_of(runs) if run.statement]
        assert ("TLP:AMBER" in held) == (mark == "TLP:AMBER"), text_of(runs)
    made = papers_of(workspace_copy, tmp_path, what=f"brief/{BRIEF}", formats=("pdf", "docx"))
    shown = " ".join(pages(made.file(".pdf")))
    assert shown.count("(TLP:CLEAR) ") > 10
    assert any(p.text.startswith("(TLP:") for p in docx.Document(str(made.file(".docx"))).paragraphs)


def _portions(composition: Composition):
    """Each paragraph and item of the body with the mark before it; fails where one has none."""
    for section in composition.document.sections:
        for block in section.blocks:
            texts = getattr(block, "items", None) or ((block.runs,) if hasattr(block, "runs") else ())
            for runs in texts:
                assert runs[0].text.startswith("(TLP:"), text_of(runs)
                yield runs[0].text.strip("()"), runs


def test_a_paper_of_one_mark_has_no_portion_marks(workspace_copy: Copy) -> None:
    assert "(TLP:" not in str(composed(workspace_copy.kb(), BRIEF).document)


@pytest.mark.pages
def test_a_lower_ceiling_withholds_and_a_higher_one_is_refused(workspace_copy: Copy, tmp_path: Path) -> None:
    kb = mixed(workspace_copy).kb()
    brief = named(kb, f"brief/{BRIEF}")
    lowered = compose(prepare(kb, Order(brief, "executive", ceiling="TLP:CLEAR")))
    assert lowered.document.banner.label == "TLP:CLEAR"
    assert "2 above the ceiling" in lowered.receipt
    with pytest.raises(UsageError, match="may hold TLP:AMBER at most"):
        prepare(kb, Order(brief, "executive", ceiling="red"))
    with pytest.raises(UsageError, match=r"There is no marking 'gren'. Did you mean \"green\""):
        prepare(kb, Order(brief, "executive", ceiling="gren"))
    workspace_copy.mark(f"brief/{BRIEF}", "green")
    kb = workspace_copy.kb()
    with pytest.raises(UsageError, match="is itself marked above TLP:CLEAR"):
        prepare(kb, Order(brief, "executive", ceiling="clear"))
    where = ["--workspace", str(workspace_copy.root), "build", f"brief/{BRIEF}", "-o", str(tmp_path / "out")]
    with pytest.raises(SystemExit):
        main([*where, "--ceiling", "green"])
    main([*where, "--ceiling", "TLP:AMBER", "--format", "md"])
    assert "TLP:AMBER" in next((tmp_path / "out").iterdir()).read_text(encoding="utf-8")


CLASSIFIED = (
    "(TS) The kitchens are empty.", "(S//NF) The kitchens are empty.", "(C) The kitchens are empty.",
    "Seen in SECRET//NOFORN traffic.", "TOP SECRET", "As told. //ORCON applies", "It is (S//REL TO USA, GBR) known.",
)  # fmt: skip
UNCLASSIFIED = (
    "(U) The kitchens are empty.", "Section 3(C) of the act, and (S) as in south.", "The secret of good soup (c) 2024.",
    "It is CONFIDENTIAL in tone, says the SECRETARY.", "See https://si.example/NF for the list.",
)  # fmt: skip


@pytest.mark.parametrize("text", CLASSIFIED)
def test_marks_of_classified_information_are_refused_and_not_shown(
    workspace_copy: Copy, tmp_path: Path, text: str
) -> None:
    workspace_copy.add("claim/vacant-posts", f'pol:curatorNote "{text}"@en')
    with pytest.raises(DataError, match=r"kb/claim/vacant-posts.ttl:\d+:\d+.*TTL016") as refused:
        papers_of(workspace_copy, tmp_path, what=f"brief/{BRIEF}", draft=True)
    assert "The kitchens are empty" not in str(refused.value)
    assert list(tmp_path.iterdir()) == [workspace_copy.root]


@pytest.mark.parametrize("text", UNCLASSIFIED)
def test_words_that_only_look_like_such_marks_are_not_refused(workspace_copy: Copy, text: str) -> None:
    workspace_copy.add("claim/vacant-posts", f'pol:curatorNote "{text}"@en').kb()
