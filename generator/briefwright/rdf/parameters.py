"""The parameters of a named question, and how the words a user types become RDF terms."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from briefwright.errors import UsageError
from briefwright.rdf.store import Store
from briefwright.terms import SCHEME, Iri, PartialDate, Value, expand, is_calendar_date, shorten

TYPES = ("record:<class>", "concept:<scheme>", "text", "integer", "date", "iri")
_TYPE = re.compile(r"(record|concept):[a-z][a-z0-9-]*|text|integer|date|iri")
_IRI = re.compile(r"(?:https?://|mailto:|urn:)[^\s<>\"{}|^`\\]+")
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that the user may or must give.

    `type` is one of `TYPES`. An optional parameter that is not given stays a free variable."""

    name: str
    type: str
    required: bool
    default: str
    description: str


def is_type(text: str) -> bool:
    """Whether `text` names a parameter type."""
    return _TYPE.fullmatch(text) is not None


def sample(parameter: Parameter) -> Value:
    """A value of the parameter's type, to try a query with."""
    samples: Mapping[str, Value] = {"integer": 1, "text": "x", "date": PartialDate("2024")}
    return samples.get(parameter.type, Iri("urn:x"))


def value_of(parameter: Parameter, text: str, store: Store, base_iri: str) -> Value:
    """The term that `text` stands for. Raises UsageError with what is accepted instead.

    A record is named by its IRI, `class/slug`, slug or label (upper and lower case alike); a concept by its
    code, label or IRI; a date as precise as known; an IRI also in its short form."""
    kind, _, what = parameter.type.partition(":")
    if kind == "record":
        return _named(parameter, text, store, base_iri + what + "/", base_iri)
    if kind == "concept":
        return _named(parameter, text, store, SCHEME + what + "/", base_iri)
    return plain_value(parameter, text, base_iri)


def plain_value(parameter: Parameter, text: str, base_iri: str) -> Value:
    """As `value_of`, for the types that need no store: text, integer, date and iri."""
    if parameter.type == "integer" and re.fullmatch(r"\d{1,18}", text, re.ASCII):
        return int(text)
    if parameter.type == "date" and is_calendar_date(text):
        return PartialDate(text)
    if parameter.type == "text" and not _UNWANTED.search(text):
        return text
    if parameter.type == "iri" and (iri := _iri(text, base_iri)):
        return iri
    accepted = {
        "integer": "a whole number, 0 or more",
        "date": "a date that exists: 2024, 2024-06 or 2024-06-27",
        "text": "a text in one line, without control characters",
        "iri": "an IRI (https, http, mailto or urn), class/slug, or a name with a known prefix",
    }
    raise UsageError(f'"{parameter.name}" is "{_shown(text)}", but must be {accepted[parameter.type]}.')


def _iri(text: str, base_iri: str) -> Iri | None:
    try:
        full = expand(text, base_iri)
    except KeyError:
        return None
    return full if _IRI.fullmatch(full) else None


def _named(parameter: Parameter, text: str, store: Store, namespace: str, base_iri: str) -> Iri:
    labels = _labels(store, namespace)
    wanted = text.strip()
    short = {shorten(iri, base_iri): iri for iri in labels}
    for iri in (wanted, namespace + wanted, short.get(wanted, "")):
        if iri in labels:
            return Iri(iri)
    found = [iri for iri, names in labels.items() if wanted.casefold() in {name.casefold() for name in names}]
    if len(found) == 1:
        return found[0]
    if found:
        options = ", ".join(sorted(shorten(iri, base_iri) for iri in found))
        raise UsageError(
            f'"{parameter.name}" is "{_shown(text)}", which several have as their label: {options}. Name one.'
        )
    raise UsageError(_unknown(parameter, wanted, labels, base_iri))


def _labels(store: Store, namespace: str) -> dict[Iri, set[str]]:
    """The records or concepts directly below `namespace`, each with its labels."""
    found: dict[Iri, set[str]] = {}
    query = f"""
        SELECT ?named ?label WHERE {{
          ?named a ?class . FILTER(STRSTARTS(STR(?named), "{namespace}"))
          OPTIONAL {{ ?named skos:prefLabel|dcterms:title|pol:statement ?label }}
        }}"""
    for named, label in store.select(query).rows:
        if isinstance(named, Iri) and not re.search(r"[#/]", named[len(namespace) :]):
            found.setdefault(named, set()).update([] if label is None else [str(label)])
    return found


def _unknown(parameter: Parameter, wanted: str, labels: Mapping[Iri, set[str]], base_iri: str) -> str:
    kind, _, group = parameter.type.partition(":")
    missed = f"no {kind} of the scheme {group}" if kind == "concept" else f"no {group}"
    problem = f'"{parameter.name}" is "{_shown(wanted)}", which is {missed}'
    if not labels:
        return f"{problem}; there is none at all. Check the class or scheme in the question's file."
    spelt = {name.casefold(): iri for iri in sorted(labels, reverse=True) for name in _names(iri, labels[iri])}
    close = difflib.get_close_matches(wanted.casefold(), spelt, n=_MOST_NAMES)
    nearest = list(dict.fromkeys(spelt[name] for name in close)) or sorted(labels)[:_MOST_NAMES]
    lead = "Did you mean" if close else f"There are {len(labels)}, among them"
    options = ", ".join(f"{shorten(iri, base_iri)} ({min(labels[iri], default='no label')})" for iri in nearest)
    return f"{problem}. {lead}: {options}{'?' if close else '.'}"


def _names(iri: Iri, labels: set[str]) -> list[str]:
    return [iri.rpartition("/")[2], *sorted(labels)]


def _shown(text: str) -> str:
    return _UNWANTED.sub("�", text if len(text) <= 60 else text[:57] + "...")
