"""The pages on classes with their fields, and on properties."""

from collections.abc import Iterator

from briefwright.document import Block, Document, Group, Link, Run, Runs, Section, Table
from briefwright.knowledge.vocabulary import PREF_LABEL, TITLE, pol
from briefwright.reference.facts import PART, RECORD, ClassField, OntologyTerms, anchor, slug, values_of
from briefwright.reference.page_blocks import (
    group,
    in_words,
    joined,
    named,
    page,
    paragraph,
    quiet,
    runs,
    scheme,
    table,
    term,
)
from briefwright.terms import POL, RDFS, SKOS, Iri, shorten

_DATATYPES = {
    "rdf:langString": 'text with its language, "..."@en',
    "xsd:string": "plain text without language",
    "xsd:boolean": "true or false",
    "xsd:date": "a day, xsd:date",
    "xsd:dateTime": "a moment, xsd:dateTime",
    "xsd:integer": "a whole number",
    "xsd:decimal": "a decimal number",
    "xsd:anyURI": "a web address, xsd:anyURI",
}
_UNIONS = {
    ("xsd:date", "xsd:gYearMonth", "xsd:gYear"): "a date as precise as known: xsd:date, xsd:gYearMonth or xsd:gYear",
    ("xsd:decimal", "xsd:integer"): "a number, decimal or whole",
}
_LIMITS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minInclusive": "not below {}",
    "maxInclusive": "not above {}",
    "pattern": "matches {}",
    "uniqueLang": "one for each language",
    "nodeKind": "",
}
_SAID = frozenset({SKOS + "prefLabel", SKOS + "definition", SKOS + "example", pol("warrantKind"), RDFS + "subClassOf"})
_NAMES = (PREF_LABEL, TITLE, pol("statement"), pol("gist"))


def classes_page(terms: OntologyTerms) -> Document:
    """Every class with its fields, in the order: what all records have, records, parts, others."""
    records = [iri for iri in terms.classes if terms.is_a(iri, RECORD)]
    parts = [iri for iri in terms.classes if terms.is_a(iri, PART)]
    rest = [iri for iri in terms.classes if iri not in records and iri not in parts]
    sections = [
        Section("overview", "All classes", (_overview(terms),)),
        Section("records", "Records", tuple(_class(terms, iri) for iri in records)),
        Section("parts", "Parts of records", tuple(_class(terms, iri) for iri in parts)),
        Section("others", "Other classes", tuple(_class(terms, iri) for iri in rest)),
    ]
    dek = runs(
        "A field of a class is a property with what its shape asks for. A record also has the fields of ",
        term(terms, RECORD),
        ". A query over all records asks for `pol:Record` with `--inferred`; without it only the class itself counts.",
    )
    return page(terms, "Classes", dek, *(section for section in sections if section.blocks))


def properties_page(terms: OntologyTerms) -> Document:
    """Every property by name: what it means, an example, and which classes have it."""
    own = [iri for iri in terms.properties if iri.startswith(POL)]
    reused = [iri for iri in terms.properties if not iri.startswith(POL)]
    dek = "Each property once, with the classes that have it. What values it takes in a class is said there."
    sections = (
        Section("own", "Properties of this ontology", (_properties(terms, "Own properties", own),)),
        Section("reused", "Properties of other vocabularies", (_properties(terms, "Reused properties", reused),)),
    )
    return page(terms, "Properties", dek, *sections)


def takes(terms: OntologyTerms, field: ClassField) -> Runs:
    """What values a field takes, in words, with links to the classes and schemes."""
    found: list[Runs] = []
    for iri in field.asked.classes:
        lead = "a part: " if terms.is_a(iri, PART) else "a record: " if terms.is_a(iri, RECORD) else "the IRI of a "
        found.append(runs(lead, term(terms, iri)))
    if field.asked.schemes:
        lead = "a value of " if len(field.asked.schemes) == 1 else "a value of one of "
        found.append(runs(lead, joined(scheme(name) for name in field.asked.schemes)))
    if words := _UNIONS.get(_short(field)):
        found.append(runs(words))
    else:
        found += [runs(_DATATYPES.get(name, name)) for name in _short(field)]
    return runs(joined(found or ["an IRI"], " or "), *(f"; {limit}" for limit in _limits(field)))


def _limits(field: ClassField) -> Iterator[str]:
    """What else a value must be; left out is what goes without saying."""
    for name, value in field.asked.limits.items():
        plain = (name, value) == ("minLength", "1") or (name == "uniqueLang" and field.asked.most == 1)
        if _LIMITS[name] and not plain:
            yield _LIMITS[name].format(f"`{value}`")


def how_many(field: ClassField) -> str:
    """The number of values a field may have, in words."""
    if field.asked.most is None:
        return f"{field.asked.least} or more" if field.asked.least else "any number"
    if field.asked.least == field.asked.most:
        return f"exactly {field.asked.least}"
    return f"{field.asked.least} to {field.asked.most}" if field.asked.least else f"at most {field.asked.most}"


