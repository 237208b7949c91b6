"""What the ontology says of its classes, fields and schemes, read from its triples and its shapes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from briefwright.knowledge.ontology import TYPE, Facts, Ontology, kebab
from briefwright.knowledge.property_shapes import PropertyShape, class_shapes
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import OWL, POL, RDFS, SCHEME, SHAPE, SKOS, Iri, Value, shorten

RECORD, PART = pol("Record"), pol("Part")
_OTHERS = {Iri(OWL + "Class"), Iri(SKOS + "Concept"), Iri(SKOS + "ConceptScheme")}


@dataclass(frozen=True, slots=True)
class ClassField:
    """A field of a class: what the shape of the class asks of a property. `id` names it on the page."""

    owner: Iri
    asked: PropertyShape

    @property
    def id(self) -> str:
        """The name of the shape."""
        return self.asked.shape.removeprefix(SHAPE)


@dataclass(frozen=True)
class OntologyTerms:
    """The ontology with its shapes, term by term."""

    ontology: Ontology

    @cached_property
    def said(self) -> Facts:
        """Class, property, scheme or value -> what is said of it."""
        return self.ontology.facts

    @cached_property
    def shapes(self) -> Facts:
        """Shape -> its constraints."""
        return self.ontology.shape_facts

    @cached_property
    def classes(self) -> tuple[Iri, ...]:
        """The classes: records, parts, others, each by name after the class above them."""
        found = self._typed(OWL + "Class")
        return tuple(
            sorted(found, key=lambda i: (not self.is_a(i, RECORD), not self.is_a(i, PART), i not in (RECORD, PART), i))
        )

    @cached_property
    def schemes(self) -> tuple[Iri, ...]:
        """The value lists by name."""
        return tuple(sorted(self._typed(SKOS + "ConceptScheme")))

    @cached_property
    def properties(self) -> tuple[Iri, ...]:
        """Every property, own ones first, by name."""
        kinds = {Iri(OWL + name) for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
        found = {s for s, values in self.said.items() if kinds & set(values.get(TYPE, ()))}
        found |= {s for s in self.ontology.kinds if not _OTHERS & set(self.said[s].get(TYPE, ()))}
        return tuple(sorted(found, key=lambda iri: (not iri.startswith(POL), shorten(iri).casefold())))

    @cached_property
    def class_fields(self) -> tuple[ClassField, ...]:
        """Every field of every class, in the order in which they are asked for."""
        asked = class_shapes(self.ontology)
        return tuple(ClassField(owner, one) for owner in self.classes if owner in asked for one in asked[owner][1])

    def about(self, prop: str) -> str:
        """What the ontology says of itself."""
        return next((self.text(iri, prop) for iri in self._typed(OWL + "Ontology")), "")

    def fields(self, owner: Iri) -> tuple[ClassField, ...]:
        """The fields that the shape of this class itself asks for."""
        return tuple(field for field in self.class_fields if field.owner == owner)

    def concepts(self, scheme: Iri) -> tuple[Iri, ...]:
        """The values of a scheme by rank."""
        name = scheme.removeprefix(SCHEME)
        found = [concept for concept in self.ontology.concepts.values() if concept.scheme == name]
        return tuple(concept.iri for concept in sorted(found, key=lambda c: (c.rank, c.code)))

    def texts(self, iri: Iri, prop: str) -> tuple[str, ...]:
        """The values of a property of a term as texts."""
        return tuple(str(value) for value in self.said.get(iri, {}).get(Iri(prop), ()))

    def text(self, iri: Iri, prop: str) -> str:
        """The first value of a property of a term, or nothing."""
        return next(iter(self.texts(iri, prop)), "")

    def label(self, iri: Iri) -> str:
        """What a term is called."""
        return self.text(iri, SKOS + "prefLabel") or shorten(iri)

    def kind(self, iri: Iri) -> str:
        """On what a value of this property, or a record of this class, must stand; nothing where none is named."""
        return self.ontology.kinds.get(iri, "")

    def is_a(self, iri: Iri, ancestor: Iri) -> bool:
        """Whether a class is `ancestor` or below it."""
        return ancestor in self.ontology.parents.get(iri, ())

    def _typed(self, kind: str) -> list[Iri]:
        return [s for s, values in self.said.items() if Iri(kind) in values.get(TYPE, ())]


def anchor(iri: Iri) -> str:
    """The name of the place where a property is explained: `pol:action` -> `pol-action`."""
    return shorten(iri).replace(":", "-")


def slug(iri: Iri) -> str:
    """The name of a class as the folder of its records: `pol:LegalAuthority` -> `legal-authority`."""
    return kebab(shorten(iri).partition(":")[2])


def values_of(terms: OntologyTerms, iri: Iri, besides: frozenset[str]) -> Iterator[tuple[Iri, tuple[Value, ...]]]:
    """What is said of a term with other properties than those `besides`."""
    for prop, values in terms.said.get(iri, {}).items():
        if prop not in besides and prop not in (TYPE, RDFS + "isDefinedBy"):
            yield prop, values
