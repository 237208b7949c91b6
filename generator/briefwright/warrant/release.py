"""What may travel: the knowledge base below a marking ceiling, and the receipt of what was withheld."""

from collections import Counter
from dataclasses import dataclass
from typing import NewType

from briefwright.knowledge.kb import KnowledgeBase, restrict
from briefwright.knowledge.records import class_of, links, values
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri
from briefwright.warrant.chatham_house import without_names
from briefwright.warrant.rule import Warrants

_UNMARKED = "unmarked"
_ABOVE = "above the ceiling"
_BARE = "its support is above the ceiling"


Released = NewType("Released", KnowledgeBase)
"""A knowledge base of which its readers may be told all. Only `release` makes one, and what prints for others asks for
one, so that a withheld record cannot be printed: `mypy` refuses the whole base there."""


@dataclass(frozen=True, slots=True)
class Release:
    """A knowledge base of releasable records only, and why each other record is not in it."""

    kb: Released
    withheld: dict[Iri, str]

    def receipt(self) -> str:
        """One line for the log: how many records were withheld, by rule. Never printed in a paper."""
        if not self.withheld:
            return "withheld: nothing"
        counts = Counter(self.withheld.values())
        return "withheld: " + ", ".join(f"{n} {reason}" for reason, n in sorted(counts.items()))


def release(kb: KnowledgeBase, ceiling: Iri) -> Release:
    """The records at or below `ceiling` whose needed support is so as well.

    A record without marking is not released. A record that is supported in the whole base but not in the released
    one is withheld too, again and again until nothing changes: it is never printed bare. Records under the Chatham
    House Rule are in it without what tells who spoke."""
    limit = kb.ontology.concepts[ceiling].rank
    withheld: dict[Iri, str] = {}
    for iri in kb.aggregates:
        grades = _grades(kb, iri)
        if min(grades) < 0 or max(grades) > limit:
            withheld[iri] = _ABOVE if max(grades) > limit else _UNMARKED
    whole = Warrants(kb)
    current = restrict(kb, frozenset(kb.aggregates.keys() - withheld.keys())) if withheld else kb
    while withheld:
        bare = _bare(whole, Warrants(current), current)
        if not bare:
            break
        withheld |= dict.fromkeys(bare, _BARE)
        current = restrict(current, frozenset(current.aggregates.keys() - bare))
    return Release(Released(without_names(current)), withheld)


def highest_marking(kb: KnowledgeBase, records: frozenset[Iri]) -> Iri:
    """The highest marking of these records; an empty IRI where none is marked."""
    marks = {mark for iri in records for mark in links(kb, iri, pol("marking"))}
    return max(marks, key=lambda mark: kb.ontology.concepts[mark].rank, default=Iri(""))


def _grades(kb: KnowledgeBase, iri: Iri) -> tuple[int, ...]:
    """The rank of each marking of a record; -1 stands for one that is not known, and for none."""
    concepts = kb.ontology.concepts
    marks = tuple(concepts.get(Iri(str(mark))) for mark in values(kb, iri, pol("marking")))
    return tuple(mark.rank if mark else -1 for mark in marks) or (-1,)


def _bare(whole: Warrants, released: Warrants, current: KnowledgeBase) -> frozenset[Iri]:
    return frozenset(
        iri
        for iri in current.aggregates
        if class_of(current, iri) not in (pol("Brief"), pol("Source"))
        and _stands(whole, iri)
        and not _stands(released, iri)
    )


def _stands(warrants: Warrants, iri: Iri) -> bool:
    if class_of(warrants.kb, iri) == pol("Passage"):
        return warrants.evidence.passage(iri) is None
    return warrants.record(iri).supported
