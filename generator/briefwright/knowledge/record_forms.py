"""The shapes of a class read as a form: which fields a record has, what may stand in them, and what they are called."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from briefwright.errors import UsageError, nearest
from briefwright.knowledge.ontology import TYPE, Ontology, kebab
from briefwright.knowledge.property_shapes import PropertyShape, class_shapes, property_shapes
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import POL, RDF, SCHEME, SH, XSD, Iri, Value, expand, shorten

_RECORD, _PART = pol("Record"), pol("Part")
_SEE = "`briefwright docs` writes which fields each class has."
_KEY = re.compile(r"[a-z][a-z0-9-]*")
CLASS_KEY = "class"
"""The key under which forms have the class of a thing."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A property as a form asks for it. `least` and `most` are numbers of values, `most` 0 where there is no end.

    A value is a literal of one of `datatypes`, a concept of one of `schemes` (codes), or a record or part of one of
    `classes`; where all three are empty, anything. `own` says that the class itself asks for it, not every record;
    `default` is what holds of a thing that nobody has looked at yet."""

    prop: Iri
    key: str
    name: str
    help: str
    least: int = 0
    most: int = 0
    datatypes: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    classes: tuple[Iri, ...] = ()
    things: bool = False
    own: bool = True
    default: Value | None = None

    @property
    def expects(self) -> str:
        """What may stand in the field, in words."""
        if self.schemes:
            return f"a value of {' or '.join(self.schemes)}"
        if self.classes:
            return " or ".join(f"{kebab(cls.removeprefix(POL)).replace('-', ' ')}/..." for cls in self.classes)
        words = dict.fromkeys(_EXPECTED.get(datatype, shorten(datatype)) for datatype in self.datatypes)
        return " or ".join(words) if words else "the name of a property" if self.things else "anything"


_EXPECTED = {
    RDF + "langString": "text",
    XSD + "string": "text",
    XSD + "integer": "a whole number",
    XSD + "decimal": "a number",
    XSD + "boolean": "true or false",
    XSD + "date": "a day such as 2024-06-27",
    XSD + "gYearMonth": "a month such as 2024-06",
    XSD + "gYear": "a year such as 2024",
    XSD + "anyURI": "a web address",
}


@dataclass(frozen=True)
class Form:
    """The fields of a class, its own first, each group in the order of its shapes."""

    cls: Iri
    name: str
    help: str
    fields: tuple[FormField, ...]

    @cached_property
    def defaults(self) -> Mapping[Iri, tuple[Value, ...]]:
        """What holds of a thing of the class that nobody has looked at yet."""
        return {field.prop: (field.default,) for field in self.fields if field.default is not None}

    @cached_property
    def by_property(self) -> Mapping[Iri, FormField]:
        """Property -> field."""
        return {field.prop: field for field in self.fields}


@dataclass(frozen=True)
class Forms:
    """Every form of an ontology, and the names of its properties and classes."""

    ontology: Ontology

    @cached_property
    def _asked(self) -> Mapping[Iri, tuple[Iri, tuple[PropertyShape, ...]]]:
        return class_shapes(self.ontology)

    @cached_property
    def by_class(self) -> Mapping[Iri, Form]:
        """Class -> its form: the fields of its own shape, then of those of the classes above it."""
        own = {
            cls: tuple(_field(one, self.keys) for one in asked if one.most != 0)
            for cls, (_, asked) in self._asked.items()
        }
        return {cls: self._form(cls, own) for cls in own}

    def _form(self, cls: Iri, own: Mapping[Iri, tuple[FormField, ...]]) -> Form:
        fields = {field.prop: field for field in own[cls]}
        for above in sorted(self.ontology.parents.get(cls, frozenset()) - {cls}):
            for field in own.get(above, ()):
                fields.setdefault(field.prop, replace(field, own=False))
        said = self.ontology.shape_facts[self._asked[cls][0]]
        return Form(cls, _text(said, SH + "name"), _text(said, SH + "description"), tuple(fields.values()))

    @cached_property
    def keys(self) -> Mapping[Iri, str]:
        """Property -> the key by which forms and the command line call it: its label with hyphens, `claim-type`.

        A property whose label is taken goes by its name in its vocabulary, or by its prefixed name."""
        paths = {one.path for one in property_shapes(self.ontology.shape_facts)}
        known = {iri for iri in self.ontology.kinds if iri not in self.ontology.parents and not iri.startswith(SCHEME)}
        taken = {CLASS_KEY: TYPE}
        for prop in sorted(known | paths, key=lambda iri: (not iri.startswith(POL), iri)):
            label = self.ontology.labels.get(prop, "").lower().replace(" ", "-")
            names = (label if _KEY.fullmatch(label) else _local(prop), _local(prop), shorten(prop))
            next(name for name in names if taken.setdefault(name, prop) == prop)
        return {prop: key for key, prop in taken.items()}

    @cached_property
    def _props(self) -> Mapping[str, Iri]:
        """Every way to call a property -> the property."""
        return {
            **{_local(prop): prop for prop in reversed(list(self.keys))},
            **{key: prop for prop, key in self.keys.items()},
        }

    def key(self, prop: Iri) -> str:
        """The key of a property; of one that is not known its short name, or its IRI."""
        return self.keys.get(prop) or shorten(prop)

    def property(self, name: str) -> Iri:
        """The property of a key, of a label, of a prefixed name or of an IRI.

        Raises UsageError for a name that is none, naming the nearest."""
        spelt = name.strip()
        for known in (spelt, spelt.replace(" ", "-").lower(), kebab(spelt)):
            if known in self._props:
                return self._props[known]
        try:
            if ":" in spelt:
                return expand(spelt)
        except KeyError:
            pass
        raise UsageError(f"There is no field {name!r}. {nearest(spelt, self._props, _SEE)}")

    def cls(self, name: str) -> Iri:
        """The class of a record or part called so: `legal-authority`, `legal authority` or `LegalAuthority`.

        Raises UsageError for a name that is none, naming the nearest."""
        known = {kebab(cls[len(POL) :]): cls for cls in self.by_class if cls != _RECORD}
        key = kebab(name.strip().removeprefix("pol:").replace(" ", "-")).replace("--", "-")
        if key not in known:
            there = ", ".join(sorted(key for key, cls in known.items() if not self.is_part(cls)))
            raise UsageError(f"There is no class {name!r}. {nearest(key, known, f'There are {there}.')}")
        return known[key]

    def cls_of(self, types: Iterable[Value]) -> Iri:
        """The class by whose form a thing of these types is filled in; empty where no form is known."""
        return next((Iri(str(each)) for each in sorted(map(str, types)) if each in self.by_class), Iri(""))

    def is_part(self, cls: Iri) -> bool:
        """Whether things of a class are parts of records, not records."""
        return _PART in self.ontology.parents.get(cls, frozenset())

    def parts(self, cls: Iri) -> tuple[Iri, ...]:
        """The classes of the parts that things of a class may have, and that these may have."""
        found: set[Iri] = set()
        waiting = [cls]
        while waiting:
            form = self.by_class.get(waiting.pop())
            own = {c for field in (form.fields if form else ()) for c in field.classes if self.is_part(c)} - found
            found |= own
            waiting += own
        return tuple(sorted(found))

    def field(self, cls: Iri, prop: Iri) -> FormField:
        """How a thing of a class has a property: as its form says, else with anything in it."""
        form = self.by_class.get(cls)
        known = form.by_property.get(prop) if form else None
        return known or FormField(prop, self.key(prop), self.ontology.labels.get(prop, self.key(prop)), "", own=False)


def _field(asked: PropertyShape, keys: Mapping[Iri, str]) -> FormField:
    return FormField(
        prop=asked.path,
        key=keys[asked.path],
        name=asked.name,
        help=asked.help,
        least=asked.least,
        most=asked.most or 0,
        datatypes=asked.datatypes,
        schemes=asked.schemes,
        classes=asked.classes,
        things=asked.limits.get("nodeKind") == SH + "IRI",
        default=asked.default,
    )


def _local(prop: Iri) -> str:
    return kebab(prop[max(prop.rfind("#"), prop.rfind("/")) + 1 :])


def _text(said: Mapping[Iri, tuple[Value, ...]], name: str) -> str:
    return str(said.get(Iri(name), ("",))[0])
