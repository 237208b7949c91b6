"""The canonical text of a Turtle file: its triples written in one way, with every comment kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from briefwright.errors import DataError
from briefwright.rdf.turtle.parsing import parse
from briefwright.rdf.turtle.problems import render_problem
from briefwright.rdf.turtle.source import Source
from briefwright.rdf.turtle.spans import subjects
from briefwright.rdf.turtle.tokens import comments
from briefwright.rdf.turtle.writing import Comments, write
from briefwright.terms import Iri


def formatted(data: bytes, base: str, path: str) -> str:
    """The canonical text of a file: the same for the same triples and comments, whatever their order and layout.

    No lexical form is changed. Comments before a subject or among its statements come to stand before it; those
    before the first prefix at the top, those after the last statement at the end. Raises DataError, naming `path` and
    every fault, for a file that cannot be read."""
    parsed = parse(data, exact=True)
    if parsed.problems:
        raise DataError("\n".join(render_problem(path, problem) for problem in parsed.problems))
    return write(parsed.triples, base, comments_of(data.decode("utf-8"), base))


def comments_of(text: str, base: str) -> Comments:
    """Every comment of a text that is Turtle, and where it belongs."""
    found = list(comments(text))
    if not found:
        return Comments()
    top: list[str] = []
    before: dict[Iri, list[str]] = defaultdict(list)
    rest = iter(found)
    comment = next(rest, None)
    for subject, end in _statements(text, base):
        while comment and comment.start < end:
            (before[subject] if subject else top).append(comment.text)
            comment = next(rest, None)
    end_of_file = [comment.text, *(token.text for token in rest)] if comment else []
    return Comments(tuple(top), {iri: tuple(lines) for iri, lines in before.items()}, tuple(end_of_file))


def _statements(text: str, base: str) -> Iterator[tuple[Iri, int]]:
    """The subject of each statement, empty for a directive, and the offset where its last line ends."""
    for subject, offset in subjects(Source(text), base):
        line_end = text.find("\n", offset)
        yield subject, line_end if line_end >= 0 else len(text)


def patched(text: str, old: str, new: str) -> str:
    """`text` with the lines changed that differ from `old` to `new`, where `text` says the same as `old` in a layout of
    its own; `new` where a changed line of `old` is not in `text` as it stands."""
    lines, before, after = (part.splitlines(keepends=True) for part in (text, old, new))
    matches = SequenceMatcher(None, before, lines, autojunk=False).get_matching_blocks()
    moved = {block.a + i: block.b + i for block in matches for i in range(block.size)}
    result: list[str] = []
    at = 0
    for tag, start, end, into, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        first = _first_line(moved, start, end, len(before), len(lines))
        if first is None or first < at:
            return new
        result += [*lines[at:first], *after[into:until]]
        at = first + end - start
    return "".join((*result, *lines[at:]))


def _first_line(moved: Mapping[int, int], start: int, end: int, size: int, last: int) -> int | None:
    """Where in the text the lines from `start` to `end` of its canonical form stand together, or, where there are none,
    what is put between their neighbours belongs; None where they do not."""
    if end > start:
        found = [moved.get(i) for i in range(start, end)]
        first = found[0]
        return first if first is not None and found == list(range(first, first + end - start)) else None
    if start == size:
        return last
    return moved[start - 1] + 1 if start - 1 in moved else moved.get(start)
