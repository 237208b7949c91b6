"""The commits of a repository that touched a record, and those in which it reads as a paper has it."""

import hashlib
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from briefwright.knowledge.workspace import Workspace
from briefwright.rdf import turtle

_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "--no-pager", "--literal-pathspecs")


def commits_with(workspace: Workspace, file: str, record_hash: str, limit: int = 50) -> tuple[str, ...]:
    """The commits that changed `file` to the content a paper was made from, the latest first.

    Empty where there is no repository, no git, or no such commit among the last `limit` that touched the file.
    `file` comes from a paper, so a path that leaves the workspace is not looked at."""
    if not _is_inside(file):
        return ()
    listed = git(workspace.root, "log", f"--max-count={limit}", "--format=%H", "--", file)
    return tuple(
        c for c in listed.decode().split() if _hash(git(workspace.root, "show", f"{c}:./{file}")) == record_hash
    )


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its hash, its day (ISO) and the first line of its message."""

    hash: str
    day: str
    subject: str


def history(workspace: Workspace, file: str, limit: int = 20) -> tuple[Commit, ...]:
    """The latest commits that touched a file, the latest first; empty where there is no repository or no git."""
    listed = git(workspace.root, "log", f"--max-count={limit}", "--format=%H%x09%cs%x09%s", "--", file)
    lines = (line.split("\t", 2) for line in listed.decode(errors="replace").splitlines())
    return tuple(Commit(*cells) for cells in lines if len(cells) == 3)


def _hash(data: bytes) -> str:
    return hashlib.sha256(turtle.parse(data).ntriples).hexdigest()


def commits_with_all(workspace: Workspace, hashes: Mapping[str, str], limit: int = 200) -> tuple[str, ...]:
    """The commits among the last `limit` that touched records in which every one of these files reads as given, the
    latest first. `hashes` is path -> hash of its canonical triples."""
    wanted = {file: value for file, value in hashes.items() if _is_inside(file)}
    if not wanted:
        return ()
    listed = git(workspace.root, "log", f"--max-count={limit}", "--format=%H", "--", "kb").decode().split()
    known: dict[str, str] = {}
    return tuple(commit for commit in listed if _has_all(workspace.root, commit, wanted, known))


def _has_all(root: Path, commit: str, wanted: Mapping[str, str], known: dict[str, str]) -> bool:
    rows = git(root, "ls-tree", "-r", "-z", commit, "--", "kb/").decode(errors="surrogateescape").split("\0")
    there = {path: about.split()[2] for about, path in (row.split("\t", 1) for row in rows if row)}
    if not wanted.keys() <= there.keys():
        return False
    fresh = blobs(root, (there[file] for file in wanted if there[file] not in known))
    known |= {blob: _hash(data) for blob, data in fresh.items()}
    return all(known.get(there[file]) == value for file, value in wanted.items())


def _is_inside(file: str) -> bool:
    path = PurePosixPath(file)
    return not path.is_absolute() and ".." not in path.parts and path.parts[:1] == ("kb",)


def resolve(folder: Path, revision: str) -> str:
    """The full hash of the commit that a revision names in the repository of a folder; empty where there is none."""
    if revision.startswith("-"):
        return ""
    return git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()


def blobs(folder: Path, hashes: Iterable[str]) -> dict[str, bytes]:
    """The contents git keeps under these hashes, fetched in one go; those it has not are left out."""
    wanted = list(dict.fromkeys(hashes))
    data = git(folder, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode()) if wanted else b""
    found: dict[str, bytes] = {}
    start = 0
    while start < len(data):
        end = data.index(b"\n", start)
        name, *about = data[start:end].decode().split()
        start = end + 1
        if len(about) == 2:  # a kind and a size; else "missing"
            size = int(about[1])
            found[name] = data[start : start + size]
            start += size + 1
    return found


def git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints, `given` as its input; nothing where there is no git, no repository, or a failure.

    No hook of the repository is run."""
    try:
        command = (*_GIT, *arguments)
        done = subprocess.run(command, cwd=folder, input=given, capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
