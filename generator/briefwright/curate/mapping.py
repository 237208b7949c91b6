"""Any RDF into records of ours, by a file that says which of its classes and properties are which of ours.

[prefixes]
schema = "https://schema.org/"

[class."schema:Report"]
as = "source"
set = { tier = "2", reliability = "f" }
fields = { "schema:name" = "title", "schema:url" = "url", "schema:datePublished" = "issued" }
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefwright.curate.drafts import Draft, draft, with_values
from briefwright.curate.notation import Notation, UnreadableError, same
from briefwright.curate.operations import minted, read_fields
from briefwright.curate.planning import fresh
from briefwright.errors import DataError, UsageError
from briefwright.knowledge.ontology import TYPE, Facts, index
from briefwright.knowledge.record_forms import FormField
from briefwright.knowledge.vocabulary import LABELS
from briefwright.rdf import turtle
from briefwright.terms import PREFIXES, RDF, SKOS, Iri, LangText, Triple, Value, shorten

SUFFIXES = (".ttl", ".nt", ".jsonld")
_SAME = Iri(SKOS + "exactMatch")
_MOST_BYTES = 100 * 2**20
_EXAMPLE = 60


@dataclass(frozen=True)
class MappingRule:
    """What becomes of the things of a foreign class: the class they get, fields they all get, and property -> field."""

    cls: Iri
    given: Mapping[Iri, tuple[Value, ...]]
    fields: Mapping[Iri, FormField]


@dataclass(frozen=True)
class Mapped:
    """What records are to say after the import, and the report: what was taken in, what was not and why."""

    wanted: Mapping[Draft, tuple[Triple, ...]]
    report: tuple[str, ...]


def read_mapping(notation: Notation, path: Path) -> Mapping[Iri, MappingRule]:
    """Foreign class -> rule. Raises DataError, naming everything that is wrong with the file."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: the mapping cannot be read: {error}.") from error
    prefixes = {**PREFIXES, **{str(k): str(v) for k, v in content.pop("prefixes", {}).items()}}
    classes = content.pop("class", {})
    faults = [f"{path}: {key} is not known; there are prefixes and class." for key in content]
    if not classes:
        faults.append(f'{path}: no class is mapped. Write [class."prefix:Name"] with as = "...".')
    rules: dict[Iri, MappingRule] = {}
    for foreign, said in classes.items():
        try:
            rules[_expanded(foreign, prefixes)] = _rule(notation, said, prefixes)
        except UsageError as error:
            faults.append(f"{path}: class {foreign}: {error}")
    if faults:
        raise DataError("\n".join(faults))
    return rules


def _expanded(text: str, prefixes: Mapping[str, str]) -> Iri:
    prefix, colon, local = text.partition(":")
    if "://" in text or prefix == "urn":
        return Iri(text)
    if not colon or prefix not in prefixes:
        raise UsageError(f"{text} has no prefix that is known. Write its address, or the prefix under [prefixes].")
    return Iri(prefixes[prefix] + local)


def _rule(notation: Notation, said: Mapping[str, object], prefixes: Mapping[str, str]) -> MappingRule:
    unknown = said.keys() - {"as", "set", "fields"}
    fields, given = said.get("fields", {}), said.get("set", {})
    if unknown or not isinstance(fields, dict) or not isinstance(given, dict) or "as" not in said:
        raise UsageError('a class has as = "...", fields = { ... } and, if wanted, set = { ... }.')
    cls = notation.forms.cls(str(said["as"]))
    if notation.forms.is_part(cls):
        raise UsageError(f"{said['as']} is a part of a record, and only records are mapped.")
    return MappingRule(
        cls,
        read_fields(notation, cls, [(str(key), str(value)) for key, value in given.items()]),
        {
            _expanded(foreign, prefixes): notation.forms.field(cls, notation.forms.property(str(key)))
            for foreign, key in fields.items()
        },
    )


def facts_of(path: Path, base: str) -> Facts:
    """What a file of RDF says: Turtle, N-Triples or JSON-LD. Raises DataError, naming every fault.

    A JSON-LD context at another address is refused, never fetched."""
    if path.stat().st_size > _MOST_BYTES:
        raise DataError(f"{path} has more than {_MOST_BYTES // 2**20} MiB. Split it.")
    data = path.read_bytes()
    if path.suffix.lower() == ".jsonld":
        data = turtle.from_json_ld(data, base)
    return index(turtle.read_foreign(data, base, str(path)))


