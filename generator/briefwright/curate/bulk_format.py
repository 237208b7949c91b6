"""The canonical layout of many files, by all processors together where that pays."""

import multiprocessing
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from briefwright.errors import DataError
from briefwright.knowledge.workspace import Workspace
from briefwright.rdf import turtle

_MANY = 500  # files from which on starting processes costs less than it saves


def layouts(workspace: Workspace, paths: Sequence[Path]) -> list[tuple[Path, str, str]]:
    """Each file with its canonical text, empty where it has that already, and what keeps it from being read; many files
    by all processors together."""
    look = partial(_formatted, workspace)
    if len(paths) < _MANY:
        return [look(path) for path in paths]
    processors = os.cpu_count() or 1
    with multiprocessing.get_context("fork").Pool(processors) as pool:
        return pool.map(look, paths, chunksize=len(paths) // (processors * 4) + 1)


def _formatted(workspace: Workspace, path: Path) -> tuple[Path, str, str]:
    data = path.read_bytes()
    try:
        text = turtle.formatted(data, workspace.base_iri, workspace.relative(path))
    except DataError as error:
        return path, "", str(error)
    return path, text if text.encode() != data else "", ""
