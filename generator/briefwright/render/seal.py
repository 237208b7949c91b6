"""The seal of a PDF: SHA-256 of what its pages draw, of what its metadata says, and of the statements it carries.

It lies with the statements in the file, is no signature and needs no key: it shows that a file was changed after it was
made, by accident or by somebody who does not mend the seal too. Who made it, the repository and the issued papers say.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET

BLANK: Mapping[str, str] = MappingProxyType({"metadata": "1" * 64, "pages": "0" * 64, "statements": "2" * 64})
"""What stands in the place of each part until it is known; of the same length, so that nothing moves."""

_FIELDS = MappingProxyType(
    {
        "title": "{http://purl.org/dc/elements/1.1/}title",
        "author": "{http://purl.org/dc/elements/1.1/}creator",
        "subject": "{http://purl.org/dc/elements/1.1/}description",
        "tool": "{http://ns.adobe.com/xap/1.0/}CreatorTool",
        "created": "{http://ns.adobe.com/xap/1.0/}CreateDate",
    }
)
_PARTS = ("{http://www.aiim.org/pdfa/ns/id/}part", "{http://www.aiim.org/pdfua/ns/id/}part")
_SEALED = re.compile(rb'("(?:metadata|pages|statements)": )"[0-9a-f]{64}"')


def of_pages(contents: Iterable[bytes]) -> str:
    """Over what the pages draw, in their order: the content of each and of the drawings it calls, decompressed."""
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content.strip()).digest())
    return digest.hexdigest()


def of_metadata(xmp: bytes) -> str:
    """Over the fields of an XMP packet that say what the paper is, and not over who last saved the file."""
    return hashlib.sha256(json.dumps(fields(xmp), sort_keys=True).encode()).hexdigest()


def of_statements(data: bytes) -> str:
    """Over the statements as they lie in the file, their seal left blank."""
    return hashlib.sha256(blanked(data)).hexdigest()


def fields(xmp: bytes) -> dict[str, str]:
    """Title, author, subject, tool, day and standards of an XMP packet; empty where it cannot be read."""
    if b"<!" in xmp:  # no packet of ours declares anything, and what is declared may be made to grow
        return {}
    try:
        root = ET.fromstring(xmp.strip(b"\x00 \r\n\t"))  # noqa: S314  see above
    except ET.ParseError:
        return {}
    said = {key: " ".join("".join(e.itertext()).strip() for e in root.iter(tag)) for key, tag in _FIELDS.items()}
    for tag in _PARTS:
        said[tag] = " ".join(
            [*(e.get(tag, "") for e in root.iter() if e.get(tag)), *(e.text or "" for e in root.iter(tag))]
        )
    return said


def blanked(data: bytes) -> bytes:
    """The statements with their seal left blank."""

    def blank(match: re.Match[bytes]) -> bytes:
        key = match[1].split(b'"')[1].decode()
        return match[1] + f'"{BLANK[key]}"'.encode()

    start = data.rfind(b'"seal": {')
    return data if start < 0 else data[:start] + _SEALED.sub(blank, data[start:])


def sealed(data: bytes, contents: Iterable[bytes], xmp: bytes) -> bytes:
    """The statements with their seal, for a PDF of these pages and metadata; as they are where they have none."""
    if b'"seal": {' not in data:
        return data
    values = {"pages": of_pages(contents), "metadata": of_metadata(xmp), "statements": of_statements(data)}
    for key, value in values.items():
        data = data.replace(BLANK[key].encode(), value.encode(), 1)
    return data
