"""The benchmarks can be run: no test looks at their figures, but they must not rot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from briefwright.cli import COMMANDS

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SHOWN = """
import json, sys
from importlib import import_module
module = import_module(sys.argv[1])
print(json.dumps([callable(module.main), [case.words for case in module.CASES], [case.name for case in module.CASES]]))
"""


def names() -> list[str]:
    return sorted({path.stem for path in BENCHMARKS.glob("*.py")} - {"bench", "timing"})


@pytest.mark.parametrize("name", names())
def test_a_benchmark_times_commands_there_are_each_under_a_name_of_its_own(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, name], cwd=BENCHMARKS, capture_output=True, text=True, check=True
    )
    runs, words, called = json.loads(done.stdout)
    assert runs
    assert words
    assert {command for command, *_ in words} <= {*COMMANDS, "--help"}
    assert len(called) == len(set(called))


def test_the_runner_knows_every_benchmark_and_says_what_it_cannot_do() -> None:
    run = [sys.executable, str(BENCHMARKS / "bench.py")]
    told = subprocess.run([*run, "--help"], capture_output=True, text=True, check=True).stdout
    assert [name for name in names() if name not in told] == []
    wrong = subprocess.run([*run, "pages", "--against", "no-such-thing"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "There is no revision 'no-such-thing' here." in wrong.stderr
