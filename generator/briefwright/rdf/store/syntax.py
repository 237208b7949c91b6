"""What is wrong with a query that the engine cannot read, in words a person can act on."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from briefwright.errors import nearest
from briefwright.rdf.store.tokens import SparqlToken, fault, tokens

_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a abs adjust as asc ask avg base bind bnode bound by ceil coalesce concat construct contains count
        datatype day desc describe distinct encode_for_uri exists false filter floor group group_concat
        haslang haslangdir having hours if in iri isblank isiri isliteral isnumeric istriple isuri lang
        langdir langmatches lateral lcase limit max md5 min minus minutes month not now object offset
        optional order predicate prefix rand reduced regex replace round sameterm sample seconds select
        separator sha1 sha256 sha384 sha512 str strafter strbefore strdt strends strlang strlangdir strlen
        strstarts struuid subject substr sum timezone triple true tz ucase undef union uri uuid values where
        year
        """,
    )
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PAIRS = {"{": "}", "(": ")", "[": "]", "<<": ">>"}
_PLACE = re.compile(r"error at (\d+):(\d+)")
_UNBOUND = "contains a variable that is unbound"


def explain(text: str, prefixes: Mapping[str, str], reported: str) -> str:
    """The faults of a query the engine refused: line, column, what to do, and the line with a caret.

    `reported` is the engine's own message. It names a place but seldom the cause, so the usual slips come
    first: a text or bracket left open, an undeclared prefix, a misspelt word."""
    found = list(tokens(text))
    slips = list(unclosed_text(found)) or [
        *_unbalanced(found),
        *undeclared_prefixes(found, prefixes),
        *_unknown_words(found),
    ]
    slips = slips or list(_no_form(found)) or [_as_reported(text, found, reported)]
    return "\n".join(fault(text, *slip) for slip in sorted(slips))


def unclosed_text(found: list[SparqlToken]) -> Iterator[tuple[int, str]]:
    """Place and message of a text without closing quotation mark."""
    for token in found:
        if token.kind == "mark" and token.text in "\"'":
            yield token.start, "this text is not closed. Put the same quotation mark at its end."
            return


def undeclared_prefixes(found: list[SparqlToken], prefixes: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Place and message of each first use of a prefix that is neither known nor declared in the query."""
    seen = {*prefixes, *declared_prefixes(found), "_"}
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in seen:
            seen.add(prefix)
            advice = nearest(prefix, prefixes, f"Known are: {', '.join(sorted(prefixes))}.")
            yield token.start, f'the prefix "{prefix}:" is not declared. {advice}'


def declared_prefixes(found: list[SparqlToken]) -> set[str]:
    """The prefixes that the query declares itself."""
    pairs = pairwise(found)
    return {name.text[:-1] for word, name in pairs if word.text.upper() == "PREFIX" and name.kind == "name"}


def _unbalanced(found: list[SparqlToken]) -> Iterator[tuple[int, str]]:
    waiting: list[SparqlToken] = []
    for token in found:
        if token.kind == "open":
            waiting.append(token)
        elif token.kind == "close" and (not waiting or _PAIRS[waiting.pop().text] != token.text):
            yield token.start, f'this "{token.text}" closes nothing. Remove it, or open its bracket.'
            return
    if waiting:
        opened = waiting[-1]
        yield (
            opened.start,
            f'this "{opened.text}" is never closed. Put a "{_PAIRS[opened.text]}" where it ends.',
        )


def _unknown_words(found: list[SparqlToken]) -> Iterator[tuple[int, str]]:
    for token in found:
        if token.kind == "word" and token.text.lower() not in _KEYWORDS:
            advice = nearest(token.text, {word.upper() for word in _KEYWORDS}, "A name needs a prefix, a variable a ?.")
            yield token.start, f'"{token.text}" is no word of SPARQL. {advice}'


def _no_form(found: list[SparqlToken]) -> Iterator[tuple[int, str]]:
    forms = [token for token in found if token.text.upper() in _FORMS]
    if not forms:
        yield found[0].start if found else 0, f"a query begins with one of {', '.join(_FORMS)}."


def _as_reported(text: str, found: list[SparqlToken], reported: str) -> tuple[int, str]:
    if _UNBOUND in reported:
        variable = "every variable in SELECT stands in GROUP BY or inside a function such as COUNT."
        return found[0].start, f"in a query that counts or groups, {variable}"
    match = _PLACE.search(reported)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    offset = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1
    token = next((token for token in found if token.end > offset), found[-1])
    # The engine names the furthest place it came to, which lies at the fault or shortly after it.
    return (
        token.start,
        'the query cannot be read here. Look at this place and before it for a missing "." or part.',
    )
