"""The way a pattern leads from a record to values: one walk for papers and citations."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from briefwright.compose.pattern import Backward, Chosen, Forward, Having, Path, Phrase, Placeholder, StructuralText
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import code, exists, is_a, links, number, rank, text, values
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri, PartialDate, Value
from briefwright.warrant.lineage import is_interested, roots

Leaf = tuple[Iri, Iri, Value]
"""A value with the record and property it is read from."""


def found(
    kb: KnowledgeBase, placeholder: Placeholder, row: Mapping[str, Iri], focus: Iri, as_of: str
) -> tuple[Leaf | Phrase | StructuralText, ...]:
    """What a placeholder prints for a row of a question, whose columns name records; `focus` is where paths begin.

    It is the first alternative that has a value; the weightiest values come first. `as_of` (ISO) decides what is
    current."""
    for alternative in placeholder.alternatives:
        if isinstance(alternative, (StructuralText, Phrase)):
            return (alternative,)
        there = sorted(_leaves(kb, alternative, row, focus, as_of), key=lambda leaf: _weight(kb, leaf[2]))
        if there:
            return tuple(there[: alternative.most or None])
    return ()


def _leaves(kb: KnowledgeBase, path: Path, row: Mapping[str, Iri], focus: Iri, as_of: str) -> Iterator[Leaf]:
    nodes: tuple[Iri, ...] = (row.get(path.start, focus) if path.start else focus,)
    for step in path.steps:
        nodes = _after(kb, nodes, step, as_of)
    seen: set[Value] = set()
    for node in nodes:
        for value in values(kb, node, path.prop):
            if value not in seen:
                seen.add(value)
                yield node, path.prop, value


def _after(
    kb: KnowledgeBase, nodes: tuple[Iri, ...], step: Forward | Backward | Having | Chosen, as_of: str
) -> tuple[Iri, ...]:
    match step:
        case Forward(prop):
            there = (value for node in nodes for value in links(kb, node, prop) if exists(kb, value))
        case Backward(prop):
            there = (value for node in nodes for value in kb.backlinks.get((prop, node), ()))
        case Having(prop, wanted):
            return tuple(node for node in nodes if code(kb, node, prop) == wanted)
        case Chosen():
            return current_status(kb, nodes, as_of)
        case _:
            assert_never(step)
    return tuple(sorted(there, key=lambda value: _weight(kb, value)))


def _weight(kb: KnowledgeBase, value: Value) -> tuple[int, int, bool, int, str]:
    """Graver risks, more urgent recommendations, better supported claims and earlier dates first; all else keeps
    its order.

    A claim is better supported if a source without an interest carries it, then by its independent roots."""
    if not isinstance(value, Iri):
        return 0, 0, False, 0, value.text if isinstance(value, PartialDate) else ""
    urgency = rank(kb, value, pol("priority"))
    passages = links(kb, value, pol("supportedBy")) if is_a(kb, value, pol("Claim")) else ()
    sources = frozenset(s for p in passages for s in links(kb, p, pol("source")))
    only_interested = bool(sources) and all(is_interested(kb, s) for s in sources)
    return (
        -rank(kb, value, pol("riskLevel")),
        urgency if urgency >= 0 else 9,
        only_interested,
        -len(roots(kb, sources)),
        "",
    )


def current_status(kb: KnowledgeBase, events: tuple[Iri, ...], as_of: str) -> tuple[Iri, ...]:
    """The latest status event by date and sequence, none after the as-of date."""
    past = [e for e in events if is_a(kb, e, pol("StatusEvent")) and text(kb, e, pol("eventDate")) <= as_of]
    latest = sorted(past, key=lambda e: (text(kb, e, pol("eventDate")), number(kb, e, pol("sequence")), e))
    return tuple(latest[-1:])
