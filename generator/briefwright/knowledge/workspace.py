"""Where a workspace is and what its settings say. One function finds it: `find`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from briefwright.brand import Brand, read_brand
from briefwright.errors import BriefwrightError, DataError
from briefwright.words import Words, read_words

SETTINGS = "briefwright.toml"
_KNOWN = ("base_iri", "language", "max_anchor_words")
_BASE_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+/")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Workspace:
    """A folder with a knowledge base. `ontology` and `templates` are its own, else the installed ones."""

    root: Path
    base_iri: str
    language: str
    max_anchor_words: int
    brand: Brand
    knowledge: Path
    ontology: Path
    templates: Path
    writable: bool

    @cached_property
    def words(self) -> Words:
        """The words its papers say themselves, in its language. Raises DataError as `read_words` does."""
        return read_words(self.templates, self.language)

    @property
    def issued(self) -> Path:
        """Where the records of issued papers lie."""
        return self.root / "issued"

    @property
    def cache(self) -> Path:
        """Where what can be made again is kept; never read in place of the text."""
        return self.root / ".briefwright"

    def relative(self, path: Path) -> str:
        """`path` as people write it: relative to the workspace, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()


def find(start: Path | None = None) -> Workspace:
    """The workspace at `start`, else the one stood in or above it, else the installed seed, which is read-only.

    Raises DataError when `start` is given and holds no settings file, or when the settings are wrong."""
    if start is not None:
        return _read(start.resolve(), writable=True)
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return _read(folder, writable=True)
    return _read(seed(), writable=False)


def find_any(given: Path | None) -> Workspace | None:
    """The workspace that was given or one stands in, nothing where one stands in none: for what does without.

    Raises DataError for one that is given and is none."""
    try:
        return find(given)
    except BriefwrightError:
        if given:
            raise
        return None


def seed() -> Path:
    """The folder of the data that comes with the package: in a wheel `_data`, in a checkout its root."""
    packed = _PACKAGE / "_data"
    return packed if packed.is_dir() else _PACKAGE.parents[1]


def _read(root: Path, *, writable: bool) -> Workspace:
    path = root / SETTINGS
    if not path.is_file():
        raise DataError(
            f"{root} is not a workspace: it has no {SETTINGS}. Stand in a workspace, or name one with --workspace."
        )
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: the settings cannot be read: {error}.") from error
    faults = _faults(settings)
    if faults:
        raise DataError(f"{path}: " + " ".join(faults))
    return Workspace(
        root=root,
        base_iri=settings["base_iri"],
        language=settings.get("language", "en"),
        max_anchor_words=settings.get("max_anchor_words", 10),
        brand=read_brand(root),
        knowledge=root / "kb",
        ontology=_own_or_seed(root, "ontology"),
        templates=_own_or_seed(root, "templates"),
        writable=writable,
    )


def _own_or_seed(root: Path, name: str) -> Path:
    return root / name if (root / name).is_dir() else seed() / name


def _faults(settings: dict[str, Any]) -> list[str]:
    faults = [f"{name} is no setting; there are {', '.join(_KNOWN)}." for name in settings.keys() - set(_KNOWN)]
    if not (isinstance(base := settings.get("base_iri"), str) and _BASE_IRI.fullmatch(base)):
        faults.append('base_iri must be a web address that ends with "/".')
    if not (isinstance(language := settings.get("language", "en"), str) and _LANGUAGE.fullmatch(language)):
        faults.append('language must be a language tag, for instance "en" or "pt-BR".')
    if type(words := settings.get("max_anchor_words", 10)) is not int or words < 1:
        faults.append("max_anchor_words must be a whole number above 0.")
    return sorted(faults)
