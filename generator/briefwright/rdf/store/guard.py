"""SPARQL from outside: what may not be asked is refused, the rest is answered under limits.

A query is read twice. Before the engine sees it, its length, its depth and a few words are looked at: deep
nesting ends the engine's process, and SERVICE would open a connection. Then a child process answers it, which
can open neither files nor connections (`briefwright.worker`).
"""

from collections.abc import Iterator, Mapping
from functools import partial

from briefwright.errors import UsageError
from briefwright.rdf.store.answers import Answer, Solutions, Store
from briefwright.rdf.store.syntax import unclosed_text, undeclared_prefixes
from briefwright.rdf.store.tokens import SparqlToken, fault, selected, tokens
from briefwright.worker import Limits, run
from briefwright.worker import stream as run_stream

MAX_BYTES = 8 * 1024
MAX_DEPTH = 64

_ROW_MARKS: Mapping[str, bytes] = {
    "sparql-json": b"},{",
    "sparql-xml": b"<result>",
    "sparql-csv": b"\n",
    "sparql-tsv": b"\n",
}
"""What stands in an answer at least once between one row and the next."""
_ONE_GRAPH = "{0} is not allowed: all asserted triples are in one graph, so leave {0} out."
_READ_ONLY = "{0} changes data, and a query only reads. Change the record's file instead."
_REFUSED: Mapping[str, str] = {
    "SERVICE": "{0} asks another server, and queries never use the network. Ask that server itself.",
    "GRAPH": _ONE_GRAPH,
    "FROM": _ONE_GRAPH,
    **dict.fromkeys(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"), _READ_ONLY),
}


def query(store: Store, text: str, *, inferred: bool = False, limits: Limits | None = None) -> Answer:
    """Answer a query of unknown origin in a child process. Needs a POSIX system.

    Raises UsageError, with line and column, for what is refused or is not SPARQL, and ResourceError when a
    limit is reached. An answer with more rows than the limit is cut and says so (`truncated`)."""
    limits = limits or Limits()
    check(text, store.prefixes)
    return run(partial(store.query, text, inferred=inferred, max_rows=limits.rows), limits)


def stream(
    store: Store, text: str, form: str, *, inferred: bool = False, limits: Limits | None = None
) -> Iterator[bytes | None]:
    """As `query`, in one of RESULT_FORMS, piece by piece as the engine comes to it; the last piece is None where there
    are more rows than the limit. An error after the first piece ends it."""
    limits = limits or Limits()
    check(text, store.prefixes)
    bound = _ROW_MARKS[form]
    seen = 0
    for piece in run_stream(partial(store.write, capped(text, limits.rows), form, inferred=inferred), limits):
        seen += piece.count(bound)
        yield piece
    # A text in the answer may look like the end of a row, so the engine has the last word.
    if seen >= limits.rows - 1:
        rest = run(partial(store.query, capped(text, 1, limits.rows), inferred=inferred, max_rows=1), limits)
        if isinstance(rest, Solutions) and rest.rows:
            yield None


def capped(text: str, rows: int, skip: int = 0) -> str:
    """A query whose answer has at most `rows` rows, those after the first `skip`; other forms than SELECT stay.

    Of a query with a LIMIT or OFFSET of its own it counts the rows that these leave. That the order of an inner query
    is that of the outer one is the engine's way, and not said by the standard."""
    found = list(tokens(text))
    first = next((token for token in found if token.text.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), None)
    if first is None or not first.says("SELECT"):
        return text
    more = f"LIMIT {rows}" + (f" OFFSET {skip}" if skip else "")
    columns = " ".join(f"?{column}" for column in selected(found)) or "*"
    return f"{text[: first.start]}SELECT {columns} WHERE {{ {{ {text[first.start :]}\n}} }} {more}"


def check(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise UsageError if a query is too long, too deep, or holds what is refused. Does not parse it."""
    size = len(text.encode(errors="replace"))
    if size > MAX_BYTES:
        raise UsageError(f"The query has {size:,} bytes, the limit is {MAX_BYTES:,}. Ask in several queries.")
    found = list(tokens(text))
    faults = [*unclosed_text(found), *_too_deep(found), *refusals(found, prefixes), *_unclear(found)]
    faults = faults or list(undeclared_prefixes(found, prefixes))
    if faults:
        raise UsageError("\n".join(fault(text, *found_at) for found_at in sorted(faults)))


def refusals(found: list[SparqlToken], prefixes: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Place and message of each use of SERVICE, GRAPH, FROM or an update.

    The engine wants no space around a keyword (`trueSERVICEex:a` asks the network), so each is looked for
    inside words, in prefixes that are not among the known ones, and after the dots of a name."""
    for token in found:
        if token.kind not in {"word", "name"}:
            continue
        prefix, _, local = token.text.upper().partition(":")
        known = token.kind == "name" and token.text.partition(":")[0] in prefixes
        segments = local.split(".")[1:]
        for word, message in _REFUSED.items():
            if (not known and word in prefix) or any(segment.startswith(word) for segment in segments):
                yield token.start, message.format(word)
                break


def _too_deep(found: list[SparqlToken]) -> Iterator[tuple[int, str]]:
    depth = 0
    for token in found:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth > MAX_DEPTH:
            yield token.start, f"brackets are nested deeper than {MAX_DEPTH} here. Ask in several queries."
            return


def _unclear(found: list[SparqlToken]) -> Iterator[tuple[int, str]]:
    """What the engine may read in another way than `tokens` does.

    After a value it takes `<` for "less than", and what follows for code: `?a<?b)SERVICE?u#>` hides a keyword
    between angle brackets, but only with a parenthesis. It also decodes escapes in places of its own."""
    for token in found:
        if token.kind == "iri" and ("(" in token.text or ")" in token.text):
            yield token.start, 'put spaces around "<", or write the parentheses of this IRI as %28 and %29.'
        elif token.kind == "mark" and token.text == "\\":
            yield token.start, "a backslash can only stand in a text. Write the character itself."
