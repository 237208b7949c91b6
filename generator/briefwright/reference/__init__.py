"""The reference of the ontology: what its files say, as pages of the document model."""

from collections.abc import Mapping
from pathlib import Path

from briefwright.document import Document
from briefwright.knowledge import ontology, rules
from briefwright.rdf import inference, queries
from briefwright.reference.catalogue import rule_page, rules_page
from briefwright.reference.classes import classes_page, properties_page
from briefwright.reference.facts import OntologyTerms
from briefwright.reference.guide import index_page
from briefwright.reference.questions import questions_page
from briefwright.reference.schemes import schemes_page
from briefwright.terms import PREFIXES


def pages(folder: Path, tests: Path | None = None) -> Mapping[str, Document]:
    """The pages on the ontology in `folder` by name: the index, classes, properties, schemes, questions, and rules,
    with a page for each rule.

    `tests` has the expected rows in `competency/` and the records that rules are tried on in `rules/`; without it the
    pages show neither. Raises DataError for a file that cannot be read as what it should be."""
    terms = OntologyTerms(ontology.read(folder))
    prefixes = {**PREFIXES, **terms.ontology.schemes}
    found = rules.load(folder / "rules")
    questions = tuple(queries.load(folder / "queries", prefixes).values())
    return {
        "index": index_page(terms, inference.load(folder / "inference", prefixes)),
        "classes": classes_page(terms),
        "properties": properties_page(terms),
        "schemes": schemes_page(terms),
        "questions": questions_page(terms, questions, tests / "competency" if tests else None),
        "rules": rules_page(terms, found),
        **{rule.code.lower(): rule_page(terms, rule, tests / "rules" if tests else None) for rule in found},
    }
