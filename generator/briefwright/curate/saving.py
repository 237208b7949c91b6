"""Writing changes of records: never over a file that was changed underneath, never half a file."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from briefwright.curate.drafts import FileChange, hash_of
from briefwright.errors import BriefwrightError, UsageError
from briefwright.files import atomic_write_all
from briefwright.knowledge.workspace import Workspace

_LOCK = "writing"


class ConflictError(BriefwrightError):
    """A record was changed by somebody else after it was read. Nothing was written; the message shows both sides."""

    def __init__(self, conflicts: Iterable[tuple[FileChange, str]]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("\n".join(_both_sides(change, there) for change, there in self.conflicts) + _NEXT)


_NEXT = "Nothing was written. Read the record again and make your change anew."


def _both_sides(change: FileChange, there: str) -> str:
    theirs = FileChange(change.record, change.path, change.old, there).diff()
    return f"{change.path} was changed by somebody else after it was read.\nTheirs:\n{theirs}Yours:\n{change.diff()}"


def save(workspace: Workspace, changes: Iterable[FileChange]) -> None:
    """Write the changes, all of them or none: each file must be as it was read, which is looked at while no other
    writer of this workspace can write.

    After a crash each file is the old one or the new one. Raises ConflictError when a file has changed, and UsageError
    for the installed seed, which is read-only."""
    wanted = tuple(changes)
    if not workspace.writable:
        raise UsageError("The installed knowledge base is read-only. Make one of your own: briefwright init DIR.")
    with locked(workspace):
        conflicts = [(change, there) for change in wanted if (there := _there(workspace, change)) is not None]
        if conflicts:
            raise ConflictError(conflicts)
        atomic_write_all({workspace.root / change.path: change.new.encode() or None for change in wanted})


def _there(workspace: Workspace, change: FileChange) -> str | None:
    """The text in the file if it is not what was read, else None."""
    path = workspace.root / change.path
    data = path.read_bytes() if path.is_file() else b""
    return None if hash_of(data) == change.read_at else data.decode("utf-8", errors="replace")


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """Keep every other writer of this workspace waiting. The lock ends with the process that holds it."""
    workspace.cache.mkdir(exist_ok=True)
    descriptor = os.open(workspace.cache / _LOCK, os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
