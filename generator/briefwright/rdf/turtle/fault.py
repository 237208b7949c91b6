"""What the parser reports, with the tokens around it: what the rules of diagnosis look at."""

from dataclasses import dataclass
from functools import cached_property

from briefwright.rdf.turtle.problems import Problem
from briefwright.rdf.turtle.source import Source
from briefwright.rdf.turtle.tokens import TurtleToken


@dataclass(frozen=True)
class Fault:
    """What the parser reports: its words and the offset it names, in a text."""

    source: Source
    reported: str
    offset: int

    @cached_property
    def index(self) -> int:
        """Index of the token at the reported place: the first that ends behind it."""
        found = self.source.tokens
        return next((i for i, token in enumerate(found) if token.end > self.offset), len(found))

    @cached_property
    def token(self) -> TurtleToken:
        """The token at the reported place; at the end of the file an empty one."""
        found = self.source.tokens
        return found[self.index] if self.index < len(found) else TurtleToken("end", "", len(self.source.text))

    @cached_property
    def before(self) -> list[TurtleToken]:
        """The tokens of the same statement before the reported place."""
        found = self.source.tokens
        start = self.index
        while start and found[start - 1].text != ".":
            start -= 1
        statement = found[start : self.index]
        while statement and _needs_no_dot(statement[0]) and len(statement) >= _length(statement[0]):
            statement = statement[_length(statement[0]) :]
        return statement

    @cached_property
    def last(self) -> TurtleToken:
        """The token before the reported place; at the start of the file an empty one."""
        return self.source.tokens[self.index - 1] if self.index else TurtleToken("start", "", 0)

    def says(self, *words: str) -> bool:
        """Whether the parser's words contain one of these."""
        return any(word in self.reported for word in words)

    def opens_line(self, token: TurtleToken) -> bool:
        """Whether nothing but white space is before the token on its line."""
        line, column = self.source.place(token.start)
        return not self.source.line(line)[: column - 1].strip()

    def problem(self, code: str, offset: int, message: str, hint: str) -> Problem:
        """A problem of this text."""
        return self.source.problem(code, offset, message, hint)


def _needs_no_dot(token: TurtleToken) -> bool:
    return token.kind == "directive" and not token.text.startswith("@")


def _length(directive: TurtleToken) -> int:
    return 3 if directive.text.lstrip("@").lower() == "prefix" else 2


def shown(token: TurtleToken) -> str:
    """The token as a message shows it: on one line, shortened in the middle."""
    text = " ".join(token.text.split())
    return text if len(text) <= 40 else f"{text[:18]} ... {text[-18:]}"
