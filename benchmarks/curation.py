"""Time what a curator waits for on large inputs, against a floor or a peer in the same run.

`fmt` of 100,000 triples stands against reading and parsing the same files with the engine; a sheet of 5,000 rows and
a bibliography of 500 entries against the check of the base they go into. Exit code 1 when a
limit is passed.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from commands import BRIEFWRIGHT, PYTHON
from questions import grow
from timing import ROOT, Case, copy_workspace

FLOOR = """
import sys
from pathlib import Path
import pyoxigraph as ox
for path in sorted(Path(sys.argv[1]).rglob("*.ttl")):
    list(ox.parse(input=path.read_bytes(), format=ox.RdfFormat.TURTLE))
"""
TRIPLES = 100_000
ROWS = 5_000
ENTRIES = 500
FMT_SECONDS = 3.0
SHEET_RATIO = 6.0
BIB_RATIO = 3.0
MEBIBYTES = 1_500
CASES = (
    Case("check of the base", ("check",)),
    Case("edit of one field, without writing it",
         ("edit", "actor/briefwright-editors", "curator-note=Seen.", "--dry-run", "--keep-review")),
    Case(f"export, {TRIPLES:,} triples", ("export", "--format", "ntriples"), triples=TRIPLES),
)  # fmt: skip


def timed(command: Sequence[str], folder: Path) -> float:
    """How long a command takes, in seconds. Raises CalledProcessError when it fails."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began


def sheet(path: Path) -> None:
    """New claims as rows that somebody filled in by hand."""
    rows = "".join(
        f"Ferry {number} was late on {number % 28 + 1} days of the year.,fact,clear,2025-{number % 12 + 1:02d}\n"
        for number in range(ROWS)
    )
    path.write_text(f"statement,claim type,marking,as of\n{rows}", encoding="utf-8")


def bibliography(path: Path) -> None:
    """Articles as a reference manager writes them."""
    path.write_text(
        "".join(
            f'@article{{k{n}, author={{M{{\\"u}}ller, A.}}, title={{On ferries, part {n}}}, year=2001, '
            f"journal={{Ferries}}, pages={{{n}--{n + 9}}}, doi={{10.5555/ferry.{n}}}}}\n"
            for n in range(ENTRIES)
        ),
        encoding="utf-8",
    )


def main() -> int:
    """Run all, print a line each, and tell whether a limit was passed."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "large"
        copy_workspace(ROOT, base, ROOT)
        triples = grow(base, TRIPLES, ROOT / "kb")
        sheet(Path(name) / "claims.csv")
        bibliography(Path(name) / "ferries.bib")
        timed((*BRIEFWRIGHT, "fmt"), base)  # the copies have other names, so their lines another order
        floor = timed((*PYTHON, "-c", FLOOR, str(base / "kb")), base)
        fmt = min(timed((*BRIEFWRIGHT, "fmt", "--check"), base) for _ in range(3))
        small = Path(name) / "small"
        copy_workspace(ROOT, small, ROOT)
        check = min(timed((*BRIEFWRIGHT, "check"), small) for _ in range(2))
        rows = timed((*BRIEFWRIGHT, "sheet", "import", "../claims.csv", "--class", "claim", "--yes"), small)
        other = Path(name) / "other"
        copy_workspace(ROOT, other, ROOT)
        entries = timed((*BRIEFWRIGHT, "import", "../ferries.bib", "--yes"), other)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    lines = (
        (f"fmt --check of {triples:,} triples", fmt, FMT_SECONDS, f"{fmt / floor:.1f} times the engine's parsing"),
        (f"sheet of {ROWS:,} rows", rows / check, SHEET_RATIO, f"{rows:.1f} s, times the check of the base"),
        (f"{ENTRIES} references", entries / check, BIB_RATIO, f"{entries:.1f} s, times the check of the base"),
        ("peak memory in MiB", peak, MEBIBYTES, "of the largest of these commands"),
    )
    for what, figure, limit, words in lines:
        print(f"{'ok' if figure <= limit else 'SLOW':<5} {what}: {figure:.2f} (limit {limit:g}; {words})")
    return int(any(figure > limit for _, figure, limit, _ in lines))


if __name__ == "__main__":
    sys.exit(main())
