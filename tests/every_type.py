"""A brief for every document type there is, made for the small workspace: a new type is tested without a new line."""

from briefwright.compose.document_type import DocumentType, document_types, read_type
from conftest import Copy

_HEAD = """@base <https://example.org/meals/> .
@prefix audience: <https://w3id.org/briefwright/scheme/audience/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix marking: <https://w3id.org/briefwright/scheme/marking/> .
@prefix pol: <https://w3id.org/briefwright/policy#> .
@prefix review-status: <https://w3id.org/briefwright/scheme/review-status/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
_TEXT = (
    "The pilot opened 12 central kitchens in its first year, four fewer than planned [@claim/first-kitchen-count]. "
    "The state grant that pays for the central kitchens ends on 31 December 2026 [@claim/grant-ends-2026]."
)
FEATURED = (
    "claim/first-kitchen-count", "claim/grant-ends-2026", "claim/vacant-posts", "recommendation/adopt-menu-standard",
    "risk/grant-ends-early",
)  # fmt: skip


def types(copy: Copy) -> tuple[DocumentType, ...]:
    """Every document type a brief can be made of; corrections are made of issued papers."""
    templates = copy.workspace.templates
    return tuple(read_type(templates, name) for name in document_types(templates) if name != "correction-slip")


def add_every_type(copy: Copy) -> dict[str, DocumentType]:
    """Brief slug -> its type: one brief a type, for all its audiences, with a paragraph wherever one is wanted."""
    made = {}
    for number, kind in enumerate(types(copy), 11):
        slug = f"of-type-{kind.name}"
        wanted = {name for plan in kind.plans.values() for name in plan.sections}
        authored = sorted(name for name in wanted if kind.sections[name].form in ("prose", "choice"))
        copy.create(f"brief/{slug}", _HEAD + _brief(slug, kind, authored, number))
        made[slug] = kind
    return made


def _brief(slug: str, kind: DocumentType, authored: list[str], number: int) -> str:
    paragraphs = [f"<brief/{slug}#{section}>" for section in authored]
    lines = [
        f"<brief/{slug}>",
        "    a pol:Brief ;",
        '    skos:prefLabel "School kitchens, once more"@en ;',
        "    pol:audience " + ", ".join(f"audience:{who}" for who in sorted(kind.plans)) + " ;",
        "    pol:ceiling marking:clear ;",
        f'    pol:documentType "{kind.name}" ;',
        '    pol:edition "1" ;',
        "    pol:features " + ", ".join(f"<{record}>" for record in FEATURED) + " ;",
        "    pol:leastReview review-status:source-checked ;",
        "    pol:marking marking:clear ;",
        *(["    pol:paragraph " + ", ".join(paragraphs) + " ;"] if paragraphs else []),
        f'    pol:productNumber "MD-2026-{number}" ;',
        "    pol:recipient <actor/ministry-of-education> ;",
        "    pol:reviewStatus review-status:source-checked ;",
        "    pol:reviewedBy <actor/meals-desk-editors> ;",
        '    pol:reviewedOn "2026-11-24"^^xsd:date ;',
        "    pol:topic <topic/school-meals> ;",
        "    dcterms:creator <actor/meals-desk-editors> ;",
        '    dcterms:modified "2026-11-24"^^xsd:date .',
    ]
    for iri, section in zip(paragraphs, authored, strict=True):
        lines += ["", iri, "    a pol:Paragraph ;", "    pol:order 1 ;", f'    pol:section "{section}" ;',
                  f'    pol:text "{_TEXT}"@en .']  # fmt: skip
    return "\n".join(lines) + "\n"
