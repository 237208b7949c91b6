"""Turtle: reading files with every fault at its place, writing them in one way, plain values, and where in a text a
statement stands."""

from briefwright.turtle.formatting import comments_of, formatted, patched
from briefwright.turtle.iris import absolute
from briefwright.turtle.parsing import Parsed, parse
from briefwright.turtle.problems import CODES, Problem, render_problem
from briefwright.turtle.spans import Span, locate, spans
from briefwright.turtle.tokens import unescape
from briefwright.turtle.values import (
    exact,
    from_json_ld,
    lexical,
    literal_value,
    read_foreign,
    read_graph,
    to_term,
    to_value,
)
from briefwright.turtle.writing import Comments, quoted, write

__all__ = [
    "CODES",
    "Comments",
    "Parsed",
    "Problem",
    "Span",
    "absolute",
    "comments_of",
    "exact",
    "formatted",
    "from_json_ld",
    "lexical",
    "literal_value",
    "locate",
    "parse",
    "patched",
    "quoted",
    "read_foreign",
    "read_graph",
    "render_problem",
    "spans",
    "to_term",
    "to_value",
    "unescape",
    "write",
]
