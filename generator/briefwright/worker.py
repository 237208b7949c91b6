"""A child process with limits, for work that can hang, crash or fill the memory. POSIX only."""

import contextlib
import faulthandler
import fcntl
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, TypeVar

from briefwright.errors import BriefwrightError, ResourceError

_Result = TypeVar("_Result")
_PIPE = 1 << 20  # bytes on the way between child and parent, so that neither waits for each page
_ADVICE = "Narrow the question: bind a subject or property, add a LIMIT, avoid patterns that share no variable."


@dataclass(frozen=True, slots=True)
class Limits:
    """What some work may use: seconds, bytes of memory beyond those in use, rows, bytes of answer, and files it may
    open, for work that loads code when it comes to need it. `work` begins the sentence that says a limit was reached,
    `advice` ends it."""

    seconds: float = 5.0
    memory: int = 1 << 30
    rows: int = 10_000
    answer: int = 16 << 20
    files: int = 0
    work: str = "The query"
    advice: str = _ADVICE


def run(task: Callable[[], _Result], limits: Limits) -> _Result:
    """The result of `task`, done in a forked child that is gone when this returns or raises.

    The child can read what this process holds but can open no more files and connections than `limits.files`, by
    default none. An error of `briefwright.errors` in it is raised here. Raises ResourceError when a limit is reached or
    the child dies. Call it from a process with one thread: a fork copies only the calling one."""
    with _child(_work, task, limits) as (receiver, child):
        data = _received(receiver, child, limits, time.monotonic() + limits.seconds)
        result: _Result = _outcome(data)
    return result


def stream(task: Callable[[Callable[[bytes], object]], object], limits: Limits) -> Iterator[bytes]:
    """What `task` hands to the function it is given, piece by piece as it comes, under the limits and with the errors
    of `run`; nothing is held back, so `limits.answer` does not count. The child is gone when this ends or is closed."""
    end = time.monotonic() + limits.seconds
    with _child(_send, task, limits) as (receiver, child):
        while data := _received(receiver, child, limits, end):
            yield data
        _outcome(_received(receiver, child, limits, end))  # an empty piece ends the answer


@contextlib.contextmanager
def _child(work: Callable[..., None], task: object, limits: Limits) -> Iterator[tuple[Connection, BaseProcess]]:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    with contextlib.suppress(AttributeError, OSError):  # Linux alone can widen a pipe, and only so far
        fcntl.fcntl(sender.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
    child = context.Process(target=work, args=(task, sender, limits), daemon=True)
    try:
        child.start()
        sender.close()
        yield receiver, child
    finally:
        receiver.close()
        _end(child)


def _received(receiver: Connection, child: BaseProcess, limits: Limits, end: float) -> bytes:
    """The next message, or ResourceError when time is up or the child has died."""
    if not receiver.poll(max(0, end - time.monotonic())):
        raise ResourceError(_out_of_time(limits))
    try:
        return receiver.recv_bytes()
    except EOFError:
        child.join(limits.seconds)
        raise ResourceError(_cause_of_death(child.exitcode, limits)) from None


def _outcome(data: bytes) -> Any:
    outcome = ForkingPickler.loads(data)
    if isinstance(outcome, BriefwrightError):
        raise outcome
    return outcome


def _end(child: BaseProcess) -> None:
    if child.pid is not None:
        child.kill()
        child.join()
    child.close()


def _cause_of_death(exitcode: int | None, limits: Limits) -> str:
    if exitcode == -signal.SIGABRT:
        return _out_of_memory(limits)
    if exitcode == -signal.SIGXCPU:
        return _out_of_time(limits)
    if exitcode == -signal.SIGSEGV:
        return f"{limits.work} ended in a crash, as what is too deeply nested does. {limits.advice}"
    return f"{limits.work} ended without an answer (exit code {exitcode}). {limits.advice}"


def _out_of_time(limits: Limits) -> str:
    return f"{limits.work} was stopped after {limits.seconds:g} seconds. {limits.advice}"


def _out_of_memory(limits: Limits) -> str:
    return f"{limits.work} needs more than the {limits.memory >> 20:,} MiB of memory it may use. {limits.advice}"


def _attempt(task: Callable[[], object], limits: Limits) -> object:
    try:
        return task()
    except BriefwrightError as error:
        return error
    except MemoryError:
        return ResourceError(_out_of_memory(limits))


def _send(task: Callable[[Callable[[bytes], object]], object], sender: Connection, limits: Limits) -> None:
    _confine(limits)
    outcome = _attempt(lambda: task(sender.send_bytes), limits)
    sender.send_bytes(b"")
    sender.send_bytes(ForkingPickler.dumps(outcome if isinstance(outcome, BriefwrightError) else None))


def _work(task: Callable[[], object], sender: Connection, limits: Limits) -> None:
    _confine(limits)
    outcome = _attempt(task, limits)
    data = ForkingPickler.dumps(outcome)
    if len(data) > limits.answer:
        size = f"{limits.answer >> 20:,} MiB"
        data = ForkingPickler.dumps(ResourceError(f"{limits.work} has an answer larger than {size}. {limits.advice}"))
    sender.send_bytes(data)


def _confine(limits: Limits) -> None:
    """Let this process die of an interrupt, say nothing, use no more than it may, and open nothing."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    faulthandler.disable()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    seconds = ceil(limits.seconds) + 1
    _limit(resource.RLIMIT_AS, _address_space() + limits.memory)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, limits.files)


def _limit(kind: int, amount: int) -> None:
    with contextlib.suppress(ValueError):  # a lower limit is set already, and stays
        resource.setrlimit(kind, (amount, amount))


def _address_space() -> int:
    """Bytes of address space in use, from Linux's /proc; 0 where that is not to be had."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0
