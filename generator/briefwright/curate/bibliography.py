"""References as reference managers write them: CSL-JSON, BibTeX and RIS, read into the fields of a source."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefwright.errors import DataError, ResourceError, UsageError
from briefwright.files import read_text
from briefwright.terms import is_calendar_date

_MOST_BYTES = 50 * 2**20
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
KIND = "source-kind"
_TAG = re.compile(r"<[^<>]{1,40}>")
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class BibliographyEntry:
    """A reference: where it was read, its key there, and its fields by the keys of a source's form; its `kind` is the
    type that the reference manager gives it.

    `faults` are what could not be understood of it, in words."""

    where: str
    key: str
    fields: Mapping[str, tuple[str, ...]]
    faults: tuple[str, ...] = field(default=())

    def first(self, key: str) -> str:
        """The first value of a field, or nothing."""
        return next(iter(self.fields.get(key, ())), "")


@dataclass(frozen=True)
class Bibliography:
    """The references of a file, and what of it could not be read, in words."""

    references: tuple[BibliographyEntry, ...]
    faults: tuple[str, ...] = ()


def read(path: Path) -> Bibliography:
    """The references of a file: CSL-JSON (.json), BibTeX (.bib) or RIS (.ris).

    Raises UsageError for another ending, DataError when nothing of the file can be read, and ResourceError for BibTeX
    where pybtex is not installed."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"{path.name} is none of {', '.join(READERS)}. Export the references as one of these.")
    if path.stat().st_size > _MOST_BYTES:
        raise DataError(f"{path} has more than {_MOST_BYTES // 2**20} MiB. Export it in parts.")
    return reader(path, read_text(path).removeprefix("\ufeff"))


def _csl(path: Path, text: str) -> Bibliography:
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path}: this is no JSON: {error}. Export the references anew as CSL JSON.") from error
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise DataError(f"{path}: CSL JSON is a list of references, and this is none. Export it anew.")
    faults = tuple(
        f"{path}, item {n}: this is no reference." for n, i in enumerate(items, 1) if not isinstance(i, dict)
    )
    found = (_of_csl(f"{path}, item {n}", item) for n, item in enumerate(items, 1) if isinstance(item, dict))
    return Bibliography(tuple(found), faults)


def _of_csl(where: str, item: Mapping[str, Any]) -> BibliographyEntry:
    def text(*names: str) -> str:
        return next((_plain(str(item[name])) for name in names if item.get(name) not in (None, "", [])), "")

    date, faults = _csl_date(item.get("issued"))
    people = item.get("author") or item.get("editor") or []
    fields = {
        "title": text("title"),
        KIND: text("type"),
        "publisher-name": text("publisher", "container-title"),
        "container-title": text("container-title"),
        "issued": date,
        "url": text("URL"),
        "doi": text("DOI"),
        "isbn": text("ISBN"),
        "number": text("number"),
        "volume": text("volume"),
        "issue": text("issue"),
        "pages": text("page"),
        "place-of-publication": text("publisher-place"),
        "language": text("language"),
    }
    names = tuple(_csl_name(person) for person in people if isinstance(person, dict))
    return _reference(where, text("id", "citation-key"), fields, names, faults)


def _csl_name(person: Mapping[str, Any]) -> str:
    parts = (person.get(part) for part in ("given", "non-dropping-particle", "family", "suffix"))
    return str(person.get("literal") or " ".join(str(part) for part in parts if part))


