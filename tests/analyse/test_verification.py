"""Whether a paper is as it was made: whatever is changed in it is found, and what is no change is not."""

import io
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfWriter

from briefwright.analyse.verification import Verification, verify
from briefwright.errors import DataError, ResourceError, UsageError
from briefwright.knowledge.records import name
from briefwright.worker import Limits
from conftest import Built, Copy, git, papers_of

ATTACHMENT = "statements.jsonld"
Pdf = pikepdf.Pdf


@pytest.fixture
def checklist(built: Built) -> Path:
    return built.file("kitchen-actions-executive.pdf")


def looked_at(path: Path) -> Verification:
    return verify(path, None, None)


def faults(original: Path, target: Path, change: Callable[[Pdf], object]) -> str:
    with pikepdf.open(original) as pdf:
        change(pdf)
        pdf.save(target)
    return "; ".join(looked_at(target).faults)


def test_each_paper_is_as_it_was_made(built: Built) -> None:
    for path in sorted(built.out.glob("*.pdf")):
        found = looked_at(path)
        assert (found.faults, found.filled) == ((), False)
        assert found.paper is not None


def test_another_program_that_only_saves_it_changes_nothing(
    checklist: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="pypdf")  # what it says of its own way of counting objects
    assert faults(checklist, tmp_path / "a.pdf", lambda _: None) == ""
    data = io.BytesIO()
    PdfWriter(clone_from=checklist).write(data)
    (tmp_path / "b.pdf").write_bytes(data.getvalue())
    assert looked_at(tmp_path / "b.pdf").faults == ()


def without_first_text(pdf: Pdf) -> None:
    """Take out a line of the first statement, by leaving out one run of letters near the end of the first page."""
    contents = pdf.pages[0].Contents
    data = contents.read_bytes()
    end = data.rfind(b"TJ")
    contents.write(data[: data.rfind(b"[", 0, end)] + b"[]" + data[end:])


def test_changed_text_is_found(checklist: Path, tmp_path: Path) -> None:
    assert faults(checklist, tmp_path / "a.pdf", without_first_text).startswith("the pages were changed")


def test_the_statements_that_are_no_longer_on_the_pages_are_named(built: Built, tmp_path: Path) -> None:
    said = faults(built.file("kitchens-after-the-grant-executive.pdf"), tmp_path / "a.pdf",
                  lambda pdf: pdf.pages[0].Contents.write(b""))  # fmt: skip
    assert "not on them any more: s" in said


def test_a_removed_attachment_is_found(checklist: Path, tmp_path: Path) -> None:
    def remove(pdf: Pdf) -> None:
        del pdf.attachments[ATTACHMENT]

    assert "attachment with its statements was removed" in faults(checklist, tmp_path / "a.pdf", remove)


def test_the_attachment_of_another_paper_is_found(built: Built, checklist: Path, tmp_path: Path) -> None:
    with pikepdf.open(built.file("kitchens-after-the-grant-executive.pdf")) as other:
        foreign = other.attachments[ATTACHMENT].get_file().read_bytes()

    def swap(pdf: Pdf) -> None:
        pdf.attachments[ATTACHMENT] = foreign

    assert "the attachment is of another paper" in faults(checklist, tmp_path / "a.pdf", swap)


def test_changed_statements_are_found(checklist: Path, tmp_path: Path) -> None:
    def falsify(pdf: Pdf) -> None:
        data = pdf.attachments[ATTACHMENT].get_file().read_bytes()
        assert b"menu standard" in data
        pdf.attachments[ATTACHMENT] = data.replace(b"menu standard", b"milk standard", 1)

    assert faults(checklist, tmp_path / "a.pdf", falsify) == "the attached statements were changed"


