"""Terms by name: classes and properties of our own, values of schemes, and the borrowed terms that records use.

Every name that is written in the code is one of the ontology's, or `tests/knowledge/test_vocabulary.py` fails: it reads
each `pol("...")`, each `concept("...", "...")` and each name put behind a namespace. So they are written out, never put
together at run time; `named` reads them too."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from briefwright.terms import DCTERMS, POL, SCHEME, SKOS, Iri


def pol(name: str) -> Iri:
    """The property or class of this name in our own vocabulary."""
    return Iri(POL + name)


def concept(scheme: str, code: str) -> Iri:
    """The value of a scheme that has this code."""
    return Iri(f"{SCHEME}{scheme}/{code}")


class Role(StrEnum):
    """What a property is for in a record: the values of the scheme field-role, which defines them.

    `pol:fieldRole` gives them to properties, so that one more property takes part in all that asks for its roles."""

    UPKEEP = "upkeep"
    REVIEW = "review"
    WORK = "work"
    EVIDENCE = "evidence"
    GROUND = "ground"
    STATUS = "status"
    FIGURE = "figure"
    GRADE = "grade"


CREATOR = Iri(DCTERMS + "creator")
DESCRIPTION = Iri(DCTERMS + "description")
ISSUED = Iri(DCTERMS + "issued")
MODIFIED = Iri(DCTERMS + "modified")
PUBLISHER = Iri(DCTERMS + "publisher")
REPLACED_BY = Iri(DCTERMS + "isReplacedBy")
TITLE = Iri(DCTERMS + "title")
ALT_LABEL = Iri(SKOS + "altLabel")
PREF_LABEL = Iri(SKOS + "prefLabel")

STATUS = pol("reviewStatus")
DRAFT = concept("review-status", "draft")
IN_REVIEW = concept("review-status", "in-review")
CHECKED = concept("review-status", "source-checked")
APPROVED = concept("review-status", "approved")
REVIEWED = frozenset((CHECKED, APPROVED))
"""The states of a record that somebody has compared with its sources."""

LABELS = (PREF_LABEL, TITLE, pol("statement"), pol("gist"))
"""The properties by which records are called, the first that there is."""
NAMES = (PREF_LABEL, ALT_LABEL, TITLE, pol("nameInText"))
"""The properties by whose values a text can name a record."""

_SAID = re.compile(r'\b(?:pol\("(?P<own>\w+)"\)|concept\("(?P<scheme>[\w-]+)")')


@cache
def named() -> frozenset[Iri]:
    """The classes, properties and schemes of our own that the program asks for by name, read from its text."""
    texts = (path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("*.py"))
    found = (match for text in texts for match in _SAID.finditer(text))
    return frozenset(pol(match["own"]) if match["own"] else Iri(SCHEME + match["scheme"]) for match in found)
