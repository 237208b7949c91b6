"""Long seeded trials, of which every run of the tests does a part.

    @trial("kills", 200)
    def test_a_killed_writer_leaves_a_whole_file(chances: Chances) -> None:
        for chance in chances:
            ...  # once for each chance, a `random.Random` of its own

    @trial("turtle", 1000)
    @given(st.binary())
    def test_no_bytes_make_reading_fail(data): ...

The number is that of `./run trials`. `./run test` does a tenth of it, or as much as thirty seconds allow, but one at
least. The n-th case is the same in every run and on every machine, so what fails once fails again.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

COUNT = "BRIEFWRIGHT_TRIALS"
"""The variable that says how many cases a trial has: a number, `whole` for its own, nothing for its part in a test."""
SHARE, SECONDS = 10, 30.0


@dataclass
class Trial:
    """What one test is to do of its trial, and what it has done."""

    name: str
    whole: int
    done: int = 0
    failed: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def count(self) -> int:
        """How many cases there are to be, at most."""
        said = os.environ.get(COUNT, "")
        return self.whole if said == "whole" else int(said) if said else max(1, self.whole // SHARE)

    def starts(self) -> None:
        """Begin anew: a test with parameters has its trial once for each."""
        self.done, self.failed, self.began = 0, False, time.monotonic()

    def is_over(self) -> bool:
        """Whether time is up; never before the first case, nor while a failure is looked into."""
        late = not os.environ.get(COUNT) and time.monotonic() - self.began > SECONDS
        return late and self.done > 0 and not self.failed

    def chances(self) -> Iterator[random.Random]:
        """A source of chance for each case."""
        while self.done < self.count and not self.is_over():
            self.done += 1
            yield random.Random(f"{self.name} {self.done}")  # noqa: S311  not for secrets


Chances = Iterator[random.Random]


def trial(name: str, whole: int) -> Callable[[Any], Any]:
    """Make a test a trial of `whole` cases: one that takes `chances`, or a property of hypothesis."""

    def decorate(test: Any) -> Any:
        own = Trial(name, whole)
        if hasattr(test, "hypothesis"):
            inner = test.hypothesis.inner_test

            @wraps(inner)
            def case(*arguments: Any, **named: Any) -> None:
                if own.is_over():
                    return
                own.done += 1
                try:
                    inner(*arguments, **named)
                except BaseException:
                    own.failed = True
                    raise

            test.hypothesis.inner_test = case
            test = steady(own.count)(test)
        test.trial = own
        return pytest.mark.trial(test)

    return decorate


def steady(count: int) -> settings:
    """Settings under which a property sees the same cases in every run, however slow the machine."""
    return settings(
        max_examples=count, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