def _csl_date(issued: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(issued, dict):
        return "", ()
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    written = "-".join(str(part).zfill(2) for part in first) or str(issued.get("raw") or issued.get("literal") or "")
    return _date(written)


def _bibtex(path: Path, text: str) -> Bibliography:
    if not find_spec("pybtex"):
        raise ResourceError(
            "BibTeX is not read here: pybtex is not installed. Install briefwright[refs], or use CSL JSON."
        )
    import pybtex.errors
    from pybtex.database.input.bibtex import Parser
    from pybtex.exceptions import PybtexError

    with pybtex.errors.capture() as captured:
        try:
            database = Parser().parse_string(text)
        except PybtexError as error:
            raise DataError(f"{path}: this is no BibTeX: {error}.") from error
    faults = tuple(f"{path}{_line(error)}: {error}." for error in captured)
    found = tuple(_of_bibtex(f"{path}, entry {key}", key, entry) for key, entry in database.entries.items())
    return Bibliography(found, faults)


def _line(error: object) -> str:
    number = getattr(error, "lineno", None)
    return f":{number}" if number else ""


def _of_bibtex(where: str, key: str, entry: Any) -> BibliographyEntry:
    def text(*names: str) -> str:
        return next((_latex(entry.fields[name]) for name in names if entry.fields.get(name)), "")

    month = text("month")[:3].casefold()
    number = str(_MONTHS.index(month) + 1) if month in _MONTHS else month if month.isdigit() else ""
    year = text("date", "year")
    date, faults = _date(f"{year}-{number.zfill(2)}" if number and len(year) == len("2024") else year)
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = (
        _latex(" ".join((*p.first_names, *p.middle_names, *p.prelast_names, *p.last_names, *p.lineage_names)))
        for p in people
    )
    fields = {
        "title": ": ".join(filter(None, (text("title"), text("subtitle")))),
        KIND: text("entrysubtype") or entry.type,
        "publisher-name": text("publisher", "institution", "organization", "school", "journal", "journaltitle"),
        "container-title": text("journal", "journaltitle", "booktitle"),
        "issued": date,
        "url": text("url"),
        "doi": text("doi"),
        "isbn": text("isbn"),
        "number": text("number") if entry.type in ("techreport", "report") else "",
        "volume": text("volume"),
        "issue": text("number", "issue") if entry.type == "article" else "",
        "pages": text("pages").replace("\u2013", "-"),
        "place-of-publication": text("address", "location"),
        "language": "",
    }
    return _reference(where, key, fields, tuple(names), faults)


def _latex(text: str) -> str:
    from pybtex.exceptions import PybtexError
    from pybtex.richtext import Text

    try:
        return _plain(str(Text.from_latex(str(text))))
    except (PybtexError, ValueError):  # braces that do not match: better the words with them than none
        return _plain(str(text))


def _ris(path: Path, text: str) -> Bibliography:
    entries: list[tuple[int, dict[str, list[str]]]] = []
    faults: list[str] = []
    current: dict[str, list[str]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        match = _RIS_LINE.fullmatch(line.rstrip())
        if match and match[1] == "TY":
            current = {"TY": [match[2].strip()]}
            entries.append((number, current))
        elif match and match[1] == "ER":
            current = None
        elif match and current is not None:
            current.setdefault(match[1], []).append(match[2].strip())
        elif line.strip():
            faults.append(f"{path}:{number}: this line belongs to no reference: {line.strip()[:60]}.")
    if not entries:
        raise DataError(f"{path}: this is no RIS: no line begins with “TY  - ”. Export the references anew.")
    return Bibliography(tuple(_of_ris(f"{path}:{number}", entry) for number, entry in entries), tuple(faults))


def _of_ris(where: str, entry: Mapping[str, list[str]]) -> BibliographyEntry:
    def text(*names: str) -> str:
        return next((_plain(value) for name in names for value in entry.get(name, ()) if value), "")

    date, faults = _date(text("DA", "PY", "Y1").strip("/").replace("/", "-"))
    people = [person for name in ("AU", "A1", "A2") for person in entry.get(name, ())]
    kind = text("TY").casefold()
    serial = text("SN")
    fields = {
        "title": text("TI", "T1"),
        KIND: kind,
        "publisher-name": text("PB", "JO", "T2", "JF"),
        "container-title": text("T2", "JO", "JF"),
        "issued": date,
        "url": text("UR", "L2"),
        "doi": text("DO"),
        "isbn": serial if kind in ("book", "chap", "edbook") else "",
        "number": text("M1") if kind == "rprt" else "",
        "volume": text("VL"),
        "issue": text("IS"),
        "pages": "-".join(filter(None, (text("SP"), text("EP")))),
        "place-of-publication": text("CY", "PP"),
        "language": text("LA"),
    }
    names = tuple(" ".join(reversed([part.strip() for part in person.split(",", 1)])) for person in people)
    return _reference(where, text("ID", "LB"), fields, names, faults)


def _reference(
    where: str, key: str, fields: Mapping[str, str], names: Iterable[str], faults: tuple[str, ...]
) -> BibliographyEntry:
    doi = normal_doi(fields["doi"])
    known = {**fields, "doi": doi, "url": fields["url"] or (f"https://doi.org/{doi}" if doi else "")}
    known["publisher-name"] = known["publisher-name"] or _host(known["url"])
    found = {name: (value,) for name, value in known.items() if value}
    authors = tuple(dict.fromkeys(name for name in map(_plain, names) if name))
    return BibliographyEntry(where, key, {**found, **({"author-name": authors} if authors else {})}, faults)


def _host(url: str) -> str:
    """The name of the site, for what names no publisher."""
    return re.sub(r"^https?://(www\.)?([^/:]+).*$", r"\2", url) if url.startswith(("http://", "https://")) else ""


def _plain(text: str) -> str:
    """A text without markup, in single spaces."""
    return " ".join(_TAG.sub("", text).split())


def _date(written: str) -> tuple[str, tuple[str, ...]]:
    """A date as precise as it is written, and what could not be understood of it."""
    text = written.strip().partition("T")[0]
    padded = "-".join(part.zfill(2) for part in text.split("-"))
    for form in (padded, padded[:7], padded[:4]):
        if is_calendar_date(form):
            return form, () if form == padded else (f"of the date {written!r} only {form} was understood",)
    year = _YEAR.search(text)
    if year:
        return year[1], (f"of the date {written!r} only the year was understood",)
    return "", (f"the date {written!r} was not understood",) if text else ()


def normal_doi(text: str) -> str:
    """A DOI without an address before it, in small letters; empty for what is none."""
    found = re.search(r"10\.\d{4,9}/\S+", text)
    return found[0].rstrip(".,;").lower() if found else ""


READERS: Mapping[str, Callable[[Path, str], Bibliography]] = MappingProxyType(
    {".json": _csl, ".bib": _bibtex, ".ris": _ris}
)
"""The ending of a file -> how its references are read."""
