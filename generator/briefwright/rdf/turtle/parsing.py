"""Reading a Turtle file: its triples and every fault, in one pass, never raising for what the file says."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from briefwright.rdf.turtle import hygiene
from briefwright.rdf.turtle.diagnosis import diagnose
from briefwright.rdf.turtle.problems import Problem
from briefwright.rdf.turtle.source import Source
from briefwright.rdf.turtle.values import to_exact_triple, to_triple
from briefwright.terms import Triple

_MOST = 100
_MOST_ERRORS = 50


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says and what is wrong with it; with problems, the triples are what could be read.

    `ntriples` holds each triple once, lines sorted, lexical forms as the file has them. Blank nodes are
    labelled by the content of the file and the order of their use: the same every time, and never those of
    another file."""

    triples: tuple[Triple, ...]
    ntriples: bytes
    problems: tuple[Problem, ...]


def parse(data: bytes, base_iri: str = "", *, allow_blank_nodes: bool = False, exact: bool = False) -> Parsed:
    """Read Turtle 1.1. Of syntax at most three problems are given, of all kinds together at most a hundred, in
    the order of their places. `exact` keeps the spelling of numbers, for whoever writes the triples back."""
    text, refused = hygiene.decode(data)
    if refused:
        return Parsed((), b"", refused)
    problems = _first(hygiene.characters(Source(text)))
    source = Source(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    obstacle = hygiene.obstacle(source)
    if obstacle:
        return Parsed((), b"", _in_order([*problems, obstacle]))
    quads, errors = _read(source.text, base_iri)
    syntax = diagnose(source, errors)
    end = min((source.offset(p.line, p.column) for p in syntax), default=len(source.text))
    plain = [quad for quad in quads if not isinstance(quad.object, ox.Triple)]
    plain = _relabelled(plain, hashlib.sha256(data).hexdigest()[:16])
    triples = tuple(map(to_exact_triple if exact else to_triple, plain))
    problems += syntax
    problems += _first(hygiene.contents(source, end, allow_blank_nodes=allow_blank_nodes))
    problems += _first(hygiene.dates(source, triples))
    problems += _first(hygiene.classified(source))
    if len(plain) < len(quads):
        problems.append(_term_of_terms(source))
    return Parsed(triples, _ntriples(plain), _in_order(problems))


def _first(problems: Iterator[Problem]) -> list[Problem]:
    return list(islice(problems, _MOST))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda p: (p.line, p.column, p.code))[:_MOST])


def _read(text: str, base_iri: str) -> tuple[list[ox.Quad], list[SyntaxError]]:
    """Quads, each once, and errors: after an error the parser goes on, until there are too many to be of use."""
    quads: dict[ox.Quad, None] = {}
    errors: list[SyntaxError] = []
    parser = iter(ox.parse(input=text, format=ox.RdfFormat.TURTLE, base_iri=base_iri or None))
    while len(errors) < _MOST_ERRORS:
        try:
            quads[next(parser)] = None
        except StopIteration:
            break
        except SyntaxError as error:
            errors.append(error)
    return list(quads), errors


def _relabelled(quads: list[ox.Quad], label: str) -> list[ox.Quad]:
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def named(term: ox.BlankNode) -> ox.BlankNode:
        return names.setdefault(term, ox.BlankNode(f"b{label}n{len(names)}"))

    def renamed(quad: ox.Quad) -> ox.Quad:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, ox.BlankNode) and not isinstance(value, ox.BlankNode):
            return quad
        return ox.Quad(
            named(subject) if isinstance(subject, ox.BlankNode) else subject,
            quad.predicate,
            named(value) if isinstance(value, ox.BlankNode) else value,
        )

    return [renamed(quad) for quad in quads]


def _ntriples(quads: list[ox.Quad]) -> bytes:
    lines = (ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b"").split(b"\n")
    return b"".join(line + b"\n" for line in sorted(lines) if line)


def _term_of_terms(source: Source) -> Problem:
    marks = (token.start for token in source.tokens if token.text in ("<<", "<<(", "{|", "~"))
    return hygiene.beyond_turtle(source, next(marks, 0))
