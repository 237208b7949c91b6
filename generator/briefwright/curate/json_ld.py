"""Records as JSON-LD with the short names of the ontology's context, and back through any JSON-LD reader."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefwright.knowledge.jsonld_context import context
from briefwright.knowledge.ontology import TYPE, Ontology, index
from briefwright.rdf import turtle
from briefwright.terms import SCHEME, XSD, Iri, LangText, Triple, Value, expand

_SAFE = 2**53
"""Beyond this, readers of JSON may not keep a whole number as it is."""


@dataclass(frozen=True)
class JsonLd:
    """How records are written under the context of an ontology, with names relative to a base."""

    ontology: Ontology
    base: str

    @cached_property
    def context(self) -> Mapping[str, object]:
        """The context of the ontology, and the base."""
        return {**json.loads(context(self.ontology))["@context"], "@base": self.base}

    @cached_property
    def terms(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """IRI -> its short name, and what the context says of its values."""
        found: dict[str, tuple[str, Mapping[str, str]]] = {}
        for name, said in self.context.items():
            definition = said if isinstance(said, dict) else {"@id": str(said)}
            iri = str(definition.get("@id", ""))
            if not name.startswith("@") and ":" in iri:
                found[expand(iri)] = name, definition
        return found

    def record(self, subject: Iri, properties: Mapping[Iri, tuple[Value, ...]]) -> dict[str, object]:
        """One thing with its fields."""
        own: dict[str, object] = {"id": self.name(subject)}
        for prop, values in sorted(properties.items(), key=lambda pair: (pair[0] != TYPE, pair[0])):
            if prop == TYPE:
                types = sorted(self.terms.get(str(v), (str(v), {}))[0] for v in values)
                own["type"] = types[0] if len(types) == 1 else types
                continue
            short, definition = self.terms.get(prop, (str(prop), {}))
            written = sorted((self.value(value, definition) for value in values), key=json.dumps)
            own[short] = written[0] if len(written) == 1 else written
        return own

    def name(self, iri: str) -> str:
        """A record relative to the base, a concept by its scheme, anything else in full."""
        relative = iri.removeprefix(self.base)
        if relative != iri and relative and ":" not in relative and turtle.absolute(relative, self.base) == iri:
            return relative
        rest = iri.removeprefix(SCHEME)
        return f"scheme:{rest}" if rest != iri and not rest.startswith("/") else iri

    def value(self, value: Value, definition: Mapping[str, str]) -> object:
        """A value as short as the context allows without saying anything else."""
        kind, language = definition.get("@type", ""), definition.get("@language", "")
        if isinstance(value, Iri):
            return self.name(value) if kind == "@id" else {"id": self.name(value)}
        if isinstance(value, LangText):
            return value.text if value.lang == language else {"@value": value.text, "@language": value.lang}
        text, datatype = turtle.lexical(value)
        if kind and kind != "@id" and expand(kind) == datatype:
            return text
        if not kind and not language:
            if datatype == XSD + "string":
                return text
            if isinstance(value, bool) or (isinstance(value, int) and abs(value) < _SAFE):
                return value
        return {"@value": text} if datatype == XSD + "string" else {"@value": text, "@type": datatype}

    def document(self, triples: Iterable[Triple]) -> bytes:
        """The triples as one JSON-LD document with its context inside; nothing is fetched to read it. Literals keep
        their lexical form. Same triples, same bytes."""
        graph = [self.record(subject, said) for subject, said in sorted(index(triples).items())]
        whole = {"@context": self.context, "@graph": graph}
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
