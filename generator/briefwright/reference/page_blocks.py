"""The blocks the pages of the reference are made of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefwright.document import (
    Banner,
    Block,
    Code,
    Column,
    Diagram,
    Document,
    Group,
    Link,
    ListBlock,
    Method,
    Paragraph,
    Row,
    Run,
    Runs,
    Section,
    Table,
)
from briefwright.reference.facts import OntologyTerms, anchor, slug
from briefwright.terms import DCTERMS, OWL, PREFIXES, SCHEME, Iri, Value, shorten

_MARK = re.compile(r"`([^`]+)`")
_NAME = re.compile(r"(?<![\w:/<])([a-z][a-z-]*:[A-Za-z0-9][\w-]*)")
Said = str | Run | Runs
"""Words, in which a stretch between backticks is code; a run; or several."""


def runs(*parts: Said) -> Runs:
    """The parts one after the other."""
    return tuple(run for part in parts for run in _runs(part))


def _runs(part: Said) -> Runs:
    if isinstance(part, Run):
        return (part,)
    if not isinstance(part, str):
        return part
    pieces = _MARK.split(part)
    return tuple(Run(text, style="code" if i % 2 else "") for i, text in enumerate(pieces) if text)


def joined(items: Iterable[Said], between: str = ", ") -> Runs:
    """The items with the same words between them."""
    found = [runs(item) for item in items]
    return runs(*(part for i, item in enumerate(found) for part in ((Run(between), item) if i else (item,))))


def in_words(terms: OntologyTerms, values: Iterable[Value]) -> Runs:
    """Values as a reader has them: terms linked, truth values as yes and no, an empty text as nothing."""
    return joined(term(terms, value) if isinstance(value, Iri) else _plain(value) for value in values)


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "nothing"


def paragraph(*parts: Said) -> Paragraph:
    """Running text."""
    return Paragraph(runs(*parts))


def points(*items: Said) -> tuple[ListBlock, ...]:
    """A list, an item after the other."""
    return tuple(ListBlock((runs(item),)) for item in items)


def table(caption: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Said]]) -> Table:
    """A table; a column is its heading and its share of the width in percent."""
    heads = tuple(Column(heading, share) for heading, share in columns)
    return Table(caption, heads, tuple(Row(tuple(runs(cell) for cell in row)) for row in rows))


def named(rows: Table, ids: Iterable[str]) -> Table:
    """A table whose rows can be linked to by these names."""
    return replace(rows, rows=tuple(replace(row, id=name) for row, name in zip(rows.rows, ids, strict=True)))


def group(name: str, heading: Said, *blocks: Block) -> Group:
    """Blocks under a heading that is a link to itself."""
    words = "".join(run.text for run in runs(heading))
    return Group((Link(words, href=f"#{name}"),), blocks, name)


def code(text: str, language: str) -> Code:
    """Text for a program, without empty lines around it."""
    return Code(text.strip("\n"), language)


def quiet(text: str) -> Run:
    """A remark."""
    return Run(text, style="quiet")


def term(terms: OntologyTerms, iri: Iri) -> Run:
    """The prefixed name of a term, leading to where it is explained, if it is one of the ontology."""
    name = shorten(iri)
    if iri in terms.classes:
        return Link(name, style="code", href=f"classes.html#{slug(iri)}")
    if iri in terms.ontology.concepts:
        return Link(name, style="code", href=f"schemes.html#{name}")
    if iri in terms.schemes:
        return scheme(iri.removeprefix(SCHEME))
    if iri in terms.properties:
        return Link(name, style="code", href=f"properties.html#{anchor(iri)}")
    known = iri.startswith(tuple(PREFIXES.values()))
    return Run(name, style="code") if known or not iri.startswith("http") else Link(iri, href=iri)


def explained(terms: OntologyTerms, text: str) -> Runs:
    """Words in which each prefixed name of a term leads to where it is explained."""
    pieces = _NAME.split(text)
    return runs(*(_known(terms, piece) if i % 2 else piece for i, piece in enumerate(pieces)))


def _known(terms: OntologyTerms, name: str) -> Run:
    prefix, _, local = name.partition(":")
    namespace = {**PREFIXES, **terms.ontology.schemes}.get(prefix)
    return term(terms, Iri(namespace + local)) if namespace else Run(name)


def scheme(name: str) -> Link:
    """The name of a scheme, leading to its values."""
    return Link(name, href=f"schemes.html#{name}")


def page(terms: OntologyTerms, title: str, dek: Said, *sections: Section) -> Document:
    """A page of the reference, every part of which has a name that can be linked to."""
    return Document(
        title=title,
        dek=runs(dek),
        brief="",
        type="reference",
        type_label="Ontology reference",
        audience="",
        audience_label="",
        voice="neutral",
        language="en",
        institution=terms.about(DCTERMS + "title") or "Ontology",
        unit="",
        contact="",
        notes="end",
        product_number="",
        edition=terms.about(OWL + "versionInfo"),
        as_of="",
        as_of_text="",
        body_pages=0,
        columns=1,
        banner=Banner("", "", ""),
        draft=False,
        caveats=(),
        sections=tuple(replace(s, blocks=_identified(s.blocks, s.id)) for s in sections),
        references=(),
        statements=(),
        method=Method(),
    )


def _identified(blocks: Sequence[Block], stem: str) -> tuple[Block, ...]:
    return tuple(_with_name(block, block.id or f"{stem}-{i}") for i, block in enumerate(blocks, 1))


def _with_name(block: Block, name: str) -> Block:
    if isinstance(block, Group):
        return replace(block, id=name, blocks=_identified(block.blocks, name))
    if isinstance(block, Diagram):
        return replace(block, id=name, twin=_with_rows(block.twin, f"{name}-table"))
    return _with_rows(block, name) if isinstance(block, Table) else replace(block, id=name)


def _with_rows(rows: Table, name: str) -> Table:
    return replace(rows, id=name, rows=tuple(replace(r, id=r.id or f"{name}-{i}") for i, r in enumerate(rows.rows, 1)))
