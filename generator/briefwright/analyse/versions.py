"""Two states of a knowledge base side by side, as folders or git revisions, in which only what differs is read."""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefwright.analyse.commits import blobs as fetched
from briefwright.analyse.commits import git, resolve
from briefwright.errors import DataError, UsageError
from briefwright.knowledge.workspace import SETTINGS, Workspace

_FOLDER = "kb"


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the records. `blobs` are the git hashes of their files by path below `kb/`: the same bytes have the
    same hash, so files are compared without being read twice."""

    name: str
    base_iri: str
    blobs: Mapping[str, str]
    read: Callable[[Iterable[str]], Mapping[str, bytes]]


def version(workspace: Workspace, given: str) -> Version:
    """The state a person names: a folder with a workspace, or a revision of the repository of `workspace`.

    Raises UsageError when it is neither."""
    folder = Path(given)
    if (folder / SETTINGS).is_file():
        return _of_folder(folder, given)
    if folder.is_dir():
        raise UsageError(f"{given} is a folder without {SETTINGS}, so no workspace. Name one, or a git revision.")
    commit = resolve(workspace.root, given)
    if not commit:
        said = f"{given} is neither a workspace nor a revision of the repository of {workspace.root}."
        raise UsageError(f"{said} `git log --oneline` and `git tag` list revisions.")
    return _of_commit(workspace, given, commit)


def _of_folder(root: Path, name: str) -> Version:
    paths = {path.relative_to(root / _FOLDER).as_posix(): path for path in (root / _FOLDER).rglob("*.ttl")}
    blobs = {key: _blob(path.read_bytes()) for key, path in paths.items()}
    return Version(
        name, _base((root / SETTINGS).read_bytes(), name), blobs, lambda keys: {k: paths[k].read_bytes() for k in keys}
    )


def _of_commit(workspace: Workspace, name: str, commit: str) -> Version:
    root = workspace.root
    listed = git(root, "ls-tree", "-r", "-z", commit, "--", f"{_FOLDER}/").decode(errors="surrogateescape")
    rows = [row.split("\t", 1) for row in listed.split("\0") if row.endswith(".ttl")]
    blobs = {path.removeprefix(f"{_FOLDER}/"): about.split()[2] for about, path in rows}
    settings = git(root, "show", f"{commit}:./{SETTINGS}")
    base = _base(settings, name) if settings else workspace.base_iri

    def read(keys: Iterable[str]) -> dict[str, bytes]:
        wanted = {key: blobs[key] for key in keys}
        contents = fetched(root, wanted.values())
        return {key: contents[blob] for key, blob in wanted.items()}

    return Version(name, base, blobs, read)


def _base(settings: bytes, name: str) -> str:
    try:
        return str(tomllib.loads(settings.decode())["base_iri"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise DataError(f"{SETTINGS} of {name} cannot be read or has no base_iri: {error}.") from error


def _blob(data: bytes) -> str:
    """The name git gives to these bytes: SHA-1 over a header and them; an identity, not a seal."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def check_out(workspace: Workspace, given: str, into: Path) -> Path:
    """A folder with the workspace as it was at a revision, or the folder that was named; nothing in it is run."""
    if (Path(given) / SETTINGS).is_file():
        return Path(given)
    commit = resolve(workspace.root, given)
    if not commit:
        raise UsageError(f"{given} is neither a workspace nor a revision of the repository of {workspace.root}.")
    listed = git(workspace.root, "ls-tree", "-r", "-z", commit, "--", ".").decode(errors="surrogateescape")
    rows = (row.split("\t", 1) for row in listed.split("\0") if row)
    entries = {path: about.split() for about, path in rows}
    files = {p: blob for p, (mode, kind, blob) in entries.items() if kind == "blob" and mode != "120000" and _wanted(p)}
    contents = fetched(workspace.root, files.values())
    for path, blob in files.items():
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(contents[blob])
    if not (into / SETTINGS).is_file():
        raise UsageError(f"{given} has no {SETTINGS}, so it is no state of a workspace.")
    return into


def _wanted(path: str) -> bool:
    top = path.split("/", 1)[0]
    if ".." in Path(path).parts:
        return False
    return top in {"kb", "ontology", "templates", "issued"} or ("/" not in path and path.endswith((".toml", ".svg")))
