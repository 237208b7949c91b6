"""A paper answers for itself: its statements are read back, found by words, and led to the commits they came from."""

import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from briefwright.analyse.commits import commits_with
from briefwright.errors import DataError, UsageError
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.workspace import Workspace, find
from briefwright.papers import reading
from briefwright.papers.reading import ReadPaper, Trail
from briefwright.papers.tracing import statements_with
from briefwright.terms import Iri
from trials import Chances, trial

BRIEF = "issue-brief-kitchens-after-the-grant-executive"
SAMPLE = Path(__file__).parents[1] / "kb"
PROSE = "kb/brief/kitchens-after-the-grant.ttl"
RISK = "kb/risk/grant-ends-early.ttl"
SENTENCE = "The state grant that pays for the central kitchens ends on 31 December 2026."


@pytest.fixture(scope="module")
def printed(papers: Path) -> ReadPaper:
    """The executive issue brief, read from its PDF."""
    return reading.read(papers / f"{BRIEF}.pdf")


@pytest.fixture
def statements(papers: Path) -> dict[str, Any]:
    """What the executive issue brief says of itself, ready to be falsified."""
    with pikepdf.open(papers / f"{BRIEF}.pdf") as pdf:
        said: dict[str, Any] = json.loads(pdf.attachments[reading.ATTACHMENT].get_file().read_bytes())
    return said


def page(said: object, path: Path) -> Path:
    """An HTML page that carries these statements."""
    text = said if isinstance(said, str) else json.dumps(said).replace("<", "\\u003c")
    path.write_text(f'<html><script type="application/ld+json">{text}</script></html>', encoding="utf-8")
    return path


