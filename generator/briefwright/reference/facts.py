"""What the ontology says of its classes, fields and schemes, read from its triples and its shapes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial

from briefwright.knowledge.ontology import TYPE, Facts, Ontology, kebab, members
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import OWL, POL, RDFS, SCHEME, SH, SHAPE, SKOS, Iri, Value, shorten

RECORD, PART = pol("Record"), pol("Part")
_LIMITS = ("minLength", "maxLength", "minInclusive", "maxInclusive", "pattern", "uniqueLang", "nodeKind")
_OTHERS = {Iri(OWL + "Class"), Iri(SKOS + "Concept"), Iri(SKOS + "ConceptScheme")}


@dataclass(frozen=True, slots=True)
class ClassField:
    """A field of a class: its property as the shape of the class wants it. `high` is None for any number."""

    id: str
    owner: Iri
    path: Iri
    code: str
    severity: str
    low: int
    high: int | None
    classes: tuple[Iri, ...]
    schemes: tuple[str, ...]
    datatypes: tuple[str, ...]
    limits: tuple[tuple[str, str], ...]


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
    def places(self) -> tuple[ClassField, ...]:
        """Every field of every class, in the order in which they are asked for."""
        return tuple(
            _place(self.shapes, shape, owner)
            for owner in self.classes
            for whole, values in self.shapes.items()
            if owner in values.get(Iri(SH + "targetClass"), ())
            for shape in sorted(_links(self.shapes, whole, SH + "property"), key=partial(_order, self.shapes))
        )

    def about(self, prop: str) -> str:
        """What the ontology says of itself."""
        return next((self.text(iri, prop) for iri in self._typed(OWL + "Ontology")), "")

    def fields(self, owner: Iri) -> tuple[ClassField, ...]:
        """The fields that the shape of this class itself asks for."""
        return tuple(field for field in self.places if field.owner == owner)

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


def _place(shapes: Facts, shape: Iri, owner: Iri) -> ClassField:
    alternatives = (
        one for head in _links(shapes, shape, SH + "or") for one in members(shapes, head) if isinstance(one, Iri)
    )
    asked = [shape, *_links(shapes, shape, SH + "node"), *alternatives]
    high = _constraint(shapes, shape, "maxCount")
    return ClassField(
        id=shape.removeprefix(SHAPE),
        owner=owner,
        path=_links(shapes, shape, SH + "path")[0],
        code=next((str(v) for v in shapes[shape].get(pol("code"), ())), ""),
        severity=(_constraint(shapes, shape, "severity").rpartition("#")[2] or "Violation").lower(),
        low=int(Decimal(_number(_constraint(shapes, shape, "minCount")))),
        high=int(Decimal(_number(high))) if high else None,
        classes=tuple(iri for one in asked for iri in _links(shapes, one, SH + "class")),
        schemes=tuple(name for one in asked for name in _schemes(shapes, one)),
        datatypes=tuple(shorten(iri) for one in asked for iri in _links(shapes, one, SH + "datatype")),
        limits=tuple((name, value) for name in _LIMITS if (value := _constraint(shapes, shape, name))),
    )


def _order(shapes: Facts, shape: Iri) -> Decimal:
    return Decimal(_number(_constraint(shapes, shape, "order")))


def _number(text: str) -> str:
    """A number as it is written; 0 for what is none, which the check of the shapes tells."""
    return text if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else "0"


def _constraint(shapes: Facts, shape: Iri, name: str) -> str:
    """The first value of a SHACL term of a shape as text, or nothing."""
    return next((str(value) for value in shapes.get(shape, {}).get(Iri(SH + name), ())), "")


def _links(shapes: Facts, shape: Iri, prop: str) -> list[Iri]:
    return [value for value in shapes.get(shape, {}).get(Iri(prop), ()) if isinstance(value, Iri)]


def _schemes(shapes: Facts, shape: Iri) -> Iterator[str]:
    """The schemes in which a value must be."""
    for inner in _links(shapes, shape, SH + "property"):
        for value in _links(shapes, inner, SH + "hasValue"):
            yield value.removeprefix(SCHEME)


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
