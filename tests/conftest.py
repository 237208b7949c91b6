"""What the tests share: a small workspace on school meals, copies of it to change, and the papers made from it."""

import hashlib
import io
import logging
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from briefwright.cli import briefwright
from briefwright.compose import Composition, Order, briefs, compose, prepare
from briefwright.curate.notation import Notation
from briefwright.document import Block, Document, Group, runs_of
from briefwright.document import Run as Printed
from briefwright.errors import BriefwrightError
from briefwright.knowledge import shapes
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.record_forms import Forms
from briefwright.knowledge.workspace import Workspace, find, seed
from briefwright.papers.build import Wishes, build
from briefwright.papers.writing import BuiltPaper
from briefwright.render import pdf
from briefwright.terms import Iri
from briefwright.words import read_words
from trials import COUNT, Chances, Trial

KB = Path(__file__).parent / "kb"
ENGLISH = read_words(seed() / "templates", "en")
OWN_WORKSPACE = {"workspace_copy", "doubled"}
PAGE_FIXTURES = {"built", "laid_out", "papers", "rendered", "sample", "written"}
BASE = "https://example.org/meals/"
BRIEFS = ("kitchens-after-the-grant", "kitchen-grant-for-the-assembly", "kitchen-actions",
          "kitchen-actions-for-the-assembly")  # fmt: skip
"""The briefs of the workspace."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the workspace that a test may change. Records are named as people do: `claim/vacant-posts`."""

    root: Path

    @property
    def workspace(self) -> Workspace:
        return find(self.root)

    def path(self, record: str) -> Path:
        return self.root / "kb" / f"{record.partition('#')[0]}.ttl"

    def replace(self, record: str, old: str, new: str) -> "Copy":
        """Put `new` for the first `old` in the record's file, which must hold it."""
        path = self.path(record)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{record} no longer holds: {old}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def add(self, record: str, line: str) -> "Copy":
        """A property more: before the marking, which every record has."""
        return self.replace(record, "    pol:marking ", f"    {line} ;\n    pol:marking ")

    def drop(self, record: str, predicate: str) -> "Copy":
        """Take out the first statement with this predicate, with all its values, from the record's file."""
        path = self.path(record)
        text = path.read_text(encoding="utf-8")
        start = text.find(f"    {predicate}")
        assert start >= 0, f"{record} has no {predicate}"
        end = text.find(" ;\n", start)
        assert end >= 0, f"{predicate} of {record} is the last one; take out another"
        path.write_text(text[:start] + text[end + 3 :], encoding="utf-8")
        return self

    def mark(self, record: str, marking: str) -> "Copy":
        return self.replace(record, "pol:marking marking:clear", f"pol:marking marking:{marking}")

    def create(self, record: str, text: str) -> "Copy":
        self.path(record).write_text(text, encoding="utf-8")
        return self

    def remove(self, record: str) -> "Copy":
        self.path(record).unlink()
        return self

    def line(self, record: str, words: str) -> int:
        """The number of the only line of the record's file that holds these words."""
        lines = self.path(record).read_text(encoding="utf-8").splitlines()
        (found,) = [number for number, line in enumerate(lines, 1) if words in line]
        return found

    def kb(self) -> KnowledgeBase:
        kb = open_kb(self.workspace)
        assert kb.problems == ()
        return kb


@dataclass(frozen=True, slots=True)
class Built:
    """The four papers of the workspace as they are, where they are, and what the build said."""

    out: Path
    papers: tuple[BuiltPaper, ...]
    log: tuple[str, ...]

    def file(self, name: str) -> Path:
        """The only file with this ending: `kitchen-actions-executive.pdf`."""
        (found,) = [p for p in self.out.iterdir() if p.name.endswith(name)]
        return found


def copied(root: Path) -> Copy:
    shutil.copytree(KB, root, ignore=shutil.ignore_patterns(".briefwright"))
    return Copy(root)