def name_property(terms: OntologyTerms, owner: Iri) -> Iri | None:
    """The property that says what a record or part of this class is called, if it must have one."""
    needed = {field.asked.path for field in terms.fields(owner) if field.asked.least}
    return next((prop for prop in _NAMES if prop in needed), None)


def _overview(terms: OntologyTerms) -> Table:
    return table(
        "Classes with the folder of their records and the property that names them",
        (("Class", 18), ("Kept in", 20), ("Named by", 14), ("Warrant", 10), ("What it is", 38)),
        (
            (
                term(terms, iri),
                f"`{folder}`" if (folder := _folder(terms, iri)) else "in the file of its record",
                term(terms, prop) if (prop := name_property(terms, iri)) else "",
                terms.kind(iri),
                terms.text(iri, SKOS + "definition"),
            )
            for iri in terms.classes
        ),
    )


def _folder(terms: OntologyTerms, iri: Iri) -> str:
    if iri == RECORD:
        return "kb/<class>/"
    if iri == pol("IssuedBrief"):
        return "issued/"
    if terms.is_a(iri, RECORD):
        return f"kb/{slug(iri)}/"
    return "" if terms.is_a(iri, PART) else "ontology/schemes/"


def _class(terms: OntologyTerms, iri: Iri) -> Group:
    fields = terms.fields(iri)
    blocks: list[Block] = [
        paragraph(Run(shorten(iri), style="code"), " — ", terms.text(iri, SKOS + "definition")),
        paragraph(Run("Example. ", style="strong"), " ".join(terms.texts(iri, SKOS + "example"))),
        paragraph(*_facts(terms, iri)),
    ]
    if fields:
        blocks.append(_fields(terms, iri, fields))
    leading = [field for field in terms.class_fields if iri in field.asked.classes]
    if leading:
        ways = joined(_way(terms, field) for field in leading)
        blocks.append(paragraph(Run("Used in. ", style="strong"), ways, "."))
    return group(slug(iri), terms.label(iri), *blocks)


def _way(terms: OntologyTerms, field: ClassField) -> Runs:
    return runs(
        Link(terms.label(field.owner), href=f"#{slug(field.owner)}"),
        " ",
        Link(shorten(field.asked.path), style="code", href=f"#{field.id}"),
    )


def _facts(terms: OntologyTerms, iri: Iri) -> Iterator[Runs]:
    yield runs(Run("Warrant: ", style="strong"), terms.kind(iri) or "none", ". ")
    above = [Iri(name) for name in terms.texts(iri, RDFS + "subClassOf")]
    if above:
        yield runs(Run("Subclass of ", style="strong"), joined(term(terms, one) for one in above), ". ")
    if folder := _folder(terms, iri):
        yield runs(Run("Kept in ", style="strong"), f"`{folder}`. ")
    for prop, values in values_of(terms, iri, _SAID):
        words = in_words(terms, values)
        yield runs(Run(f"{terms.label(prop)}: ", style="strong"), words, ". ")


def _fields(terms: OntologyTerms, owner: Iri, fields: tuple[ClassField, ...]) -> Table:
    columns = (("Field", 22), ("What it says", 36), ("Takes", 22), ("How many", 8), ("Warrant, check", 12))
    rows = (
        (
            runs(term(terms, field.asked.path), " ", quiet(terms.label(field.asked.path))),
            _meaning(terms, field.asked.path),
            takes(terms, field),
            how_many(field),
            runs(terms.kind(field.asked.path), " ", quiet(f"{field.asked.code}, {field.asked.severity}")),
        )
        for field in fields
    )
    caption = f"Fields of {terms.label(owner)}" + (", which every record has" if owner == RECORD else "")
    return named(table(caption, columns, rows), (field.id for field in fields))


def _meaning(terms: OntologyTerms, prop: Iri) -> Runs:
    example = terms.text(prop, SKOS + "example")
    return runs(terms.text(prop, SKOS + "definition"), *([quiet(f" Example: {example}")] if example else []))


def _properties(terms: OntologyTerms, caption: str, properties: list[Iri]) -> Table:
    columns = (("Property", 22), ("What it says", 44), ("Warrant", 10), ("In the classes", 24))
    rows = (
        (
            runs(Link(shorten(iri), style="code", href=f"#{anchor(iri)}"), " ", quiet(terms.label(iri))),
            runs(_meaning(terms, iri), *_relations(terms, iri)),
            terms.kind(iri),
            joined(_owner(terms, field) for field in terms.class_fields if field.asked.path == iri)
            or "the ontology itself",
        )
        for iri in properties
    )
    return named(table(caption, columns, rows), (anchor(iri) for iri in properties))


def _owner(terms: OntologyTerms, field: ClassField) -> Link:
    return Link(terms.label(field.owner), href=f"classes.html#{field.id}")


def _relations(terms: OntologyTerms, iri: Iri) -> Iterator[Runs]:
    for prop, values in values_of(terms, iri, _SAID):
        words = in_words(terms, values)
        yield runs(f" {terms.label(prop)}: ", words, ".")


def _short(field: ClassField) -> tuple[str, ...]:
    return tuple(shorten(datatype) for datatype in field.asked.datatypes)
