"""The one term model: plain values for RDF terms, namespaces, and short names for IRIs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

POL = "https://w3id.org/briefwright/policy#"
SCHEME = "https://w3id.org/briefwright/scheme/"
SHAPE = "https://w3id.org/briefwright/shape/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
OA = "http://www.w3.org/ns/oa#"
CITO = "http://purl.org/spar/cito/"
BIBO = "http://purl.org/ontology/bibo/"
SH = "http://www.w3.org/ns/shacl#"

PREFIXES: Mapping[str, str] = {
    "bibo": BIBO,
    "cito": CITO,
    "dcterms": DCTERMS,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "pol": POL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "shape": SHAPE,
    "skos": SKOS,
    "xsd": XSD,
}
"""Prefixes every query, rule and template may use without declaring them."""

PAPER_PREFIXES: Mapping[str, str] = {
    **PREFIXES,
    "paper": "https://w3id.org/briefwright/paper#",
    "schema": "https://schema.org/",
}
"""Prefixes a query over the statements of a paper may use without declaring them."""


class Iri(str):
    """An IRI. A plain `str` everywhere else is a literal without language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LangText:
    """A text with its language tag."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as known: `2024`, `2024-06` or `2024-06-27`. Compared as ISO strings."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Other:
    """A literal of a datatype the term model has no Python value for, or with an impossible lexical form."""

    text: str
    datatype: Iri

    def __str__(self) -> str:
        return self.text


Value = Iri | str | LangText | int | Decimal | PartialDate | bool | Other


class Triple(NamedTuple):
    """One asserted statement of the graph, in plain values."""

    subject: Iri
    predicate: Iri
    object: Value


PARTIAL_DATE_TYPES = frozenset({XSD + "date", XSD + "gYear", XSD + "gYearMonth"})
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_calendar_date(text: str) -> bool:
    """Whether `text` is a year, month or day that exists in the proleptic Gregorian calendar."""
    match = _PARTIAL_DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return not (month == 2 and day == 29 and not leap)


def shorten(iri: str, base: str = "") -> str:
    """The short name people use: `claim/x` for a record under `base`, `pol:action` for a known prefix."""
    if base and iri.startswith(base):
        return iri[len(base) :]
    if iri.startswith(SCHEME):
        return iri[len(SCHEME) :].replace("/", ":", 1)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str, base: str = "") -> Iri:
    """The inverse of `shorten`: prefixed names, `class/slug` under `base`, or an absolute IRI as it stands.

    Raises KeyError for a prefix that is not known."""
    if "://" in name or name.startswith(("urn:", "mailto:")):
        return Iri(name)
    prefix, colon, local = name.partition(":")
    if colon and "/" not in prefix:
        return Iri(PREFIXES[prefix] + local)
    return Iri(base + name)


def record_of(iri: str) -> Iri:
    """The record an IRI belongs to: itself, or for a part (`...#m1`) the record before the hash."""
    return Iri(iri.partition("#")[0])


def texts(values: Iterator[Value] | tuple[Value, ...]) -> Iterator[str]:
    """The literal texts among `values`."""
    return (str(v) for v in values if not isinstance(v, Iri))
