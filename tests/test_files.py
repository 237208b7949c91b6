"""Writing is all or nothing, and reading never leaves the workspace."""

import errno
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from briefwright.errors import DataError
from briefwright.files import atomic_write, files_below, tree_hash

OLD, NEW = b"the old text\n" * 2000, b"the new text\n" * 3000


@dataclass
class Disk:
    """A disk that breaks at its n-th call: from then on nothing that changes it works."""

    breaks_at: int
    calls: list[str] = field(default_factory=list)

    def counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any, **options: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) == self.breaks_at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return call(*arguments, **options)

        return counting


def watched(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk count every step of a write: temporary file, data, sync, rights, rename, sync of the folder."""

    def opening(*arguments: Any, **options: Any) -> Any:
        stream = real_open(*arguments, **options)
        return Stream(stream, disk.counted("write", stream.write))

    real_open = os.fdopen
    monkeypatch.setattr(tempfile, "mkstemp", disk.counted("mkstemp", tempfile.mkstemp))
    monkeypatch.setattr(os, "fdopen", opening)
    monkeypatch.setattr(os, "fsync", disk.counted("fsync", os.fsync))
    monkeypatch.setattr(Path, "chmod", disk.counted("chmod", Path.chmod))
    monkeypatch.setattr(Path, "replace", disk.counted("replace", Path.replace))


class Stream:
    """An open file whose `write` is another function."""

    def __init__(self, stream: Any, write: Callable[..., Any]) -> None:
        self.stream, self.write = stream, write
        self.flush, self.fileno = stream.flush, stream.fileno

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()


def steps(folder: Path) -> list[str]:
    """The steps of a write that goes well."""
    disk = Disk(breaks_at=0)
    with pytest.MonkeyPatch.context() as patch:
        watched(disk, patch)
        atomic_write(folder / "whole.txt", NEW)
    return disk.calls


def test_a_write_syncs_the_data_before_the_rename_and_the_folder_after(tmp_path: Path) -> None:
    calls = steps(tmp_path)
    assert calls.index("write") < calls.index("fsync") < calls.index("replace")
    assert calls[-1] == "fsync"
    assert calls.count("fsync") == 2


@pytest.mark.parametrize("there_before", [True, False])
@pytest.mark.parametrize("breaks_at", range(1, 5))
def test_whatever_step_fails_the_file_is_old_or_new(tmp_path: Path, breaks_at: int, there_before: bool) -> None:
    path = tmp_path / "record.ttl"
    before = OLD if there_before else None
    if before:
        path.write_bytes(before)
    disk = Disk(breaks_at)
    with pytest.MonkeyPatch.context() as patch:
        watched(disk, patch)
        with pytest.raises(OSError, match="No space left"):
            atomic_write(path, NEW)
    after = path.read_bytes() if path.exists() else None
    assert after == (NEW if "replace" in disk.calls[:-1] else before)
    assert {p.name for p in tmp_path.iterdir()} <= {"record.ttl"}


def test_the_failures_tried_are_all_there_are(tmp_path: Path) -> None:
    assert len(steps(tmp_path)) == 4


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic_write(tmp_path / "record.ttl", NEW)
    assert list(tmp_path.iterdir()) == []


def test_missing_folders_are_made(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a" / "b" / "record.ttl", NEW)
    assert (tmp_path / "a" / "b" / "record.ttl").read_bytes() == NEW


def test_a_link_is_replaced_never_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(OLD)
    link = tmp_path / "inside" / "record.ttl"
    link.parent.mkdir()
    link.symlink_to(outside)
    atomic_write(link, NEW)
    assert outside.read_bytes() == OLD
    assert link.read_bytes() == NEW
    assert not link.is_symlink()


def test_files_below_are_those_with_the_suffix_in_order(tmp_path: Path) -> None:
    for name in ("b/two.ttl", "a/three.ttl", "a/note.md", "one.ttl"):
        atomic_write(tmp_path / name, b"")
    names = [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path, ".ttl")]
    assert names == ["a/three.ttl", "b/two.ttl", "one.ttl"]


@pytest.mark.parametrize("what", ["file", "folder", "nothing"])
def test_a_symbolic_link_is_refused(tmp_path: Path, what: str) -> None:
    outside = tmp_path / "outside"
    if what == "file":
        outside.write_bytes(b"")
    elif what == "folder":
        outside.mkdir()
    inside = tmp_path / "kb"
    inside.mkdir()
    (inside / "link.ttl").symlink_to(outside)
    with pytest.raises(DataError, match=r"link\.ttl is a symbolic link.*Put the file itself there"):
        files_below(inside, ".ttl")


def test_the_hash_of_a_tree_follows_names_and_contents_only(tmp_path: Path) -> None:
    for folder in ("here", "there/deeper"):
        atomic_write(tmp_path / folder / "a" / "x.ttl", b"1")
        atomic_write(tmp_path / folder / "y.ttl", b"2")
    here, there = tmp_path / "here", tmp_path / "there" / "deeper"
    first = tree_hash(here)
    assert first == tree_hash(there)
    os.utime(here / "y.ttl", (1, 1))
    assert first == tree_hash(here)
    (there / "y.ttl").rename(there / "z.ttl")
    assert first != tree_hash(there)
    (here / "y.ttl").write_bytes(b"3")
    assert first != tree_hash(here)
