"""What finding, following and comparing cost on a base of 100,000 triples, against limits and against bare engines.

The base is the one in `kb/`, copied under other names until it is large enough, and so shaped as real knowledge is.
Exit code 1 when a limit is passed. `--triples N` takes another size.
"""

import argparse
import gc
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
from timing import ROOT, Case, copy_workspace

from briefwright.analyse.impact import impact
from briefwright.analyse.record_diff import difference
from briefwright.analyse.relations import Relations, paths
from briefwright.analyse.versions import version
from briefwright.knowledge import ontology
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.records import all_of, name
from briefwright.knowledge.search import Wanted, search
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import find
from briefwright.rdf.store import guard
from briefwright.worker import Limits

TRIPLES = 100_000
CASES = (
    *(Case(f"{words[0]}, {TRIPLES:,} triples", words, triples=TRIPLES)
      for words in (("ask", "open-recommendations"), ("search", "export", "controls"), ("gaps",))),
    Case(f"query, {TRIPLES:,} triples",
         ("query", "--format", "csv", "SELECT ?c WHERE { ?c a pol:Claim } LIMIT 50"), triples=TRIPLES),
)  # fmt: skip
ROUNDS = 7
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o }"
NO_LIMIT = Limits(seconds=120, rows=10**9, answer=1 << 30)
_NAME = re.compile(r"<([a-z]+(?:-[a-z]+)*/)([a-z0-9-]+)([#>])")
_CITED = re.compile(r"@([a-z]+(?:-[a-z]+)*/)([a-z0-9-]+)")


def main() -> int:
    """Make the base, measure, print the table, and say by the exit code whether every limit holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=TRIPLES)
    wanted = parser.parse_known_args()[0].triples
    with tempfile.TemporaryDirectory() as folder:
        grown = Path(folder) / "grown"
        copy_workspace(ROOT, grown, ROOT)
        triples = grow(grown, wanted, ROOT / "kb")
        kb = open_kb(find(grown))
        print(f"{triples:,} triples in {len(kb.aggregates):,} records, {ROUNDS} rounds\n")
        verdicts = [*in_seconds(kb, grown, Path(folder)), *as_ratios(kb)]
    return 0 if all(verdicts) else 1


def grow(target: Path, triples: int, base: Path) -> int:
    """Put copies of a knowledge base, each record under a name of its own, in place of that of the workspace `target`;
    how many triples there are."""
    shutil.rmtree(target / "kb", ignore_errors=True)
    paths = sorted(base.rglob("*.ttl"))
    own = sum(1 for path in paths for _ in ox.parse(input=path.read_bytes(), format=ox.RdfFormat.TURTLE))
    copies = -(-triples // own)
    for source in paths:
        text, inside = source.read_text(encoding="utf-8"), source.relative_to(base)
        for number in range(copies):
            path = target / "kb" / inside.parent / f"{renamed(inside.stem, number)}.ttl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(copied(text, number), encoding="utf-8")
    return own * copies


def renamed(slug: str, number: int) -> str:
    """The name of a copy; passages keep the number at their end."""
    stem, dashes, place = slug.rpartition("--")
    return f"{stem[:70]}-c{number}--{place}" if dashes else f"{slug[:75]}-c{number}"


def copied(text: str, number: int) -> str:
    """The Turtle of a copy: every record it names is the one of the same copy."""
    text = _NAME.sub(lambda m: f"<{m[1]}{renamed(m[2], number)}{m[3]}", text)
    return _CITED.sub(lambda m: f"@{m[1]}{renamed(m[2], number)}", text)


def seconds(task: Callable[[], object]) -> float:
    """The median time of a task, after a round that warms up."""
    return statistics.median([once(task) for _ in range(ROUNDS + 1)][1:])


def once(task: Callable[[], object]) -> float:
    """The time of a task, with nothing left to collect from what was done before."""
    gc.collect()
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def in_seconds(kb: KnowledgeBase, grown: Path, folder: Path) -> Iterator[bool]:
    """Impact, path, search and difference against their limits, on an open base."""
    relations = Relations(kb)
    source = max(all_of(kb, pol("Source")), key=lambda iri: len(relations.incoming.get(iri, ())))
    risk, instrument = all_of(kb, pol("Risk"))[0], all_of(kb, pol("Instrument"))[-1]
    changed = folder / "changed"
    shutil.copytree(grown, changed, ignore=shutil.ignore_patterns(".briefwright"))
    for path in sorted((changed / "kb" / "claim").glob("*.ttl"))[:500]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('pol:statement "', 'pol:statement "In short: ', 1), encoding="utf-8")
    terms = ontology.read(grown / "ontology")

    def differ() -> int:
        states = version(kb.workspace, str(grown)), version(kb.workspace, str(changed))
        return len(difference(terms, kb.workspace.words, *states).changes)

    found = differ()
    yield within(f"impact of {name(kb, source)}", seconds(lambda: impact(kb, relations, [source])), 0.5, "s")
    yield within("impact, links not found yet", seconds(lambda: impact(kb, Relations(kb), [source])), 0.5, "s")
    yield within("path between two records", seconds(lambda: paths(relations, risk, instrument)), 0.5, "s")
    yield within("path, links not found yet", seconds(lambda: paths(Relations(kb), risk, instrument)), 0.5, "s")
    for words in ("export controls", '"industrial base"', "exprot contrlos", "produc"):
        yield within(f"search {words}", seconds(lambda words=words: search(kb, Wanted(words))), 0.05, "s")  # type: ignore[misc]
    yield within(f"diff, {found} of {len(kb.aggregates):,} records changed", seconds(differ), 3.0, "s")


def as_ratios(kb: KnowledgeBase) -> Iterator[bool]:
    """The results of a query as the worker hands them on, and as typed rows, against the bare engine."""
    bare = ox.Store()
    bare.load(kb.asserted, ox.RdfFormat.N_TRIPLES)
    kb.store.select("SELECT ?s { ?s ?p ?o } LIMIT 1")

    def serialised() -> int:
        return len(bare.query(EVERYTHING).serialize(format=ox.QueryResultsFormat.JSON) or b"")  # type: ignore[union-attr]

    def streamed() -> int:
        return sum(len(piece or b"") for piece in guard.stream(kb.store, EVERYTHING, "sparql-json", limits=NO_LIMIT))

    def iterated() -> int:
        return sum(1 for row in bare.query(EVERYTHING) for _ in row)  # type: ignore[union-attr]

    def typed() -> int:
        return len(kb.store.select(EVERYTHING).rows)

    print(f"\n{serialised():,} bytes of JSON, {typed():,} rows; each round times both sides, one after the other")
    yield within("stream, less 25 ms, to bare JSON", ratio(streamed, serialised, 0.025), 1.3, "x")
    yield within("typed rows to bare iteration", ratio(typed, iterated), 4.0, "x")


def ratio(ours: Callable[[], object], floor: Callable[[], object], allowance: float = 0.0) -> float:
    """The median over the rounds of what ours takes, less an allowance in seconds, to what the floor takes."""
    found = []
    for _ in range(ROUNDS + 1):
        taken = [once(task) for task in (floor, ours)]
        found.append((taken[1] - allowance) / taken[0])
    return statistics.median(found[1:])


def within(what: str, measured: float, limit: float, unit: str) -> bool:
    """Print a line of the table; whether the limit holds."""
    verdict = "" if measured <= limit else "  OVER"
    print(f"{what:58}{measured:9.3f} {unit}{limit:9.2f} {unit}{verdict}")
    return measured <= limit


if __name__ == "__main__":
    sys.exit(main())
