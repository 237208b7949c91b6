"""What an ontology has that nobody uses: terms that nothing asks, prints, checks or fills, and fields nobody reads.

An ontology grows more easily than it shrinks. A term that is only defined costs whoever fills in records a choice, and
a field that is filled and never read costs them the work."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from briefwright.files import files_below
from briefwright.findings import Finding, Severity, ordered
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import TYPE, Ontology
from briefwright.knowledge.property_shapes import property_shapes
from briefwright.knowledge.vocabulary import named
from briefwright.rdf.turtle import locate
from briefwright.terms import OWL, POL, SCHEME, SH, SKOS, Iri, Value, shorten

UNUSED, UNREAD = "STY80", "STY81"
MENDS: Mapping[str, str] = MappingProxyType({
    UNUSED: "Give it a question, a rule or a place in a document type, or take it out with its shape.",
    UNREAD: "Give it a question or a place in a document type, or take it out of the records and of the ontology.",
})  # fmt: skip
"""Code -> what to do."""

_NAME = re.compile(r"(?<![\w.#-])([a-z][a-z-]*):([A-Za-z][\w-]*)")
_KINDS = {OWL + kind for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
_ABOUT = frozenset(Iri(SH + name) for name in ("path", "targetClass", "class"))
"""How a shape introduces the term it is about, which is no use of it."""


def findings(kb: KnowledgeBase) -> tuple[Finding, ...]:
    """The classes, properties and schemes of the workspace's own vocabulary that nobody uses, as findings of info.

    Read is what a named question, a rule, an inference, a template, another term or shape, or the program itself names,
    and what has a role. A class is used too if a property in use has it as its values' class, and a scheme if such a
    property takes its values from it. Terms that are deprecated are on their way out and not told."""
    ontology = kb.ontology
    read, filled = _read(kb), _filled(kb)
    used = read | _reached(ontology, read | filled.keys())
    return ordered(
        Finding(Severity.INFO, code, term, "", message, *_located(ontology, term), MENDS[code])
        for term in _terms(ontology)
        if term not in used
        for code, message in _said(shorten(term), filled[term])
    )


def _said(name: str, filled: int) -> Iterator[tuple[str, str]]:
    if not filled:
        yield UNUSED, f"Nothing asks, prints, checks or fills {name}."
    else:
        yield UNREAD, f"{name} is filled {'once' if filled == 1 else f'{filled} times'}, and nothing reads it."


def _located(ontology: Ontology, term: Iri) -> tuple[str, int, int]:
    folder = ontology.folder
    name = "policy.ttl" if term.startswith(POL) else f"schemes/{term.removeprefix(SCHEME)}.ttl"
    file = folder / name
    line, column = locate(file.read_text(encoding="utf-8"), term) if file.is_file() else (1, 1)
    return file.relative_to(folder.parent).as_posix(), line, column


def _terms(ontology: Ontology) -> Iterator[Iri]:
    for term, said in ontology.facts.items():
        kinds = {str(kind) for kind in said.get(TYPE, ())}
        is_own = term.startswith(POL) and kinds & _KINDS
        if (is_own or SKOS + "ConceptScheme" in kinds) and Iri(OWL + "deprecated") not in said:
            yield term


def _read(kb: KnowledgeBase) -> set[str]:
    """What is named where something is asked, checked, printed or worked out."""
    ontology, templates = kb.ontology, kb.workspace.templates
    paths = (*files_below(ontology.folder, ".rq"), *files_below(templates, ".toml"), *files_below(templates, ".j2"))
    read = set[str](named()).union(*(_named(path.read_text(encoding="utf-8"), ontology) for path in paths))
    read.update(*ontology.roles.values(), ontology.chief.values())
    for facts in (ontology.facts, ontology.shape_facts):
        for said in facts.values():
            read.update(*(_given(prop, values) for prop, values in said.items()))
    return read


def _given(prop: Iri, values: tuple[Value, ...]) -> Iterator[str]:
    """The terms that another term or a shape uses when it says this of itself."""
    if prop.startswith(POL):
        yield prop
        yield from _schemes(values)
    if prop.startswith((POL, SH)) and prop not in _ABOUT:
        yield from (value for value in values if isinstance(value, Iri) and value.startswith(POL))


def _named(text: str, ontology: Ontology) -> Iterator[str]:
    for prefix, local in _NAME.findall(text):
        if prefix == "pol":
            yield POL + local
        elif prefix in ontology.schemes:
            yield SCHEME + prefix


def _schemes(values: Iterable[Value]) -> Iterator[str]:
    return (v.rpartition("/")[0] for v in values if isinstance(v, Iri) and v.startswith(SCHEME))


def _filled(kb: KnowledgeBase) -> Counter[str]:
    """Term -> how many records and parts have it as a property or class, or a value of the scheme."""
    found: Counter[str] = Counter()
    for said in kb.facts.values():
        found.update(
            {*map(str, said), *map(str, said.get(TYPE, ())), *(s for vs in said.values() for s in _schemes(vs))}
        )
    return found


def _reached(ontology: Ontology, used: set[str]) -> set[str]:
    """The classes and schemes from which properties in use take their values, the classes above those, and the schemes
    whose values are of a class in use."""
    asked = [shape for shape in property_shapes(ontology.shape_facts) if shape.path in used]
    classes = {cls for shape in asked for cls in shape.classes}
    above = {parent for cls in classes for parent in ontology.parents.get(cls, ())}
    schemes = {scheme for shape in asked for scheme in shape.schemes}
    schemes |= {
        c.scheme for iri, c in ontology.concepts.items() if used.intersection(ontology.facts[iri].get(TYPE, ()))
    }
    return {*classes, *above, *(SCHEME + scheme for scheme in schemes)}
