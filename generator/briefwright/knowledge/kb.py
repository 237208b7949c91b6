"""A knowledge base: the files of a workspace, read whole, with the place of every statement."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from briefwright.errors import DataError
from briefwright.files import files_below
from briefwright.findings import Finding, Severity, as_lines
from briefwright.knowledge import ontology as vocabulary
from briefwright.knowledge.ontology import Facts, Ontology
from briefwright.knowledge.workspace import Workspace
from briefwright.rdf import inference, turtle
from briefwright.rdf.store import Store, open_store
from briefwright.terms import PREFIXES, Iri, Triple, Value, record_of

_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_ISSUED = "issued-brief"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One file: a record with its parts. `path` is relative to the workspace."""

    path: str
    record: Iri
    triples: tuple[Triple, ...]
    ntriples: bytes

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical triples: the same for the same content however it is laid out."""
        return hashlib.sha256(self.ntriples).hexdigest()


@dataclass(frozen=True)
class KnowledgeBase:
    """What the files of a workspace say. Open it, ask it; changing it is writing Turtle and opening again.

    `aggregates` are the records, `issued` the papers once issued: these are checked and asked with the records, but
    are no part of what papers are made from, nor of the fingerprint. `drafted` are the texts of files that are not
    written yet."""

    workspace: Workspace
    ontology: Ontology
    aggregates: Mapping[Iri, Aggregate]
    problems: tuple[Finding, ...] = ()
    broken: frozenset[Iri] = frozenset()
    mentioned: frozenset[Iri] = frozenset()
    issued: Mapping[Iri, Aggregate] = field(default_factory=dict)
    drafted: Mapping[Iri, str] = field(default_factory=dict)

    @cached_property
    def ntriples(self) -> bytes:
        """The asserted triples as N-Triples, in the order of the records."""
        return b"".join(self.aggregates[iri].ntriples for iri in sorted(self.aggregates))

    @cached_property
    def facts(self) -> Facts:
        """Subject -> property -> values of every record and part."""
        return vocabulary.index(t for iri in sorted(self.aggregates) for t in self.aggregates[iri].triples)

    @cached_property
    def backlinks(self) -> Mapping[tuple[Iri, Iri], tuple[Iri, ...]]:
        """Property and value -> the records and parts that have it, in the order of their names."""
        found: dict[tuple[Iri, Iri], list[Iri]] = {}
        for subject in sorted(self.facts):
            for prop, values in self.facts[subject].items():
                for value in values:
                    if isinstance(value, Iri):
                        found.setdefault((prop, value), []).append(subject)
        return {key: tuple(subjects) for key, subjects in found.items()}

    @cached_property
    def asserted(self) -> bytes:
        """Records, issued papers and vocabulary as N-Triples: what is checked and asked."""
        papers = b"".join(self.issued[iri].ntriples for iri in sorted(self.issued))
        return self.ntriples + papers + self.ontology.vocabulary

    @cached_property
    def store(self) -> Store:
        """The asserted triples in one default graph, ready for SPARQL."""
        return open_store(self.asserted, prefixes=self.prefixes)

    @cached_property
    def reasoned(self) -> Store:
        """The asserted triples with the alignments, and apart from them what follows by the rules of
        `ontology/inference/`: what our terms say, those of other vocabularies say too where these are wider."""
        rules = inference.load(self.workspace.ontology / "inference", self.prefixes)
        known = self.asserted + self.ontology.alignments
        return open_store(known, inference.infer(rules, known, self.prefixes), prefixes=self.prefixes)

    def store_for(self, *, inferred: bool) -> Store:
        """The store that answers a question: `reasoned` only for one that wants inferred triples, since it costs more.

        Raises DataError when it is wanted and a rule of inference is faulty."""
        return self.reasoned if inferred else self.store

    @cached_property
    def unissued(self) -> "KnowledgeBase":
        """The same without issued papers, which no paper is made from."""
        return replace(self, issued={}) if self.issued else self

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes a query may use without declaring them: the vocabularies and one for each scheme."""
        return {**PREFIXES, **self.ontology.schemes}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the canonical content of the knowledge base."""
        lines = sorted(set(self.ntriples.splitlines()))
        return hashlib.sha256(b"\n".join(lines)).hexdigest()

    @property
    def vocabulary(self) -> bytes:
        """Classes, properties and schemes as N-Triples, data for SHACL engines."""
        return self.ontology.vocabulary

    @property
    def shapes(self) -> bytes:
        """All shapes as N-Triples."""
        return self.ontology.shapes

    def locate(self, subject: str, predicate: str = "", value: Value | str | None = None) -> tuple[str, int, int]:
        """File, line and column of a statement; of the subject where the statement is missing."""
        record = record_of(subject)
        path = self.workspace.root / self._path_of(record)
        if record not in self.drafted and not path.is_file():
            return self._path_of(record), 1, 1
        text = self.drafted.get(record) or path.read_text(encoding="utf-8", errors="replace")
        line, column = turtle.locate(text, subject, predicate, value, base_iri=self.workspace.base_iri)
        return self._path_of(record), line, column

    def _path_of(self, record: Iri) -> str:
        known = self.aggregates.get(record) or self.issued.get(record)
        return known.path if known else file_of(record.removeprefix(self.workspace.base_iri))


def open_kb(workspace: Workspace) -> KnowledgeBase:
    """Read every file of `kb/` and `issued/`. Faults of all files are in `problems`; nothing is raised for them.

    Raises DataError when there is no knowledge base folder or the ontology itself cannot be read."""
    if not workspace.knowledge.is_dir():
        raise DataError(
            f"{workspace.knowledge} does not exist. Put records there, one file each: kb/<class>/<slug>.ttl."
        )
    ontology = vocabulary.read(workspace.ontology, workspace.language)
    records = _files(workspace.knowledge, workspace.base_iri)
    issued = _files(workspace.issued, f"{workspace.base_iri}{_ISSUED}/")
    read = {
        path: _read(workspace, ontology, path, iri, path.read_bytes())
        for path, iri in (*records.items(), *issued.items())
    }
    return KnowledgeBase(
        workspace,
        ontology,
        aggregates={iri: read[path][0] for path, iri in records.items()},
        problems=tuple(fault for _, faults, _ in read.values() for fault in faults),
        broken=frozenset(aggregate.record for aggregate, faults, _ in read.values() if faults),
        mentioned=frozenset(name for _, _, names in read.values() for name in names),
        issued={iri: read[path][0] for path, iri in issued.items()},
    )


def open_whole(workspace: Workspace) -> KnowledgeBase:
    """As `open_kb`, for whoever needs all of it. Raises DataError, naming every fault, when a file cannot be read."""
    kb = open_kb(workspace)
    if kb.problems:
        raise DataError(
            "The knowledge base cannot be read whole:\n" + as_lines(kb.problems, workspace.base_iri).rstrip()
        )
    return kb


def _files(folder: Path, prefix: str) -> dict[Path, Iri]:
    """The Turtle files below a folder, each with the record it has to describe."""
    paths = files_below(folder, ".ttl")
    return {path: Iri(prefix + path.relative_to(folder).with_suffix("").as_posix()) for path in paths}


def file_of(name: str) -> str:
    """Where the file of a record lies: `kb/claim/x.ttl` for `claim/x`, `issued/x.ttl` for `issued-brief/x`."""
    folder, _, slug = name.partition("/")
    return f"issued/{slug}.ttl" if folder == _ISSUED else f"kb/{name}.ttl"


def restrict(kb: KnowledgeBase, keep: frozenset[Iri]) -> KnowledgeBase:
    """A knowledge base of these records only, without issued papers, in which no triple names one of the others."""
    aggregates = {iri: _without(kb.aggregates[iri], kb.aggregates.keys() - keep) for iri in sorted(keep)}
    return KnowledgeBase(kb.workspace, kb.ontology, aggregates)


def redrafted(kb: KnowledgeBase, texts: Mapping[Iri, str]) -> KnowledgeBase:
    """The knowledge base as it would be with these files; a record whose text is empty is gone. Nothing is written."""
    aggregates, problems = dict(kb.aggregates), [p for p in kb.problems if p.focus not in texts]
    for record, text in texts.items():
        aggregates.pop(record, None)
        if text:
            path = kb.workspace.root / file_of(record.removeprefix(kb.workspace.base_iri))
            aggregates[record], faults, _ = _read(kb.workspace, kb.ontology, path, record, text.encode())
            problems += faults
    broken = (kb.broken - texts.keys()) | {Iri(p.focus) for p in problems}
    drafted = {**kb.drafted, **texts}
    return replace(kb, aggregates=aggregates, problems=tuple(problems), broken=frozenset(broken), drafted=drafted)


def supposing(kb: KnowledgeBase, changed: Facts) -> KnowledgeBase:
    """The knowledge base as it would be if these subjects had these properties instead. Nothing is written."""
    aggregates = dict(kb.aggregates)
    for subject, said in changed.items():
        own = aggregates[record_of(subject)]
        stated = tuple(Triple(subject, prop, value) for prop, values in said.items() for value in values)
        triples = (*(t for t in own.triples if t.subject != subject), *stated)
        aggregates[own.record] = Aggregate(own.path, own.record, triples, turtle.ntriples(triples))
    return replace(kb, aggregates=aggregates)


def _without(aggregate: Aggregate, gone: frozenset[Iri] | set[Iri]) -> Aggregate:
    triples = tuple(t for t in aggregate.triples if not (isinstance(t.object, Iri) and record_of(t.object) in gone))
    if len(triples) == len(aggregate.triples):
        return aggregate
    names = {
        f"<{t.object}>".encode() for t in aggregate.triples if isinstance(t.object, Iri) and record_of(t.object) in gone
    }
    lines = [
        line
        for line in aggregate.ntriples.splitlines(keepends=True)
        if line.split(b" ", 2)[2].rstrip(b" .\n") not in names
    ]
    return Aggregate(aggregate.path, aggregate.record, triples, b"".join(lines))


def _read(
    workspace: Workspace, ontology: Ontology, path: Path, record: Iri, data: bytes
) -> tuple[Aggregate, list[Finding], set[Iri]]:
    relative = workspace.relative(path)
    parsed = _parse(data)
    aggregate = Aggregate(relative, record, parsed.triples, parsed.ntriples)
    faults = [
        Finding(Severity.VIOLATION, p.code, record, "", _sentence(p), relative, p.line, p.column, p.hint)
        for p in parsed.problems
    ]
    if not faults:
        faults = _misplaced(workspace, ontology, aggregate, data)
    names = _names(workspace, data) if faults else set()
    return aggregate, faults, names


_parse = lru_cache(maxsize=4096)(turtle.parse)
"""A file whose bytes are the same is parsed once a process: what opens a base again reads what has changed."""


def _sentence(problem: turtle.Problem) -> str:
    shown = problem.source_line.strip()
    return f"{problem.message} The line reads: {shown}" if shown else problem.message


def _misplaced(workspace: Workspace, ontology: Ontology, aggregate: Aggregate, data: bytes) -> list[Finding]:
    name = aggregate.record.removeprefix(workspace.base_iri)
    folder, _, slug = name.partition("/")
    if folder not in ontology.classes or not _SLUG.fullmatch(slug) or aggregate.path != file_of(name):
        message = f"The file is not at kb/<class>/<slug>.ttl: {folder}/{slug} is no class and slug of the ontology."
        mend = "Move it into the folder of its class; the name is small letters, digits and hyphens."
        if folder == _ISSUED:
            message = f"The file of an issued paper lies at issued/<slug>.ttl, not at {aggregate.path}."
            mend = "Move it into the folder issued/; the name is small letters, digits and hyphens."
        return [Finding(Severity.VIOLATION, "KB001", aggregate.record, "", message, aggregate.path, 1, 1, mend)]
    strangers = sorted({t.subject for t in aggregate.triples if record_of(t.subject) != aggregate.record})
    faults = [_stranger(workspace, aggregate, iri, data) for iri in strangers]
    if not aggregate.triples:
        message, mend = "The file says nothing.", f"Describe <{name}> in it, or delete the file."
        faults.append(Finding(Severity.VIOLATION, "KB003", aggregate.record, "", message, aggregate.path, 1, 1, mend))
    return faults


def _stranger(workspace: Workspace, aggregate: Aggregate, iri: Iri, data: bytes) -> Finding:
    name = iri.removeprefix(workspace.base_iri)
    own = aggregate.record.removeprefix(workspace.base_iri)
    line, column = turtle.locate(data.decode("utf-8"), iri, base_iri=workspace.base_iri)
    message = f"The file of <{own}> describes <{name}>, which does not belong in it."
    mend = f"Move it to {file_of(record_of(Iri(name)))}, or name it as a part: <{own}#...>."
    return Finding(Severity.VIOLATION, "KB002", aggregate.record, "", message, aggregate.path, line, column, mend)


def _names(workspace: Workspace, data: bytes) -> set[Iri]:
    text = data.decode("utf-8", errors="replace")
    return {
        record_of(Iri(workspace.base_iri + m[1].removeprefix(workspace.base_iri)))
        for m in re.finditer(r"<([^<>\s]+)>", text)
    }
