"""References into sources: matched with those that are there, merged without overwriting, with a report of each."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from briefwright.curate.bibliography import KIND, BibliographyEntry, normal_doi
from briefwright.curate.drafts import Draft, draft, with_values
from briefwright.curate.notation import Notation, UnreadableError, same
from briefwright.curate.operations import minted, read_fields
from briefwright.curate.planning import fresh
from briefwright.knowledge.ontology import TYPE
from briefwright.knowledge.records import all_of, name
from briefwright.knowledge.vocabulary import ISSUED, TITLE, pol
from briefwright.terms import BIBO, SKOS, Iri, PartialDate, Triple, Value

_KEY = Iri(SKOS + "notation")
_NEEDED = {"title": "no title", "publisher-name": "no publisher", "url": "neither address nor DOI"}


@dataclass(frozen=True, slots=True)
class Acquired:
    """What became of a reference: new, completed (empty fields were filled), known (nothing to add) or refused. `notes`
    say what was not taken over and why."""

    reference: BibliographyEntry
    state: str
    record: Iri
    by: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acquisition:
    """The report of each reference, and what the sources are to say."""

    report: tuple[Acquired, ...]
    wanted: Mapping[Draft, tuple[Triple, ...]]


@dataclass
class _Shelf:
    """The sources that are there and those that come in, by all they can be told by."""

    notation: Notation
    facts: dict[Iri, dict[Iri, tuple[Value, ...]]] = field(default_factory=dict)
    known: dict[tuple[str, str], Iri] = field(default_factory=dict)

    def put(self, record: Iri, own: Mapping[Iri, tuple[Value, ...]]) -> None:
        """Take in what a source says."""
        self.facts[record] = dict(own)
        for mark in _marks(own):
            self.known.setdefault(mark, record)


def acquire(
    notation: Notation, references: Iterable[BibliographyEntry], given: Iterable[tuple[str, str]], today: str
) -> Acquisition:
    """The sources after references were taken in. A reference is the same as a source if they share a DOI, an ISBN, an
    address, or the title with the year; then only empty fields are filled, and what differs is reported and left.

    `given` are fields that every new source gets. Raises UsageError when one of them cannot be read."""
    cls = notation.forms.cls("source")
    defaults = {**notation.forms.by_class[cls].defaults, **read_fields(notation, cls, given)}
    shelf = _Shelf(notation)
    for record in all_of(notation.kb, pol("Source")):
        shelf.put(record, notation.kb.facts[record])
    report: list[Acquired] = []
    touched: dict[Iri, dict[Iri, tuple[Value, ...]]] = {}
    for reference in references:
        entry = _acquired(shelf, reference, cls, defaults, today)
        report.append(entry)
        if entry.state in ("new", "completed"):
            touched[entry.record] = shelf.facts[entry.record]
    wanted: dict[Draft, tuple[Triple, ...]] = {}
    for record, own in touched.items():
        before = draft(notation.kb.workspace, record)
        wanted[before] = tuple(with_values(before.facts, record, _beside(before, record, own)))
    return Acquisition(tuple(report), wanted)


def _beside(before: Draft, record: Iri, own: Mapping[Iri, tuple[Value, ...]]) -> Mapping[Iri, tuple[Value, ...]]:
    """What is to be added to a source that is there: the spelling of what it has is not touched."""
    there = before.facts.get(record, {})
    return {prop: found for prop, found in own.items() if prop not in there}


def _acquired(
    shelf: _Shelf,
    reference: BibliographyEntry,
    cls: Iri,
    defaults: Mapping[Iri, tuple[Value, ...]],
    today: str,
) -> Acquired:
    notation = shelf.notation
    missing = [words for key, words in _NEEDED.items() if not reference.first(key)]
    if missing:
        return Acquired(reference, "refused", Iri(""), notes=(f"it has {' and '.join(missing)}",))
    own, notes = _values(notation, reference, cls)
    if TITLE not in own:
        return Acquired(reference, "refused", Iri(""), notes=tuple(notes))
    match = next(((shelf.known[mark], mark[0]) for mark in _marks(own) if mark in shelf.known), None)
    if match is None:
        record = minted(notation.kb, cls, _slug_words(reference), taken=shelf.facts)
        shelf.put(record, {TYPE: (cls,), **fresh(today), **defaults, **own})
        return Acquired(reference, "new", record, notes=(*reference.faults, *notes))
    record, by = match
    there = shelf.facts[record]
    filling = {prop: found for prop, found in own.items() if prop not in there}
    differing = [
        f"{notation.forms.key(prop)} is {_shown(there[prop])} there and {_shown(found)} here; it was left"
        for prop, found in own.items()
        if prop in there and prop != _KEY and not all(any(_alike(v, w) for w in there[prop]) for v in found)
    ]
    if filling:
        shelf.put(record, {**there, **filling})
    filled = [f"{notation.forms.key(prop)} was filled" for prop in filling]
    said = (*filled, *differing, *reference.faults, *notes)
    return Acquired(reference, "completed" if filling else "known", record, by, said)


def _slug_words(reference: BibliographyEntry) -> str:
    """Author, year and title, of which the name of a source in files is made."""
    author = reference.first("author-name").split()[-1:] or [reference.first("publisher-name")]
    return " ".join((*author, reference.first("issued")[:4], reference.first("title")))


def _values(
    notation: Notation, reference: BibliographyEntry, cls: Iri
) -> tuple[dict[Iri, tuple[Value, ...]], list[str]]:
    found: dict[Iri, tuple[Value, ...]] = {}
    notes: list[str] = []
    for key, texts in reference.fields.items():
        known = notation.forms.field(cls, notation.forms.property(key))
        read: list[Value] = []
        for text in texts if key != KIND else _kinds(notation, texts):
            try:
                value = notation.read(text, known, Iri(""))
            except UnreadableError as error:
                notes.append(f"{key}: {error}")
            else:
                read += [] if any(same(value, each) for each in read) else [value]
        if read:
            found[known.prop] = tuple(read)
    if reference.key:
        found[_KEY] = (reference.key,)
    return found, notes


def _kinds(notation: Notation, types: Iterable[str]) -> Iterator[str]:
    """The codes of the kinds of source that a reference manager calls by these types, as far as it has names for them;
    for any other type the form says what a source is until somebody has looked at it."""
    concepts = [c for c in notation.kb.ontology.concepts.values() if c.scheme == KIND]
    wanted = {given.casefold() for given in types}
    yield from (c.code for c in concepts if not wanted.isdisjoint((c.code, *c.hidden)))


def _shown(found: Iterable[Value]) -> str:
    return ", ".join(f"“{value}”" for value in found)


def _alike(one: Value, other: Value) -> bool:
    """Whether two values say the same, case, punctuation and precision of dates aside."""
    if isinstance(one, PartialDate) and isinstance(other, PartialDate):
        return one.text.startswith(other.text) or other.text.startswith(one.text)
    return _squeezed(str(one)) == _squeezed(str(other)) or _address(str(one)) == _address(str(other))


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _address(url: str) -> str:
    """An address without what does not matter to where it leads."""
    plain = re.sub(r"^https?://(www\.)?", "", url.strip().partition("#")[0].casefold())
    path, _, query = plain.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith(("utm_", "fbclid", "gclid")))
    return path.rstrip("/") + (f"?{kept}" if kept else "")


def _isbn(text: str) -> str:
    """The nine digits that ISBN-10 and ISBN-13 share; empty for what is neither."""
    digits = re.sub(r"[^0-9Xx]", "", text)
    return {10: digits[:9], 13: digits[3:12]}.get(len(digits), "")


def _texts(own: Mapping[Iri, tuple[Value, ...]], prop: Iri, normal: Callable[[str], str]) -> Iterator[str]:
    return (found for value in own.get(prop, ()) if (found := normal(str(value))))


_MARKS: Mapping[str, tuple[Iri, Callable[[str], str]]] = MappingProxyType(
    {
        "DOI": (Iri(BIBO + "doi"), normal_doi),
        "ISBN": (Iri(BIBO + "isbn"), _isbn),
        "address": (pol("url"), _address),
    }
)


def _marks(own: Mapping[Iri, tuple[Value, ...]]) -> Iterator[tuple[str, str]]:
    """By what a source can be told, the surest first."""
    for kind, (prop, normal) in _MARKS.items():
        yield from ((kind, found) for found in _texts(own, prop, normal))
    year = next((str(value)[:4] for value in own.get(ISSUED, ())), "")
    yield from (("title", f"{title} {year}") for title in _texts(own, TITLE, _squeezed))


def describe(notation: Notation, entry: Acquired) -> str:
    """A line of the report."""
    called = f" {name(notation.kb, entry.record)}" if entry.record else ""
    by = f" (the same {entry.by})" if entry.by else ""
    notes = "; ".join(entry.notes)
    return f"{entry.reference.where}: {entry.state}{called}{by}{': ' + notes if notes else ''}"
