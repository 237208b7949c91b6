"""The same content gives the same bytes: at another path, in another place and language, on another day."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Copy, copied, readable

pytestmark = pytest.mark.pages
RUN = """
import datetime, sys, time
days, arguments = int(sys.argv[1]), sys.argv[2:]
gap, clock, local, utc = days * 86400, time.time, time.localtime, time.gmtime
time.time = lambda: clock() + gap
time.time_ns = lambda: int(time.time() * 1e9)
time.localtime = lambda s=None: local(time.time() if s is None else s)
time.gmtime = lambda s=None: utc(time.time() if s is None else s)
class Date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
class DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls): return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
datetime.date, datetime.datetime = Date, DateTime
if days:
    print(DateTime.now().isoformat(), file=sys.stderr)
from briefwright.cli import main
main(arguments)
"""
"""The command line on a day some days from now. Patched before anything else is imported."""

HERE = {
    "TZ": "UTC",
    "LANG": "C",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "1",
    "USER": "walrusreader",
    "LOGNAME": "walrusreader",
}
THERE = {"TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242",
         "USER": "narwhalwriter", "LOGNAME": "narwhalwriter"}  # fmt: skip


def build(root: Path, out: Path, settings: dict[str, str], days: int) -> None:
    """Build all papers of the workspace at `root`, standing in it, in a process with these settings."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "SOURCE_DATE"))}
    arguments = [sys.executable, "-c", RUN, str(days), "build", "--all", "-o", str(out)]
    done = subprocess.run(arguments, cwd=root, env={**outside, **settings}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def committed(copy: Copy, author: str) -> None:
    git = ["git", "-C", str(copy.root), "-c", f"user.name={author}", "-c", f"user.email={author}@example.org"]
    for step in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", f"The work of {author}"]):
        subprocess.run([*git, *step], check=True, capture_output=True)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The papers of two clones, each built without a cache under other circumstances."""
    roots = tmp_path_factory.mktemp("ocelot"), tmp_path_factory.mktemp("pangolin") / "much" / "deeper"
    for root, settings, days in zip(roots, (HERE, THERE), (0, 1000), strict=True):
        copy = copied(root / "clone")
        committed(copy, settings["USER"])
        assert not (copy.root / ".briefwright").exists()
        build(copy.root, root / "out", settings, days)
    return roots[0] / "out", roots[1] / "out"


def test_every_paper_has_the_same_bytes(twins: tuple[Path, Path]) -> None:
    one, other = ({path.name: path.read_bytes() for path in out.iterdir()} for out in twins)
    assert len(one) == 9, "four papers in two formats, and the page that lists them"
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_no_paper_names_the_machine_or_its_user(twins: tuple[Path, Path]) -> None:
    words = [b"ocelot", b"pangolin", b"walrusreader", b"narwhalwriter", os.fsencode(sys.prefix), b"site-packages"]
    host = socket.gethostname()
    words += [host.encode()] if len(host) > 5 else []
    for out in twins:
        for path in out.iterdir():
            data = readable(path) if path.suffix == ".pdf" else path.read_bytes()
            assert [word for word in words if word in data or word.decode().encode("utf-16-be") in data] == []


def test_the_day_was_really_another(tmp_path: Path) -> None:
    """The control: without it the test above could not fail for a clock in a paper."""
    script = RUN.partition("from briefwright.cli")[0] + "print(time.strftime('%Y', time.gmtime()), Date.today().year)"
    done = subprocess.run([sys.executable, "-c", script, "100000"], capture_output=True, text=True, check=True)
    years = {int(year) for year in done.stdout.split()}
    assert len(years) == 1
    assert min(years) > 2250


def test_papers_name_the_as_of_day_and_no_later_one(twins: tuple[Path, Path]) -> None:
    for path in twins[1].glob("*.pdf"):
        data = readable(path)
        assert b"20261124" in data
        assert not any(f"D:{year}".encode() in data for year in range(2027, 2060))
