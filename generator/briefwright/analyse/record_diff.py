"""What changed between two states of a knowledge base, record by record; how the files are laid out plays no part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefwright.analyse.diff import Change, Kind, of_field, of_texts
from briefwright.analyse.versions import Version
from briefwright.errors import DataError
from briefwright.knowledge.ontology import TYPE, Facts, Ontology, index
from briefwright.knowledge.vocabulary import LABELS, Role, pol
from briefwright.rdf import turtle
from briefwright.terms import Iri, LangText, PartialDate, Triple, Value, record_of, shorten
from briefwright.words import Words

_STATEMENT = pol("statement")


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes in the order of the records; `redated` counts the records of which only dates of keeping differ."""

    before: str
    after: str
    changes: tuple[Change, ...]
    redated: int


def difference(ontology: Ontology, words: Words, before: Version, after: Version) -> Difference:
    """What a reader would notice between two states. Files of the same bytes are not read; dates are in `words`.

    Raises DataError naming every file that differs and cannot be read."""
    paths = sorted(p for p in before.blobs.keys() | after.blobs.keys() if before.blobs.get(p) != after.blobs.get(p))
    old, new = _State(before, after.base_iri), _State(after, after.base_iri)
    old.fetch(paths)
    new.fetch(paths)
    _refuse_unreadable(old, new, paths)
    changes: list[Change] = []
    redated = 0
    for path in paths:
        found = list(_Pair(ontology, words, old, new, path).changes())
        changes += found
        redated += not found and _triples(old, path) != _triples(new, path)
    return Difference(before.name, after.name, tuple(changes), redated)


@dataclass(frozen=True)
class _State:
    """A version whose files are read when asked for, with its records named under `base`."""

    version: Version
    base: str

    @cached_property
    def _read(self) -> dict[str, turtle.Parsed]:
        return {}

    def parsed(self, path: str) -> turtle.Parsed | None:
        """The triples of a file, read once; nothing where there is no such file."""
        if path not in self.version.blobs:
            return None
        self.fetch((path,))
        return self._read[path]

    def fetch(self, paths: Iterable[str]) -> None:
        """Read these files in one go, as far as they are there and not read yet."""
        wanted = [path for path in paths if path in self.version.blobs and path not in self._read]
        for path, data in self.version.read(wanted).items() if wanted else ():
            self._read[path] = turtle.parse(data.replace(self.version.base_iri.encode(), self.base.encode()))

    def facts(self, path: str) -> Facts:
        """The properties of the record and of its parts."""
        parsed = self.parsed(path)
        return index(parsed.triples) if parsed else {}

    def label(self, iri: Iri) -> str:
        """What the state calls a record or part; nothing where it has it not."""
        own = self.facts(record_of(iri).removeprefix(self.base) + ".ttl").get(iri, {})
        return next((str(own[prop][0]) for prop in LABELS if prop in own), "")


def _triples(state: _State, path: str) -> frozenset[Triple]:
    parsed = state.parsed(path)
    return frozenset(parsed.triples) if parsed else frozenset()


def _refuse_unreadable(old: _State, new: _State, paths: list[str]) -> None:
    faults = [
        f"{state.version.name}: kb/{path}:{problem.line}: {problem.message}"
        for path in paths
        for state in (old, new)
        if (parsed := state.parsed(path))
        for problem in parsed.problems
    ]
    if faults:
        raise DataError("These files cannot be read, so no difference would be whole:\n" + "\n".join(faults))