def with_attachment(data: bytes, path: Path, name: str = reading.ATTACHMENT) -> Path:
    """A PDF of one empty page that carries a file."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment(name, data)
    writer.write(path)
    return path


def refusal(path: Path) -> str:
    """What is said of a file that is no paper. It names the file."""
    with pytest.raises(DataError) as error:
        reading.read(path)
    assert str(path) in str(error.value)
    return str(error.value)


# Reading our own


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_paper_says_what_it_is(papers: Path, form: str) -> None:
    said = reading.read(papers / f"{BRIEF}.{form}")
    assert said.title == "School kitchens after the grant"
    assert said.brief.endswith("/brief/kitchens-after-the-grant")
    assert said.as_of == "2026-11-24"
    assert said.marking == "TLP:CLEAR"
    assert not said.draft
    assert re.fullmatch("[0-9a-f]{64}", said.fingerprint)
    assert len(said.trails) > 50


def test_pdf_and_html_of_a_paper_say_the_same(papers: Path) -> None:
    for path in papers.glob("*.pdf"):
        said, also = reading.read(path), reading.read(path.with_suffix(".html"))
        assert said.trails == also.trails
        assert said.fingerprint == also.fingerprint


def test_a_statement_leads_to_record_passage_source_check_and_file(printed: ReadPaper, sample: Workspace) -> None:
    found = statements_with(printed, SENTENCE)[0]
    assert found.warrant == "sourced"
    assert [r.rpartition("meals/")[2] for r in found.records] == ["claim/grant-ends-2026"]
    (evidence,) = found.evidence
    assert evidence.passage.endswith("/passage/assembly-2025-hearing--2")
    assert evidence.source_title
    assert evidence.locator == "page 5"
    assert evidence.gist
    assert evidence.note == 1
    assert (sample.root / found.file).is_file()


def test_the_hash_in_the_paper_is_that_of_the_record_in_the_file(printed: ReadPaper, sample: Workspace) -> None:
    hashes = {record.path: record.hash for record in open_kb(sample).aggregates.values()}
    assert [t.file for t in printed.trails if t.record_hash != hashes[t.file]] == []


# Finding a sentence


@pytest.mark.parametrize(
    "words",
    [
        SENTENCE,
        "state grant that pays",
        "THE STATE GRANT",
        "the state\ngrant that   pays\nfor the central kitchens",
        "the central kit-\nchens ends on",
        "the central kit\u2010\n  chens",
        "the cen\u00adtral kitchens",
        "the céntral kitchens",
        "central kitchens, ends: on 31 December",
        f"Bottom line {SENTENCE} 1 Where a central kitchen delivers",
    ],
)
def test_a_sentence_is_found_however_it_was_copied(printed: ReadPaper, words: str) -> None:
    assert SENTENCE in [trail.text for trail in statements_with(printed, words)]


def trail(text: str) -> Trail:
    return Trail("s1", text, "r", ("r",), "p", "sourced", (), 0, "", "", "", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A two-year limit holds.", "a two-\nyear limit"),
        ("A two-year limit holds.", "two year limit"),
        ("Café owners object.", "cafe owners"),
        ("Der Preis für Fußball steigt.", "PREIS FUR FUSSBALL"),
        ("The ﬁrst ofﬁce opened.", "first office"),
        ("It costs 5\u00a0million.", "5 million"),
    ],
)
def test_hyphens_accents_and_ligatures_do_not_matter(text: str, words: str) -> None:
    one = ReadPaper("x.pdf", "", "", "", "", "", draft=False, trails=(trail("Another text."), trail(text)))
    assert [found.text for found in statements_with(one, words)] == [text]


def test_words_are_whole_words(printed: ReadPaper) -> None:
    with pytest.raises(UsageError):
        statements_with(printed, "rant that pay")


def test_words_that_are_not_there_get_the_nearest_statement(printed: ReadPaper) -> None:
    with pytest.raises(UsageError, match="Nearest: “The state grant that pays"):
        statements_with(printed, "the state grant for central kitchens never ends")
    with pytest.raises(UsageError, match=r"has these words\.$"):
        statements_with(printed, "xylophone")


@pytest.mark.parametrize("words", ["", "  ", "...", "\u0301"])
def test_no_words_are_a_misuse(printed: ReadPaper, words: str) -> None:
    with pytest.raises(UsageError, match="Give some words"):
        statements_with(printed, words)


# Foreign, broken and hostile files


@pytest.mark.parametrize("data", [b"", b"Just a letter.\n", b"\x89PNG\r\n\x1a\n", b"\x00" * 5000])
def test_what_is_neither_pdf_nor_html_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "letter.txt").write_bytes(data)
    assert "neither PDF nor HTML" in refusal(tmp_path / "letter.txt")


def test_a_file_that_is_not_there_is_a_misuse(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.pdf"):
        with pytest.raises(UsageError, match="There is no file"):
            reading.read(path)


def test_a_foreign_pdf_carries_no_statements(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "foreign.pdf")
    assert "carries no statements" in refusal(tmp_path / "foreign.pdf")
    assert "carries no statements" in refusal(with_attachment(b"{}", tmp_path / "other.pdf", "data.json"))


def test_a_paper_whose_statements_were_taken_out_says_so(papers: Path, tmp_path: Path) -> None:
    with pikepdf.open(papers / f"{BRIEF}.pdf") as pdf:
        del pdf.attachments[reading.ATTACHMENT]
        pdf.save(tmp_path / "bare.pdf")
    assert "they were taken out" in refusal(tmp_path / "bare.pdf")


@pytest.mark.parametrize(
    "encryption",
    [
        pikepdf.Encryption(owner="o", user="u", R=6),
        pikepdf.Encryption(owner="o", user="", R=4),
        pikepdf.Encryption(owner="o", user="u", R=3, aes=False, metadata=False),
    ],
    ids=["AES-256", "AES-128", "RC4"],
)
def test_an_encrypted_pdf_is_refused(papers: Path, tmp_path: Path, encryption: pikepdf.Encryption) -> None:
    with pikepdf.open(papers / f"{BRIEF}.pdf") as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=encryption)
    assert "encrypted" in refusal(tmp_path / "locked.pdf")


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.3, 0.6, 0.9])
def test_a_truncated_pdf_is_refused(papers: Path, tmp_path: Path, share: float) -> None:
    data = (papers / f"{BRIEF}.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(data[: max(5, int(len(data) * share))])
    assert re.search("damaged|carries no statements", refusal(tmp_path / "cut.pdf"))


@trial("damage", 300)
def test_a_damaged_pdf_is_read_or_refused_never_a_crash(papers: Path, tmp_path: Path, chances: Chances) -> None:
    whole = (papers / f"{BRIEF}.pdf").read_bytes()
    refused = 0
    for chance in chances:
        data = bytearray(whole)
        for _ in range(chance.choice([1, 20, 400])):
            data[chance.randrange(5, len(data))] = chance.randrange(256)
        del data[chance.randrange(len(data)) :: chance.choice([1, 5000, 10**9])]
        path = tmp_path / "damaged.pdf"
        path.write_bytes(b"%PDF-" + bytes(data[5:]))
        try:
            reading.read(path)
        except DataError:
            refused += 1
    assert refused > 5


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe", b'"text"', b"[" * 100_000, b'{"schema_version": 1}'],
    ids=["empty", "open", "list", "bare", "null", "bytes", "text", "deep", "short"],
)
def test_a_damaged_attachment_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "damaged" in refusal(with_attachment(data, tmp_path / "damaged.pdf"))


def test_a_huge_attachment_is_refused(papers: Path, tmp_path: Path) -> None:
    large = with_attachment(b" " * (21 * 2**20), tmp_path / "large.pdf")
    assert "larger than 20 MiB" in refusal(large)
    with pikepdf.open(papers / f"{BRIEF}.pdf") as pdf:
        stream = pdf.attachments[reading.ATTACHMENT].obj["/EF"]["/F"]
        stream.write(zlib.compress(b" " * (150 * 2**20)), filter=pikepdf.Name.FlateDecode)
        pdf.save(tmp_path / "swelling.pdf")
    assert "Limit reached" in refusal(tmp_path / "swelling.pdf")


def test_a_file_larger_than_any_paper_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "vast.pdf").open("wb") as stream:
        stream.write(b"%PDF-1.7")
        stream.truncate(101 * 2**20)
    assert "larger than 100 MiB" in refusal(tmp_path / "vast.pdf")


@pytest.mark.parametrize(
    "text",
    [
        "<html><p>A page.</p></html>",
        "<!DOCTYPE HTML><HTML><script>let x = 1</script></HTML>",
        '<html><script type="application/json">{}</script></html>',
    ],
)
def test_html_without_statements_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert "carries no statements" in refusal(tmp_path / "page.html")


@pytest.mark.parametrize(
    "text",
    [
        '<html><script type="application/ld+json">{"@type": "Person"}</script></html>',
        '<html><script type="application/ld+json">{"title": "cut off',
        "<html><![no such declaration[ x ]]></html>",
    ],
)
def test_html_that_is_damaged_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert "damaged" in refusal(tmp_path / "page.html")


def put(*path: str | int) -> Callable[[dict[str, Any], object], None]:
    """A way to write a value at a place of the statements."""

    def write(said: Any, value: object) -> None:
        for step in path[:-1]:
            said = said[step]
        said[path[-1]] = value

    return write


@pytest.mark.parametrize(
    "place",
    [
        put("statements"),
        put("statements", 0),
        put("statements", 0, "support"),
        put("statements", 0, "support", 0),
        put("statements", 0, "support", 0, "note"),
        put("statements", 0, "records"),
        put("statements", 0, "roots"),
        put("statements", 0, "check"),
    ],
)
@pytest.mark.parametrize("value", [7, True, [7], {"a": 1}, float("inf"), float("nan"), "\x1b[2J"], ids=repr)
def test_statements_of_another_form_are_refused_or_harmless(
    statements: dict[str, Any], tmp_path: Path, place: Callable[[Any, object], None], value: object
) -> None:
    place(statements, value)
    path = page(statements, tmp_path / "other.html")
    try:
        texts = [text for one in reading.read(path).trails for text in (*one.records, one.check, one.text)]
    except DataError as error:
        texts = [str(error)]
    assert texts
    assert [text for text in texts if not text.isprintable()] == []


def test_another_version_of_the_statements_is_named(statements: dict[str, Any], tmp_path: Path) -> None:
    statements["schema_version"] = 99
    assert "another version: its statements have schema 99" in refusal(page(statements, tmp_path / "later.html"))


def poisoned(value: Any) -> Any:
    """The value with every text changed so that it would clear a terminal, ring its bell and turn its writing round."""
    if isinstance(value, str):
        return f"\x1b[2J\x07\u202e{value}\x9b31m\r\n\x00"
    if isinstance(value, dict):
        return {key: poisoned(member) for key, member in value.items()}
    return [poisoned(member) for member in value] if isinstance(value, list) else value


def test_no_control_character_of_a_paper_gets_through(statements: dict[str, Any], tmp_path: Path) -> None:
    statements["statements"][0]["check"] = {"by": "A", "on": "2026", "outcome": "agrees"}
    said = reading.read(page(poisoned(statements), tmp_path / "hostile.html"))
    texts = [said.title, said.brief, said.fingerprint, said.as_of, said.marking]
    for one in said.trails:
        texts += [one.id, one.text, one.record, *one.records, one.property, one.warrant, one.check, one.assessed]
        texts += [one.file, one.record_hash]
        texts += [text for e in one.evidence for text in (e.passage, e.source, e.source_title, e.locator, e.gist)]
    assert len(texts) > 500
    assert [text for text in texts if not text.isprintable()] == []
    assert said.title.replace("[2J", "").startswith("School kitchens")


# The commits of a repository


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base in a folder of a repository: as printed, then one record changed, then one laid out anew."""
    root = tmp_path_factory.mktemp("repository") / "meals"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns(".briefwright"))
    git(root.parent, "init", "--quiet")
    commit(root, "as printed")
    edit(root / PROSE, "31 December 2026", "30 June 2027")
    commit(root, "another date")
    edit(root / RISK, "    pol:handling", "    # a remark\n\n    pol:handling")
    commit(root, "another layout")
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=A Curator", "-c", "user.email=curator@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(("git", *identity, *words), cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def hash_of(printed: ReadPaper, file: str) -> str:
    return next(trail.record_hash for trail in printed.trails if trail.file == file)


def test_the_commit_that_holds_the_record_as_printed_is_named(printed: ReadPaper, repository: Path) -> None:
    as_printed, changed = git(repository, "log", "--reverse", "--format=%H", "--", PROSE).split()
    assert commits_with(find(repository), PROSE, hash_of(printed, PROSE)) == (as_printed,)
    now = open_kb(find(repository)).aggregates[Iri("https://example.org/meals/brief/kitchens-after-the-grant")]
    assert commits_with(find(repository), PROSE, now.hash) == (changed,)


def test_another_layout_of_the_same_record_counts_the_latest_first(printed: ReadPaper, repository: Path) -> None:
    commits = tuple(git(repository, "log", "--format=%H", "--", RISK).split())
    assert len(commits) == 2
    assert commits_with(find(repository), RISK, hash_of(printed, RISK)) == commits


def test_without_repository_commit_or_record_there_is_no_commit(
    printed: ReadPaper, sample: Workspace, repository: Path
) -> None:
    assert commits_with(sample, PROSE, hash_of(printed, PROSE)) == ()
    assert commits_with(find(repository), PROSE, "0" * 64) == ()
    assert commits_with(find(repository), "kb/claim/never-written.ttl", hash_of(printed, PROSE)) == ()


@pytest.mark.parametrize("file", ["../secret.ttl", "kb/../../secret.ttl", "kb/claim/../../../secret.ttl", "{root}"])
def test_a_path_out_of_the_workspace_is_not_followed(printed: ReadPaper, repository: Path, file: str) -> None:
    """The file outside is in the repository and has the very content the paper names."""
    outside = repository.parent / "secret.ttl"
    if not outside.exists():
        outside.write_text(git(repository, "show", f"HEAD~2:./{PROSE}"), encoding="utf-8")
        commit(repository.parent, "a file beside the workspace")
    path = file.format(root=outside)
    assert commits_with(find(repository), path, hash_of(printed, PROSE)) == ()


@pytest.mark.parametrize("file", ["--output=x", "kb/--output=x", ":(top)secret.ttl", "kb/*", "kb/", "kb"])
def test_a_path_is_never_an_option_or_a_pattern(printed: ReadPaper, repository: Path, file: str) -> None:
    before = sorted(repository.rglob("*"))
    assert commits_with(find(repository), file, hash_of(printed, PROSE)) == ()
    assert sorted(repository.rglob("*")) == before


def test_words_of_a_sentence_that_mixes_template_and_record_are_found(printed: ReadPaper) -> None:
    risk = next(t for t in printed.trails if t.property.endswith("#ifEvent"))
    assert risk in statements_with(printed, f"If {risk.text}, then")
    assert risk in statements_with(printed, "if " + " ".join(risk.text.split()[:6]))
