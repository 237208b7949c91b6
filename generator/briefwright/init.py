"""A new workspace: settings, an example that can be built, and what keeps it sound under git."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from briefwright.analyse.commits import git
from briefwright.analyse.repository import set_up
from briefwright.errors import UsageError
from briefwright.files import atomic_write_all
from briefwright.knowledge.workspace import seed

_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`]+/")
_FOLDER = "_workspace"
_TOKENS = ("BASE_IRI", "TODAY", "NAME")
_HOOKS = ".githooks"


def start(folder: Path, base_iri: str, name: str, today: str, *, with_git: bool) -> Iterator[str]:
    """Make a workspace in `folder`, which must be new or empty; yields a line for each thing done.

    Raises UsageError for a folder with something in it, and for a base that is no web address ending in a slash."""
    if folder.exists() and any(path.name != ".git" for path in folder.iterdir()):
        raise UsageError(f"{folder} has files in it. Name a new folder.")
    if not _BASE.fullmatch(base_iri):
        raise UsageError(f'{base_iri!r} is no web address that ends with "/". Names of records begin with it.')
    values = dict(zip(_TOKENS, (base_iri, today, name), strict=True))
    source = seed() / "templates" / _FOLDER
    files = {folder / _placed(path.relative_to(source)): path for path in sorted(source.rglob("*")) if path.is_file()}
    atomic_write_all({target: _filled(path.read_text(encoding="utf-8"), values) for target, path in files.items()})
    (folder / _HOOKS / "pre-commit").chmod(0o755)
    yield f"{len(files)} files in {folder}"
    if with_git:
        yield from _under_git(folder)


def slug(name: str) -> str:
    """A name as a part of an address: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "knowledge"


def _placed(path: Path) -> Path:
    """Where a file of the pattern goes: those that begin with a dot are kept without it, since tools pass over them."""
    parts = [f".{part[4:]}" if part.startswith("dot.") else part for part in path.parts]
    return Path(*parts)


def _filled(text: str, values: dict[str, str]) -> bytes:
    for token, value in values.items():
        text = text.replace(f"@@{token}@@", value)
    return text.encode()


def _under_git(folder: Path) -> Iterator[str]:
    if not shutil.which("git"):
        yield "git is not installed, so the folder is no repository yet"
        return
    git(folder, "init", "-q")
    git(folder, "config", "core.hooksPath", _HOOKS)
    set_up(folder)
    yield "a git repository that checks each commit and shows records as fields"
