"""Slips in a name, an address or a text, each a rule of diagnosis."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise
from types import MappingProxyType

from briefwright.rdf.turtle.fault import Fault, shown
from briefwright.rdf.turtle.problems import Problem
from briefwright.terms import PREFIXES, SCHEME

_SEQUENCE = re.compile(r"\\(?:u\w{0,4}|U\w{0,8}|.)")
_SCHEME_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TRUTH = ("true", "false")
_STRAY = MappingProxyType(
    {
        "/": "A name with a prefix has no slash: write \\/ or the whole address between < and >.",
        "^": 'The datatype follows two of them: "2024-06-27"^^xsd:date.',
        "{": "Named graphs are not used: write the statements without braces.",
        "%": "A percent sign belongs into a text, between quotation marks.",
        **dict.fromkeys("“”„‘’«»", 'Texts stand between straight quotation marks: "...".'),
    }
)


def unclosed(fault: Fault) -> Iterator[Problem]:
    """A text or address without its end."""
    if not fault.says("Line jumps", "Unexpected end of file", "IRI code point"):
        return
    # The parser names the end of the line for a short text and the start for a long one.
    started = [t for t in fault.source.tokens[: fault.index + 1] if t.start <= fault.offset]
    token = started[-1] if started else fault.token
    if token.kind == "unclosed":
        mark = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[0]
        hint = f"Put {mark} at its end."
        if len(mark) == 1:
            hint += f" A text of several lines stands between {mark * 3} and {mark * 3}."
        yield fault.problem("TTL023", token.start, "The text that begins here is not closed.", hint)
    elif token.kind == "broken" and not token.text.endswith(">"):
        yield fault.problem("TTL023", token.start, "The address that begins here is not closed.", "Put > at its end.")


def escape(fault: Fault) -> Iterator[Problem]:
    """A backslash sequence that stands for no character."""
    if fault.says("escape character", "escape sequence"):
        offset = fault.source.text.rfind("\\", 0, fault.offset + 1)
        written = _SEQUENCE.match(fault.source.text, offset)
        message = f"{written[0] if written else shown(fault.token)} stands for no character."
        hint = "For a backslash itself write \\\\; \\n is a new line, \\u00E9 a letter by its number."
        yield fault.problem("TTL028", offset, message, hint)


def prefix(fault: Fault) -> Iterator[Problem]:
    """A prefix without declaration, or an address without angle brackets."""
    if not fault.says("has not been declared"):
        return
    name = fault.token.text.partition(":")[0]
    if name in ("http", "https", "mailto", "urn"):
        message = "An address stands between < and >."
        yield fault.problem("TTL026", fault.token.start, message, "Put < before it and > behind it.")
        return
    nearest = get_close_matches(name, _declared(fault), 1)
    message = f"The prefix {name}: is not declared."
    if nearest:
        message += f" The nearest declared one is {nearest[0]}:."
    yield fault.problem("TTL025", fault.token.start, message, _declaration(name, nearest))


def _declared(fault: Fault) -> list[str]:
    found = fault.source.tokens[: fault.index]
    return sorted({b.text[:-1] for a, b in pairwise(found) if a.kind == "directive" and b.kind == "name"})


def _declaration(prefix: str, nearest: list[str]) -> str:
    if prefix in PREFIXES:
        return f"Put at the top of the file: @prefix {prefix}: <{PREFIXES[prefix]}> ."
    if nearest:
        return f"Write {nearest[0]}:, or declare {prefix}: in a line @prefix {prefix}: <...> ."
    if _SCHEME_NAME.fullmatch(prefix):
        return f"If it is a scheme, put at the top of the file: @prefix {prefix}: <{SCHEME}{prefix}/> ."
    return f"Put at the top of the file: @prefix {prefix}: <...> . with the address it stands for."


def address(fault: Fault) -> Iterator[Problem]:
    """An address with a character it cannot have, or without its beginning."""
    token = fault.token
    if token.kind == "broken":
        wrong = re.search(r"[\x00-\x20\"{}|^`\\]", token.text)
        offset = token.start + (wrong.start() if wrong else 0)
        what = "A space" if wrong and wrong[0] == " " else f"The character {wrong[0] if wrong else '<'}"
        hint = "Take it out, or write it as a percent sequence (a space is %20)."
        yield fault.problem("TTL026", offset, f"{what} cannot be part of an address.", hint)
    elif token.kind == "iri" and fault.says("No scheme"):
        message = f"{token.text} is only the end of an address; the file does not say what comes before it."
        hint = "Put a line @base <...> . at the top of the file, or write the whole address."
        yield fault.problem("TTL026", token.start, message, hint)
    elif token.kind == "iri" and not fault.says("is not a valid", "expected"):
        message = f"{token.text} is not a valid address ({fault.reported})."
        yield fault.problem("TTL026", token.start, message, "Copy the address again from its source.")
    elif fault.says("escapes in IRIs"):
        offset = max(fault.source.text.find("%", token.start), token.start)
        message = "This percent sign is not followed by two hexadecimal digits."
        yield fault.problem("TTL026", offset, message, "For a percent sign itself write %25.")


def inner_quote(fault: Fault) -> Iterator[Problem]:
    """A quotation mark that ends a text too early."""
    last, token = fault.last, fault.token
    if last.kind == "string" and last.end == token.start and token.kind in ("word", "name", "number", "unclosed"):
        mark = last.text[0]
        hint = f"Write \\{mark} for a quotation mark inside a text, or use typographic ones."
        yield fault.problem("TTL024", last.end - 1, "The text ends at this quotation mark, but goes on.", hint)


def language(fault: Fault) -> Iterator[Problem]:
    """A language tag that is none."""
    found, index = fault.source.tokens, min(fault.index, len(fault.source.tokens) - 1)
    for i in range(max(index - 1, 1), index + 1):
        tag, text = found[i], found[i - 1]
        near = tag.start - 1 <= fault.offset <= tag.end
        if tag.text[0] == "@" and tag.kind in ("language", "mark") and text.end == tag.start and near:
            end = re.compile(r"[\w@-]*").match(fault.source.text, tag.start)
            message = f"{end[0] if end else tag.text} is not a language tag."
            hint = "Write @en, @de, @zh-Hant: letters, then parts of at most eight letters or digits after hyphens."
            yield fault.problem("TTL029", tag.start, message, hint)
            return


def text_as_name(fault: Fault) -> Iterator[Problem]:
    """A text or number as subject, property or datatype."""
    if fault.token.kind in ("string", "number") and fault.says("valid subject", "valid predicate", "datatype IRI"):
        part = "a property" if fault.says("predicate") else "a datatype" if fault.says("datatype") else "a subject"
        message = f"{shown(fault.token)} is a value; here {part} belongs."
        hint = "A statement is: subject, property, value. Write a name such as <claim/...> or pol:statement here."
        yield fault.problem("TTL027", fault.token.start, message, hint)


def bare_word(fault: Fault) -> Iterator[Problem]:
    """A word without quotation marks or prefix."""
    token = fault.token
    if token.kind == "word" and token.end < len(fault.source.text):
        message = f"{token.text} stands alone: it is neither a text nor a name."
        if fault.says("RDF object"):
            lower = token.text.lower()
            hint = f'Write "{token.text}" for a text' + (f", {lower} for the value." if lower in _TRUTH else ".")
        else:
            hint = f"Write it with its prefix, for instance pol:{token.text}. The property for the class is a small a."
        yield fault.problem("TTL033", token.start, message, hint)
    elif token.text == "a":
        message = "The word a stands for the class property; here a value belongs."
        yield fault.problem("TTL033", token.start, message, "Finish the statement before it: value, then ; or .")


def stray(fault: Fault) -> Iterator[Problem]:
    """A character that has no meaning outside a text."""
    if fault.token.kind in ("mark", "open", "type") and fault.token.text not in (".", ";", ","):
        hint = _STRAY.get(fault.token.text, "Delete it, or put the text it belongs to between quotation marks.")
        yield fault.problem("TTL034", fault.token.start, f"{fault.token.text} has no meaning here.", hint)
