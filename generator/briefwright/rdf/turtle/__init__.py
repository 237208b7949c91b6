"""Turtle: reading files with every fault at its place, writing them in one way, plain values, and where in a text a
statement stands."""

from briefwright.rdf.turtle.formatting import comments_of, formatted, patched
from briefwright.rdf.turtle.iris import absolute
from briefwright.rdf.turtle.parsing import Parsed, parse
from briefwright.rdf.turtle.problems import Problem, render_problem
from briefwright.rdf.turtle.spans import Span, locate, spans
from briefwright.rdf.turtle.tokens import unescape
from briefwright.rdf.turtle.values import (
    exact,
    from_json_ld,
    lexical,
    literal_value,
    ntriples,
    read_foreign,
    read_graph,
    to_term,
    to_value,
)
from briefwright.rdf.turtle.writing import Comments, quoted, write

__all__ = [
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
    "ntriples",
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
