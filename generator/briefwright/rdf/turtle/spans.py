"""Where in a text each statement stands, for findings that need a place.

A scanner beside the parser: it trusts that the text is Turtle 1.1, passes over what has no IRI (blank nodes,
what stands in brackets), and of a broken text gives what it can.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefwright.rdf.turtle.iris import resolve
from briefwright.rdf.turtle.source import Source
from briefwright.rdf.turtle.tokens import TurtleToken, content, level, unescape
from briefwright.rdf.turtle.values import literal_value
from briefwright.terms import RDF, XSD, Iri, Triple, Value

_NUMBERS = ((frozenset("eE"), "double"), (frozenset("."), "decimal"))
_ROLE_AFTER = {".": 0, ";": 1, ",": 2}
_END = TurtleToken("mark", ".", 0)


@dataclass(frozen=True, slots=True)
class Span:
    """A statement of a text and the offsets at which its three parts begin."""

    triple: Triple
    subject: int
    predicate: int
    object: int


def locate(
    text: str, subject: str, predicate: str = "", value: Value | None = None, base_iri: str = ""
) -> tuple[int, int]:
    """Line and column, from 1, of the place to mend.

    With a value that is there: where the value begins. Else where the first statement with this property
    begins, else where the subject is first described; (1, 1) when it is not there."""
    source, found = _read(text, base_iri)
    about = [span for span in found if span.triple.subject == subject]
    having = [span for span in about if span.triple.predicate == predicate]
    for same in (_identical, _alike):
        for span in having:
            if value is not None and same(span.triple.object, value):
                return source.place(span.object)
    offsets = [span.predicate for span in having] or [span.subject for span in about]
    return source.place(offsets[0]) if offsets else (1, 1)


@lru_cache(maxsize=512)
def _read(text: str, base_iri: str) -> tuple[Source, tuple[Span, ...]]:
    """A text with its statements, kept, since a check may have many findings in one file."""
    source = Source(text)
    return source, tuple(_spans(source, base_iri))


def _identical(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other  # 1, True and Decimal(1) are equal in Python


def _alike(one: Value, other: Value) -> bool:
    return str(one) == str(other)


def spans(text: str, base_iri: str = "") -> Iterator[Span]:
    """Every statement with an IRI as subject and an IRI or literal as object, in the order of the text."""
    return _spans(Source(text), base_iri)


def _spans(source: Source, base_iri: str) -> Iterator[Span]:
    found = source.tokens
    names = _DeclaredNames(base_iri)
    parts: list[tuple[Iri | Value | None, int]] = []  # subject, predicate, object as far as read
    index = 0
    while index < len(found):
        token = found[index]
        if token.kind == "directive" and not parts:
            index = names.declare(found, index)
        elif token.kind == "mark":
            del parts[_ROLE_AFTER.get(token.text, 3) :]
            index += 1
        else:
            value, index = names.read(found, index)
            parts.append((value, token.start))
            yield from _span(parts)


def subjects(source: Source, base_iri: str = "") -> Iterator[tuple[Iri, int]]:
    """The subject of each statement of a text, empty for a directive or what has no IRI, and the offset at which the
    statement ends, in the order of the text."""
    found = source.tokens
    names = _DeclaredNames(base_iri)
    index = 0
    while index < len(found):
        if found[index].kind == "directive":
            index = names.declare(found, index)
            dot = index < len(found) and found[index].text == "."  # not after SPARQL's PREFIX and BASE
            index += dot
            yield Iri(""), found[index - 1].end
        else:
            subject, index = names.read(found, index)
            while index < len(found) and found[index].text != ".":
                index += 1
            index = min(index + 1, len(found))
            yield subject if isinstance(subject, Iri) else Iri(""), found[index - 1].end


def _span(parts: list[tuple[Value | None, int]]) -> Iterator[Span]:
    if len(parts) == 3:
        (subject, at), (predicate, predicate_at), (value, value_at) = parts
        if isinstance(subject, Iri) and isinstance(predicate, Iri) and value is not None:
            yield Span(Triple(subject, predicate, value), at, predicate_at, value_at)


class _DeclaredNames:
    """Prefixes and base as declared so far, and what tokens mean under them."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}

    def declare(self, found: list[TurtleToken], index: int) -> int:
        """Take in the directive at `index`; returns the index after it."""
        keyword, name, iri = [*found[index : index + 3], _END, _END, _END][:3]
        if keyword.text.lstrip("@").lower() == "prefix":
            if name.kind == "name" and iri.kind == "iri":
                self._prefixes[name.text[:-1]] = self._iri(iri)
            index += 3
        else:
            if name.kind == "iri":
                self._base = self._iri(name)
            index += 2
        return index

    def read(self, found: list[TurtleToken], index: int) -> tuple[Value | None, int]:
        """The value of the term at `index` (None if it has no IRI), and the index after it."""
        token = found[index]
        if token.kind == "string":
            return self._literal(found, index)
        if token.kind == "open":
            return None, _after_bracket(found, index)
        if token.kind == "number":
            datatype = next((name for marks, name in _NUMBERS if marks & set(token.text)), "integer")
            return literal_value(token.text, XSD + datatype), index + 1
        if token.text in ("true", "false"):
            return token.text == "true", index + 1
        return self._named(token), index + 1

    def _literal(self, found: list[TurtleToken], index: int) -> tuple[Value, int]:
        text, after = content(found[index]), [*found[index + 1 : index + 3], _END, _END]
        if after[0].kind == "language":
            return literal_value(text, "", after[0].text[1:].partition("--")[0].lower()), index + 2
        if after[0].kind == "type":
            return literal_value(text, str(self._named(after[1]))), index + 3
        return text, index + 1

    def _named(self, token: TurtleToken) -> Iri | None:
        if token.kind == "iri":
            return Iri(self._iri(token))
        if token.text == "a":
            return Iri(RDF + "type")
        prefix, _, local = token.text.partition(":")
        if token.kind == "name" and prefix in self._prefixes:
            return Iri(self._prefixes[prefix] + unescape(local))
        return None

    def _iri(self, token: TurtleToken) -> str:
        return resolve(content(token), self._base)


def _after_bracket(found: list[TurtleToken], index: int) -> int:
    depth = 0
    for i in range(index, len(found)):
        depth += level(found[i])
        if depth <= 0:
            return i + 1
    return len(found)
