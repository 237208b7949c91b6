"""Time the commands a user waits for, and compare them with their limits.

All cases run in turn, round after round, so that a slow moment of the machine falls on all alike; a case's
figure is the median of its rounds. Exit code 1 when a limit is passed, 2 when a command fails.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / ".venv" / "bin"
PYTHON = (str(PROGRAMS / "python"),)
BRIEFWRIGHT = (str(PROGRAMS / "briefwright"),)
WORKSPACE = ("brand.toml", "briefwright.toml", "kb", "ontology", "templates")
ROUNDS = 5


def _nothing(_workspace: Path) -> None:
    """Nothing to do before a run."""


def _forget(workspace: Path) -> None:
    """Remove what earlier runs left, so that the next one starts cold."""
    for name in (".briefwright", "paper"):
        shutil.rmtree(workspace / name, ignore_errors=True)


def _build_all(workspace: Path) -> None:
    """Build every paper, so that the timed build finds nothing changed. Cheap once it has been done."""
    _run((*BRIEFWRIGHT, "build", "--all", "-o", "build"), workspace)


@dataclass(frozen=True)
class Case:
    """A command, and the most it may take: `limit` seconds, or `limit` times the case `against`."""

    name: str
    command: tuple[str, ...]
    limit: float = float("inf")
    against: str = ""
    before: Callable[[Path], None] = _nothing


CASES = (
    Case("import click", (*PYTHON, "-c", "import click")),
    Case("--help", (*BRIEFWRIGHT, "--help"), 1.5, against="import click"),
    Case("ask", (*BRIEFWRIGHT, "ask", "open-recommendations"), 0.5),
    Case("check", (*BRIEFWRIGHT, "check"), 3.0),
    Case(
        "one paper, cold",
        (*BRIEFWRIGHT, "build", "issue-brief", "--for", "congress", "-o", "paper"),
        8.0,
        before=_forget,
    ),
    Case("all papers, nothing changed", (*BRIEFWRIGHT, "build", "--all", "-o", "build"), 1.0, before=_build_all),
)


def main() -> int:
    """Measure, print the table, and say by the exit code whether every limit holds."""
    if not PROGRAMS.is_dir():
        sys.stderr.write("There is no .venv yet: run ./run setup first.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        _copy_workspace(workspace)
        medians = measure(workspace)
    print(f"{'':30}{'median':>10}{'measured':>12}{'limit':>10}")
    verdicts = [_report(case, medians) for case in CASES]
    return 0 if all(verdicts) else 1


def measure(workspace: Path) -> dict[str, float]:
    """The median seconds of each case. A first round, which warms disk and bytecode, does not count."""
    seconds: dict[str, list[float]] = {case.name: [] for case in CASES}
    for _ in range(ROUNDS + 1):
        for case in CASES:
            case.before(workspace)
            seconds[case.name].append(_run(case.command, workspace))
    return {name: statistics.median(values[1:]) for name, values in seconds.items()}


def _run(command: tuple[str, ...], workspace: Path) -> float:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=workspace,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.stderr.write(f"exit code {done.returncode} from: {' '.join(command)}\n{done.stdout}{done.stderr}")
        raise SystemExit(2)
    return elapsed


def _copy_workspace(target: Path) -> None:
    for name in WORKSPACE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        else:
            shutil.copy(source, target / name)


def _report(case: Case, medians: dict[str, float]) -> bool:
    unit = "x" if case.against else "s"
    measured = medians[case.name] / (medians[case.against] if case.against else 1.0)
    within = measured <= case.limit
    limit = "" if case.limit == float("inf") else f"{case.limit:.1f} {unit}"
    verdict = "" if within else "  OVER"
    print(f"{case.name:30}{medians[case.name]:8.3f} s{measured:10.2f} {unit}{limit:>10}{verdict}")
    return within


if __name__ == "__main__":
    raise SystemExit(main())
