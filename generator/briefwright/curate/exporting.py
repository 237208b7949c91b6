"""Records for other programs: as RDF, as tables, as a SKOS vocabulary, as lines for a search engine."""

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from briefwright.curate.drafts import Draft
from briefwright.curate.json_ld import JsonLd
from briefwright.curate.notation import Notation
from briefwright.curate.spreadsheets import as_csv
from briefwright.curate.tables import tables
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import TYPE, kebab
from briefwright.knowledge.record_forms import Forms
from briefwright.knowledge.records import class_of, code, label, links, name, text
from briefwright.knowledge.vocabulary import MODIFIED, PREF_LABEL, pol
from briefwright.rdf import turtle
from briefwright.terms import POL, SKOS, Iri, LangText, Triple

_TOPIC = pol("Topic")
_CONCEPT = Iri(SKOS + "Concept")


def triples(kb: KnowledgeBase, records: Iterable[Iri]) -> tuple[Triple, ...]:
    """The triples of these records and their parts, spelt as their files spell them."""
    return tuple(t for iri in sorted(records) for t in turtle.parse(kb.aggregates[iri].ntriples, exact=True).triples)


def as_turtle(kb: KnowledgeBase, records: Iterable[Iri]) -> bytes:
    """One canonical Turtle document."""
    return turtle.write(triples(kb, records), kb.workspace.base_iri).encode()


def as_ntriples(kb: KnowledgeBase, records: Iterable[Iri]) -> bytes:
    """N-Triples, each triple once, lines sorted."""
    lines = {line for iri in records for line in kb.aggregates[iri].ntriples.splitlines(keepends=True)}
    return b"".join(sorted(lines))


def as_json_ld(kb: KnowledgeBase, records: Iterable[Iri]) -> bytes:
    """JSON-LD with the short names of the ontology."""
    return JsonLd(kb.ontology, kb.workspace.base_iri).document(triples(kb, records))


def as_skos(kb: KnowledgeBase, records: Iterable[Iri]) -> bytes:
    """The topics among the records as a SKOS concept scheme: labels, definitions and what is broader or related."""
    base = kb.workspace.base_iri
    scheme = Iri(f"{base}topic")
    topics = {iri for iri in records if class_of(kb, iri) == _TOPIC}
    kept = [t for t in triples(kb, topics) if t.predicate.startswith(SKOS) and not _points_out(t, topics, base)]
    kept += [Triple(iri, TYPE, _CONCEPT) for iri in topics]
    kept += [Triple(iri, Iri(SKOS + "inScheme"), scheme) for iri in topics]
    kept.append(Triple(scheme, TYPE, Iri(SKOS + "ConceptScheme")))
    kept.append(Triple(scheme, PREF_LABEL, LangText("Topics", "en")))
    return turtle.write(kept, base).encode()


def _points_out(triple: Triple, topics: set[Iri], base: str) -> bool:
    return isinstance(triple.object, Iri) and triple.object.startswith(base) and triple.object not in topics


def as_json_lines(kb: KnowledgeBase, records: Iterable[Iri]) -> bytes:
    """One JSON object a line and a record, for search engines: what it is, what it is called, its words, its topics,
    its addresses, and how far it may travel."""
    lines = (json.dumps(_entry(kb, iri), ensure_ascii=False, sort_keys=True) for iri in sorted(records))
    return "".join(f"{line}\n" for line in lines).encode()


def _entry(kb: KnowledgeBase, iri: Iri) -> dict[str, object]:
    own = triples(kb, (iri,))
    return {
        "id": iri,
        "name": name(kb, iri),
        "class": kebab(class_of(kb, iri).removeprefix(POL)),
        "label": label(kb, iri),
        "text": [t.object.text for t in own if isinstance(t.object, LangText)],
        "topics": sorted(label(kb, topic) for topic in links(kb, iri, pol("topic"))),
        "urls": sorted(str(t.object) for t in own if t.predicate == pol("url")),
        "modified": text(kb, iri, MODIFIED),
        "review_status": code(kb, iri, pol("reviewStatus")),
        "marking": code(kb, iri, pol("marking")),
    }  # fmt: skip


def as_tables(kb: KnowledgeBase, records: Iterable[Iri]) -> Mapping[str, bytes]:
    """A CSV file for each class of the records and of their parts, by its name."""
    notation = Notation(kb, Forms(kb.ontology))
    base = kb.workspace.base_iri
    drafts = [Draft(iri, kb.aggregates[iri].path, "", triples(kb, (iri,)), base) for iri in sorted(records)]
    return {f"{table.name}.csv": as_csv(table).encode() for table in tables(notation, drafts)}


FORMATS: Mapping[str, Callable[[KnowledgeBase, Iterable[Iri]], bytes]] = MappingProxyType(
    {"turtle": as_turtle, "ntriples": as_ntriples, "jsonld": as_json_ld, "skos": as_skos, "jsonl": as_json_lines}
)
"""Format -> the records as one file of it. CSV is several files: `as_tables`."""
