"""Files that others made: read within limits, and refused in words about the file at hand."""

from pathlib import Path

from briefwright.errors import DataError, UsageError

DAMAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What reading something that is not what it should be may raise."""
_MOST_BYTES = 100 * 2**20


def bytes_of(path: Path) -> bytes:
    """What is in a file. Raises UsageError where there is none, DataError for one that is too large to be looked at."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    if path.stat().st_size > _MOST_BYTES:
        raise DataError(
            f"{path} is larger than {_MOST_BYTES // 2**20} MiB, and is not read. Keep the part that is wanted."
        )
    return path.read_bytes()


def decoded(path: Path, data: bytes) -> str:
    """The text of a file in UTF-8. Raises DataError for one in another encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8. Save it in the encoding UTF-8.") from error


def damaged(path: Path, kind: str, error: Exception) -> DataError:
    """The refusal of a file that is not what its kind says."""
    return DataError(f"{path} is damaged and cannot be read as {kind}: {printable(str(error))}")


def printable(text: str) -> str:
    """`text` without control characters, which could play tricks on a terminal; any space is a plain one."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())
