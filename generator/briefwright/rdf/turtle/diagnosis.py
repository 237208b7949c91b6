"""From what the parser reports to what a person did: the cause, at the place where the mend is to be made.

The parser notices a fault at or after its place. Each rule below looks at the tokens there for one usual slip;
the first that recognises its slip speaks, and the last always does.
"""

from collections.abc import Iterable, Iterator

from briefwright.rdf.turtle import slips_in_statements as statements
from briefwright.rdf.turtle import slips_in_terms as terms
from briefwright.rdf.turtle.fault import Fault, shown
from briefwright.rdf.turtle.problems import Problem
from briefwright.rdf.turtle.source import Source

MOST = 3
"""How many problems of syntax one file gives; what follows the first few is seldom more than an echo."""

_OUT_OF_STEP = frozenset({"TTL023", "TTL024", "TTL034"})
"""After these the parser takes text for statements and statements for text."""


def diagnose(source: Source, errors: Iterable[SyntaxError]) -> tuple[Problem, ...]:
    """The causes of the parser's errors, at most `MOST`, without those that only echo an earlier one."""
    problems: list[Problem] = []
    reached = -1
    for error in errors:
        fault = Fault(source, _words(error), source.offset(error.lineno or 1, error.offset or 1))
        if reached >= 0 and not _separate(source, reached, fault):
            continue
        problem = _cause(fault)
        if not _echo(problem, problems):
            problems.append(problem)
        reached = max(reached, fault.offset)
        if len(problems) == MOST or problem.code in _OUT_OF_STEP:
            break
    return tuple(problems)


def _words(error: SyntaxError) -> str:
    return error.msg.partition(": ")[2] or error.msg


def _separate(source: Source, reached: int, fault: Fault) -> bool:
    """Whether a statement ended, and a line, between the last fault and this one."""
    ended = any(token.text == "." and reached <= token.start < fault.offset for token in source.tokens)
    return ended and source.place(reached)[0] != source.place(fault.offset)[0]


def _echo(problem: Problem, problems: list[Problem]) -> bool:
    same = any((p.code, p.message) == (problem.code, problem.message) for p in problems if p.code == "TTL025")
    return same or (problem.code == "TTL025" and any(p.code == "TTL030" for p in problems))


def _cause(fault: Fault) -> Problem:
    return next(problem for rule in _RULES for problem in rule(fault))


def _unreadable(fault: Fault) -> Iterator[Problem]:
    where = f" at {shown(fault.token)}" if fault.token.text else ""
    message = f"The file cannot be read{where} (the parser says: {fault.reported})."
    hint = "Look here and just before: each statement is subject, property, value, and ends with a dot."
    yield fault.problem("TTL099", fault.offset, message, hint)


_RULES = (
    terms.unclosed,
    statements.conflict,
    statements.directive_after_statement,
    statements.directive,
    terms.escape,
    terms.prefix,
    terms.address,
    terms.inner_quote,
    terms.language,
    statements.bracket,
    statements.wrong_mark,
    statements.value_left_out,
    statements.missing_mark,
    statements.surplus_dot,
    statements.missing_part,
    terms.text_as_name,
    terms.bare_word,
    terms.stray,
    _unreadable,
)
