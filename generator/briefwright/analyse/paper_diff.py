"""What changed between two papers, statement by statement; from the papers alone."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from briefwright.analyse.diff import Change, Kind, of_field, of_texts
from briefwright.knowledge.ontology import Ontology
from briefwright.knowledge.vocabulary import pol
from briefwright.papers.reading import ReadPaper, Trail
from briefwright.terms import Iri, shorten

_LEAST_ALIKE = 0.5


def editions(ontology: Ontology, before: ReadPaper, after: ReadPaper) -> tuple[Change, ...]:
    """Each statement that is new, gone or changed, in the order of the later paper, what is gone at the end.

    A statement is the same when it comes from the same record and field; of several, those with the most like words."""
    pairs = list(_paired(before, after))
    found = (_change(ontology, old, new, after if new else before) for old, new in pairs)
    return tuple(change for change in found if change)


def _paired(before: ReadPaper, after: ReadPaper) -> Iterator[tuple[Trail | None, Trail | None]]:
    waiting: dict[tuple[str, str], list[Trail]] = {}
    for trail in before.trails:
        waiting.setdefault((trail.record, trail.property), []).append(trail)
    for trail in after.trails:
        there = waiting.get((trail.record, trail.property), [])
        old = max(there, key=lambda one: _alike(one, trail), default=None)
        if old and _alike(old, trail) < _LEAST_ALIKE and trail.property == pol("text"):
            old = None  # another sentence of the same paragraph
        if old:
            there.remove(old)
        yield old, trail
    for those in waiting.values():
        yield from ((trail, None) for trail in those)


def _alike(one: Trail, other: Trail) -> float:
    return 1.0 if one.text == other.text else SequenceMatcher(None, one.text.split(), other.text.split()).ratio()


def _change(ontology: Ontology, old: Trail | None, new: Trail | None, paper: ReadPaper) -> Change | None:
    trail = new or old
    if trail is None:
        return None
    kind = _kind(ontology, old, new)
    if kind is None:
        return None
    said = _sources if kind is Kind.SOURCE else _words
    field = ontology.labels.get(Iri(trail.property)) or shorten(trail.property, paper.base)
    return Change(kind, Iri(trail.record), trail.text, Iri(trail.property), field, said(old), said(new))


def _kind(ontology: Ontology, old: Trail | None, new: Trail | None) -> Kind | None:
    if not old or not new:
        return Kind.ADDED if new else Kind.WITHDRAWN
    if old.text != new.text:
        return of_field(ontology, Iri(new.property)) or of_texts(old.text, new.text)
    return Kind.SOURCE if _sources(old) != _sources(new) else None


def _words(trail: Trail | None) -> tuple[str, ...]:
    return (trail.text,) if trail else ()


def _sources(trail: Trail | None) -> tuple[str, ...]:
    return tuple(f"{e.source_title}, {e.locator}" for e in trail.evidence) if trail else ()
