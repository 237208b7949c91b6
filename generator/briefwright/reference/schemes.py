"""The page on schemes: the lists of values that fields take."""

from collections.abc import Iterator

from briefwright.document import Block, Document, Group, Link, Run, Runs, Section
from briefwright.knowledge.vocabulary import pol
from briefwright.reference.facts import OntologyTerms, slug, values_of
from briefwright.reference.page_blocks import group, in_words, joined, named, page, paragraph, runs, table, term
from briefwright.terms import DCTERMS, POL, RDFS, SCHEME, SKOS, Iri, Value, shorten

_LABELS = ("prefLabel", "altLabel", "definition", "notation", "inScheme", "editorialNote", "example", "scopeNote")
_MEMBERSHIP = ("topConceptOf", "hiddenLabel")
_NUMBERS = ("rank", "lowPercent", "highPercent", "lowPoints", "highPoints")
_OF_VALUES = frozenset({*(SKOS + name for name in (*_LABELS, *_MEMBERSHIP)), *(POL + name for name in _NUMBERS)})
_OF_SCHEMES = frozenset(
    {*(SKOS + name for name in _LABELS), DCTERMS + "source", pol("edition"), pol("conforms"), RDFS + "seeAlso"}
)


def schemes_page(terms: OntologyTerms) -> Document:
    """Every scheme with its source and its values."""
    dek = (
        "A value is a concept, written in a query as scheme and code, such as `claim-type:fact`; its words are under "
        "`skos:prefLabel`, its place in a scale under `pol:rank`. A scheme that could not be confirmed against its "
        "source says so and is not offered as conforming to it."
    )
    rows = ((Link(_name(iri), href=f"#{_name(iri)}"), *_summary(terms, iri)) for iri in terms.schemes)
    columns = (("Scheme", 22), ("Values", 8), ("What it is", 42), ("Fields that take it", 28))
    overview = table("The schemes, their size and where they are used", columns, rows)
    groups = tuple(_scheme(terms, iri) for iri in terms.schemes)
    return page(
        terms, "Schemes", dek, Section("overview", "All schemes", (overview,)), Section("values", "Values", groups)
    )


def _name(iri: Iri) -> str:
    return iri.removeprefix(SCHEME)


def _summary(terms: OntologyTerms, iri: Iri) -> tuple[str, str, Runs]:
    return str(len(terms.concepts(iri))), terms.text(iri, SKOS + "definition"), _users(terms, iri)


def _users(terms: OntologyTerms, iri: Iri) -> Runs:
    places = [field for field in terms.class_fields if _name(iri) in field.asked.schemes]
    return joined(
        Link(f"{slug(field.owner)} {shorten(field.asked.path)}", href=f"classes.html#{field.id}") for field in places
    )


def _scheme(terms: OntologyTerms, iri: Iri) -> Group:
    words = ((SKOS + "scopeNote", "Use. "), (SKOS + "example", "Example. "))
    blocks: list[Block] = [
        paragraph(Run(f"{_name(iri)}:", style="code"), " — ", terms.text(iri, SKOS + "definition")),
        paragraph(*_origin(terms, iri)),
        *(
            paragraph(Run(lead, style="strong"), " ".join(terms.texts(iri, prop)))
            for prop, lead in words
            if terms.texts(iri, prop)
        ),
    ]
    note = " ".join(terms.texts(iri, SKOS + "editorialNote"))
    if terms.text(iri, pol("conforms")) == "False":
        blocks.append(paragraph(Run("Not confirmed: not offered as conforming. ", style="strong"), note))
    elif note:
        blocks.append(paragraph(Run("Note. ", style="strong"), note))
    return group(_name(iri), terms.label(iri), *blocks, _values(terms, iri))


def _origin(terms: OntologyTerms, iri: Iri) -> Iterator[Runs]:
    yield runs(Run("Source: ", style="strong"), "; ".join(terms.texts(iri, DCTERMS + "source")) or "none named", ". ")
    if edition := terms.text(iri, pol("edition")):
        yield runs(Run("Edition: ", style="strong"), edition, ". ")
    if terms.said.get(iri, {}).get(pol("conforms"), ())[:1] == (True,):
        yield runs("The values were confirmed in it. ")
    for address in terms.texts(iri, RDFS + "seeAlso"):
        yield runs(Run("See ", style="strong"), term(terms, Iri(address)), ". ")
    for prop, values in values_of(terms, iri, _OF_SCHEMES):
        yield _other(terms, prop, values)


def _other(terms: OntologyTerms, prop: Iri, values: tuple[Value, ...]) -> Runs:
    words = in_words(terms, values)
    return runs(Run(f"{terms.label(prop)}: ", style="strong"), words, ". ")


def _values(terms: OntologyTerms, iri: Iri) -> Block:
    columns = (("Value", 24), ("Label", 18), ("Other labels", 14), ("What it means", 44))
    found = terms.concepts(iri)
    rows = (
        (
            Link(shorten(one), style="code", href=f"#{shorten(one)}"),
            runs(terms.label(one)),
            ", ".join(terms.texts(one, SKOS + "altLabel")),
            runs(*_meaning(terms, one)),
        )
        for one in found
    )
    return named(table(f"Values of {terms.label(iri)}", columns, rows), (shorten(one) for one in found))


def _meaning(terms: OntologyTerms, iri: Iri) -> Iterator[Runs]:
    yield runs(terms.text(iri, SKOS + "definition"), " ")
    for unit in ("Percent", "Points"):
        if high := terms.text(iri, f"{POL}high{unit}"):
            yield runs(f"{terms.text(iri, f'{POL}low{unit}') or '0'} to {high} {unit.lower()}. ")
    if codes := ", ".join(terms.texts(iri, SKOS + "hiddenLabel")):
        yield runs(f"Also read as {codes}. ")
    for prop in ("scopeNote", "example", "editorialNote"):
        if words := " ".join(terms.texts(iri, SKOS + prop)):
            yield runs(
                Run({"example": f"Example: {words} ", "scopeNote": f"{words} "}.get(prop, f"{words} "), style="quiet")
            )
    for name, values in values_of(terms, iri, _OF_VALUES):
        yield _other(terms, name, values)
