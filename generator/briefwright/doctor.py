"""What Briefwright needs of the machine and of a workspace, looked at one by one, each with its mend."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

from briefwright.analyse.commits import git
from briefwright.knowledge.workspace import Workspace
from briefwright.render.engines import engines

_LEAST_PYTHON = (3, 11)
_EXTRAS = {
    "sheets": ("openpyxl", "xlsxwriter"),
    "refs": ("pybtex",),
    "docx": ("pypandoc", "docx"),
    "fast": ("shifty",),
}
_FONTS = "fonts"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at: what it is, how it stands, and what to do if it is not well.

    `needed` is False for what only some commands want."""

    what: str
    found: str
    well: bool
    mend: str = ""
    needed: bool = True


def examine(workspace: Workspace) -> tuple[Sign, ...]:
    """Every sign, of the machine first, then of the workspace. Nothing is changed."""
    return tuple(sign for look in _LOOKS for sign in look(workspace))


def _python(_place: Workspace) -> Iterator[Sign]:
    known = ".".join(map(str, sys.version_info[:3]))
    yield Sign("Python", known, sys.version_info[:2] >= _LEAST_PYTHON, "Install Python 3.11 or newer.")


def _packages(_place: Workspace) -> Iterator[Sign]:
    yield Sign("Briefwright", version("briefwright"), well=True)
    core = [line.split(";")[0] for line in requires("briefwright") or () if "extra ==" not in line]
    names = sorted("".join(c if c.isalnum() or c in "-_." else " " for c in line).split()[0] for line in core)
    missing = [name for name in names if not _version(name)]
    found = ", ".join(f"{name} {_version(name)}" for name in names if _version(name))
    mend = f"Install {', '.join(missing)}: pip install briefwright."
    yield Sign("Python packages", found, not missing, mend)
    for extra, modules in _EXTRAS.items():
        there = all(find_spec(module) for module in modules)
        mend = f"pip install 'briefwright[{extra}]'"
        yield Sign(f"extra {extra}", "installed" if there else "not installed", there, mend, needed=False)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _engines(_place: Workspace) -> Iterator[Sign]:
    try:
        said = engines()
    except PackageNotFoundError as error:
        yield Sign("engines", f"{error.name} is missing", well=False, mend="pip install briefwright")
        return
    pango = said.partition("pango ")[2].split(" ")[0]
    graphviz = said.rpartition("graphviz ")[2]
    mend = "Install Pango, on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
    yield Sign("Pango", pango, pango != "none", mend)
    mend = "Install Graphviz, on Debian: apt-get install graphviz."
    yield Sign("Graphviz", graphviz, graphviz != "none", mend, needed=False)


def _fonts(workspace: Workspace) -> Iterator[Sign]:
    files = sorted(workspace.templates.glob(f"{_FONTS}/**/*.woff2")) + sorted(
        workspace.templates.glob(f"{_FONTS}/**/*.ttf")
    )
    mend = f"Put the fonts back into {workspace.templates / _FONTS} from git, or leave out the folder templates/."
    yield Sign("fonts", f"{len(files)} files", bool(files), mend)


def _git(workspace: Workspace) -> Iterator[Sign]:
    if not shutil.which("git"):
        yield Sign("git", "not installed", well=False, mend="Install git; history, trace and redlines need it.")
        return

    def said(*words: str) -> str:
        return git(workspace.root, *words).decode().strip()

    yield Sign("git", said("--version").removeprefix("git version "), well=True)
    inside = said("rev-parse", "--is-inside-work-tree") == "true"
    yield Sign("git repository", "there" if inside else "none", inside, "git init, then commit the workspace.")
    if inside:
        who = said("config", "user.name")
        yield Sign("name in git", who or "none", bool(who), 'git config user.name "Your Name"')
        reads = bool(said("config", "diff.briefwright.textconv"))
        found = "set up" if reads else "not set up"
        yield Sign("readable git diff", found, reads, "briefwright git-setup", needed=False)


def _writing(workspace: Workspace) -> Iterator[Sign]:
    if not workspace.writable:
        mend = "It is the installed one. Make your own: briefwright init DIR."
        yield Sign("workspace", f"{workspace.root}, read-only", well=False, mend=mend, needed=False)
        return
    refused = [
        folder for folder in (workspace.root, workspace.knowledge) if folder.is_dir() and not os.access(folder, os.W_OK)
    ]
    mend = f"Get the right to write in {', '.join(map(str, refused))}."
    yield Sign("workspace", str(workspace.root), not refused, mend)
    left = [workspace.relative(path) for path in sorted(workspace.knowledge.rglob(".*.ttl.*")) if path.is_file()]
    mend = f"A save broke off; its record is as it was before. Delete {', '.join(left)}."
    yield Sign("unfinished saves", str(len(left)) if left else "none", not left, mend)


def _cache(workspace: Workspace) -> Iterator[Sign]:
    refused = workspace.cache.is_dir() and not os.access(workspace.cache, os.W_OK)
    files = [path for path in sorted(workspace.cache.rglob("*")) if path.is_file()] if workspace.cache.is_dir() else []
    old = [path for path in files if path.suffix == ".sqlite" and path.stat().st_mtime < _latest(workspace)]
    mend = f"Delete {workspace.cache}; what is in it is made again."
    found = "older than the records; made again when used" if old else f"{len(files)} files" if files else "empty"
    yield Sign("cache", "not writable" if refused else found, not refused, mend)


def _latest(workspace: Workspace) -> float:
    return max((path.stat().st_mtime for path in workspace.knowledge.rglob("*.ttl")), default=0.0)


_LOOKS: tuple[Callable[[Workspace], Iterator[Sign]], ...] = (
    _python,
    _packages,
    _engines,
    _fonts,
    _git,
    _writing,
    _cache,
)
