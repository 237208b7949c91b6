"""Turtle written in one way: the same triples give the same text, and a changed value is a change of one line."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from briefwright.errors import UsageError
from briefwright.rdf.turtle.iris import resolve
from briefwright.rdf.turtle.values import to_term
from briefwright.terms import (
    DCTERMS,
    POL,
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

_FIRST = {RDF + "type": 0, SKOS + "prefLabel": 1, SKOS + "altLabel": 2, DCTERMS + "title": 3, POL + "statement": 4}
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|[0-9]+(?:[A-Za-z0-9_-]*)")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_OWN = "pol"
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of a file: at its top, before each of its subjects, and at its end; each with its `#`."""

    top: tuple[str, ...] = ()
    before: Mapping[Iri, tuple[str, ...]] = field(default_factory=dict)
    end: tuple[str, ...] = ()


def write(triples: Iterable[Triple], base: str, comments: Comments | None = None) -> str:
    """The triples as Turtle: records before their parts, the class and the label first, then our own properties, then
    those of others, each by name; one line a value. A subject of `comments` without triples keeps them at the end.

    Raises UsageError for a blank node, which records do not have, and for what is no IRI."""
    kept = comments or Comments()
    names = _ShortNames(base)
    facts: dict[Iri, dict[Iri, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        facts[subject][predicate].add(_written(names, value))  # as text: 1, True and 1.0 are equal in Python
    blocks = [_lines(kept.before.get(s, ())) + _block(names, s, facts[s]) for s in sorted(facts)]
    prefixes = "".join(f"@prefix {prefix}: <{names.used[prefix]}> .\n" for prefix in sorted(names.used))
    last = [line for subject, lines in sorted(kept.before.items()) if subject not in facts for line in lines]
    blocks += [_lines((*last, *kept.end))] if last or kept.end else []
    return f"{_lines(kept.top)}@base <{base}> .\n{prefixes}\n" + "\n".join(blocks)


def _lines(comments: Iterable[str]) -> str:
    return "".join(f"{comment}\n" for comment in comments)


class _ShortNames:
    """How IRIs are written, and the prefixes that takes."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.used: dict[str, str] = {}

    def __call__(self, iri: str) -> str:
        written, prefix, namespace = _name(iri, self._base)
        if prefix:
            self.used[prefix] = namespace
        return written


@lru_cache(maxsize=65536)
def _name(iri: str, base: str) -> tuple[str, str, str]:
    """An IRI as it is written, and the prefix and namespace that takes, which are empty where it takes none."""
    if iri.startswith("_:"):
        raise UsageError("A record has no blank nodes; give the part an IRI of its own, after a # of its record's.")
    to_term(Iri(iri))  # refuses what could break out of its place in the text
    relative = iri[len(base) :]
    if iri.startswith(base) and resolve(relative, base) == iri:
        return f"<{relative}>", "", ""
    prefix, namespace = _prefix(iri)
    local = iri[len(namespace) :]
    return (f"{prefix}:{local}", prefix, namespace) if prefix and _LOCAL.fullmatch(local) else (f"<{iri}>", "", "")


def _prefix(iri: str) -> tuple[str, str]:
    if iri.startswith(SCHEME) and "/" in iri[len(SCHEME) :]:
        scheme = iri[len(SCHEME) :].partition("/")[0]
        return scheme, f"{SCHEME}{scheme}/"
    return next(((p, n) for p, n in PREFIXES.items() if iri.startswith(n)), ("", ""))


def _block(names: _ShortNames, subject: Iri, properties: Mapping[Iri, set[str]]) -> str:
    lines = [names(subject)]
    words = {prop: "a" if prop == RDF + "type" else names(prop) for prop in properties}
    ordered = sorted(properties, key=lambda prop: _rank(prop, words[prop]))
    for index, prop in enumerate(ordered):
        word = words[prop]
        values = sorted(properties[prop])
        end = " ." if index == len(ordered) - 1 else " ;"
        if len(values) == 1:
            lines.append(f"{_INDENT}{word} {values[0]}{end}")
        else:
            lines.append(f"{_INDENT}{word}")
            lines += [f"{_INDENT * 2}{value}," for value in values[:-1]]
            lines.append(f"{_INDENT * 2}{values[-1]}{end}")
    return "\n".join(lines) + "\n"


def _rank(prop: Iri, word: str) -> tuple[int, bool, str]:
    return _FIRST.get(prop, len(_FIRST)), not word.startswith(f"{_OWN}:"), word


def _written(names: _ShortNames, value: Value) -> str:
    if isinstance(value, Iri):
        return names(value)
    if isinstance(value, LangText):
        to_term(value)  # refuses what is no language tag
        return f"{quoted(value.text)}@{_tag(value.lang)}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text if "." in text else f"{quoted(text)}^^{names(XSD + 'decimal')}"
    if isinstance(value, PartialDate):
        return f"{quoted(value.text)}^^{names(XSD + _DATES[len(value.text)])}"
    if isinstance(value, Other):
        return f"{quoted(value.text)}^^{names(value.datatype)}"
    return quoted(value)


def _tag(language: str) -> str:
    """A language tag as its parts are usually written (RFC 5646, 2.1.1): `en-GB`, `zh-Hant`."""
    first, *rest = language.lower().split("-")
    styled = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest]
    return language.lower() if "x" in (first, *rest) else "-".join((first, *styled))


def quoted(text: str) -> str:
    """A text between quotation marks, with the escapes of Turtle."""
    return f'"{text.translate(_ESCAPES)}"'
