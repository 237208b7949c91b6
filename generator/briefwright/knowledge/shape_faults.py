"""Faults of shapes that SHACL engines pass over in silence.

A misspelt term, a target that does not exist, a shape that nothing asks: an engine finds the knowledge sound then,
since it has not looked. What a circle of shapes means the standard leaves open, so that each engine does as it likes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import NamedTuple

from briefwright.findings import Finding, Locate, Severity, ordered
from briefwright.knowledge.ontology import TYPE, Facts, members
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import OWL, POL, RDF, SCHEME, SH, SHAPE, XSD, Iri, Value

SHACL_CORE = frozenset({
    "NodeShape", "PropertyShape", "Violation", "Warning", "Info", "BlankNode", "IRI", "Literal", "BlankNodeOrIRI",
    "BlankNodeOrLiteral", "IRIOrLiteral", "PropertyGroup", "name", "description", "order", "message", "severity",
    "group", "defaultValue", "deactivated", "path", "alternativePath", "inversePath", "oneOrMorePath", "zeroOrMorePath",
    "zeroOrOnePath", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "property", "node", "not",
    "qualifiedValueShape", "and", "or", "xone", "class", "closed", "datatype", "disjoint", "equals", "flags",
    "hasValue", "ignoredProperties", "in", "languageIn", "lessThan", "lessThanOrEquals", "maxCount", "maxExclusive",
    "maxInclusive", "maxLength", "minCount", "minExclusive", "minInclusive", "minLength", "nodeKind", "pattern",
    "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShapesDisjoint", "uniqueLang",
})  # fmt: skip
"""The terms a shape may have without SPARQL (SHACL, W3C Recommendation of 20 July 2017, sections 2 to 4)."""

_OURS = (POL, SCHEME, SHAPE)
_PATHS = ("path", "alternativePath", "inversePath", "oneOrMorePath", "zeroOrMorePath", "zeroOrOnePath")
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_OWL_KINDS = ("Class", "ObjectProperty", "DatatypeProperty")
_ASKS = ("property", "node", "not", "qualifiedValueShape", "and", "or", "xone")
_COMPARED = ("lessThan", "lessThanOrEquals", "equals", "disjoint", "ignoredProperties")
_DATATYPES = frozenset({
    *(Iri(XSD + name) for name in (
        "string", "boolean", "decimal", "integer", "double", "float", "date", "dateTime", "dateTimeStamp", "time",
        "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "yearMonthDuration", "dayTimeDuration",
        "byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong",
        "positiveInteger", "nonNegativeInteger", "negativeInteger", "nonPositiveInteger", "hexBinary", "base64Binary",
        "anyURI", "language", "normalizedString", "token", "NMTOKEN", "Name", "NCName",
    )),
    Iri(RDF + "langString"), Iri(RDF + "HTML"), Iri(RDF + "XMLLiteral"), Iri(RDF + "JSON"),
})  # fmt: skip
"""The datatypes that RDF knows (RDF 1.1 Concepts, section 5)."""
_PLACES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("targetClass", "class"), "class")
    | dict.fromkeys(("targetSubjectsOf", "targetObjectsOf", *_PATHS, *_COMPARED), "property")
    | dict.fromkeys(_ASKS, "shape")
    | {"hasValue": "term", "datatype": "datatype"}
)
"""Term of SHACL -> what its values are. A value of one of our namespaces is meant to be there."""

MENDS: Mapping[str, str] = MappingProxyType({
    "STY40": "Write the term as SHACL has it, or take it out. What SHACL Core cannot say is a rule in ontology/rules/.",
    "STY41": "Take one step of the chain out, or say it as a rule in ontology/rules/.",
    "STY42": "Use a name that the ontology describes, or describe this one.",
    "STY43": "Give the shape a target, let another shape ask it, or take it out.",
    "STY44": "Make the values concepts of a scheme in ontology/schemes/, and ask for the scheme with sh:node.",
    "STY45": "Take sh:deactivated out, or the shape with it.",
})  # fmt: skip


class _Fault(NamedTuple):
    code: str
    shape: Iri
    property: str
    value: Value | None
    message: str


def shape_faults(ontology: Facts, locate: Locate) -> tuple[Finding, ...]:
    """What is wrong with the shapes among `ontology`, the facts of all its files together:

    STY40 a term that SHACL Core does not have, STY41 shapes that ask themselves, STY42 a name of a class, property,
    shape, value or datatype that does not exist, STY43 a shape that nothing targets or asks, STY44 a list of values,
    STY45 a shape that is switched off."""
    checks = (_unknown_terms, _circles, _unknown_names, _mute_shapes, _value_lists, _switched_off)
    return ordered(_finding(fault, locate) for check in checks for fault in check(ontology))


def _finding(fault: _Fault, locate: Locate) -> Finding:
    file, line, column = locate(fault.shape, fault.property, fault.value)
    return Finding(
        severity=Severity.VIOLATION,
        code=fault.code,
        focus=fault.shape,
        path=fault.property,
        message=fault.message,
        file=file,
        line=line,
        column=column,
        mend=MENDS[fault.code],
        value="" if fault.value is None else str(fault.value),
    )


def _unknown_terms(facts: Facts) -> Iterator[_Fault]:
    for shape, properties in facts.items():
        for name, values in properties.items():
            wrong = [(name, None)] if _is_unknown(name) else [(v, v) for v in values if _is_unknown(v)]
            for term, value in wrong:
                nearest = _nearest(str(term), [SH + known for known in SHACL_CORE])
                yield _Fault("STY40", shape, name, value, f"SHACL Core has no term <{term}>: engines skip it.{nearest}")


def _is_unknown(term: Value) -> bool:
    return isinstance(term, Iri) and term.startswith(SH) and term[len(SH) :] not in SHACL_CORE


def _circles(facts: Facts) -> Iterator[_Fault]:
    for chain in _chains({shape: sorted(set(_asked(facts[shape], facts))) for shape in sorted(facts)}):
        words = " asks ".join(f"<{shape}>" for shape in chain)
        step = next(name for name in _ASKS if chain[1] in _values(facts[chain[0]], name, facts))
        yield _Fault("STY41", chain[0], SH + step, chain[1], f"A shape asks itself, and engines differ then: {words}.")


def _chains(asks: dict[Iri, list[Iri]]) -> Iterator[list[Iri]]:
    """Chains of shapes that end where they begin. The first step of each is taken out to find the next."""
    while True:
        try:
            TopologicalSorter(asks).prepare()
        except CycleError as error:
            circle = error.args[1][:0:-1]
            first = circle.index(min(circle))
            chain = [*circle[first:], *circle[:first], circle[first]]
            yield chain
            asks[chain[0]].remove(chain[1])
        else:
            return


def _unknown_names(facts: Facts) -> Iterator[_Fault]:
    known = _known(facts)
    for shape, properties in facts.items():
        for parameter, kind in _PLACES.items():
            for value in _values(properties, parameter, facts):
                if value in known[kind] or (kind == "term" and not str(value).startswith(_OURS)):
                    continue
                nearest = _nearest(str(value), known[kind])
                says = (
                    f"sh:{parameter} names <{value}>, which is no {kind} of the ontology: nothing can match.{nearest}"
                )
                yield _Fault("STY42", shape, SH + parameter, value, says)


def _known(facts: Facts) -> Mapping[str, Collection[Iri]]:
    """Kind -> the names of that kind: our own where they are described, others where they are in use."""
    typed = {kind: {s for s, p in facts.items() if Iri(OWL + kind) in p.get(TYPE, ())} for kind in _OWL_KINDS}
    types = {v for p in facts.values() for v in p.get(TYPE, ()) if isinstance(v, Iri)}
    reused = {s for s, p in facts.items() if pol("warrantKind") in p and TYPE not in p}
    used = {name for properties in facts.values() for name in properties} | reused
    return {
        "class": typed["Class"] | {iri for iri in types if not iri.startswith(_OURS)},
        "property": typed["ObjectProperty"] | typed["DatatypeProperty"] | {i for i in used if not i.startswith(_OURS)},
        "shape": set(_shapes(facts)),
        "term": {iri for iri in facts if iri.startswith(_OURS)},
        "datatype": _DATATYPES,
    }


def _mute_shapes(facts: Facts) -> Iterator[_Fault]:
    asked = {other for properties in facts.values() for other in _asked(properties, facts)}
    for shape in _shapes(facts):
        heard = any(Iri(SH + target) in facts[shape] for target in _TARGETS)
        if not heard and shape not in asked and Iri(OWL + "Class") not in facts[shape].get(TYPE, ()):
            yield _Fault("STY43", shape, "", None, "Nothing targets the shape and no shape asks it: it judges nothing.")


def _value_lists(facts: Facts) -> Iterator[_Fault]:
    for shape, properties in facts.items():
        if Iri(SH + "in") in properties:
            says = "The shape lists its values, so they have no labels, definitions or order."
            yield _Fault("STY44", shape, SH + "in", None, says)


def _switched_off(facts: Facts) -> Iterator[_Fault]:
    for shape, properties in facts.items():
        if True in properties.get(Iri(SH + "deactivated"), ()):
            yield _Fault("STY45", shape, SH + "deactivated", None, "The shape is switched off: it judges nothing.")


def _shapes(facts: Facts) -> Iterator[Iri]:
    """The subjects that are shapes; a path written as a node of its own is none."""
    for subject, properties in facts.items():
        named = {name[len(SH) :] for name in properties if name.startswith(SH)}
        if named - set(_PATHS[1:]) or {SH + "NodeShape", SH + "PropertyShape"} & set(properties.get(TYPE, ())):
            yield subject


def _asked(properties: Mapping[Iri, tuple[Value, ...]], facts: Facts) -> Iterator[Iri]:
    for name in _ASKS:
        yield from (value for value in _values(properties, name, facts) if isinstance(value, Iri) and value in facts)


def _values(properties: Mapping[Iri, tuple[Value, ...]], name: str, facts: Facts) -> Iterator[Value]:
    """The values of a SHACL term, those in lists among them; a path or a list itself is none."""
    for value in properties.get(Iri(SH + name), ()):
        inner = facts.get(Iri(value), {}) if isinstance(value, Iri) else {}
        if Iri(RDF + "first") in inner:
            yield from members(facts, value)
        elif name not in _PATHS or not str(value).startswith("_:"):
            yield value


def _nearest(written: str, known: Iterable[str]) -> str:
    """A question that names the known IRI most like the written one, of the same namespace if there is one."""
    namespace, name = _split(written)
    names = {_split(iri)[1].lower(): iri for iri in sorted(known, key=lambda iri: (_split(iri)[0] == namespace, iri))}
    return "".join(f" Did you mean <{names[match]}>?" for match in get_close_matches(name.lower(), names, 1))


def _split(iri: str) -> tuple[str, str]:
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]