@dataclass
class _Import:
    """What was found so far."""

    notation: Notation
    facts: Facts
    rules: Mapping[Iri, MappingRule]
    names: dict[Iri, Iri] = field(default_factory=dict)
    unmapped: Counter[str] = field(default_factory=Counter)
    report: list[str] = field(default_factory=list)


def mapped(notation: Notation, path: Path, rules: Mapping[Iri, MappingRule], today: str) -> Mapped:
    """The records that a file of RDF gives by the rules. A thing taken in before is found by `skos:exactMatch`; then
    only fields that are empty are filled, and what differs is reported and left."""
    found = _Import(notation, facts_of(path, notation.kb.workspace.base_iri), rules)
    things = list(_things(found))
    _name(found, things)
    wanted: dict[Draft, tuple[Triple, ...]] = {}
    for thing, rule in things:
        record = found.names[thing]
        before = draft(notation.kb.workspace, record)
        there = before.facts.get(record, {})
        own = dict(_values(found, thing, rule, record))
        for prop in own.keys() & there.keys():
            if not all(any(same(value, known) for known in there[prop]) for value in own[prop]):
                found.report.append(f"{shorten(record, notation.kb.workspace.base_iri)}: "
                                    f"{notation.forms.key(prop)} differs and was left as it is")  # fmt: skip
        every = {TYPE: (rule.cls,), **fresh(today), **rule.given, **own}
        missing = {prop: found for prop, found in every.items() if prop not in there}
        wanted[before] = tuple(with_values(before.facts, record, missing))
    counted = (f"not mapped: {what} ({number} times)" for what, number in sorted(found.unmapped.items()))
    return Mapped(wanted, (f"{len(things)} things were mapped", *found.report, *counted))


def _things(found: _Import) -> Iterator[tuple[Iri, MappingRule]]:
    """The things for which there is a rule, in the order of their names."""
    for thing in sorted(found.facts):
        types = sorted(Iri(str(each)) for each in found.facts[thing].get(TYPE, ()))
        rule = next((found.rules[each] for each in types if each in found.rules), None)
        if rule:
            yield thing, rule
        else:
            found.unmapped.update([f"class {shorten(each)}" for each in types] or ["things without class"])


def _name(found: _Import, things: list[tuple[Iri, MappingRule]]) -> None:
    """Give each thing the name of its record: that of one taken in before, else one made of its label."""
    kb = found.notation.kb
    before = {value: subject for (prop, value), those in kb.backlinks.items() if prop == _SAME for subject in those}
    for thing, rule in things:
        label = next(iter(_labels(found, thing, rule)), shorten(thing).rstrip("/").rpartition("/")[2])
        found.names[thing] = before.get(thing) or minted(kb, rule.cls, label, taken=set(found.names.values()))


def _labels(found: _Import, thing: Iri, rule: MappingRule) -> Iterator[str]:
    for label in LABELS:
        for foreign, own in rule.fields.items():
            if own.prop == label:
                yield from (str(value) for value in found.facts[thing].get(foreign, ()))


def _values(found: _Import, thing: Iri, rule: MappingRule, record: Iri) -> Iterator[tuple[Iri, tuple[Value, ...]]]:
    gathered: dict[Iri, list[Value]] = {}
    for foreign, given in found.facts[thing].items():
        own = rule.fields.get(foreign)
        if own is None:
            if foreign != TYPE:
                found.unmapped[f"property {shorten(foreign)}"] += len(given)
            continue
        for value in given:
            try:
                read = _value(found, value, own, record)
            except UnreadableError as error:
                shown = str(value)[:_EXAMPLE]
                found.report.append(f"{thing}: {shorten(foreign)} “{shown}” was not taken over: {error}")
                continue
            if not any(same(read, each) for each in gathered.setdefault(own.prop, [])):
                gathered[own.prop].append(read)
    if not thing.startswith("_:"):
        gathered[_SAME] = [thing]
    return ((prop, tuple(those)) for prop, those in gathered.items() if those)


def _value(found: _Import, value: Value, own: FormField, record: Iri) -> Value:
    """A foreign value as one of the field: another thing of the import as its record, a text as it is read."""
    if isinstance(value, Iri):
        if value in found.names:
            return found.names[value]
        if own.classes or (own.schemes and value not in found.notation.kb.ontology.concepts):
            raise UnreadableError(f"{value} was not taken in, so nothing can name it. Map its class too.")
        return found.notation.read(value if own.datatypes or own.things else f"<{value}>", own, record)
    if isinstance(value, LangText) and RDF + "langString" in own.datatypes:
        return value
    text = value.text if isinstance(value, LangText) else turtle.lexical(value)[0]
    return found.notation.read(text, own, record)
