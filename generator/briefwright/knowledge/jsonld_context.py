"""The JSON-LD context of the ontology, so that records can be written and read as plain JSON with short names."""

import json
from collections.abc import Iterator, Mapping

from briefwright.knowledge.ontology import TYPE, Facts, Ontology
from briefwright.knowledge.property_shapes import property_shapes
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import OWL, POL, PREFIXES, RDF, RDFS, SCHEME, XSD, Iri, LangText, Value, shorten

_PLAIN = {XSD + "string", XSD + "integer", XSD + "boolean"}  # JSON has these itself


def context(ontology: Ontology) -> bytes:
    """The context document: same ontology, same bytes.

    Classes and properties go by their local names, reused properties whose local name is taken by their prefixed
    names. A scheme value is a compact IRI, `scheme:claim-type/fact`: one prefix serves all schemes, since in JSON-LD
    prefixes and terms share one name space and `marking` or `priority` is both. Prose is English unless a value
    object says otherwise. A property whose shapes allow several datatypes, as dates that are as precise as known,
    or a figure that may be whole or not, takes value objects: `{"@value": "2024", "@type": "xsd:gYear"}`."""
    facts, shapes = ontology.facts, ontology.shape_facts
    terms: dict[str, object] = {"id": "@id", "type": "@type"}
    for iri, definition in _definitions(facts, {**_uses(facts), **_datatypes(shapes)}):
        name = iri.removeprefix(POL) if iri.startswith(POL) else _local(iri)
        terms[shorten(iri) if name in terms else name] = definition
    prefixes = {prefix: iri for prefix, iri in {**PREFIXES, "scheme": SCHEME}.items() if prefix != "shape"}
    whole = {"@context": {"@version": 1.1, **dict(sorted(prefixes.items())), **dict(sorted(terms.items()))}}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _definitions(facts: Facts, datatypes: Mapping[Iri, frozenset[str]]) -> Iterator[tuple[Iri, object]]:
    """Each term with what the context says of it, our own before the reused, whose short names may be taken."""
    own = [iri for iri in facts if iri.startswith(POL)]
    kept = [iri for iri in facts if pol("warrantKind") in facts[iri]]
    reused = [iri for iri in kept if iri not in own and not iri.startswith(SCHEME)]  # values of schemes are no terms
    parents = {Iri(str(p)) for values in facts.values() for p in values.get(Iri(RDFS + "subClassOf"), ())}
    for iri in [*sorted(own), *sorted(reused), *sorted(parents.difference(own))]:
        kinds = facts.get(iri, {}).get(TYPE, ())
        if Iri(OWL + "ObjectProperty") in kinds:
            yield iri, {"@id": shorten(iri), "@type": "@id"}
        else:
            yield iri, _literal(shorten(iri), datatypes.get(iri, frozenset()))


def _literal(name: str, datatypes: frozenset[str]) -> object:
    if datatypes == {RDF + "langString"}:
        return {"@id": name, "@language": "en"}
    if datatypes == {"@id"}:
        return {"@id": name, "@type": "@id"}
    if len(datatypes) == 1 and not datatypes <= _PLAIN:
        return {"@id": name, "@type": shorten(*datatypes)}
    return name


def _datatypes(shapes: Facts) -> dict[Iri, frozenset[str]]:
    """Property -> all that its shapes allow: datatypes, and `@id` where a shape asks for a thing or says nothing."""
    found: dict[Iri, set[str]] = {}
    for asked in property_shapes(shapes):
        found.setdefault(asked.path, set()).update(asked.datatypes or {"@id"})
    return {path: frozenset(kinds) for path, kinds in found.items()}


def _uses(facts: Facts) -> dict[Iri, frozenset[str]]:
    """Property -> what the ontology itself puts under it; for properties that no shape speaks of."""
    found: dict[Iri, set[str]] = {}
    for values in facts.values():
        for path, objects in values.items():
            found.setdefault(path, set()).update(map(_kind, objects))
    return {path: frozenset(kinds) for path, kinds in found.items()}


def _kind(value: Value) -> str:
    if isinstance(value, Iri):
        return "@id"
    return RDF + "langString" if isinstance(value, LangText) else XSD + "string"


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
