"""./run bench [NAME] [--against REVISION]: run benchmarks, or hold this version against another one.

Without a revision a benchmark holds its figures against limits, floors and peers, as its module says. Against one its
commands are run by both programs in turn, on the same knowledge base, that of the revision, each with its own ontology
and templates; what is compared is the time of the processor, children counted, as medians of the rounds.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from questions import grow
from timing import ROOT, Case, copy_workspace, cost

NAMES = ("commands", "pages", "questions", "curation")


def main() -> int:
    """Exit code 1 when a limit is passed, 2 when something cannot be run."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__.partition("\n\n")[2])
    parser.add_argument("name", nargs="?", choices=NAMES, help="one benchmark; else all")
    parser.add_argument("--against", metavar="REVISION", help="a commit, tag or branch to compare with")
    parser.add_argument("--rounds", type=int, default=5, help="how often each command is run; the first does not count")
    parser.add_argument("--case", default="", metavar="WORDS", help="only the commands whose name has these words")
    given = parser.parse_args()
    modules = [import_module(name) for name in ([given.name] if given.name else NAMES)]
    if not given.against:
        return max([module.main() for module in modules])
    cases = [case for module in modules for case in module.CASES if given.case in case.name]
    if not cases:
        parser.error(f"no command of the benchmark has {given.case!r} in its name")
    compare(cases, checked_out(given.against), max(1, given.rounds))
    return 0


def checked_out(revision: str) -> Path:
    """A worktree of the revision, ready to run; it stays in build/bench/ for the next time."""
    asked = ("git", "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    found = subprocess.run(asked, cwd=ROOT, check=False, capture_output=True, text=True)
    if found.returncode:
        sys.exit(f"There is no revision {revision!r} here. `git log --oneline` lists them.")
    commit = found.stdout.strip()
    folder = ROOT / "build" / "bench" / commit[:12]
    if not folder.is_dir():
        subprocess.run(("git", "worktree", "prune"), cwd=ROOT, check=True)
        subprocess.run(("git", "worktree", "add", "--quiet", "--detach", str(folder), commit), cwd=ROOT, check=True)
    subprocess.run((str(folder / "run"), "setup"), cwd=folder, check=True)
    return folder


def compare(cases: Iterable[Case], other: Path, rounds: int) -> None:
    """Print for each case the medians of both programs, and how many times the other's time this one takes."""
    print(f"seconds of the processor, {rounds} rounds\n{'':58}{other.name:>14}{'here':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case in cases:
            sides = {side: prepared(case, folder, side, other) for side in (other, ROOT)}
            found: dict[Path, list[float]] = {side: [] for side in sides}
            for number in range(rounds + 1):
                for side in (other, ROOT) if number % 2 else (ROOT, other):
                    case.before(sides[side])
                    command = (str(side / ".venv" / "bin" / "briefwright"), *case.words)
                    found[side].append(cost(command, sides[side]).processor)
            before, now = (statistics.median(found[side][1:]) for side in (other, ROOT))
            print(f"{case.name:58}{before:14.2f}{now:10.2f}{now / before:8.2f}", flush=True)


def prepared(case: Case, folder: Path, side: Path, other: Path) -> Path:
    """The workspace of one side for a case, made when first asked for."""
    workspace = folder / f"{'other' if side == other else 'here'}-{case.triples}"
    if not workspace.is_dir():
        copy_workspace(side, workspace, other)
        if case.triples:
            grow(workspace, case.triples, other / "kb")
    return workspace


if __name__ == "__main__":
    sys.exit(main())
