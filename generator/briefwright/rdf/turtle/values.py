"""Between terms of RDF and the plain values of `briefwright.terms`."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal as OneOf
from typing import overload

import pyoxigraph as ox

from briefwright.errors import DataError, UsageError
from briefwright.terms import (
    PARTIAL_DATE_TYPES,
    XSD,
    Iri,
    LangText,
    Other,
    PartialDate,
    Triple,
    Value,
    is_calendar_date,
)

_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_BOOLEAN = MappingProxyType({"true": True, "1": True, "false": False, "0": False})
_DATE_LENGTHS: Mapping[str, int] = MappingProxyType({XSD + "gYear": 4, XSD + "gYearMonth": 7, XSD + "date": 10})
_DATE_TYPES = MappingProxyType({length: datatype for datatype, length in _DATE_LENGTHS.items()})
_FORMATS = MappingProxyType({"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES})


Term = ox.NamedNode | ox.BlankNode | ox.Literal


def to_value(term: Term | ox.Triple) -> Value:
    """The plain value of a term. A blank node becomes `Iri("_:label")`; other datatypes, and forms their
    datatype does not have, become `Other`. Raises DataError for a triple as a term (RDF 1.2)."""
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):  # each look at a term copies out of the engine, and this is done for every cell
        language = term.language
        return LangText(term.value, language) if language else literal_value(term.value, term.datatype.value)
    if isinstance(term, ox.BlankNode):
        return Iri(f"_:{term.value}")
    raise DataError("A statement about a statement (RDF 1.2) has no plain value. Say it with a record of its own.")


def literal_value(text: str, datatype: str, language: str = "") -> Value:
    """The plain value of a literal, from its lexical form, datatype IRI and language tag."""
    if language:
        return LangText(text, language)
    if datatype == XSD + "string":
        return text
    if datatype == XSD + "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if datatype == XSD + "decimal" and _DECIMAL.fullmatch(text):
        return Decimal(text)
    if datatype == XSD + "boolean" and text in _BOOLEAN:
        return _BOOLEAN[text]
    if datatype in PARTIAL_DATE_TYPES and len(text) == _DATE_LENGTHS[datatype] and is_calendar_date(text):
        return PartialDate(text)
    return Other(text, Iri(datatype))


@overload
def to_term(value: Iri) -> ox.NamedNode | ox.BlankNode:
    """An IRI is a node, never a literal."""


@overload
def to_term(value: Value) -> Term:
    """Any other value may be a literal."""


def to_term(value: Value) -> Term:
    """The term of a plain value; numbers come out in plain notation.

    Raises UsageError when an IRI or language tag is not one, so that nothing can be smuggled into a graph."""
    try:
        if isinstance(value, Iri):
            return ox.BlankNode(value[2:]) if value.startswith("_:") else ox.NamedNode(value)
        if isinstance(value, LangText):
            return ox.Literal(value.text, language=value.lang)
    except ValueError as error:
        raise UsageError(f"{value!r} cannot be written as RDF: {error}. Mend the IRI or the language tag.") from error
    text, datatype = lexical(value)
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def lexical(value: str | int | Decimal | PartialDate | bool | Other) -> tuple[str, str]:
    """The lexical form and the datatype of a literal without language."""
    if isinstance(value, bool):  # before int: a bool is one
        return str(value).lower(), XSD + "boolean"
    if isinstance(value, int):
        return str(value), XSD + "integer"
    if isinstance(value, Decimal):
        return format(value, "f"), XSD + "decimal"
    if isinstance(value, PartialDate):
        return value.text, _DATE_TYPES[len(value.text)]
    return (value.text, value.datatype) if isinstance(value, Other) else (value, XSD + "string")


def ntriples(triples: Iterable[Triple]) -> bytes:
    """The triples as N-Triples, a line each, in their order. Raises as `to_term` does."""
    return b"".join((" ".join(str(to_term(term)) for term in triple) + " .\n").encode() for triple in triples)


def read_graph(data: bytes, syntax: OneOf["turtle", "ntriples"]) -> tuple[Triple, ...]:
    """The triples of a machine-written graph, for instance a validation report, blank nodes as `Iri("_:label")`.

    Raises DataError when the data cannot be read."""
    try:
        quads = list(ox.parse(input=data, format=_FORMATS[syntax]))
    except (SyntaxError, ValueError) as error:
        raise DataError(f"A graph that a program wrote cannot be read: {error}. Report this as a fault.") from error
    return tuple(to_triple(quad) for quad in quads)


def read_foreign(data: bytes, base: str, where: str) -> tuple[Triple, ...]:
    """The triples of Turtle or N-Triples that others wrote, blank nodes as `Iri("_:label")`, spelling kept.

    Raises DataError, with line and column, when it cannot be read or states something of a statement (RDF 1.2)."""
    try:
        quads = list(ox.parse(input=data, format=ox.RdfFormat.TURTLE, base_iri=base))
    except SyntaxError as error:
        raise DataError(f"{where}:{error.lineno}:{error.offset}: this is no Turtle: {error.msg}.") from error
    except ValueError as error:
        raise DataError(f"{where}: this is no Turtle: {error}.") from error
    return tuple(to_exact_triple(quad) for quad in quads)


def from_json_ld(data: bytes, base: str) -> bytes:
    """The triples of a JSON-LD document as N-Triples; names in it that are relative are so to `base`.

    A context at another address is refused, never fetched. Raises DataError when the document cannot be read."""
    try:
        quads = list(ox.parse(input=data, format=ox.RdfFormat.JSON_LD, base_iri=base))
    except (SyntaxError, ValueError) as error:
        raise DataError(f"The JSON-LD cannot be read: {error}.") from error
    return b"".join(f"{quad.triple} .\n".encode() for quad in quads)


def to_triple(quad: ox.Quad) -> Triple:
    """The triple of a quad in plain values. Raises DataError for a triple as a term (RDF 1.2)."""
    return Triple(Iri(str(to_value(quad.subject))), Iri(quad.predicate.value), to_value(quad.object))


def to_exact_triple(quad: ox.Quad) -> Triple:
    """As `to_triple`, with each literal as it is spelt: a number or truth value that would be written in another way,
    such as `007`, `+5` or `.5`, is an `Other`. Writing what this gives changes no lexical form."""
    triple = to_triple(quad)
    literal = quad.object
    if not isinstance(triple.object, int | Decimal) or not isinstance(literal, ox.Literal):
        return triple  # texts and dates have one spelling, and `Other` is its own
    return triple._replace(object=exact(literal.value, triple.object, literal.datatype.value))


def exact(text: str, value: Value, datatype: str) -> Value:
    """`value`, read from `text`, if it is written the same; else the text as it stands, with its datatype."""
    plain = isinstance(value, int | Decimal) and lexical(value)[0] != text
    return Other(text, Iri(datatype)) if plain else value
