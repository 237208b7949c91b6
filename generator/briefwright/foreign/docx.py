"""DOCX files of others: the XML that programs lay in them beside the text."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from briefwright.foreign import DAMAGE, damaged

_MOST_PARTS = 20
"""More custom parts than any word processor makes; what comes after them is not looked at."""


def custom_parts(path: Path, data: bytes, most_bytes: int) -> Sequence[bytes]:
    """The first custom XML parts of a document, as far as each has at most so many bytes when unpacked.

    Raises DataError for what is no ZIP archive or a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.startswith("customXml/") and name.endswith(".xml")]
            return [archive.read(n) for n in names[:_MOST_PARTS] if archive.getinfo(n).file_size <= most_bytes]
    except (zipfile.BadZipFile, NotImplementedError, *DAMAGE) as error:
        raise damaged(path, "DOCX", error) from error
