"""Turtle written in one way: the same triples give the same text, and a changed value is a change of one line."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from briefwright.errors import UsageError
from briefwright.terms import (
    DCTERMS,
    PREFIXES,
    RDF,
    SCHEME,
    SKOS,
    XSD,
    Iri,
    LangText,
    Other,
    PartialDate,
    Triple,
    Value,
)
from briefwright.turtle.values import to_term

_FIRST = (RDF + "type", SKOS + "prefLabel", DCTERMS + "title")
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|[0-9]+(?:[A-Za-z0-9_-]*)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_OWN = "pol"
_INDENT = "    "


def write(triples: Iterable[Triple], base: str) -> str:
    """The triples as Turtle: records before their parts, the class and the label first, then our own properties, then
    those of others, each by name; one line a value.

    Raises UsageError for a blank node, which records do not have, and for what is no IRI."""
    facts: dict[Iri, dict[Iri, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        if any(isinstance(term, Iri) and term.startswith("_:") for term in (subject, value)):
            raise UsageError(f"{subject} has a blank node; give the part an IRI of its own, after a # of its record's.")
        to_term(value)  # refuses what could break out of its place in the text
        facts[subject][predicate].add(value)
    names = _Names(base)
    blocks = [_block(names, subject, facts[subject]) for subject in sorted(facts)]
    prefixes = "".join(f"@prefix {prefix}: <{names.used[prefix]}> .\n" for prefix in sorted(names.used))
    return f"@base <{base}> .\n{prefixes}\n" + "\n".join(blocks)


class _Names:
    """How IRIs are written, and the prefixes that takes."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.used: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        if iri.startswith(self._base):
            return f"<{iri[len(self._base) :]}>"
        prefix, namespace = self._prefix(iri)
        local = iri[len(namespace) :]
        if prefix and _LOCAL.fullmatch(local):
            self.used[prefix] = namespace
            return f"{prefix}:{local}"
        return f"<{iri}>"

    def _prefix(self, iri: str) -> tuple[str, str]:
        if iri.startswith(SCHEME) and "/" in iri[len(SCHEME) :]:
            scheme = iri[len(SCHEME) :].partition("/")[0]
            return scheme, f"{SCHEME}{scheme}/"
        return next(((p, n) for p, n in PREFIXES.items() if iri.startswith(n)), ("", ""))


def _block(names: _Names, subject: Iri, properties: Mapping[Iri, set[Value]]) -> str:
    lines = [names(subject)]
    ordered = sorted(properties, key=lambda prop: _rank(names, prop))
    for place, prop in enumerate(ordered):
        word = "a" if prop == RDF + "type" else names(prop)
        values = sorted(_written(names, value) for value in properties[prop])
        end = " ." if place == len(ordered) - 1 else " ;"
        if len(values) == 1:
            lines.append(f"{_INDENT}{word} {values[0]}{end}")
        else:
            lines.append(f"{_INDENT}{word}")
            lines += [f"{_INDENT * 2}{value}," for value in values[:-1]]
            lines.append(f"{_INDENT * 2}{values[-1]}{end}")
    return "\n".join(lines) + "\n"


def _rank(names: _Names, prop: Iri) -> tuple[int, bool, str]:
    word = "a" if prop == RDF + "type" else names(prop)
    first = _FIRST.index(prop) if prop in _FIRST else len(_FIRST)
    return first, not word.startswith(f"{_OWN}:"), word


def _written(names: _Names, value: Value) -> str:
    if isinstance(value, Iri):
        return names(value)
    if isinstance(value, LangText):
        return f"{_quoted(value.text)}@{value.lang}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text if "." in text else f"{text}.0"
    if isinstance(value, PartialDate):
        return f"{_quoted(value.text)}^^{names(XSD + _DATES[len(value.text)])}"
    if isinstance(value, Other):
        return f"{_quoted(value.text)}^^{names(value.datatype)}"
    return _quoted(value)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c, c) for c in text) + '"'
