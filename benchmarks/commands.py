"""Time the commands a user waits for, and compare them with their limits.

All cases run in turn, round after round, so that a slow moment of the machine falls on all alike; a case's
figure is the median of its rounds. Exit code 1 when a limit is passed, 2 when a command fails.
"""

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from timing import ROOT, Case, copy_workspace, cost, forget

PYTHON = (str(ROOT / ".venv" / "bin" / "python"),)
BRIEFWRIGHT = (str(ROOT / ".venv" / "bin" / "briefwright"),)
ROUNDS = 5


def build_all(workspace: Path) -> None:
    """Build every paper, so that the timed build finds nothing changed. Cheap once it has been done."""
    cost((*BRIEFWRIGHT, "build", "--all", "-o", "build"), workspace)


CASES = (
    Case("--help", ("--help",)),
    Case("ask", ("ask", "open-recommendations")),
    Case("check", ("check",)),
    Case("one paper, cold", ("build", "issue-brief", "--for", "congress", "-o", "paper"), forget),
)
UNCHANGED = Case("all papers, nothing changed", ("build", "--all", "-o", "build"), build_all)


@dataclass(frozen=True)
class Limit:
    """The most a case may take: so many seconds, or so many times `import click`."""

    case: Case
    most: float
    times: bool = False


LIMITS = (
    Limit(CASES[0], 1.5, times=True),
    Limit(CASES[1], 0.5),
    Limit(CASES[2], 3.0),
    Limit(CASES[3], 8.0),
    Limit(UNCHANGED, 1.0),
)


def main() -> int:
    """Measure, print the table, and say by the exit code whether every limit holds."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        copy_workspace(ROOT, workspace, ROOT)
        medians = measure(workspace)
    print(f"{'':30}{'median':>10}{'measured':>12}{'limit':>10}")
    print(f"{'import click':30}{medians['']:8.3f} s")
    verdicts = [report(limit, medians) for limit in LIMITS]
    return 0 if all(verdicts) else 1


def measure(workspace: Path) -> dict[str, float]:
    """The median seconds of each case, and of `import click` under no name. A first round, which warms disk and
    bytecode, does not count."""
    seconds: dict[str, list[float]] = {"": [], **{limit.case.name: [] for limit in LIMITS}}
    for _ in range(ROUNDS + 1):
        seconds[""].append(cost((*PYTHON, "-c", "import click"), workspace).clock)
        for limit in LIMITS:
            limit.case.before(workspace)
            seconds[limit.case.name].append(cost((*BRIEFWRIGHT, *limit.case.words), workspace).clock)
    return {name: statistics.median(values[1:]) for name, values in seconds.items()}


def report(limit: Limit, medians: dict[str, float]) -> bool:
    """Print a line of the table; whether the limit holds."""
    unit, floor = ("x", medians[""]) if limit.times else ("s", 1.0)
    median = medians[limit.case.name]
    measured = median / floor
    verdict = "" if measured <= limit.most else "  OVER"
    print(f"{limit.case.name:30}{median:8.3f} s{measured:10.2f} {unit}{limit.most:8.1f} {unit}{verdict}")
    return measured <= limit.most


if __name__ == "__main__":
    sys.exit(main())
