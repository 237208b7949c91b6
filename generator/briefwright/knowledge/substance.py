"""What a record says, apart from what is kept about it: the fields that the ontology gives the role of upkeep."""

from collections.abc import Iterator

from briefwright.knowledge.ontology import Facts, Ontology
from briefwright.knowledge.vocabulary import Role
from briefwright.terms import Iri, Value


def substance(ontology: Ontology, facts: Facts) -> Iterator[tuple[Iri, Iri, tuple[Value, ...]]]:
    """Subject, property and values of all that a record says, its parts included: neither upkeep nor the parts that
    upkeep names, such as the checks and waivers of a record."""
    upkeep = frozenset(ontology.having(Role.UPKEEP))
    kept = {value for said in facts.values() for prop in said.keys() & upkeep for value in said[prop]}
    for subject, said in facts.items():
        if subject not in kept:
            yield from ((subject, prop, values) for prop, values in said.items() if prop not in upkeep)
