"""What makes a query slow, empty or misleading though the engine would take it: unknown terms, variables that nobody
uses, paths that begin where nothing is known. What a named question may not hold at all is refused by `queries`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise

from briefwright.errors import nearest
from briefwright.knowledge.ontology import Ontology
from briefwright.rdf.queries import Fault, body_faults, read_header
from briefwright.rdf.store.tokens import SparqlToken, position, selected, tokens
from briefwright.terms import OWL, POL, RDF, RDFS, SCHEME, SH, XSD, Iri

_STANDARD = (RDF, RDFS, OWL, XSD, SH)
"""What these name is for their standards to say."""
_SLIP = 0.85  # how alike a name of another vocabulary has to be to one that is used to count as a slip
_SKIPPED = frozenset({"FILTER", "BIND", "VALUES"})
_TERMS = frozenset({"variable", "iri", "name", "string", "number"})


@dataclass(frozen=True)
class Vocabulary:
    """The names that mean something: all that the ontology speaks of."""

    known: frozenset[str]
    prefixes: Mapping[str, str]


def vocabulary(ontology: Ontology, prefixes: Mapping[str, str]) -> Vocabulary:
    """The terms of an ontology, its schemes and its shapes, and the terms of other vocabularies that it uses."""
    said = [
        (s, p, values)
        for facts in (ontology.facts, ontology.shape_facts)
        for s in facts
        for p, values in facts[s].items()
    ]
    terms = (term for subject, prop, values in said for term in (subject, prop, *values))
    return Vocabulary(frozenset(str(term) for term in terms if isinstance(term, Iri)), prefixes)


def lint(text: str, terms: Vocabulary) -> tuple[Fault, ...]:
    """What to mend in a query, by line: also what `queries` refuses, so that a query that is kept nowhere can be read
    for it too. Empty for a query without fault."""
    found = list(tokens(text))
    entries, _ = read_header(text)
    given = {entry.text.partition(" ")[0] for entry in entries if entry.key == "param"}
    placed = (*_unknown_terms(found, terms), *_unused(found, given), *_open_paths(found, given))
    faults = [(position(text, offset)[0], message) for offset, message in placed]
    return tuple(sorted({*faults, *body_faults(text, found, terms.prefixes)}))


def _unknown_terms(found: list[SparqlToken], terms: Vocabulary) -> Iterator[tuple[int, str]]:
    """Names in our own vocabulary that it has not, and in another what looks like a slip of one that is used."""
    declared = {token.text.removesuffix(":") for token in found if token.kind == "name" and token.text.endswith(":")}
    for token in found:
        prefix, _, local = token.text.partition(":")
        space = terms.prefixes.get(prefix, "") if token.kind == "name" and prefix not in declared else ""
        if not space or not local or space in _STANDARD or space + local in terms.known:
            continue
        names = {known[len(space) :] for known in terms.known if known.startswith(space)}
        if space.startswith((POL, SCHEME)) or get_close_matches(local, names, 1, _SLIP):
            advice = nearest(local, names, "`briefwright docs` writes which there are.")
            yield token.start, f"{token.text} is no term of the ontology. {advice}"


def _unused(found: list[SparqlToken], given: set[str]) -> Iterator[tuple[int, str]]:
    """Columns that nothing binds, results of BIND and AS that nothing reads, and OPTIONAL parts that give nothing."""
    columns = set(selected(found))
    if not columns and any(token.says("SELECT") for token in found):
        return  # SELECT * uses everything
    uses = Counter(token.text[1:] for token in found if token.kind == "variable")
    for before, token in pairwise(found):
        name = token.text[1:]
        if token.kind == "variable" and uses[name] == 1 and name not in given:
            if name in columns and not before.says("AS"):
                yield (
                    token.start,
                    f"nothing binds ?{name}, so its column stays empty. Bind it, or take it out of SELECT.",
                )
            elif name not in columns and before.says("AS"):
                yield token.start, f"?{name} is worked out and never used. Take it out, or use it."
    clauses = _clauses(found)
    for begin, end in _optionals(found):
        earlier = (token for index, token in enumerate(found[:begin]) if index not in clauses)
        fresh = _variables(found[begin:end]) - _variables(earlier) - given
        if fresh and not fresh & _variables((*(found[index] for index in clauses), *found[end:])):
            listed = ", ".join(f"?{name}" for name in sorted(fresh))
            yield found[begin].start, f"this OPTIONAL binds {listed} and nobody uses it. Take it out, or use it."


def _clauses(found: list[SparqlToken]) -> set[int]:
    """The places of the tokens between each SELECT or CONSTRUCT and what it is taken from."""
    inside, places = False, set[int]()
    for index, token in enumerate(found):
        inside = (inside or token.says("SELECT", "CONSTRUCT")) and not token.says("WHERE")
        inside = inside and not (token.text == "{" and not found[index - 1].says("CONSTRUCT"))
        places |= {index} if inside else set()
    return places


def _variables(found: Iterable[SparqlToken]) -> set[str]:
    return {token.text[1:] for token in found if token.kind == "variable"}


def _optionals(found: list[SparqlToken]) -> Iterator[tuple[int, int]]:
    """Where each OPTIONAL begins and ends."""
    for begin, token in enumerate(found):
        if token.says("OPTIONAL"):
            depth = 0
            for end in range(begin + 1, len(found)):
                depth += (found[end].kind == "open") - (found[end].kind == "close")
                if depth == 0:
                    yield begin, end + 1
                    break


@dataclass
class _Walk:
    """A walk through the triples of a query: what is bound so far, in each group from the outermost in."""

    found: list[SparqlToken]
    index: int = 0
    bound: list[set[str]] = field(default_factory=lambda: [set()])

    def at(self) -> SparqlToken:
        return self.found[self.index] if self.index < len(self.found) else SparqlToken("end", "", 0)

    def is_bound(self, term: SparqlToken) -> bool:
        return term.kind != "variable" or any(term.text[1:] in names for names in self.bound)

    def bind(self, term: SparqlToken) -> None:
        if term.kind == "variable":
            self.bound[-1].add(term.text[1:])

    def skip_term(self) -> None:
        """Past a term, or past brackets that stand for one."""
        if self.at().kind == "open":
            self.skip_brackets()
        else:
            self.index += 1

    def skip_brackets(self) -> None:
        """Past a bracket and all in it."""
        depth = 0
        while self.index < len(self.found):
            depth += (self.at().kind == "open") - (self.at().kind == "close")
            self.index += 1
            if depth == 0:
                return


def _open_paths(found: list[SparqlToken], given: set[str]) -> Iterator[tuple[int, str]]:
    """Paths of any length that begin at an end of which nothing is known yet."""
    walk = _Walk(found, next((i for i, token in enumerate(found) if token.text == "{"), len(found)))
    walk.bound[0] |= given
    while walk.index < len(found):
        token = walk.at()
        if token.text == "{":
            walk.bound.append(set())
            walk.index += 1
        elif token.text == "}":
            inner = walk.bound.pop() if len(walk.bound) > 1 else set()
            walk.bound[-1] |= inner
            walk.index += 1
        elif token.says(*_SKIPPED):
            _skip(walk)
        elif token.kind in _TERMS or token.text in "[(":
            yield from _triples(walk)
        else:
            walk.index += 1


def _skip(walk: _Walk) -> None:
    """Past a FILTER, BIND or VALUES; what the last two give is bound from there on."""
    begin, keyword = walk.index, walk.at()
    while walk.index < len(walk.found) and walk.at().text not in "({":
        walk.index += 1
    if keyword.says("VALUES") and walk.at().text == "(":
        walk.skip_brackets()
    opened = walk.index
    walk.skip_brackets()
    inside = walk.found[begin : walk.index]
    if keyword.says("VALUES"):
        for token in walk.found[begin:opened]:
            walk.bind(token)
    elif keyword.says("BIND"):
        for before, token in pairwise(inside):
            if before.says("AS"):
                walk.bind(token)


def _triples(walk: _Walk) -> Iterator[tuple[int, str]]:
    """The triples of one subject."""
    subject = walk.at()
    walk.skip_term()
    while walk.index < len(walk.found):
        start, repeats = walk.at().start, _path(walk)
        while True:
            target = walk.at()
            walk.skip_term()
            if repeats and not walk.is_bound(subject):
                known = target.kind != "open" and walk.is_bound(target)
                turned = f"Turn it round, from {target.text} with ^ before the path." if known else _FIRST
                yield (
                    start,
                    f"this path of any length begins at {subject.text}, of which nothing is known here. {turned}",
                )
            walk.bind(target)
            if walk.at().text != ",":
                break
            walk.index += 1
        walk.bind(subject)
        if walk.at().text != ";":
            return
        while walk.at().text == ";":
            walk.index += 1
        if walk.at().text in ".}]":
            return


_FIRST = "Put the pattern that binds one of its ends before it."


def _path(walk: _Walk) -> bool:
    """Past a predicate or path; whether a part of it may repeat."""
    repeats = False
    while walk.index < len(walk.found):
        while walk.at().text in ("^", "!"):
            walk.index += 1
        if walk.at().text == "(":
            begin = walk.index
            walk.skip_brackets()
            repeats |= any(token.text in "*+" for token in walk.found[begin : walk.index])
        else:
            walk.index += 1
        while walk.at().text in ("*", "+", "?"):
            repeats |= walk.at().text != "?"
            walk.index += 1
        if walk.at().text not in ("/", "|"):
            return repeats
        walk.index += 1
    return repeats
