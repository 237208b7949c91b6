"""Where sources come from: independent roots after collapsing copies, common origins and circles."""

from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import links, text
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri


def origins(kb: KnowledgeBase, source: Iri) -> frozenset[Iri]:
    """The sources at which the lineage of `source` ends.

    A copy counts as what it reproduces, a report as what it is based on. A source that leads back to itself has
    no origin: a circle of citations is no evidence."""
    found: set[Iri] = set()
    seen: set[Iri] = set()
    waiting = [source]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        parents = _parents(kb, current)
        waiting += parents
        if not parents:
            found.add(current)
    return frozenset(found)


def originals(kb: KnowledgeBase, source: Iri) -> tuple[Iri, ...]:
    """The sources a copy reproduces, from the nearest to the first: it says what they say, and falls with them."""
    found: list[Iri] = []
    waiting = list(links(kb, source, pol("reproduces")))
    while waiting:
        current = waiting.pop(0)
        if current not in (*found, source):
            found.append(current)
            waiting += links(kb, current, pol("reproduces"))
    return tuple(found)


def roots(kb: KnowledgeBase, sources: frozenset[Iri]) -> frozenset[Iri]:
    """The independent origins of several sources together."""
    return frozenset(origin for source in sources for origin in origins(kb, source))


def circle(kb: KnowledgeBase, start: Iri, *properties: Iri) -> tuple[Iri, ...]:
    """The shortest way from a record along `properties` back to itself, or nothing."""
    paths: list[tuple[Iri, ...]] = [(start,)]
    seen: set[Iri] = set()
    while paths:
        path = paths.pop(0)
        for following in (v for prop in properties for v in links(kb, path[-1], prop)):
            if following == start:
                return (*path, start)
            if following not in seen:
                seen.add(following)
                paths.append((*path, following))
    return ()


def is_interested(kb: KnowledgeBase, source: Iri) -> bool:
    """Whether somebody behind the source stands to gain from what it says."""
    return bool(text(kb, source, pol("interest")))


def _parents(kb: KnowledgeBase, source: Iri) -> tuple[Iri, ...]:
    return links(kb, source, pol("reproduces")) + links(kb, source, pol("basedOn"))