@dataclass(frozen=True)
class _Pair:
    """The two states of one record."""

    ontology: Ontology
    words: Words
    old: _State
    new: _State
    path: str

    @cached_property
    def record(self) -> Iri:
        return Iri(self.new.base + self.path.removesuffix(".ttl"))

    def changes(self) -> Iterator[Change]:
        """Each change once, as the kind that says most."""
        before, after = self.old.facts(self.path), self.new.facts(self.path)
        if not before or not after:
            if before or after:
                yield self._whole(Kind.ADDED if after else Kind.WITHDRAWN)
            return
        out = self._out_of_use(before), self._out_of_use(after)
        if out[0] != out[1]:
            yield self._whole(Kind.WITHDRAWN if out[1] else Kind.ADDED)
        for subject in sorted(before.keys() | after.keys()):
            if subject in before and subject in after:
                yield from self._subject(subject, before[subject], after[subject], in_use=out[0] == out[1])
            elif subject != self.record:
                yield self._part(subject, before.get(subject, {}), after.get(subject, {}))

    def _out_of_use(self, facts: Facts) -> bool:
        own = facts.get(self.record, {})
        return any(not self.ontology.out_of_use.isdisjoint(own.get(prop, ())) for prop in self._of(Role.STATUS))

    def _whole(self, kind: Kind) -> Change:
        return Change(kind, self.record, self._label(self.record), Iri(""), "", (), ())

    def _label(self, iri: Iri) -> str:
        concept = self.ontology.concepts.get(iri)
        if concept:
            return concept.label
        return self.new.label(iri) or self.old.label(iri) or shorten(iri, self.new.base)

    def _part(
        self, part: Iri, before: Mapping[Iri, tuple[Value, ...]], after: Mapping[Iri, tuple[Value, ...]]
    ) -> Change:
        own = after or before
        classes = [v for v in own.get(TYPE, ()) if isinstance(v, Iri)]
        kind = Kind.ADDED if after else Kind.WITHDRAWN
        kind = Kind.STATUS if self._moves_on(part) else kind
        field = self.ontology.labels.get(classes[0], "part") if classes else "part"
        shown = [
            tuple(self._shown(v) for p, those in side.items() if p != TYPE for v in those) for side in (before, after)
        ]
        return Change(kind, self.record, self._label(self.record), part, field, shown[0], shown[1])

    def _moves_on(self, part: Iri) -> bool:
        """Whether a part tells how far something has come: the record names it by a property of that role."""
        states = (self.old.facts(self.path), self.new.facts(self.path))
        named = (said.get(prop, ()) for facts in states for said in facts.values() for prop in self._of(Role.STATUS))
        return any(part in values for values in named)

    def _of(self, role: Role) -> tuple[Iri, ...]:
        return self.ontology.having(role)

    def _subject(
        self,
        subject: Iri,
        before: Mapping[Iri, tuple[Value, ...]],
        after: Mapping[Iri, tuple[Value, ...]],
        *,
        in_use: bool,
    ) -> Iterator[Change]:
        differing = [
            prop
            for prop in dict.fromkeys((*before, *after))
            if self._differs(before.get(prop, ()), after.get(prop, ()))
            and not self._redates(prop, (*before.get(prop, ()), *after.get(prop, ())))
        ]
        if not in_use:  # the withdrawal itself is told as such
            gone = self.ontology.out_of_use
            differing = [p for p in differing if gone.isdisjoint((*before.get(p, ()), *after.get(p, ())))]
        kinds = {prop: self._kind(prop, before.get(prop, ()), after.get(prop, ())) for prop in differing}
        for kind, props in _told_once(kinds, self._of(Role.FIGURE)):
            sides = [tuple(self._shown(v) for prop in props for v in side.get(prop, ())) for side in (before, after)]
            field = " and ".join(self.ontology.labels.get(prop, shorten(prop)) for prop in props)
            if subject != self.record:
                field = f"{field} of {self._label(subject)}"
            yield Change(kind, self.record, self._label(self.record), props[0], field, sides[0], sides[1])

    def _redates(self, prop: Iri, found: tuple[Value, ...]) -> bool:
        """Whether a property only says when somebody worked on the record."""
        kept = prop in self._of(Role.UPKEEP) and prop in self._of(Role.WORK)
        return kept and all(isinstance(value, PartialDate) for value in found)

    def _differs(self, before: tuple[Value, ...], after: tuple[Value, ...]) -> bool:
        """Whether the values differ; parts are compared for themselves."""
        return {v for v in before if not self._is_part(v)} != {v for v in after if not self._is_part(v)}

    def _is_part(self, value: Value) -> bool:
        return isinstance(value, Iri) and value.startswith(self.record + "#")

    def _kind(self, prop: Iri, before: tuple[Value, ...], after: tuple[Value, ...]) -> Kind:
        told = of_field(self.ontology, prop)
        if told:
            return told
        if prop in self._of(Role.EVIDENCE) or (self._is_evidence and prop in self._of(Role.GROUND)):
            return Kind.SOURCE
        if all(isinstance(v, LangText) for v in (*before, *after)) and before and after:
            return of_texts(" ".join(map(str, before)), " ".join(map(str, after)))
        return Kind.VALUE

    @cached_property
    def _is_evidence(self) -> bool:
        """Whether the record is a source or a passage: what it stands on are sources."""
        own = self.new.facts(self.path).get(self.record, {}).get(TYPE, ())
        return pol("Source") in own or pol("Passage") in own

    def _shown(self, value: Value) -> str:
        if isinstance(value, Iri):
            return self._label(value)
        return self.words.date(value.text) if isinstance(value, PartialDate) else str(value)


def _told_once(kinds: Mapping[Iri, Kind], figures: Iterable[Iri]) -> Iterator[tuple[Kind, tuple[Iri, ...]]]:
    """What changed together as one change, by the kind that says most: a statement with its figure and unit; the
    likelihood and confidence of a judgment, whose statement has to follow them."""
    figure = tuple(prop for prop in figures if prop in kinds)
    moved = tuple(prop for prop, kind in kinds.items() if kind is Kind.MOVED)
    if figure:
        yield Kind.VALUE, (_STATEMENT,) if _STATEMENT in kinds else figure
    if moved:
        yield Kind.MOVED, moved
    for prop, kind in kinds.items():
        if prop not in figure and prop not in moved and not (prop == _STATEMENT and (figure or moved)):
            yield kind, (prop,)
