"""The kinds of change between two versions of records or papers, and a paragraph that sums them up."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from briefwright.knowledge.ontology import TYPE, Ontology
from briefwright.knowledge.vocabulary import Role
from briefwright.terms import OWL, Iri
from briefwright.warrant.prose import figures

_NEGATION = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot)\b|n[’']t\b", re.IGNORECASE)


class Kind(StrEnum):
    """What a change is to a reader, in the order of weight."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    VALUE = "value changed"
    MOVED = "confidence or likelihood moved"
    STATUS = "status moved"
    SOURCE = "source replaced"
    WORDING = "wording only"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of a record as a whole (`prop` is empty), or of one of its properties or parts."""

    kind: Kind
    record: Iri
    label: str
    prop: Iri
    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def of_field(ontology: Ontology, prop: Iri) -> Kind | None:
    """What it means that this property changed, where its role says so: a grade that is a value of a scale moved, or
    how far something has come; a text on how sure one is, is read as any other text."""
    if prop in ontology.having(Role.GRADE) and Iri(OWL + "ObjectProperty") in ontology.facts[prop].get(TYPE, ()):
        return Kind.MOVED
    return Kind.STATUS if prop in ontology.having(Role.STATUS) else None


def of_texts(before: str, after: str) -> Kind:
    """Whether another text says another thing, since its figures or its negations differ, or has other words only."""
    return Kind.VALUE if _substance(before) != _substance(after) else Kind.WORDING


def _substance(text: str) -> list[str]:
    return sorted((*figures(text), *(word.casefold() for word in _NEGATION.findall(text))))


_SHOWN = 3
_COUNTED = {
    Kind.ADDED: "{0} added",
    Kind.WITHDRAWN: "{0} withdrawn",
    Kind.VALUE: "{0} changed in value",
    Kind.MOVED: "{0} moved in confidence or likelihood",
    Kind.STATUS: "{0} moved in status",
    Kind.SOURCE: "{0} with another source",
    Kind.WORDING: "{0} in wording only",
}


def summary(changes: Iterable[Change], before: str, after: str, redated: int = 0) -> str:
    """The net change in one paragraph: how many of each kind, in how many records, and what to look at first."""
    found = list(changes)
    dates = f" {redated} record{'' if redated == 1 else 's'} only got a new date." if redated else ""
    if not found:
        return f"Nothing that a reader would notice changed between {before} and {after}.{dates}"
    count = Counter(change.kind for change in found)
    parts = [_COUNTED[kind].format(count[kind]) for kind in Kind if count[kind]]
    listed = ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else parts[0]
    records = len({change.record for change in found})
    size = f"{len(found)} change{'' if len(found) == 1 else 's'} in {records} record{'' if records == 1 else 's'}"
    weighty = list(dict.fromkeys(c.label for c in found if c.kind in (Kind.WITHDRAWN, Kind.VALUE, Kind.MOVED)))
    first = "; ".join(f"“{label.rstrip('.')}”" for label in weighty[:_SHOWN])
    more = f" and {len(weighty) - _SHOWN} more" if len(weighty) > _SHOWN else ""
    look = f" Look first at {first}{more}." if weighty else ""
    return f"Between {before} and {after}: {size}; {listed}.{look}{dates}"
