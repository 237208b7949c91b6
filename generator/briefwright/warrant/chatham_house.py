"""The Chatham House Rule: what was said may be used, neither who said it nor who was present may be told.

The rule is worded by Chatham House; which properties could tell is said in the ontology by `pol:unnamedAs`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from briefwright.knowledge.kb import Aggregate, KnowledgeBase
from briefwright.knowledge.records import is_a, links, name, values
from briefwright.knowledge.vocabulary import NAMES, pol
from briefwright.rdf import turtle
from briefwright.terms import SCHEME, Iri, LangText, Triple

_RULE = Iri(SCHEME + "handling-caveat/chatham-house")
_NAMES = (pol("authorName"), pol("publisherName"))


def under_the_rule(kb: KnowledgeBase) -> frozenset[Iri]:
    """The records that carry the caveat, and the passages of such sources."""
    marked = {iri for iri in kb.aggregates if _RULE in links(kb, iri, pol("handlingCaveat"))}
    passages = {p for source in marked for p in kb.backlinks.get((pol("source"), source), ())}
    return frozenset(marked | (passages & kb.aggregates.keys()))


def without_names(kb: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base in which no record under the rule tells who spoke, for whom, or who was present."""
    held = under_the_rule(kb)
    if not held:
        return kb
    return replace(kb, aggregates={i: _unnamed(kb, a) if i in held else a for i, a in kb.aggregates.items()})


def names_held(kb: KnowledgeBase) -> Mapping[Iri, tuple[str, ...]]:
    """Each record under the rule -> the names that nothing that stands on it may print: people, bodies, publishers."""
    return {iri: tuple(sorted(set(_names(kb, iri)))) for iri in under_the_rule(kb)}


def told(names: tuple[str, ...], *texts: str) -> str:
    """The first of the names that one of the texts tells, or nothing. The slug of a record tells it too."""
    for one in names:
        words = r"\W+".join(map(re.escape, re.findall(r"\w+", one.casefold())))
        if words and any(re.search(rf"(?<!\w){words}(?!\w)", text.casefold()) for text in texts):
            return one
    return ""


def _names(kb: KnowledgeBase, iri: Iri) -> Iterator[str]:
    sources = links(kb, iri, pol("source")) if is_a(kb, iri, pol("Passage")) else ()
    for record in (iri, *sources):
        yield from (str(v) for prop in _NAMES for v in values(kb, record, prop))
        actors = chain.from_iterable(links(kb, record, prop) for prop in kb.ontology.unnamed)
        for actor in (a for a in actors if is_a(kb, a, pol("Actor"))):
            yield from (str(v) for prop in NAMES for v in values(kb, actor, prop))
            yield name(kb, actor).partition("/")[2]


def _unnamed(kb: KnowledgeBase, aggregate: Aggregate) -> Aggregate:
    kept = tuple(t for t in aggregate.triples if kb.ontology.unnamed.get(t.predicate, "keep"))
    said = (t._replace(object=_in_place_of(kb, t)) if t.predicate in kb.ontology.unnamed else t for t in kept)
    parsed = turtle.parse(turtle.write(said, kb.workspace.base_iri).encode())
    return replace(aggregate, triples=parsed.triples, ntriples=parsed.ntriples)


def _in_place_of(kb: KnowledgeBase, triple: Triple) -> LangText | str:
    word = kb.ontology.unnamed[triple.predicate]
    return LangText(word, triple.object.lang) if isinstance(triple.object, LangText) else word
