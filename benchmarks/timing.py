"""What benchmarks share: a case, the workspace it runs in, and what it costs."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def nothing(_workspace: Path) -> None:
    """Nothing to do before a run."""


def forget(workspace: Path) -> None:
    """Remove what earlier runs left, so that the next one starts cold."""
    for name in (".briefwright", "paper"):
        shutil.rmtree(workspace / name, ignore_errors=True)


@dataclass(frozen=True)
class Case:
    """A command of the program: what is typed after `briefwright`, and what is done in the workspace before each run.

    `triples` is the size its base is grown to; 0 takes the base as it is."""

    name: str
    words: tuple[str, ...]
    before: Callable[[Path], None] = nothing
    triples: int = 0


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, children counted, and seconds on the clock."""

    processor: float
    clock: float


def cost(command: tuple[str, ...], folder: Path) -> Cost:
    """What a command costs from start to exit. Ends the run, with the command's own words, when it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    clock, now = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.stderr.write(f"exit code {done.returncode} from: {' '.join(command)}\n{done.stdout}{done.stderr}")
        raise SystemExit(2)
    return Cost(now.ru_utime - used.ru_utime + now.ru_stime - used.ru_stime, clock)


def copy_workspace(checkout: Path, target: Path, base: Path) -> None:
    """A workspace with the knowledge of the checkout `base` and everything else from `checkout`."""
    for name in ("ontology", "templates"):
        shutil.copytree(checkout / name, target / name)
    for name in ("kb", "issued"):
        if (base / name).is_dir():
            shutil.copytree(base / name, target / name)
    for name in ("brand.toml", "briefwright.toml"):
        shutil.copy(checkout / name, target / name)
