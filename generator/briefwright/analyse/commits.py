"""The commits of a repository that touched a record, and those in which it reads as a paper has it."""

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from briefwright import turtle
from briefwright.workspace import Workspace

_GIT = ("git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "--no-pager", "--literal-pathspecs")


def commits_with(workspace: Workspace, file: str, record_hash: str, limit: int = 50) -> tuple[str, ...]:
    """The commits that changed `file` to the content a paper was made from, the latest first.

    Empty where there is no repository, no git, or no such commit among the last `limit` that touched the file.
    `file` comes from a paper, so a path that leaves the workspace is not looked at."""
    path = PurePosixPath(file)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] != ("kb",):
        return ()
    listed = _git(workspace.root, "log", f"--max-count={limit}", "--format=%H", "--", file)
    return tuple(
        c for c in listed.decode().split() if _hash(_git(workspace.root, "show", f"{c}:./{file}")) == record_hash
    )


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its hash, its day (ISO) and the first line of its message."""

    hash: str
    day: str
    subject: str


def history(workspace: Workspace, file: str, limit: int = 20) -> tuple[Commit, ...]:
    """The latest commits that touched a file, the latest first; empty where there is no repository or no git."""
    listed = _git(workspace.root, "log", f"--max-count={limit}", "--format=%H%x09%cs%x09%s", "--", file)
    lines = (line.split("\t", 2) for line in listed.decode(errors="replace").splitlines())
    return tuple(Commit(*cells) for cells in lines if len(cells) == 3)


def _hash(data: bytes) -> str:
    return hashlib.sha256(turtle.parse(data).ntriples).hexdigest()


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run((*_GIT, *arguments), cwd=folder, capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
