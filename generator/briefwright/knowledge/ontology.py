"""The ontology as the code needs it: warrant kinds, labels, value lists, and the bytes for SHACL engines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from briefwright.errors import DataError
from briefwright.files import files_below
from briefwright.knowledge.vocabulary import PREF_LABEL, Role, pol
from briefwright.rdf import turtle
from briefwright.terms import OWL, POL, RDF, RDFS, SCHEME, SKOS, Iri, LangText, Triple, Value

TYPE = Iri(RDF + "type")
_FIRST, _REST = Iri(RDF + "first"), Iri(RDF + "rest")
_BANDS = (("percent", pol("lowPercent"), pol("highPercent")), ("points", pol("lowPoints"), pol("highPoints")))
_PUT_BACK = "Put it back from git, or leave out the folder ontology/ of the workspace to use the installed one."
Facts = Mapping[Iri, Mapping[Iri, tuple[Value, ...]]]
"""Subject -> property -> values."""
Files = tuple[tuple[Path, bytes], ...]
"""Files with what is in them."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A value of a scheme.

    `terms` are its label and other labels, `hidden` names it has elsewhere, `second` the label of its second row, if
    it has one. `low` and `high` bound its band in `unit`, percent or points of a hundred, which is empty where it has
    none. Colours are six hexadecimal digits."""

    iri: Iri
    scheme: str
    code: str
    label: str
    definition: str
    rank: int
    terms: tuple[str, ...]
    hidden: tuple[str, ...]
    second: str
    low: int
    high: int
    unit: str
    foreground: str
    background: str


@dataclass(frozen=True, slots=True)
class LikelihoodScheme:
    """A scheme of likelihood words, lowest first.

    `ends` is a pair of brackets, such as `[)`: which ends the bands count in; empty where its source does not say.
    `confirmed` is False where the words or bands were not compared with the standard they are of."""

    code: str
    label: str
    ends: str
    confirmed: bool
    words: tuple[Concept, ...]


@dataclass(frozen=True)
class Ontology:
    """What `ontology/` says.

    `kinds` maps properties, classes and claim types to their warrant kind; `unnamed` properties that could tell who
    spoke to what stands in their place where nobody may be named; `chief` classes to the property that holds what
    their records chiefly say; `roles` the codes of roles to the properties that have them. `out_of_use` are the values
    of what goes into nothing new, `void` those of what supports nothing. `facts` is all that classes, properties and
    schemes say, and `vocabulary` the same as N-Triples."""

    folder: Path
    kinds: Mapping[Iri, str]
    labels: Mapping[Iri, str]
    parents: Mapping[Iri, frozenset[Iri]]
    concepts: Mapping[Iri, Concept]
    schemes: Mapping[str, str]
    likelihoods: Mapping[str, LikelihoodScheme]
    classes: Mapping[str, Iri]
    unnamed: Mapping[Iri, str]
    phrases: Mapping[Iri, str]
    reviewers: Mapping[Iri, int]
    chief: Mapping[Iri, Iri]
    out_of_use: frozenset[Iri]
    void: frozenset[Iri]
    roles: Mapping[str, tuple[Iri, ...]] = field(repr=False)
    facts: Facts = field(repr=False)
    vocabulary: bytes = field(repr=False)
    shape_files: Files = field(repr=False)
    alignment_files: Files = field(repr=False)

    @property
    def shapes(self) -> bytes:
        """All shapes as N-Triples, parsed when a check asks for them. Raises DataError naming every faulty file, and
        where there is none: a check without shapes would find everything sound."""
        return self._shapes.ntriples

    @cached_property
    def shape_facts(self) -> Facts:
        """What all shapes say. Raises as `shapes` does."""
        return index(self._shapes.triples)

    @cached_property
    def _shapes(self) -> "_Text":
        if not self.shape_files:
            raise DataError(f"{self.folder / 'shapes'} has no shapes, so nothing could be checked. {_PUT_BACK}")
        return _parse(self.shape_files)

    @cached_property
    def alignments(self) -> bytes:
        """How its terms relate to those of other vocabularies, as N-Triples; nothing where that is not said. Raises
        DataError for a faulty file."""
        return _parse(self.alignment_files).ntriples

    def having(self, role: Role) -> tuple[Iri, ...]:
        """The properties of a role, in the order of the ontology."""
        return self.roles.get(role, ())

    @cached_property
    def support(self) -> tuple[Iri, ...]:
        """The properties that name passages on which a record stands."""
        grounds = frozenset(self.having(Role.GROUND))
        return tuple(prop for prop in self.having(Role.EVIDENCE) if prop in grounds)

    @cached_property
    def objections(self) -> tuple[Iri, ...]:
        """The properties that name passages which speak against a record, or narrow it."""
        return tuple(prop for prop in self.having(Role.EVIDENCE) if prop not in self.support)

    def concept(self, scheme: str, code: str) -> Concept:
        """The concept of this code. Raises KeyError when the scheme has none."""
        return self.concepts[Iri(f"{SCHEME}{scheme}/{code}")]


def read(folder: Path, language: str = "en") -> Ontology:
    """Read `policy.ttl`, `schemes/` and `shapes/` below `folder`, parsed once a process while they stay the same.

    Of a label or definition in several languages that in `language` counts, else that in English.

    Raises DataError naming every faulty or missing file."""
    if not (folder / "policy.ttl").is_file():
        raise DataError(f"{folder / 'policy.ttl'} is missing, so no class or property is known. {_PUT_BACK}")
    vocabulary = (folder / "policy.ttl", *files_below(folder / "schemes", ".ttl"))
    shape_files = files_below(folder / "shapes", ".ttl")
    alignments = [path for path in (folder / "alignments.ttl",) if path.is_file()]
    return _ontology(folder, language, _bytes(vocabulary), _bytes(shape_files), _bytes(alignments))


def _bytes(paths: Iterable[Path]) -> Files:
    return tuple((path, path.read_bytes()) for path in paths)


@lru_cache(maxsize=4)
def _ontology(
    folder: Path, language: str, vocabulary_files: Files, shape_files: Files, alignment_files: Files
) -> Ontology:
    vocabulary = _parse(vocabulary_files)
    facts = _preferring(language, index(vocabulary.triples))
    said: dict[Iri, list[tuple[Iri, Value]]] = {}
    for subject, prop, value in vocabulary.triples:
        said.setdefault(prop, []).append((subject, value))

    def worded(prop: Iri) -> Mapping[Iri, str]:
        """What each subject has as this property, in the language preferred."""
        return MappingProxyType({s: str(facts[s][prop][0]) for s, _ in said.get(prop, ())})

    concepts = {iri: _concept(iri, facts[iri]) for iri in facts if Iri(SKOS + "Concept") in facts[iri].get(TYPE, ())}
    classes = [iri for iri in facts if Iri(OWL + "Class") in facts[iri].get(TYPE, ())]
    return Ontology(
        folder=folder,
        kinds=MappingProxyType({s: _code(o) for s, o in said.get(pol("warrantKind"), ())}),
        labels=worded(PREF_LABEL),
        parents=MappingProxyType({iri: _ancestors(iri, facts) for iri in classes}),
        concepts=MappingProxyType(concepts),
        schemes=MappingProxyType({c.scheme: SCHEME + c.scheme + "/" for c in concepts.values()}),
        likelihoods=MappingProxyType(_likelihoods(facts, concepts.values())),
        classes=MappingProxyType({kebab(iri[len(POL) :]): iri for iri in classes if iri.startswith(POL)}),
        unnamed=worded(pol("unnamedAs")),
        phrases=worded(pol("phrase")),
        reviewers=MappingProxyType({s: o for s, o in said.get(pol("reviewersNeeded"), ()) if isinstance(o, int)}),
        chief=MappingProxyType({s: Iri(str(o)) for s, o in said.get(pol("chiefProperty"), ())}),
        out_of_use=frozenset(s for s, o in said.get(pol("outOfUse"), ()) if o is True),
        void=frozenset(s for s, o in said.get(pol("supportsNothing"), ()) if o is True),
        roles=MappingProxyType(_roles(said.get(pol("fieldRole"), ()))),
        facts=MappingProxyType(facts),
        vocabulary=vocabulary.ntriples,
        shape_files=shape_files,
        alignment_files=alignment_files,
    )


def _roles(said: Iterable[tuple[Iri, Value]]) -> dict[str, tuple[Iri, ...]]:
    found: dict[str, list[Iri]] = {}
    for prop, role in said:
        found.setdefault(_code(role), []).append(prop)
    return {role: tuple(properties) for role, properties in found.items()}


def index(triples: Iterable[Triple]) -> dict[Iri, dict[Iri, tuple[Value, ...]]]:
    """Subject -> property -> values, in the order of the triples."""
    facts: dict[Iri, dict[Iri, list[Value]]] = {}
    for subject, predicate, value in triples:
        facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return {s: {p: tuple(values) for p, values in properties.items()} for s, properties in facts.items()}


def _preferring(language: str, facts: Facts) -> Facts:
    """The facts with the texts in a language, or else in English, before those in others."""
    tags = (language.lower(), language.lower().partition("-")[0], "en")

    def order(value: Value) -> int:
        tag = value.lang if isinstance(value, LangText) else tags[0]
        return tags.index(tag) if tag in tags else len(tags)

    return {
        subject: {p: tuple(sorted(values, key=order)) if len(values) > 1 else values for p, values in own.items()}
        for subject, own in facts.items()
    }


def members(facts: Facts, head: Value) -> Iterator[Value]:
    """The members of an RDF list that begins at `head`, in order; of a list that is not whole, those it has."""
    seen: set[str] = set()
    while isinstance(head, Iri) and head in facts and head not in seen:
        seen.add(head)
        yield from facts[head].get(_FIRST, ())
        head = next(iter(facts[head].get(_REST, ())), "")


def broken_lists(triples: Iterable[Triple]) -> Iterator[str]:
    """What is wrong with RDF lists: some engines never come to the end of a list that has none."""
    facts = index(triple for triple in triples if triple.predicate in (_FIRST, _REST))
    for node, values in facts.items():
        firsts, rests = (len(values.get(prop, ())) for prop in (_FIRST, _REST))
        if (firsts, rests) != (1, 1):
            yield f"a step of a list has {firsts} members and {rests} continuations; one of each is wanted"
        elif values[_REST][0] != RDF + "nil" and values[_REST][0] not in facts:
            yield "a list has no end"
        elif _comes_back(facts, node):
            yield "a list leads back into itself"


def _comes_back(facts: Facts, node: Iri) -> bool:
    seen: set[Value] = {node}
    step = facts[node][_REST][0]
    while isinstance(step, Iri) and step in facts and step not in seen:
        seen.add(step)
        step = next(iter(facts[step].get(_REST, ())), "")
    return step == node


def kebab(name: str) -> str:
    """`LegalAuthority` -> `legal-authority`, the folder of a class."""
    return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


@dataclass(frozen=True, slots=True)
class _Text:
    triples: tuple[Triple, ...]
    ntriples: bytes


def _parse(files: Files) -> _Text:
    triples: list[Triple] = []
    lines: list[bytes] = []
    faults: list[str] = []
    for path, data in files:
        parsed = turtle.parse(data, allow_blank_nodes=True)
        faults += [turtle.render_problem(str(path), problem) for problem in parsed.problems]
        faults += [f"{path}: {words}. Write it as ( ... )." for words in broken_lists(parsed.triples)]
        triples += parsed.triples
        lines.append(parsed.ntriples)
    if faults:
        raise DataError("The ontology cannot be read:\n" + "\n".join(faults))
    return _Text(tuple(triples), b"".join(lines))


def _code(value: Value) -> str:
    return str(value).rpartition("/")[2]


def _likelihoods(facts: Facts, concepts: Iterable[Concept]) -> dict[str, LikelihoodScheme]:
    by_rank = sorted(concepts, key=lambda concept: concept.rank)
    found = (iri for iri, values in facts.items() if pol("LikelihoodScheme") in values.get(TYPE, ()))
    return {
        _code(iri): LikelihoodScheme(
            code=_code(iri),
            label=_first(facts[iri], PREF_LABEL),
            ends=_first(facts[iri], pol("bandEnds")),
            confirmed=_first(facts[iri], pol("conforms")).casefold() != "false",
            words=tuple(concept for concept in by_rank if concept.scheme == _code(iri)),
        )
        for iri in found
    }


def _first(values: Mapping[Iri, tuple[Value, ...]], name: str) -> str:
    return str(values.get(Iri(name), ("",))[0])


def _concept(iri: Iri, values: Mapping[Iri, tuple[Value, ...]]) -> Concept:
    def text(name: str) -> str:
        return _first(values, name)

    unit, low, high = next((band for band in _BANDS if text(band[2])), ("", Iri(""), Iri("")))

    def number(name: str) -> int:
        return int(text(name) or 0)

    scheme, _, code = iri[len(SCHEME) :].rpartition("/")
    return Concept(
        iri=iri,
        scheme=scheme,
        code=code,
        label=text(SKOS + "prefLabel"),
        definition=text(SKOS + "definition"),
        rank=number(pol("rank")),
        terms=tuple(str(v) for name in ("prefLabel", "altLabel") for v in values.get(Iri(SKOS + name), ())),
        hidden=tuple(str(v) for v in values.get(Iri(SKOS + "hiddenLabel"), ())),
        second=text(pol("secondRowLabel")),
        low=number(low),
        high=number(high),
        unit=unit,
        foreground=text(pol("foreground")),
        background=text(pol("background")),
    )


def _ancestors(iri: Iri, facts: Facts) -> frozenset[Iri]:
    found: set[Iri] = set()
    waiting = [iri]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += [v for v in facts.get(current, {}).get(Iri(RDFS + "subClassOf"), ()) if isinstance(v, Iri)]
    return frozenset(found)