@pytest.mark.parametrize("field", ["dc:title", "dc:description", "xmp:CreateDate"])
def test_changed_metadata_is_found(field: str, checklist: Path, tmp_path: Path) -> None:
    def rename(pdf: Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata[field] = "2020-01-01"

    assert faults(checklist, tmp_path / "a.pdf", rename).startswith("the metadata was changed")


def test_a_changed_document_title_is_found(checklist: Path, tmp_path: Path) -> None:
    def rename(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = "Another title"

    assert "title of the document information" in faults(checklist, tmp_path / "a.pdf", rename)


def test_a_filled_form_is_filled_and_not_changed(checklist: Path, tmp_path: Path) -> None:
    with pikepdf.open(checklist) as pdf:
        box = pdf.Root.AcroForm.Fields[0]
        (on,) = [key for key in box.AP.N.keys() if key != "/Off"]  # noqa: SIM118  no mapping
        box.V = box.AS = pikepdf.Name(on)
        pdf.save(tmp_path / "filled.pdf")
    found = looked_at(tmp_path / "filled.pdf")
    assert (found.faults, found.filled) == ((), True)


def test_what_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "foreign.pdf")
    (tmp_path / "text.pdf").write_text("no pdf")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00" * 200)
    with pytest.raises(DataError, match="no paper of Briefwright"):
        looked_at(tmp_path / "foreign.pdf")
    with pytest.raises(DataError, match="is no PDF"):
        looked_at(tmp_path / "text.pdf")
    with pytest.raises(DataError, match="is damaged"):
        looked_at(tmp_path / "broken.pdf")
    with pytest.raises(UsageError, match="There is no file"):
        looked_at(tmp_path / "none.pdf")


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_file_cut_short_or_flipped_is_refused_or_found(share: float, checklist: Path, tmp_path: Path) -> None:
    data = bytearray(checklist.read_bytes())
    place = int(len(data) * share)
    cut, flipped = tmp_path / "cut.pdf", tmp_path / "flipped.pdf"
    cut.write_bytes(data[:place])
    data[place : place + 64] = bytes(64)
    flipped.write_bytes(data)
    for path in (cut, flipped):
        try:
            verify(path, None, None)
        except DataError as error:
            assert str(path) in str(error)  # noqa: PT017  either is fine


def test_the_commits_that_have_it_are_named_and_what_changed_since(
    workspace_copy: Copy, checklist: Path, tmp_path: Path
) -> None:
    place = workspace_copy.workspace
    path = shutil.copy(checklist, tmp_path / "paper.pdf")
    assert verify(path, place, workspace_copy.kb()).commits == ()
    git(place.root, "init", "-q")
    git(place.root, "add", ".")
    git(place.root, "commit", "-qm", "as printed")
    first = git(place.root, "rev-parse", "HEAD")
    found = verify(path, place, workspace_copy.kb())
    assert (found.commits, found.changed, found.gone) == ((first,), (), ())
    workspace_copy.replace("recommendation/adopt-menu-standard", 'pol:action "', 'pol:action "swiftly ')
    git(place.root, "commit", "-qam", "moved on")
    kb = workspace_copy.kb()
    later = verify(path, place, kb)
    assert later.commits == (first,)
    assert [name(kb, record) for record in later.changed] == ["recommendation/adopt-menu-standard"]
    assert later.faults == ()


def test_papers_of_the_same_content_have_the_same_seal(workspace_copy: Copy, built: Built, tmp_path: Path) -> None:
    again = papers_of(workspace_copy, tmp_path / "out", what="brief/kitchen-actions", formats=("pdf",))
    same = built.file("kitchen-actions-executive.pdf").read_bytes()
    assert again.file("kitchen-actions-executive.pdf").read_bytes() == same


def test_a_pdf_made_to_keep_its_reader_at_work_is_given_up(
    checklist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file of four hundred pages that share one long text: each page is read anew."""
    with pikepdf.open(checklist) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 9 Tf (x) Tj ET\n" * 50_000)
        for _ in range(400):
            pdf.pages.append(pdf.pages[0])
        pdf.save(tmp_path / "bomb.pdf")
    assert (tmp_path / "bomb.pdf").stat().st_size < 1 << 20
    monkeypatch.setattr("briefwright.foreign.pdf._LIMITS", Limits(seconds=2, memory=1 << 30, files=64))
    start = time.monotonic()
    with pytest.raises(ResourceError, match="was stopped after 2 seconds"):
        looked_at(tmp_path / "bomb.pdf")
    assert time.monotonic() - start < 10
