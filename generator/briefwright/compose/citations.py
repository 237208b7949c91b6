"""How a source is cited: the patterns of a citation style, filled from one source record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from briefwright.compose.paths import Leaf, found
from briefwright.compose.pattern import Bracket, Pattern, Phrase, Placeholder, StructuralText
from briefwright.document import Reference, Run, Runs
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import code, label, links, printed, text
from briefwright.knowledge.vocabulary import concept, pol
from briefwright.terms import Iri, PartialDate, Value

TIERS = ("1", "2", "3")
"""How near to what it tells of a source is; the words for each are `tier_1` and so on."""
_ORDINALS = (pol("congress"), pol("session"))


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """A file of `templates/citations/`: a pattern a kind of source, one for all others, one for a source cited again.

    Words between two asterisks are emphasised."""

    name: str
    kinds: Mapping[str, Pattern]
    default: Pattern
    again: Pattern


def reference(kb: KnowledgeBase, style: CitationStyle, passage: Iri, number: int, first: int) -> Reference:
    """The note for a passage. `first` is the number of the first note on the same source, its own if it is that."""
    source = links(kb, passage, pol("source"))[0]
    is_first = first == number
    return Reference(
        number=number,
        source=source,
        passage=passage,
        citation=cite(kb, style, source) if is_first else _filled(kb, style.again, source, first),
        locator=text(kb, passage, pol("locator")),
        url=text(kb, source, pol("url")) if is_first else "",
        descriptor=descriptor(kb, source) if is_first else "",
        interest=text(kb, source, pol("interest")),
    )


def cite(kb: KnowledgeBase, style: CitationStyle, source: Iri) -> Runs:
    """A source in full, as the style cites sources of its kind. The place in it is not part of it."""
    return _filled(kb, style.kinds.get(code(kb, source, pol("sourceKind")), style.default), source)


def descriptor(kb: KnowledgeBase, source: Iri) -> str:
    """What a reader should know of the source, after the descriptors of ICD 206: nearness, reliability, extent read."""
    tier = text(kb, source, pol("tier"))
    reliability = links(kb, source, pol("reliability"))
    extent = links(kb, source, pol("extentSeen"))
    words = kb.workspace.words
    parts = [words.say("tier", tier=tier, meaning=words[f"tier_{tier}" if tier in TIERS else "tier_none"])]
    parts += [label(kb, reliability[0]).lower()] if reliability else []
    parts += [words.say("extent_read", extent=label(kb, extent[0]).lower())] if extent else []
    parts += [words["read_in_copy"]] if text(kb, source, pol("consultedCopy")) else []
    status = links(kb, source, pol("sourceStatus"))
    parts += [label(kb, status[0]).lower()] if status and status[0] != concept("source-status", "current") else []
    return "; ".join(parts)


def _filled(kb: KnowledgeBase, pattern: Pattern, source: Iri, first: int = 0) -> Runs:
    """The pattern for a source, as runs: plain, emphasised and plain again at each asterisk of its words."""
    runs: list[Run] = []
    emphasised = False
    for part in _words(pattern, lambda placeholder: _value(kb, placeholder, source, first)):
        pieces = part.text.split("*") if isinstance(part, StructuralText) else [part]
        for turn, piece in enumerate(pieces):
            emphasised ^= turn > 0
            style = "em" if emphasised else ""
            if piece and runs and runs[-1].style == style:
                runs[-1] = Run(runs[-1].text + piece, style=style)
            elif piece:
                runs.append(Run(piece, style=style))
    return tuple(runs)


def _words(pattern: Pattern, fill: Callable[[Placeholder], str]) -> Iterator[StructuralText | str]:
    for part in pattern:
        if isinstance(part, StructuralText):
            yield part
        elif isinstance(part, Placeholder):
            yield fill(part)
        elif isinstance(part, Bracket) and all(fill(p) for p in part.parts if isinstance(p, Placeholder)):
            yield from _words(part.parts, fill)


def _value(kb: KnowledgeBase, placeholder: Placeholder, source: Iri, first: int) -> str:
    return kb.workspace.words.listed([_shown(kb, leaf, first) for leaf in found(kb, placeholder, {}, source, "")])


def _shown(kb: KnowledgeBase, leaf: Leaf | Phrase | StructuralText, first: int) -> str:
    if isinstance(leaf, StructuralText):
        return leaf.text
    return str(first) if isinstance(leaf, Phrase) else _printed(kb, leaf[1], leaf[2])


def _printed(kb: KnowledgeBase, prop: Iri, value: Value) -> str:
    if prop in _ORDINALS and isinstance(value, int):
        return kb.workspace.words.ordinal(value)
    if isinstance(value, PartialDate):
        return kb.workspace.words.date(value.text, citation=True)
    return printed(kb, value)
