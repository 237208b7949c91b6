"""Evidence: the words of a source are kept, and an anchor that does not stand in them is refused."""

import json
import random
import subprocess
from pathlib import Path

import pikepdf
import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st

from briefwright.curate.anchors import located, normalized
from briefwright.curate.archive import read
from conftest import Copy, Run
from trials import Chances, trial

pytestmark = pytest.mark.slow

SOURCE = "source/audit-office-2024-kitchens"
WORDS = """The council paid 4.2 mil-
lion crowns for “warm” school—meals in 2024, a long-
term plan. Its   kitchens served 1,200 lunches a day; the ministry\u2019s
report counts sixteen kitchens of which twelve had opened by then."""
FIELDS = ("locator=page 1", "gist=What the council paid for meals.", "credibility=2", "marking=clear")


@pytest.mark.parametrize("anchor", [
    "4.2 million crowns", 'for "warm" school-meals', "“warm” school—meals", "a long-term plan", "a longterm plan",
    "kitchens served 1,200 lunches a day", "the ministry's report", "The council paid … a long-term plan",
    "sixteen kitchens [...] twelve had opened", "\uff4bitchens of which twelve",
])  # fmt: skip
def test_an_anchor_is_found_however_lines_quotes_and_dashes_are_set(anchor: str) -> None:
    text = normalized(WORDS)
    place = located(anchor, text)
    assert place is not None
    assert text[place.start : place.end].split()[-1].strip(";.,") in normalized(anchor).split()[-1].replace(
        "longterm", "long-term"
    )


@pytest.mark.parametrize("anchor", [
    "4.3 million crowns", "illion crowns", "twelve … sixteen", "served 1,200 lunches an hour", "", "…", "Kitchens",
])  # fmt: skip
def test_an_anchor_that_is_not_there_is_not_found(anchor: str) -> None:
    assert located(anchor, normalized(WORDS)) is None


@trial("anchors", 1000)
@given(st.text(max_size=80))
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    once = normalized(text)
    assert normalized(once) == once


def altered(words: list[str], chance: random.Random) -> list[str]:
    """An anchor in which one thing is otherwise: a word changed, left out, put in, or two changed about."""
    place = chance.randrange(1, len(words) - 1)
    changes = (
        lambda: [*words[:place], words[place][::-1] + "x", *words[place + 1 :]],
        lambda: [*words[:place], *words[place + 1 :]],
        lambda: [*words[:place], "not", *words[place:]],
        lambda: [*words[: place - 1], words[place], words[place - 1], *words[place + 1 :]],
        lambda: [*words[:place], words[place].swapcase(), *words[place + 1 :]],
    )
    return chance.choice(changes)()


@trial("anchors", 500)
def test_every_altered_anchor_is_refused(chances: Chances) -> None:
    text = normalized(WORDS)
    words = text.split()
    for chance in chances:
        anchor = text
        while anchor in text:  # an alteration of figures or marks alone may change nothing
            start = chance.randrange(len(words) - 6)
            anchor = " ".join(altered(words[start : start + 6], chance))
        assert located(anchor, text) is None, anchor


