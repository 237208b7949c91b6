"""Records as people think of them: a class, fields, a label. Generic; no class per record class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from briefwright.errors import UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import TYPE
from briefwright.knowledge.vocabulary import LABELS, pol
from briefwright.terms import Iri, PartialDate, Value, shorten


def exists(kb: KnowledgeBase, iri: Iri) -> bool:
    """Whether the knowledge base describes this record or part."""
    return iri in kb.facts


def values(kb: KnowledgeBase, iri: Iri, prop: Iri) -> tuple[Value, ...]:
    """The values of a property, in a stable order; empty where there are none."""
    return kb.facts.get(iri, {}).get(prop, ())


def links(kb: KnowledgeBase, iri: Iri, prop: Iri) -> tuple[Iri, ...]:
    """The records, parts and concepts a property names."""
    return tuple(v for v in values(kb, iri, prop) if isinstance(v, Iri))


def text(kb: KnowledgeBase, iri: Iri, prop: Iri) -> str:
    """The first value of a property as text, or nothing."""
    found = values(kb, iri, prop)
    return str(found[0]) if found else ""


def number(kb: KnowledgeBase, iri: Iri, prop: Iri) -> int:
    """The first value of a property as a whole number, 0 where it is none."""
    found = values(kb, iri, prop)
    return found[0] if found and isinstance(found[0], int) else 0


def link(kb: KnowledgeBase, iri: Iri, prop: Iri) -> Iri:
    """The first record, part or concept a property names; an empty IRI where it names none."""
    return next(iter(links(kb, iri, prop)), Iri(""))


def code(kb: KnowledgeBase, iri: Iri, prop: Iri) -> str:
    """The code of the concept a property names (`open` for `recommendation-status:open`) as it is shown, or nothing.
    What is decided by a concept is decided by its IRI: `link(...) == concept(...)`."""
    return text(kb, iri, prop).rpartition("/")[2]


def rank(kb: KnowledgeBase, iri: Iri, prop: Iri) -> int:
    """The rank of the concept a property names, or -1 where there is none."""
    concept = kb.ontology.concepts.get(Iri(text(kb, iri, prop)))
    return concept.rank if concept else -1


@dataclass(frozen=True)
class Called:
    """What the records of a knowledge base are called, and `more` that are not written yet: IRI -> label."""

    kb: KnowledgeBase
    more: Mapping[Iri, str] = field(default_factory=dict)

    @cached_property
    def _by_word(self) -> Mapping[str, tuple[Iri, ...]]:
        found: dict[str, set[Iri]] = {}
        for iri, words in {**{iri: label(self.kb, iri) for iri in self.kb.aggregates}, **self.more}.items():
            for key in (iri.rpartition("/")[2], words.rstrip(".").casefold()):
                found.setdefault(key, set()).add(iri)
        return {key: tuple(sorted(iris)) for key, iris in found.items()}

    def find(self, given: str, *, hint: bool = True) -> Iri:
        """The record that a person names by IRI, `class/slug`, slug or label, upper and lower case alike.

        Raises UsageError when none or several are called so, naming these or, with `hint`, the nearest."""
        kb, wanted = self.kb, given.strip().partition("#")[0]
        for iri in (wanted, kb.workspace.base_iri + wanted.removeprefix("kb/").removesuffix(".ttl")):
            if iri in kb.aggregates or iri in self.more:
                return Iri(iri)
        folded = wanted.casefold()
        found = self._by_word.get(folded.rstrip("."), ())
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"Several records are called {given!r}: {', '.join(name(kb, iri) for iri in found)}. Name one."
            )
        if not hint:
            raise UsageError(f"No record is called {given!r}.")
        near = [iri for key in get_close_matches(folded, self._by_word, 3) for iri in self._by_word[key]]
        near += map(Iri, get_close_matches(kb.workspace.base_iri + wanted, kb.aggregates, 3, 0.8))
        meant = "; ".join(f"{name(kb, iri)} ({label(kb, iri)})" for iri in dict.fromkeys(near))
        raise UsageError(
            f"No record is called {given!r}. {f'Did you mean: {meant}?' if meant else 'See `briefwright search`.'}"
        )


def named(kb: KnowledgeBase, given: str) -> Iri:
    """The record that a person names, as `Called.find` has it."""
    return Called(kb).find(given)


def class_of(kb: KnowledgeBase, iri: Iri) -> Iri:
    """The class of a record or part; an empty IRI where it has none of ours."""
    own = [t for t in links(kb, iri, TYPE) if t in kb.ontology.parents]
    return own[0] if own else Iri("")


def is_true(kb: KnowledgeBase, iri: Iri, prop: Iri) -> bool:
    """Whether a property is said to be true; not where it is not said."""
    return any(value is True for value in values(kb, iri, prop))


def is_a(kb: KnowledgeBase, iri: Iri, cls: Iri) -> bool:
    """Whether a record or part is of a class or of one below it."""
    return cls in kb.ontology.parents.get(class_of(kb, iri), frozenset())


def all_of(kb: KnowledgeBase, cls: Iri) -> tuple[Iri, ...]:
    """Every record of a class, in the order of their names."""
    return tuple(iri for iri in sorted(kb.aggregates) if is_a(kb, iri, cls))


def label(kb: KnowledgeBase, iri: Iri) -> str:
    """What people call a record or concept; its short name where it has no label."""
    concept = kb.ontology.concepts.get(iri)
    if concept:
        return concept.label
    return next((text(kb, iri, prop) for prop in LABELS if values(kb, iri, prop)), shorten(iri, kb.workspace.base_iri))


def name(kb: KnowledgeBase, iri: str) -> str:
    """The short name of a record: `claim/x`."""
    return shorten(iri, kb.workspace.base_iri)


def printed(kb: KnowledgeBase, value: Value, *, in_sentence: bool = False) -> str:
    """A value as a paper prints it: the label of a record or concept, a date in words, a text as it stands.

    Inside a sentence an actor is named with its article, if its record says how."""
    if isinstance(value, Iri):
        return (text(kb, value, pol("nameInText")) if in_sentence else "") or label(kb, value)
    return kb.workspace.words.date(value.text) if isinstance(value, PartialDate) else str(value)


@dataclass(frozen=True, slots=True)
class Record:
    """A record with its fields, for showing and tracing."""

    iri: Iri
    cls: Iri
    label: str
    file: str
    fields: dict[Iri, tuple[Value, ...]]


def record(kb: KnowledgeBase, iri: Iri) -> Record:
    """The record of this IRI. Raises KeyError when there is none."""
    return Record(iri, class_of(kb, iri), label(kb, iri), kb.aggregates[iri].path, dict(kb.facts[iri]))
