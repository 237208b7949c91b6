"""The statements of a paper as JSON-LD: what travels inside the PDF and the HTML so that a paper answers for itself."""

import json
from collections.abc import Mapping

from briefwright.document import Document, Reference, Statement, Support, text_of

SCHEMA_VERSION = 1
MEDIA_TYPE = "application/ld+json"
FILE_NAME = "statements.jsonld"

_CONTEXT = {
    "@vocab": "https://w3id.org/briefwright/paper#",
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "id": "@id",
    "type": "@type",
    "title": "dcterms:title",
    "brief": {"@id": "dcterms:source", "@type": "@id"},
    "statements": {"@id": "schema:hasPart", "@container": "@list"},
    "notes": {"@id": "schema:citation", "@container": "@list"},
    "text": "schema:text",
    "record": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "records": {"@id": "schema:isBasedOn", "@type": "@id"},
    "property": {"@type": "@id"},
    "support": {"@id": "cito:citesAsEvidence", "@container": "@list"},
    "contradicted": {"@id": "cito:isDisputedBy", "@container": "@list"},
    "passage": {"@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "anchor": "oa:exact",
}


def render(document: Document, fingerprint: str, seal: Mapping[str, str] | None = None) -> bytes:
    """The statements, their passages and the numbered notes of a paper. Same Document, same bytes.

    Beside what is printed that is the evidence of it: gist, anchor and check of the passages and records a statement
    stands on, and where its record is kept. `seal` is put beside it, for whatever the statements will lie in."""
    paper: dict[str, object] = {
        "@context": _CONTEXT,
        "id": f"urn:sha256:{fingerprint}",
        "type": "schema:Report",
        "schema_version": SCHEMA_VERSION,
        "title": document.title,
        "brief": document.brief,
        "document_type": document.type,
        "audience": document.audience,
        "product_number": document.product_number,
        "edition": document.edition,
        "as_of": document.as_of,
        "marking": document.banner.label,
        "draft": document.draft,
        "caveats": list(document.caveats),
        "fingerprint": fingerprint,
        "statements": [_statement(s) for s in document.statements],
        "notes": [_note(r) for r in document.references],
    }
    if seal:
        paper["seal"] = dict(seal)
    return (json.dumps(paper, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _statement(statement: Statement) -> dict[str, object]:
    check = {"by": statement.check.by, "on": statement.check.on, "outcome": statement.check.outcome}
    return {
        "id": f"#{statement.id}",
        "text": statement.text,
        "record": statement.record,
        "property": statement.property,
        "warrant": str(statement.warrant),
        "records": list(statement.records),
        "support": [_support(s) for s in statement.supports],
        "contradicted": [_support(s) for s in statement.contradicted],
        "roots": statement.roots,
        "marking": statement.marking,
        "as_of": statement.as_of,
        "file": statement.file,
        "record_hash": statement.record_hash,
        "check": check if statement.check.by else None,
        "assessed": statement.assessed,
        "unsupported": statement.unsupported,
    }


def _support(support: Support) -> dict[str, object]:
    return {
        "passage": support.passage,
        "source": support.source,
        "source_title": support.source_title,
        "locator": support.locator,
        "gist": support.gist,
        "anchor": support.anchor,
        "credibility": support.credibility,
        "note": support.note,
    }


def _note(reference: Reference) -> dict[str, object]:
    return {
        "number": reference.number,
        "source": reference.source,
        "citation": text_of(reference.citation),
        "locator": reference.locator,
        "url": reference.url,
    }
