"""A paper as JSON: the Document itself, for programs that make something else of it."""

import json

from briefwright.document import Document, plain

SCHEMA_VERSION = 1


def render(document: Document, fingerprint: str) -> bytes:
    """The Document as UTF-8 JSON with sorted keys; every part names its `kind`."""
    said = {"schema_version": SCHEMA_VERSION, "fingerprint": fingerprint, "document": plain(document)}
    return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
