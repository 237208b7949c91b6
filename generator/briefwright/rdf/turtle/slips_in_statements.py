"""Slips in how statements are put together: dots, semicolons, brackets, directives. Each a rule of diagnosis."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise

from briefwright.rdf.turtle.fault import Fault, shown
from briefwright.rdf.turtle.problems import Problem
from briefwright.rdf.turtle.tokens import TurtleToken, level

_SURE_FORM = "The form is: @prefix pol: <https://w3id.org/briefwright/policy#> . or: @base <https://example.org/> ."
_PARTNERS = {"[": "]", "(": ")", "{": "}", "<<": ">>", "<<(": ")>>", "{|": "|}"}


def conflict(fault: Fault) -> Iterator[Problem]:
    """A line of an open merge conflict that has lost its first marker."""
    line, _ = fault.source.place(fault.token.start)
    if fault.token.text == "=" and fault.source.line(line).startswith("======="):
        hint = "Keep one of the two versions and delete the line."
        yield fault.problem("TTL007", fault.token.start, "A merge conflict was left in the file.", hint)


def directive_after_statement(fault: Fault) -> Iterator[Problem]:
    """No dot before a @prefix or @base line."""
    statement = [*fault.before, fault.token]
    for left, right in pairwise(statement):
        if right.kind == "directive" and fault.opens_line(right):
            yield _no_dot(fault, left)
            return


def directive(fault: Fault) -> Iterator[Problem]:
    """A @prefix or @base line that is misspelt, incomplete or without its dot."""
    first = fault.before[0] if fault.before else fault.token
    if first.kind == "directive":
        if fault.says("A dot is expected", "followed by a dot"):
            yield _no_dot(fault, fault.last)
        else:
            message = f"This {first.text} line is not complete or has something wrong here."
            yield fault.problem("TTL030", fault.token.start, message, _SURE_FORM)
    elif first.kind in ("language", "word"):
        meant = get_close_matches(first.text.lstrip("@").lower(), ("prefix", "base"), 1, 0.7)
        if meant:
            hint = f"Write @{meant[0]}. {_SURE_FORM}"
            yield fault.problem("TTL030", first.start, f"{first.text} is not known; @{meant[0]} was meant.", hint)


def bracket(fault: Fault) -> Iterator[Problem]:
    """A bracket that is not closed, or closes nothing."""
    waiting: list[TurtleToken] = []
    for token in fault.before:
        if level(token) > 0:
            waiting.append(token)
        elif level(token) < 0 and waiting:
            waiting.pop()
    token = fault.token
    if level(token) < 0 and not waiting:
        message, hint = f"{token.text} closes nothing.", "Delete it, or put its partner where it should begin."
        yield fault.problem("TTL031", token.start, message, hint)
    elif waiting and (token.text == "." or token.kind in ("end", "close") or fault.says("should end with")):
        opened = waiting[-1]
        hint = f"Put {_PARTNERS[opened.text]} where it ends."
        yield fault.problem("TTL031", opened.start, f"The bracket {opened.text} is not closed.", hint)


def wrong_mark(fault: Fault) -> Iterator[Problem]:
    """A `;` or `,` at the end of a line, and what follows shows that another mark was meant."""
    mark, after = _since_mark(fault)
    if mark is None or fault.token.text in (".", ";", ",", ""):
        return
    first = after[0] if after else fault.token
    if not fault.opens_line(first) or first.kind not in ("name", "iri", "word"):
        return
    terms = _terms(after)
    if _at_margin(fault, first) and (terms == 2 or (terms == 1 and fault.token.text == "a")):
        yield _instead(fault, mark, ".", "here a statement ends, for the next line begins another record")
    elif mark.text == "," and (terms == 1 or (terms == 0 and first.text == "a")):
        yield _instead(fault, mark, ";", "for a property follows, not another value")


def _instead(fault: Fault, mark: TurtleToken, meant: str, reason: str) -> Problem:
    names = {".": "a dot", ";": "a semicolon", ",": "a comma"}
    message = f"{names[mark.text].capitalize()} where {names[meant]} belongs: {reason}."
    return fault.problem("TTL022", mark.start, message, f"Write {meant} in place of {mark.text}")


def _at_margin(fault: Fault, token: TurtleToken) -> bool:
    """Whether a token begins no further right than the subject of the statement."""
    return fault.source.place(token.start)[1] <= fault.source.place(fault.before[0].start)[1]


def missing_mark(fault: Fault) -> Iterator[Problem]:
    """Two things side by side, with a dot, semicolon or comma missing between them."""
    if not _complete(fault) or fault.token.kind in ("mark", "close"):
        return
    terms = _terms(_up_to_mark(fault.source.tokens[fault.index :]))
    if terms == 1:
        message = f"After {_term_before(fault)} another value follows without a comma."
        yield fault.problem("TTL021", fault.last.end, message, f"Write {_term_before(fault)} ,")
    elif terms == 2:
        message = f"After {_term_before(fault)} a semicolon is missing; the next property follows without it."
        yield fault.problem("TTL021", fault.last.end, message, f"Write {_term_before(fault)} ;")
    else:
        yield _no_dot(fault, fault.last)


def _no_dot(fault: Fault, last: TurtleToken) -> Problem:
    message = f"After {shown(last)} the dot that ends the statement is missing."
    return fault.problem("TTL020", last.end, message, "Put a dot there.")


def _up_to_mark(found: list[TurtleToken]) -> list[TurtleToken]:
    """The tokens before the next dot, semicolon or comma; a bracket counts by its opening alone."""
    for i, token in enumerate(found):
        if level(token) > 0:
            return found[: i + 1]
        if token.kind == "mark" and token.text in ".;,":
            return found[:i]
    return found


def _term_before(fault: Fault) -> str:
    """The value before the reported place, with its language tag or datatype, as a message shows it."""
    first = len(fault.before) - 1
    if fault.before[first].kind == "language":
        first -= 1
    elif first >= 2 and fault.before[first - 1].kind == "type":
        first -= 2
    return "".join(shown(token) for token in fault.before[first:])


def value_left_out(fault: Fault) -> Iterator[Problem]:
    """A property at the end of a line, its value forgotten: the property on the next line was taken for it."""
    if not _complete(fault) or len(fault.before) < 3:
        return
    left, taken = fault.before[-2:]
    both_names = left.kind == "name" and taken.kind in ("name", "iri")
    if both_names and fault.opens_line(taken) and not fault.opens_line(fault.token):
        message = f"The property {left.text} has no value."
        yield fault.problem("TTL032", left.end, message, f"Write its value and a semicolon after {left.text}.")


def surplus_dot(fault: Fault) -> Iterator[Problem]:
    """A dot after a dot."""
    if fault.token.text == "." and not fault.before:
        hint = "Delete it. (A line PREFIX or BASE without @ ends without a dot.)"
        yield fault.problem("TTL035", fault.token.start, "There is nothing that this dot could end.", hint)


def missing_part(fault: Fault) -> Iterator[Problem]:
    """A mark, or the end of the file, where a property or value is awaited."""
    token = fault.token
    if token.text in (".", ";", ",") and token.kind == "mark":
        missing = "value" if fault.says("RDF object") else "property"
        message = f"A {missing} is missing before the {token.text}"
        yield fault.problem("TTL032", token.start, message, f"Write the {missing}, or delete what has none.")
    elif token.kind == "end":
        message = "The file ends in the middle of a statement."
        hint = "Finish the statement: subject, property, value, dot."
        yield fault.problem("TTL032", fault.last.end, message, hint)


def _complete(fault: Fault) -> bool:
    """Whether a statement could end before the reported place, and the parser missed its end."""
    mark, after = _since_mark(fault)
    needed = 3 if mark is None else 2 if mark.text == ";" else 1
    ended = fault.says("A dot is expected", "followed by a dot", "valid subject", "Unexpected end")
    return ended and _terms(after) == needed


def _since_mark(fault: Fault) -> tuple[TurtleToken | None, list[TurtleToken]]:
    """The last semicolon or comma before the reported place, and the tokens after it, brackets by their opening."""
    found = _outermost(fault.before)
    marks = [i for i, token in enumerate(found) if token.kind == "mark" and token.text in ";,"]
    return (found[marks[-1]], found[marks[-1] + 1 :]) if marks else (None, found)


def _outermost(found: list[TurtleToken]) -> list[TurtleToken]:
    depth, outer = 0, []
    for token in found:
        if depth == 0 and level(token) >= 0:
            outer.append(token)
        depth = max(depth + level(token), 0)
    return outer


def _terms(found: list[TurtleToken]) -> int:
    """How many subjects, properties and values the tokens are; language tags and datatypes belong to theirs."""
    types = sum(token.kind == "type" for token in found)
    return sum(token.kind not in ("mark", "type", "language", "close") for token in found) - types
