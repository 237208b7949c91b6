"""How records hang together: every link between two records, the chains between them, and what lies around one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import all_of, label, links, name
from briefwright.knowledge.vocabulary import Role, pol
from briefwright.terms import Iri, record_of

_CITED = re.compile(r"@([a-z-]+/[a-z0-9-]+)")
_TOPIC = pol("topic")
CITES = pol("paragraph")
"""The property that stands for a citation in an authored paragraph, which is written as `[@class/slug]`."""


@dataclass(frozen=True, slots=True)
class RecordLink:
    """That one record names another, by a property of its own or of its part `part`."""

    subject: Iri
    prop: Iri
    object: Iri
    part: Iri


@dataclass(frozen=True)
class Relations:
    """The links between the records of one knowledge base, found once."""

    kb: KnowledgeBase

    @cached_property
    def outgoing(self) -> Mapping[Iri, tuple[RecordLink, ...]]:
        """Record -> what it names, in the order of its file."""
        found: dict[Iri, dict[tuple[Iri, Iri], RecordLink]] = {}
        for link in _all_links(self.kb):
            found.setdefault(link.subject, {}).setdefault((link.prop, link.object), link)
        return {subject: tuple(those.values()) for subject, those in found.items()}

    @cached_property
    def incoming(self) -> Mapping[Iri, tuple[RecordLink, ...]]:
        """Record -> what names it, in the order of their names."""
        found: dict[Iri, list[RecordLink]] = {}
        for subject in sorted(self.outgoing):
            for link in self.outgoing[subject]:
                found.setdefault(link.object, []).append(link)
        return {target: tuple(those) for target, those in found.items()}

    def of(self, record: Iri) -> tuple[RecordLink, ...]:
        """Every link of a record but those to who worked on it, its own before those of others."""
        both = (*self.outgoing.get(record, ()), *self.incoming.get(record, ()))
        return tuple(link for link in both if self.is_matter(link))

    def is_matter(self, link: RecordLink) -> bool:
        """Whether a link is one of what records say. Who works on them is none: by these all would hang together."""
        return link.prop not in self.kb.ontology.having(Role.WORK)


def paths(
    relations: Relations, start: Iri, end: Iri, most: int = 5, *, topics: bool = False
) -> tuple[tuple[RecordLink, ...], ...]:
    """The shortest chains of links from one record to another, whichever way these point, at most `most` of them.

    That two records belong to the same topic joins nearly all of them and says little: it is a step only with `topics`,
    or where there is no other chain. Empty where there is none; one empty chain from a record to itself."""
    if start == end:
        return ((),)
    found = _shortest(relations, start, end, most, topics=topics)
    return found or (() if topics else _shortest(relations, start, end, most, topics=True))


def _shortest(
    relations: Relations, start: Iri, end: Iri, most: int, *, topics: bool
) -> tuple[tuple[RecordLink, ...], ...]:
    steps: dict[Iri, list[tuple[Iri, RecordLink]]] = {start: []}
    front = [start]
    while front and end not in steps:
        reached: dict[Iri, list[tuple[Iri, RecordLink]]] = {}
        for record in front:
            for link in relations.of(record):
                other = link.object if link.subject == record else link.subject
                if other not in steps and (topics or link.prop != _TOPIC):
                    reached.setdefault(other, []).append((record, link))
        steps |= reached
        front = list(reached)
    found = _backwards(steps, start, end) if end in steps else iter(())
    return tuple(chain for chain, _ in zip(found, range(most), strict=False))


def _backwards(
    steps: Mapping[Iri, list[tuple[Iri, RecordLink]]], start: Iri, end: Iri
) -> Iterator[tuple[RecordLink, ...]]:
    if start == end:
        yield ()
        return
    for before, link in steps[end]:
        for chain in _backwards(steps, start, before):
            yield (*chain, link)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The records around one, and the links among them; `left_out` says how many more records there are."""

    centre: Iri
    records: tuple[Iri, ...]
    links: tuple[RecordLink, ...]
    left_out: int


def neighbourhood(relations: Relations, centre: Iri, depth: int = 1, most: int = 40) -> Neighbourhood:
    """The records at most `depth` links away, the nearest first, at most `most` of them."""
    order, front, left_out = {centre: 0}, [centre], 0
    for distance in range(1, depth + 1):
        ends = (e for record in front for link in relations.of(record) for e in (link.object, link.subject))
        fresh = [other for other in dict.fromkeys(ends) if other not in order]
        kept = fresh[: max(0, most - len(order))]
        left_out += len(fresh) - len(kept)
        order |= dict.fromkeys(kept, distance)
        front = kept
    among = [
        link
        for record in order
        for link in relations.outgoing.get(record, ())
        if link.object in order and relations.is_matter(link)
    ]
    return Neighbourhood(centre, tuple(order), tuple(among), left_out)


def in_words(kb: KnowledgeBase, link: RecordLink) -> str:
    """A link as a sentence: the recommendation “X” rests on the claim “Y”."""
    return f"{_named(kb, link.subject)} {phrase(kb, link.prop)} {_named(kb, link.object)}"


def phrase(kb: KnowledgeBase, prop: Iri) -> str:
    """What stands for a property between its subject and its value: `rests on`, `has as addressee`."""
    if prop == CITES:
        return "cites"
    return kb.ontology.phrases.get(prop) or f"has as {kb.ontology.labels.get(prop, prop)}"


def kind_of(kb: KnowledgeBase, record: Iri) -> str:
    """The class of a record in words, by its name: `legal authority`."""
    return name(kb, record).partition("/")[0].replace("-", " ")


def _named(kb: KnowledgeBase, record: Iri) -> str:
    return f"the {kind_of(kb, record)} “{label(kb, record).rstrip('.')}”"


def _all_links(kb: KnowledgeBase) -> Iterator[RecordLink]:
    for part, own in kb.facts.items():
        subject = record_of(part)
        for prop, values in own.items():
            for value in values:
                if isinstance(value, Iri) and (target := record_of(value)) in kb.aggregates and target != subject:
                    yield RecordLink(subject, prop, target, part)
    for brief in all_of(kb, pol("Brief")):
        for paragraph in links(kb, brief, CITES):
            for text in kb.facts.get(paragraph, {}).get(pol("text"), ()):
                for cited in _CITED.findall(str(text)):
                    target = Iri(kb.workspace.base_iri + cited)
                    if target in kb.aggregates:
                        yield RecordLink(brief, CITES, target, paragraph)
