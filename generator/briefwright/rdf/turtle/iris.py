"""Resolving relative IRIs against a base, after RFC 3986 section 5.2."""

import re

from briefwright.terms import Iri

_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)


def resolve(reference: str, base: str) -> str:
    """The absolute IRI of `reference`. An absolute one, or any without a base, comes back as it stands."""
    scheme, authority, path, query, fragment = _parts(reference)
    if scheme or not base:
        return reference
    base_scheme, base_authority, base_path, base_query, _ = _parts(base)
    if authority:
        path = _without_dots(path)
    else:
        if not path:
            path, query = base_path, query or base_query
        elif path.startswith("/"):
            path = _without_dots(path)
        else:
            path = _without_dots(_merge(base_authority, base_path, path))
        authority = base_authority
    return f"{base_scheme}:{authority}{path}{query}{fragment}"


def absolute(reference: str, base: str) -> Iri:
    """The absolute IRI of `reference`, as a term."""
    return Iri(resolve(reference, base))


def _parts(iri: str) -> tuple[str, str, str, str, str]:
    match = _PARTS.fullmatch(iri)
    scheme, authority, path, query, fragment = match.groups("") if match else ("", "", iri, "", "")
    return scheme, authority, path, query, fragment


def _merge(authority: str, base_path: str, path: str) -> str:
    if authority and not base_path:
        return f"/{path}"
    return base_path[: base_path.rfind("/") + 1] + path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[max(len(kept) - 1, 1) :]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