@pytest.fixture
def kept(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(WORDS, encoding="utf-8")
    assert run("source", "add", str(path), "--to", SOURCE).code == 0
    return path


def test_a_source_is_kept_by_its_hash_and_git_does_not_see_it(run: Run, kept: Path, workspace_copy: Copy) -> None:
    text = workspace_copy.path(SOURCE).read_text(encoding="utf-8")
    name = subprocess.run(("sha256sum", str(kept)), capture_output=True, text=True, check=True).stdout.split()[0]
    assert f'pol:contentHash "{name}"' in text
    assert (workspace_copy.root / "archive" / name / "source.txt").read_bytes() == kept.read_bytes()
    assert "review-status:source-checked" in text


def test_a_passage_is_added_only_if_its_words_stand_in_the_source(run: Run, kept: Path, workspace_copy: Copy) -> None:
    wrong = run("passage", "add", SOURCE, "anchor=served 1,300 lunches a day", *FIELDS)
    assert wrong.code == 2
    assert "The nearest there is: “served 1,200 lunches a day”." in wrong.err
    right = run("passage", "add", SOURCE, "anchor=served 1,200 lunches a day", *FIELDS)
    assert right.code == 0, right.err
    written = (workspace_copy.root / right.out.strip()).read_text(encoding="utf-8")
    start, end = (int(written.partition(f"pol:anchor{side} ")[2].split()[0]) for side in ("Start", "End"))
    assert normalized(WORDS)[start:end] == "served 1,200 lunches a day"


def test_without_a_kept_text_the_anchor_is_taken_and_said_to_be_unchecked(run: Run) -> None:
    said = run("passage", "add", SOURCE, "anchor=any words at all", *FIELDS)
    assert said.code == 0
    assert f"{SOURCE} is not archived, so its anchor was not checked." in said.err


def test_verify_tells_what_stands_what_moved_what_is_missing_and_what_is_not_kept(
    run: Run, kept: Path, workspace_copy: Copy
) -> None:
    added = run("passage", "add", SOURCE, "anchor=a long-term plan", *FIELDS).out.strip()
    record = added.removeprefix("kb/").removesuffix(".ttl")

    def states() -> dict[str, str]:
        return {each["record"]: each["state"] for each in json.loads(run("archive", "verify", "--json").out)["archive"]}

    first = states()
    assert (first[record], first[SOURCE]) == ("found", "found")
    assert "missing" in first.values()  # the anchors of the made-up passages are not in this text
    assert run("archive", "verify").code == 1
    text = workspace_copy.path(record).read_text(encoding="utf-8")
    place = text.partition("pol:anchorStart ")[2].split()[0]
    workspace_copy.replace(record, f"pol:anchorStart {place}", f"pol:anchorStart {int(place) + 4}")
    assert states()[record] == "moved"
    (source,) = (workspace_copy.root / "archive").glob("*/source.txt")
    source.write_text("Other words.", encoding="utf-8")
    assert states()[SOURCE] == "changed"
    for path in source.parent.iterdir():
        path.unlink()
    assert set(states().values()) == {"not archived"}
    assert run("archive", "verify").code == 0


def test_web_pages_and_pdfs_are_read_for_their_words(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    head = "<head><title>no</title><style>p{}</style></head>"
    html = f"<html>{head}<body><p>Soup &amp; bread</p><script>x</script><p>daily</p></body></html>"
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    loose = (
        "<html><head><title>no</title><body><p>Soup &amp; bread</p><p>daily</p>"  # ends that HTML lets one leave out
    )
    (tmp_path / "loose.html").write_text(loose, encoding="utf-8")
    assert read(tmp_path / "loose.html").text == "Soup & bread daily"
    weasyprint.HTML(string=html).write_pdf(tmp_path / "page.pdf")
    for name in ("page.html", "page.pdf"):
        assert run("source", "add", str(tmp_path / name), "--to", SOURCE).code == 0
        (text,) = [
            p for p in (workspace_copy.root / "archive").glob("*/text.txt") if list(p.parent.glob(f"source{name[4:]}"))
        ]
        assert text.read_text(encoding="utf-8") == "Soup & bread daily"


@pytest.mark.parametrize(("name", "data", "why"), [
    ("x.docx", b"PK", "is no text, HTML or PDF"),
    ("x.txt", b"  \n", "has no text in it"),
    ("x.txt", b"\xff\xfe", "is not UTF-8"),
    ("x.pdf", b"%PDF-1.4 broken", "PDF"),
])  # fmt: skip
def test_what_has_no_words_is_refused(name: str, data: bytes, why: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    said = run("source", "add", str(tmp_path / name), "--to", SOURCE)
    assert said.code in (2, 3)
    assert why in said.err


def test_an_encrypted_pdf_of_somebody_is_refused_as_what_it_is(run: Run, tmp_path: Path) -> None:
    weasyprint.HTML(string="<p>Soup</p>").write_pdf(tmp_path / "open.pdf")
    with pikepdf.open(tmp_path / "open.pdf") as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    said = run("source", "add", str(tmp_path / "locked.pdf"), "--to", SOURCE)
    assert said.code == 3
    assert "locked.pdf is encrypted, so it cannot be read. Save a copy of it without a password." in said.err
    assert "paper" not in said.err.partition("locked.pdf is")[2]
