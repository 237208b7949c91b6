"""Reading and writing files so that nothing is lost and nothing outside the workspace is touched."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from briefwright.errors import DataError


def atomic_write(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that after a crash the file is the old one or the new one, never a mixture."""
    atomic_write_all({path: data})


def atomic_write_all(files: Mapping[Path, bytes | None]) -> None:
    """Write several files, each as `atomic_write` does. Nothing is changed unless there is room for all of them; a
    crash while they are put in place leaves some old and some new. None deletes a file."""
    waiting: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            if data is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                waiting[path] = _temporary(path, data)
        for path in files:
            if path in waiting:
                waiting[path].replace(path)
                del waiting[path]
            else:
                path.unlink(missing_ok=True)
    except BaseException:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path in files}:
        _sync_folder(folder)


def _temporary(path: Path, data: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)  # less what the user's umask takes
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_text(path: Path) -> str:
    """The text of a file. Raises DataError, with the path, when the file is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}:1: the file cannot be read as UTF-8 text: {error}.") from error


def files_below(folder: Path, suffix: str) -> tuple[Path, ...]:
    """Every file below `folder` with this suffix, in a stable order.

    Raises DataError for a symbolic link: what it points to may lie outside the workspace."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise DataError(f"{path} is a symbolic link; a workspace holds real files only. Put the file itself there.")
        if path.is_file() and path.suffix == suffix:
            found.append(path)
    return tuple(found)


def tree_hash(*folders: Path, suffix: str = "") -> bytes:
    """SHA-256 over names and contents of the files below `folders` with this suffix, independent of where they lie."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob(f"*{suffix}") if p.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
