"""PDF files of others, read in a process of their own: a file can be made to keep its reader at work for ever."""

import io
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from briefwright.errors import DataError
from briefwright.foreign import DAMAGE, damaged
from briefwright.worker import Limits, run

_Result = TypeVar("_Result")
_LIMITS = Limits(
    seconds=60, memory=2 << 30, answer=128 << 20, files=64, advice="Print it into a new PDF, or save its words as text."
)


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF that is open, inside `look`."""

    _reader: Any

    def attachment(self, name: str) -> bytes:
        """What is attached under a name; empty where nothing is."""
        return bytes(next((f.content for f in self._reader.attachment_list if f.name == name), b""))

    def text(self) -> str:
        """What the pages say, line by line."""
        return "\n".join(page.extract_text() for page in self._reader.pages)

    def drawn(self) -> Iterator[bytes]:
        """What the pages draw, in their order, each followed by the drawings that it is the first to call."""
        seen: set[int] = set()
        return (content for page in self._reader.pages for content in _drawn(page, seen))

    def xmp(self) -> bytes:
        """The metadata packet; empty where there is none."""
        metadata = self._reader.trailer["/Root"].get("/Metadata")
        return bytes(metadata.get_object().get_data()) if metadata is not None else b""

    def info(self) -> Mapping[str, str]:
        """The document information, its keys in small letters."""
        return {str(key)[1:].lower(): str(value) for key, value in (self._reader.metadata or {}).items()}

    def is_filled(self) -> bool:
        """Whether a box is ticked or a field filled in."""
        return any(_is_filled(field) for field in (self._reader.get_fields() or {}).values())


def look(path: Path, data: bytes, task: Callable[[Pdf], _Result]) -> _Result:
    """What `task` makes of the PDF in `data`; `path` is what it is called.

    Raises DataError for what is encrypted, damaged or no PDF, ResourceError for what takes too long or too much."""
    import pypdf  # noqa: F401  here, so that a child does not have to open its files

    return run(partial(_look, path, data, task), replace(_LIMITS, work=f"Reading {path}"))


def _look(path: Path, data: bytes, task: Callable[[Pdf], _Result]) -> _Result:
    with _reading(path):
        return task(Pdf(_opened(path, data)))


def _opened(path: Path, data: bytes) -> Any:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said once, in `_reading`
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise _encrypted(path)
    return reader


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Whatever a foreign or broken PDF makes of its reader becomes one DataError."""
    from pypdf.errors import DependencyError, PyPdfError

    try:
        yield
    except DependencyError as error:
        raise _encrypted(path) from error
    except (PyPdfError, *DAMAGE) as error:
        raise damaged(path, "PDF", error) from error


def _encrypted(path: Path) -> DataError:
    return DataError(f"{path} is encrypted, so it cannot be read. Save a copy of it without a password.")


def _is_filled(field: Mapping[str, Any]) -> bool:
    return str(field.get("/V", "/Off")) not in ("/Off", "", "None")


def _drawn(page: Any, seen: set[int]) -> Iterator[bytes]:
    """What a page draws, then what the drawings it calls draw that were not `seen`, in the order of their names."""
    content = page.get("/Contents")
    parts = content.get_object() if content is not None else []
    yield b"\n".join(part.get_object().get_data() for part in (parts if isinstance(parts, list) else [parts]))
    waiting = [page.get("/Resources", {})]
    while waiting:
        called = waiting.pop(0).get_object().get("/XObject", {})
        called = called.get_object() if hasattr(called, "get_object") else called
        for name in sorted(called):
            drawing = called[name].get_object()
            if drawing.get("/Subtype") == "/Form" and id(drawing) not in seen:
                seen.add(id(drawing))
                yield drawing.get_data()
                if "/Resources" in drawing:
                    waiting.append(drawing["/Resources"])
