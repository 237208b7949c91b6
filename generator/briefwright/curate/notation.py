"""Values as people write them in a form, a cell or on the command line, and back without loss.

What reads back as the same value is written plainly: a text, `claim/x`, a code, `2024-06`. Anything else is written as
a term of Turtle: `"Bonjour"@fr`, `"2024"^^xsd:gYear`, `<https://example.org/x>`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from briefwright.errors import UsageError, nearest
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import TYPE, Concept, kebab
from briefwright.knowledge.record_forms import FormField, Forms
from briefwright.knowledge.records import Called
from briefwright.rdf import turtle
from briefwright.terms import (
    POL,
    PREFIXES,
    RDF,
    XSD,
    Iri,
    LangText,
    PartialDate,
    Value,
    expand,
    is_calendar_date,
    record_of,
    shorten,
)

_TERM = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(<[^<>\s]+>|[^\s;<>]+))?', re.DOTALL)
_ADDRESS = re.compile(r"<([^<>\s\"{}|^`\\]*)>")
_NAME = re.compile(r"[a-z][a-z-]*/[a-z0-9-]{1,80}(#[A-Za-z0-9._-]+)?")
_PART = re.compile(r"#[A-Za-z0-9._-]+")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_DATES = {XSD + "gYear": 4, XSD + "gYearMonth": 7, XSD + "date": 10}
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}
_SEPARATOR = ";"


class UnreadableError(ValueError):
    """What somebody wrote is no value of its field. The message says what is expected, and the nearest there is."""


@dataclass(frozen=True)
class Notation:
    """How values are written and read in a knowledge base. `more` are records that are not written yet, with their
    labels."""

    kb: KnowledgeBase
    forms: Forms
    more: Mapping[Iri, str] = field(default_factory=dict)

    @cached_property
    def _called(self) -> Called:
        return Called(self.kb, self.more)

    @cached_property
    def _missed(self) -> list[str]:
        """What was written that is no name in files: the nearest label costs time, and is looked for only so often."""
        return []

    @cached_property
    def _concepts(self) -> Mapping[str, Mapping[str, Concept]]:
        """Scheme -> code or label, in small letters -> concept."""
        found: dict[str, dict[str, Concept]] = {}
        for concept in self.kb.ontology.concepts.values():
            words = found.setdefault(concept.scheme, {})
            words.setdefault(concept.label.casefold(), concept)
            words[concept.code] = concept
        return found

    def choices(self, field: FormField) -> tuple[tuple[str, Concept], ...]:
        """From what a field takes its values, each with how it is written, in the order of schemes and ranks; empty
        where it takes others."""
        concepts = {c.iri: c for each in field.schemes for c in self._concepts.get(each, {}).values()}
        ranked = sorted(concepts.values(), key=lambda c: (field.schemes.index(c.scheme), c.rank, c.code))
        return tuple((self.write(concept.iri, field, Iri("")), concept) for concept in ranked)

    def write(self, value: Value, field: FormField, record: Iri) -> str:
        """A value of a field of `record` or of one of its parts; `read` gives the same value again."""
        for plain in self._plain(value, record):
            try:
                if same(self.read(plain, field, record), value):
                    return plain
            except UnreadableError:
                pass
        return self.term(value)

    def term(self, value: Value) -> str:
        """A value as a term of Turtle."""
        if isinstance(value, Iri):
            return f"<{value}>"
        if isinstance(value, LangText):
            return f"{turtle.quoted(value.text)}@{value.lang}"
        text, datatype = turtle.lexical(value)
        short = shorten(datatype)
        kind = f"<{datatype}>" if short == datatype else short
        return turtle.quoted(text) if datatype == XSD + "string" else f"{turtle.quoted(text)}^^{kind}"

    def _plain(self, value: Value, record: Iri) -> Iterator[str]:
        """How a value may be written plainly, the shortest first."""
        if not isinstance(value, Iri):
            text = value.text if isinstance(value, LangText) else turtle.lexical(value)[0]
            if text == text.strip() and not _CONTROL.search(text):
                yield text
        elif value in self.kb.ontology.concepts:
            concept = self.kb.ontology.concepts[value]
            yield from (concept.code, f"{concept.scheme}:{concept.code}")
        elif record_of(value) == record and "#" in value:
            yield value[len(record) :]
        elif value in self.forms.keys:
            yield self.forms.keys[value]
        else:
            yield kebab(value[len(POL) :]) if value.startswith(POL) else shorten(value, self.kb.workspace.base_iri)

    def read(self, text: str, field: FormField, record: Iri) -> Value:
        """The value that somebody wrote for a field of `record` or of one of its parts.

        Raises UnreadableError with a sentence that says what is expected."""
        written = text.strip()
        found = self._term(written)
        if found is not None:
            return _sound(found, written)
        if not written:
            raise UnreadableError(f"{field.name}: nothing is written. Write {field.expects}, or leave the field out.")
        if field.prop == TYPE:
            return self._class(written)
        if field.schemes:
            return self._concept(written, field)
        if field.classes or field.things:
            return self._thing(written, field, record)
        return self._literal(written, field)

    def _term(self, text: str) -> Value | None:
        match = _TERM.fullmatch(text)
        if match:
            content, language, datatype = turtle.unescape(match[1]), match[2] or "", match[3] or "xsd:string"
            if language:
                return LangText(content, language.lower())
            try:
                kind = expand(datatype.strip("<>"))
            except KeyError:
                known = ", ".join(PREFIXES)
                raise UnreadableError(f"{datatype} has a prefix that is not known. There are {known}.") from None
            return turtle.exact(content, turtle.literal_value(content, kind), kind)
        address = _ADDRESS.fullmatch(text)
        return turtle.absolute(address[1], self.kb.workspace.base_iri) if address else None

    def _class(self, text: str) -> Value:
        try:
            return self.forms.cls(text)
        except UsageError as error:
            raise UnreadableError(str(error)) from None

    def _concept(self, text: str, field: FormField) -> Value:
        scheme, _, code = text.rpartition(":")
        for each in (scheme,) if scheme in field.schemes else field.schemes:
            found = self._concepts.get(each, {}).get(code.casefold() if scheme in field.schemes else text.casefold())
            if found:
                return found.iri
        codes = [c.code for each in field.schemes for c in dict.fromkeys(self._concepts.get(each, {}).values())]
        known = {key: None for each in field.schemes for key in self._concepts.get(each, {})}
        there = f" There are {', '.join(dict.fromkeys(codes))}." if len(codes) <= _FEW else ""
        raise UnreadableError(f"{text!r} is not {field.expects}. {nearest(text, known)}{there}".replace(".  ", ". "))

    def _thing(self, text: str, field: FormField, record: Iri) -> Value:
        if _PART.fullmatch(text):
            return Iri(record + text)
        if "://" in text or text.startswith(("urn:", "mailto:")):
            return _sound(Iri(text), text)
        if field.things and not field.classes:
            try:
                return self.forms.property(text)
            except UsageError as error:
                raise UnreadableError(str(error)) from None
        if _NAME.fullmatch(text) and text.partition("/")[0] in self.kb.ontology.classes:
            return Iri(self.kb.workspace.base_iri + text)
        try:
            return self._called.find(text, hint=len(self._missed) < _MOST_HINTS)
        except UsageError as error:
            self._missed.append(text)
            raise UnreadableError(f"{field.name} takes {field.expects}. {error}") from None

    def _literal(self, text: str, field: FormField) -> Value:
        if not field.datatypes:
            return text
        for datatype in sorted(field.datatypes, key=lambda each: each != XSD + "integer"):  # 5 is whole before decimal
            found = _typed(text, datatype, self.kb.workspace.language.lower())
            if found is not None:
                return found
        raise UnreadableError(f"{text!r} is not {field.expects}.")

    def write_all(self, values: tuple[Value, ...], field: FormField, record: Iri) -> str:
        """The values of a field in one line, with semicolons between them where it may have several. `read_all` gives
        the same values again: where a quotation mark that nothing closes would swallow a semicolon, all are terms."""
        if field.most == 1 and len(values) == 1:
            plain = self.write(values[0], field, record)
            return plain if _split(plain, single=True) == (plain,) else self.term(values[0])
        if field.most == 1:  # against its form: only terms tell several values from one text with semicolons in it
            return f"{_SEPARATOR} ".join(sorted(map(self.term, values)))
        written = (self.write(value, field, record) for value in values)
        safe = (w if _split(w, single=False) == (w,) else self.term(v) for w, v in zip(written, values, strict=True))
        pieces = tuple(sorted(safe))
        text = f"{_SEPARATOR} ".join(pieces)
        return text if _split(text, single=False) == pieces else f"{_SEPARATOR} ".join(sorted(map(self.term, values)))

    def read_all(self, text: str, field: FormField, record: Iri) -> tuple[Value, ...]:
        """The values that somebody wrote in one line; of a field that may have one only, a semicolon is a part of it.

        Raises UnreadableError as `read` does, with a line for each value that cannot be read."""
        values: list[Value] = []
        faults: list[str] = []
        for piece in _split(text, single=field.most == 1):
            try:
                values.append(self.read(piece, field, record))
            except UnreadableError as error:
                faults.append(str(error))
        if faults:
            raise UnreadableError("\n".join(faults))
        return tuple(values)


_FEW = 40
_MOST_HINTS = 200


def _sound(value: Value, written: str) -> Value:
    """The value, if it can stand in a graph. Raises UnreadableError for what is no address or language tag."""
    try:
        turtle.to_term(value)
    except UsageError:
        raise UnreadableError(f"{written!r} has an address, a datatype or a language tag that is none.") from None
    return value


def _typed(text: str, datatype: str, language: str) -> Value | None:
    if datatype == RDF + "langString":
        return LangText(text, language)
    if datatype == XSD + "string":
        return text
    if datatype in _DATES:
        return PartialDate(text) if len(text) == _DATES[datatype] and is_calendar_date(text) else None
    if datatype == XSD + "boolean":
        return _YES_NO.get(text.casefold())
    pattern = {XSD + "integer": _WHOLE, XSD + "decimal": _NUMBER}.get(datatype)
    if pattern and not pattern.fullmatch(text):
        return None
    return turtle.exact(text, turtle.literal_value(text, datatype), datatype)


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same term: 1, True and 1.0 are equal in Python, and are not the same."""
    return turtle.to_term(one) == turtle.to_term(other)


def _split(text: str, *, single: bool) -> tuple[str, ...]:
    pieces = tuple(piece for piece in _pieces(text) if piece)
    if single and not (len(pieces) > 1 and all(_TERM.fullmatch(p) or _ADDRESS.fullmatch(p) for p in pieces)):
        return (text.strip(),) if text.strip() else ()
    return pieces


def _pieces(text: str) -> Iterator[str]:
    """The text between semicolons that stand outside of quotation marks with which a piece begins."""
    at = 0
    while at <= len(text):
        start = at + len(text[at:]) - len(text[at:].lstrip())
        quoted = _TERM.match(text, start)
        end = text.find(_SEPARATOR, quoted.end() if quoted else start)
        end = len(text) if end < 0 else end
        yield text[start:end].strip()
        at = end + 1
