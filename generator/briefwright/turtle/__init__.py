"""Turtle: reading files with every fault at its place, plain values, and where in a text a statement stands."""

from briefwright.turtle.parsing import Parsed, parse
from briefwright.turtle.problems import CODES, Problem, render_problem
from briefwright.turtle.spans import Span, locate, spans
from briefwright.turtle.values import from_json_ld, read_graph, to_term, to_value
from briefwright.turtle.writing import write

__all__ = [
    "CODES",
    "Parsed",
    "Problem",
    "Span",
    "from_json_ld",
    "locate",
    "parse",
    "read_graph",
    "render_problem",
    "spans",
    "to_term",
    "to_value",
    "write",
]
