"""The first page of the reference: what there is, how things are named, and how to ask."""

from collections.abc import Iterable, Iterator

from briefwright.document import Block, Document, Link, Run, Section, Table
from briefwright.knowledge.vocabulary import PREF_LABEL
from briefwright.rdf.inference import Inference
from briefwright.reference.classes import name_property
from briefwright.reference.diagram import class_diagram
from briefwright.reference.facts import RECORD, OntologyTerms
from briefwright.reference.page_blocks import code, group, page, paragraph, points, runs, table, term
from briefwright.reference.patterns import PATTERNS
from briefwright.reference.questions import body
from briefwright.terms import DCTERMS, OWL, PREFIXES, Iri


def index_page(terms: OntologyTerms, inferences: Iterable[Inference]) -> Document:
    """What the ontology is, how records are named, how to ask, and the class diagram."""
    patterns = tuple(
        group(f"pattern-{i}", pattern.heading, paragraph(pattern.why), code(pattern.sparql, "SPARQL"))
        for i, pattern in enumerate(PATTERNS, 1)
    )
    return page(
        terms,
        "Ontology reference",
        terms.about(DCTERMS + "description"),
        Section("pages", "What is where", tuple(_contents(terms))),
        Section("names", "Records, files and names", tuple(_names(terms))),
        Section("ask", "How to ask", tuple(_asking())),
        Section("patterns", "Worked queries", patterns),
        Section("diagram", "Class diagram", (class_diagram(terms),)),
        Section("warrants", "Warrants", (_warrants(terms),)),
        Section("prefixes", "Prefixes", (_prefixes(terms),)),
        Section("inferred", "What is inferred", tuple(_inferred(inferences))),
    )


def _contents(terms: OntologyTerms) -> Iterator[Block]:
    size = f"{len(terms.classes)} classes, {len(terms.properties)} properties and {len(terms.schemes)} schemes"
    version = terms.about(OWL + "versionIRI")
    named = (", ", Link(version, href=version)) if version.startswith("http") else ()
    yield paragraph(f"Version {terms.about(OWL + 'versionInfo') or 'without a number'}", *named, f": {size}.")
    yield from points(
        (Link("Classes", href="classes.html"), Run(": each class with its fields, what they take, and an example.")),
        (Link("Properties", href="properties.html"), Run(": each property by name, and the classes that have it.")),
        (Link("Schemes", href="schemes.html"), Run(": the lists of values that fields take, with their sources.")),
        (Link("Questions", href="questions.html"), Run(": the named questions with SPARQL and an expected answer.")),
        (Link("Rules", href="rules.html"), Run(": what a check looks for, and what to do about it.")),
    )


def _names(terms: OntologyTerms) -> Iterator[Block]:
    yield paragraph(
        "A record is one file. `kb/risk/late-start.ttl` describes the record `<base>risk/late-start`, where the base "
        "is `base_iri` in `briefwright.toml`; the folder is the class in small letters with hyphens. A part of a "
        "record stands in the same file under the name of the record and a hash, `<base>recommendation/open-early#m1`. "
        "Issued papers lie in `issued/` and are named `<base>issued-brief/...`. A name never changes."
    )
    yield paragraph(
        "Most records are called by ",
        term(terms, PREF_LABEL),
        *(part for iri, prop in _otherwise(terms) for part in (", a ", term(terms, iri), " by ", term(terms, prop))),
        ". What every record has (review status, marking, support, topic, dates) stands under ",
        Link("Record", href="classes.html#record"),
        ".",
    )
    yield paragraph(
        'Prose is text with a language, `"..."@en`, and is not equal to the same text without one: compare '
        '`STR(?label) = "..."`. Dates are as precise as known, a year, a month or a day: compare '
        '`STR(?date) < "2026-06"`. Values of schemes are concepts, written as scheme and code.'
    )


def _otherwise(terms: OntologyTerms) -> Iterator[tuple[Iri, Iri]]:
    """The classes of records that are called by another property than a label."""
    for iri in terms.classes:
        prop = name_property(terms, iri)
        if terms.is_a(iri, RECORD) and prop and prop != PREF_LABEL:
            yield iri, prop


def _asking() -> Iterator[Block]:
    yield paragraph("These commands ask. All prefixes below are supplied; answers name records by class and slug.")
    yield code(
        """briefwright questions risk                     # the named questions with this word
briefwright ask top-risks                      # a named question
briefwright search some words                  # records by their words
briefwright query question.rq --format csv     # your own, from a file, or - for standard input
briefwright lint question.rq                   # what in it is misspelt, slow or empty
briefwright query 'SELECT ?risk WHERE { ?risk a pol:Risk }'""",
        "Shell",
    )
    yield from points(
        "All records, issued papers, the ontology and its schemes are one graph. `GRAPH`, `FROM` and `SERVICE` are "
        "refused.",
        "Answers are printed as a table or with `--format csv`, `tsv`, `json` or `md`, in the order of their cells "
        "unless the query orders them. The formats of the W3C, `sparql-json`, `sparql-xml`, `sparql-csv` and "
        "`sparql-tsv`, come as the rows are found. `--rows`, `--seconds` and `--memory` set the limits. Values of "
        "schemes and classes are printed by their full IRIs: ask for their `skos:prefLabel`.",
        "A name that does not exist is no error in SPARQL: an answer without rows may mean a misspelt one, which "
        "`briefwright lint` finds.",
        "What follows from the records is left out unless asked for: `briefwright query --inferred`, or "
        "`# inferred: yes` in the file of a named question. Then a wider property finds its special cases, which the "
        "page Properties names: who leads takes part as well. Words of other vocabularies may then be asked where ours "
        "are narrower, as `ontology/alignments.ttl` says: `?claim cito:obtainsSupportFrom ?passage`. Only links are "
        "inferred; a text is found by its path: `?p rdfs:subPropertyOf* skos:note . ?record ?p ?note`.",
        "For what is not there write `MINUS { ... }`, or `OPTIONAL { ... } FILTER(!BOUND(?x))`. `FILTER NOT EXISTS` "
        "takes far longer, and named questions may not use it.",
        'One record is named by its full IRI, or by `FILTER(STRENDS(STR(?risk), "/risk/late-start"))`.',
        "A query that is kept becomes a named question: a file in `ontology/queries/` with a header.",
    )


def _warrants(terms: OntologyTerms) -> Table:
    kinds = sorted((c for c in terms.ontology.concepts.values() if c.scheme == "warrant-kind"), key=lambda c: c.rank)
    return table(
        "On what a printed value must stand",
        (("Warrant", 20), ("What it means", 80)),
        ((term(terms, kind.iri), kind.definition) for kind in kinds),
    )


def _prefixes(terms: OntologyTerms) -> Table:
    every = {**PREFIXES, **terms.ontology.schemes}
    rows = ((f"`{prefix}:`", runs(Run(iri, style="code"))) for prefix, iri in every.items())
    return table("Prefixes that every query has", (("Prefix", 30), ("Stands for", 70)), rows)


def _inferred(inferences: Iterable[Inference]) -> Iterator[Block]:
    yield paragraph(
        "These rules add links between records that are named already. They make no new records and no texts."
    )
    for rule in inferences:
        sparql = code(body(rule.text), "SPARQL")
        yield group(f"inference-{rule.name}", rule.title, paragraph(rule.explanation), sparql)