def git(folder: Path, *words: str) -> str:
    """What git prints, under a name of its own and without the settings of the machine that would sign."""
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(("git", *identity, *words), cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def named(kb: KnowledgeBase, record: str) -> Iri:
    return Iri(kb.workspace.base_iri + record)


def composed(kb: KnowledgeBase, brief: str, voice: str = "", as_of: str = "", *, draft: bool = False) -> Composition:
    """The brief `brief/<slug>` for its first audience."""
    (who, *_) = [audience for _, audience in briefs(kb, f"brief/{brief}")]
    return compose(prepare(kb, Order(named(kb, f"brief/{brief}"), who, voice, as_of, draft)))


def papers_of(copy: Copy, out: Path, say: Callable[[str], object] = lambda _: None, **wishes: object) -> Built:
    return Built(out, build(copy.workspace, Wishes(**wishes), out, say), ())  # type: ignore[arg-type]


def pages(pdf: Path) -> list[str]:
    """The text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages]


def readable(pdf: Path) -> bytes:
    """Every byte of a PDF that somebody could read: all streams decompressed, all strings, all text."""
    plain = io.BytesIO()
    strings: list[str] = []
    with pikepdf.open(pdf) as document:
        for item in document.objects:
            strings += _strings(item)
        document.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
                      object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    return plain.getvalue() + "\n".join([*strings, *pages(pdf)]).encode()


def _strings(item: object) -> Iterator[str]:
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in item.items():
            yield key
            if not getattr(value, "is_indirect", False):
                yield from _strings(value)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _strings(value)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--trial", default="", metavar="NAME", help="only the trials of this name, or `all`, as a whole")
    parser.addoption("--fast", action="store_true", help="leave out what lays out pages, and what takes seconds")
    parser.addoption("--snapshots", action="store_true", help="write the golden papers anew instead of comparing")
    parser.addoption("--cases", type=int, default=0, help="so many cases of each trial instead of all it has")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "trial: a part of a long seeded trial; see tests/trials.py")
    config.addinivalue_line("markers", "pages: lays out pages; left out by --fast, as is what uses PAGE_FIXTURES")
    config.addinivalue_line(
        "markers", "slow: takes seconds; --fast leaves it out, with trials and what changes a workspace"
    )
    if wanted := config.getoption("--trial"):
        texts = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("test_*.py"))
        known = sorted({"all", *(name for text in texts for name in re.findall(r'(?m)^@trial\("([^"]+)"', text))})
        if wanted not in known:
            raise pytest.UsageError(f"There is no trial {wanted!r}. There are: {', '.join(known)}.")
        os.environ[COUNT] = str(config.getoption("--cases") or "whole")
    else:
        os.environ.pop(COUNT, None)


def trial_of(item: pytest.Item) -> Trial | None:
    return getattr(getattr(item, "function", None), "trial", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--trial")
    if wanted:
        items[:] = [item for item in items if (own := trial_of(item)) and wanted in (own.name, "all")]
    # The files that lay out pages take longest: they begin, so that no worker has one left when the others are done.
    long = {item.path for item in items if lays_out_pages(item)}
    items.sort(key=lambda item: item.path not in long)
    if config.getoption("--fast"):
        items[:] = [item for item in items if not (lays_out_pages(item) or is_slow(item))]


def lays_out_pages(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("pages") or PAGE_FIXTURES & set(getattr(item, "fixturenames", ())))


def is_slow(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("slow") or item.get_closest_marker("trial")
    return bool(marked or OWN_WORKSPACE & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session", autouse=True)
def _no_page_is_laid_out_where_it_should_be_fast(request: pytest.FixtureRequest) -> Iterator[None]:
    def refuse(*_: object) -> None:
        pytest.fail("This lays out a page: mark it `pages`.")

    with pytest.MonkeyPatch.context() as patch:
        if request.config.getoption("--fast"):
            patch.setattr(pdf, "layout", refuse)
        yield


@pytest.fixture
def chances(request: pytest.FixtureRequest) -> Chances:
    """The cases of a trial; see `trials`."""
    own = trial_of(request.node)
    assert own is not None, "a test that takes `chances` is a trial"
    return own.chances()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if own := trial_of(item):
        own.starts()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport]:
    report = yield
    if call.when == "call" and (own := trial_of(item)):
        report.user_properties.append((own.name, own.done))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How many cases each trial had, when trials are what was asked for."""
    counts: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            counts.update(dict(getattr(report, "user_properties", ())))
    for name, done in sorted(counts.items() if config.getoption("--trial") else ()):
        terminalreporter.write_line(f"{name}: {done} cases")


@pytest.fixture(autouse=True)
def _no_unexpected_log_line(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    said = [f"{r.name}: {r.getMessage()}" for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not said, "unexpected log lines"


@pytest.fixture(scope="session", autouse=True)
def _the_same_graph_is_judged_once() -> Iterator[None]:
    """An engine is a function of two graphs, and most tests begin with the same base: verdicts are kept meanwhile."""
    kept: dict[tuple[str, bytes, bytes], bytes] = {}

    def keeping(name: str, engine: shapes.Engine) -> shapes.Engine:
        def judge(data: bytes, own: bytes) -> bytes:
            key = (name, hashlib.sha256(data).digest(), hashlib.sha256(own).digest())
            if key not in kept:
                kept[key] = engine(data, own)
            return kept[key]

        return judge

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapes, "ENGINES", {name: keeping(name, engine) for name, engine in shapes.ENGINES.items()})
        yield


@pytest.fixture
def workspace_copy(tmp_path: Path) -> Copy:
    return copied(tmp_path / "workspace")


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The workspace as it is, read once. Nobody changes it."""
    found = open_kb(find(KB))
    assert found.problems == ()
    return found


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The four papers as PDF and HTML, made once. Nobody changes them."""
    folder = tmp_path_factory.mktemp("built")
    log: list[str] = []
    papers = build(copied(folder / "workspace").workspace, Wishes(), folder / "out", log.append)
    return Built(folder / "out", papers, tuple(log))


@pytest.fixture(scope="session")
def papers(built: Built) -> Path:
    """The folder of the four papers."""
    return built.out


@pytest.fixture(scope="session")
def sample(built: Built) -> Workspace:
    """The workspace the four papers were made from, in a folder that is no repository."""
    return find(built.out.parent / "workspace")


def everything(path: Path) -> bytes:
    """Every byte somebody could read in a file of any format."""
    if path.suffix == ".pdf":
        return readable(path)
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return path.read_bytes()


def body_runs(document: Document) -> Iterator[Printed]:
    """Every run of the dek and the body."""
    return runs_of((document.dek, document.sections))


def blocks_of(document: Document) -> Iterator[Block]:
    """Every block of the body, groups before their members."""
    for section in document.sections:
        for block in section.blocks:
            yield block
            yield from block.blocks if isinstance(block, Group) else ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and how it ended."""

    out: str
    err: str
    code: int


Run = Callable[..., Said]


@pytest.fixture
def run(workspace_copy: Copy) -> Run:
    """Run a command in the copy."""

    def command(*words: str, given: str = "") -> Said:
        done = CliRunner().invoke(briefwright, ["--workspace", str(workspace_copy.root), *words], input=given)
        if isinstance(done.exception, BriefwrightError):
            return Said(done.stdout, f"{done.stderr}{done.exception}", done.exception.exit_code)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.stdout, done.stderr, done.exit_code)

    return command


@pytest.fixture
def notation(workspace_copy: Copy) -> Notation:
    kb = open_kb(workspace_copy.workspace)
    return Notation(kb, Forms(kb.ontology))
