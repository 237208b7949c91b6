"""Inference: what follows from the asserted triples, one CONSTRUCT a file `ontology/inference/<name>.rq`.

    # title: Chains of rooms
    # explanation: What it adds and why, in plain English.
    CONSTRUCT { ?room pol:partOf ?house } WHERE { ?room pol:partOf+ ?house }

The rules link what is named already: they read the triples between IRIs alone, and can make no new node and no
literal. So there is an end to what follows, also where records name each other in a circle.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefwright import worker
from briefwright.errors import DataError, UsageError
from briefwright.files import read_text
from briefwright.rdf import turtle
from briefwright.rdf.queries import Fault, body_faults, header_faults, read_header, syntax_faults
from briefwright.rdf.store import GraphAnswer, Store, open_store
from briefwright.rdf.store.tokens import SparqlToken, outermost, position, tokens
from briefwright.terms import PREFIXES, Iri

_KEYS = ("title", "explanation")
_STEM = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_BETWEEN_IRIS = re.compile(rb"^<[^>]*> <[^>]*> <[^>]*> \.\n", re.MULTILINE)
_LIMITS = worker.Limits(
    seconds=60,
    answer=256 << 20,
    work="Working out what follows from the records",
    advice="Look for very long chains of records that name each other, or for a rule in ontology/inference/ that links "
    "everything with everything; or ask without inferred triples.",
)
_MAKERS = ("BNODE", "IRI", "URI", "UUID", "STRUUID")


@dataclass(frozen=True, slots=True)
class Inference:
    """A rule that adds triples. `text` is the whole file."""

    name: str
    title: str
    explanation: str
    text: str
    path: Path


def load(folder: Path, prefixes: Mapping[str, str] = PREFIXES) -> tuple[Inference, ...]:
    """The rules of a folder by name; none where there is no folder.

    Raises DataError with all faults of all files, each as `file:line: what to mend`."""
    found: list[Inference] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            found.append(_read(path, prefixes))
        except DataError as error:
            faults.append(str(error))
    if faults:
        raise DataError("\n".join(faults))
    return tuple(found)


def infer(rules: Iterable[Inference], asserted: bytes, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """What follows from `asserted` and is not in it: N-Triples, sorted. What follows is reasoned from in its turn.

    Raises DataError for a rule that concludes something else than a link between two IRIs, and ResourceError when it
    takes more time or memory than it may: what follows from a long chain grows with the square of its length."""
    rules = tuple(rules)
    return worker.run(lambda: _infer(rules, asserted, prefixes), _LIMITS)


def _infer(rules: Iterable[Inference], asserted: bytes, prefixes: Mapping[str, str]) -> bytes:
    links = b"".join(_BETWEEN_IRIS.findall(asserted))
    known = set(links.splitlines(keepends=True))
    found = set[bytes]()
    while True:
        store = open_store(links, b"".join(found), prefixes=prefixes)
        new = {line for rule in rules for line in _conclusions(rule, store)} - known
        if not new:
            return b"".join(sorted(found))
        found |= new
        known |= new


def _conclusions(rule: Inference, store: Store) -> Iterator[bytes]:
    try:
        answer = store.query(rule.text, inferred=True)
    except UsageError as error:
        raise DataError(f"{rule.path}: {error}") from error
    for triple in answer.triples if isinstance(answer, GraphAnswer) else ():
        if not isinstance(triple.object, Iri):
            said = " ".join(str(triple.object).split())
            raise DataError(f'{rule.path}:1: the rule concludes the text "{said}". Let it link two records.')
        yield turtle.ntriples([triple])


def _read(path: Path, prefixes: Mapping[str, str]) -> Inference:
    text = read_text(path)
    found = list(tokens(text))
    entries, faults = read_header(text)
    faults += [
        *header_faults(entries, _KEYS, _KEYS),
        *_other_form(text, found),
        *((position(text, token.start)[0], message) for token, message in _new_nodes(found)),
        *body_faults(text, found, prefixes),
    ]
    if not _STEM.fullmatch(path.stem):
        faults.append((1, f'"{path.stem}" is no name for a rule. Use small letters, digits and single hyphens.'))
    if not faults:
        faults = list(syntax_faults(text, (), prefixes))
    if faults:
        raise DataError("\n".join(f"{path}:{line}: {message}" for line, message in sorted(faults)))
    said = {entry.key: entry.text for entry in entries}
    return Inference(path.stem, said["title"], said["explanation"], text, path)


def _other_form(text: str, found: list[SparqlToken]) -> Iterator[Fault]:
    if not any(token.says("CONSTRUCT") for token in outermost(found)):
        line = position(text, found[0].start)[0] if found else 1
        yield line, "the rule must be a CONSTRUCT { what follows } WHERE { what is there }."


def _new_nodes(found: list[SparqlToken]) -> Iterator[tuple[SparqlToken, str]]:
    """Where a rule could make a node that was not there: it would then find ever new ones."""
    for token in _template(found):
        if token.text in ("[", "(") or (token.kind == "name" and token.text.startswith("_:")):
            yield token, "a rule makes no blank node. Name what it links by variables of the WHERE part."
    for token in found:
        if token.says(*_MAKERS):
            yield token, f"{token.text.upper()} makes new names. Take what the rule links from the WHERE part."


def _template(found: list[SparqlToken]) -> Iterator[SparqlToken]:
    """The tokens between the braces after CONSTRUCT."""
    begin = next((i for i, token in enumerate(found) if token.says("CONSTRUCT")), len(found))
    depth = 0
    for token in found[begin + 1 :]:
        if depth == 0 and token.text != "{":
            return
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0:
            return
        yield token
