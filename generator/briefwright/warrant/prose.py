"""Authored prose: sentences, the records each cites, and the figures and names it must not invent (rule 9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import exists, is_a, links, text, values
from briefwright.knowledge.substance import substance
from briefwright.knowledge.vocabulary import NAMES, PUBLISHER, TITLE, Role, pol
from briefwright.terms import Iri, PartialDate
from briefwright.warrant.evidence import Failure

_CITATION = re.compile(r"\s*\[(@[^\[\]]*)\]")  # also one that names no record: it is refused, never printed
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*(\w))")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|U\.S|U\.K|U\.N|Dr|Mr|Ms|Mrs|St|No|Nos|Sen|Rep|Gov|Gen|Lt|Col|Adm|Inc|Ltd|Co|Corp|vs|cf|e\.g|i\.e|etc|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|Art|Sec|Pub|Fig|Vol|pp?))\.$"
)
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_WORD = re.compile(r"[^\W\d_][\w’'-]*(?<![’'-])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of authored prose with the short names of the records it cites."""

    text: str
    cites: tuple[str, ...]


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a paragraph. A citation stands before or right after the mark that ends its sentence."""
    found: list[Sentence] = []
    for chunk in _chunks(" ".join(text.split())):
        cites = tuple(dict.fromkeys(c.strip().lstrip("@") for m in _CITATION.finditer(chunk) for c in m[1].split(";")))
        found.append(Sentence(_CITATION.sub("", chunk).strip(), cites))
    return tuple(found)


def _chunks(text: str) -> list[str]:
    """Split at sentence ends; a citation that follows the full stop belongs to the sentence before it."""
    moved = re.sub(r"([.!?])((?:\s*\[@[^\]]*\])+)", lambda m: m[2] + m[1], text)
    parts: list[str] = []
    start = 0
    for match in _END.finditer(moved):
        before = _CITATION.sub("", moved[start : match.start()])
        if not match[1].islower() and not _ABBREVIATION.search(before):
            parts.append(moved[start : match.start()] + match[0].rstrip())
            start = match.end()
    parts.append(moved[start:])
    return [part for part in parts if part.strip()]


def figures(text: str) -> tuple[str, ...]:
    """The numbers in a text as printed, without the comma or full stop that ends a clause."""
    return tuple(m[0].rstrip(".,") for m in _FIGURE.finditer(text))


def names(sentence: str) -> tuple[str, ...]:
    """The words of a sentence that read as names: capitalised, and not merely because they begin it."""
    words = list(_WORD.finditer(sentence))
    found = []
    for index, match in enumerate(words):
        word = match[0]
        inner_capital = any(c.isupper() for c in word[1:])
        if inner_capital or (index > 0 and word[0].isupper() and not _opens(sentence, match.start())):
            found.append(word)
    return tuple(found)


def words(text: str) -> frozenset[str]:
    """The words and numbers of a text, folded for comparison."""
    return frozenset(_fold(m[0]) for m in _WORD.finditer(text)) | frozenset(_fold(f) for f in figures(text))


def is_said(token: str, said: frozenset[str]) -> bool:
    """Whether a name or figure occurs among `said` words, a plural or possessive ending aside."""
    folded = _fold(token)
    return bool({folded, folded.removesuffix("s"), folded + "s"} & said) or all(
        _fold(part) in said for part in re.split(r"[-–/]", token) if part
    )


def invented(
    kb: KnowledgeBase, brief: Iri, paragraph: Iri, sentence: Sentence, cited: tuple[Iri, ...]
) -> Iterator[Failure]:
    """The figures and names of a sentence that no record it cites says (rule 9)."""
    said = frozenset(w for iri in cited for w in _said(kb, iri)) | _ground(kb, brief)
    tokens = dict.fromkeys((*figures(sentence.text), *names(sentence.text)))
    missing = [token for token in tokens if not is_said(token, said)]
    if missing and cited and all(exists(kb, iri) for iri in cited):
        listed = ", ".join(missing)
        yield Failure(9, paragraph, pol("text"), f"It says {listed}, which no record it cites says.")


def _said(kb: KnowledgeBase, iri: Iri) -> frozenset[str]:
    """The words of what a record and its parts say: texts and dates, the names of what they link to, who published it.
    Neither what is kept about the record nor who worked on it when bears out a figure or name in prose."""
    whole = kb.aggregates.get(iri)
    nodes = dict.fromkeys(triple.subject for triple in whole.triples) if whole else (iri,)
    work = kb.ontology.having(Role.WORK)
    texts: list[str] = []
    for _, prop, found in substance(kb.ontology, {node: kb.facts.get(node, {}) for node in nodes}):
        for value in found if prop not in work else ():
            texts += _names_of(kb, value) if isinstance(value, Iri) else [_as_printed(kb, value)]
    return words(" ".join(texts))


def _as_printed(kb: KnowledgeBase, value: object) -> str:
    return f"{value} {kb.workspace.words.date(value.text)}" if isinstance(value, PartialDate) else str(value)


def _names_of(kb: KnowledgeBase, iri: Iri) -> list[str]:
    """What a linked record is called; for a passage, its source and who published it."""
    own = [str(v) for prop in NAMES for v in values(kb, iri, prop)]
    if is_a(kb, iri, pol("Passage")):
        for source in links(kb, iri, pol("source")):
            own += [text(kb, source, pol("publisherName")), text(kb, source, TITLE)]
            own += [n for publisher in links(kb, source, PUBLISHER) for n in _names_of(kb, publisher)]
    return own


def _ground(kb: KnowledgeBase, brief: Iri) -> frozenset[str]:
    """The names every sentence of a paper may use: those of its topics."""
    return words(" ".join(n for topic in links(kb, brief, pol("topic")) for n in _names_of(kb, topic)))


def _fold(token: str) -> str:
    return re.sub(r"[’']s?$", "", token.casefold()).replace("’", "'")


def _opens(sentence: str, start: int) -> bool:
    return bool(re.search(r"[:“\"(]\s*$", sentence[:start]))
