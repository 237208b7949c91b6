"""One section to be made: its task, and the rows of its question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from briefwright.compose.declaration import Ladder
from briefwright.compose.ledger import Ledger
from briefwright.compose.preparing import Prepared
from briefwright.compose.printing import Printer
from briefwright.compose.section_spec import AskingSpec, SectionSpec
from briefwright.document import FIRM, Give, Runs
from briefwright.errors import DataError
from briefwright.knowledge.records import link, name
from briefwright.knowledge.vocabulary import STATUS
from briefwright.rdf import queries
from briefwright.terms import Iri
from briefwright.words import Words

Line = tuple[Iri, Mapping[str, Iri]]
"""The record a row is about, and the records its columns name."""
_Spec = TypeVar("_Spec", bound=SectionSpec, covariant=True)
_Other = TypeVar("_Other", bound=SectionSpec)


@dataclass(frozen=True, slots=True)
class Task(Generic[_Spec]):
    """One section to be made: for which order, how, and at which level each block stands for the page budget.

    Level 0 is the full form, then come the shorter ones; a level past the shortest leaves the block out."""

    prepared: Prepared
    spec: _Spec
    printer: Printer
    levels: Mapping[str, int]

    @property
    def words(self) -> Words:
        """The words papers say themselves."""
        return self.ledger.kb.workspace.words

    def of(self, spec: _Other) -> "Task[_Other]":
        """The same task for a section of a certain form."""
        return Task(self.prepared, spec, self.printer, self.levels)

    @property
    def brief(self) -> Iri:
        """The brief of the paper."""
        return self.prepared.order.brief

    @property
    def ledger(self) -> Ledger:
        """The ledger of the paper."""
        return self.printer.ledger

    def id_of(self, record: Iri) -> str:
        """The name of the block for a record: the same in each layout of the paper."""
        return f"{self.spec.id}-{name(self.ledger.kb, record).replace('/', '-').replace('#', '-')}"

    def give(self, index: int) -> Give:
        """How the block at this place gives way: later ones of a section before earlier ones."""
        if not self.spec.drop:
            return FIRM
        return Give(self.spec.drop * 1000 + index, self.spec.shorter, index < self.spec.keep)

    def level(self, block_id: str) -> int:
        """At which level a block stands."""
        return self.levels.get(block_id, 0)

    def runs(self, ladder: Ladder, block_id: str, line: Line) -> Runs:
        """A ladder printed for a row, in the form of the block's level or the shortest there is."""
        focus, named = line
        return self.printer.runs(ladder[min(self.level(block_id), len(ladder) - 1)], named, focus) if ladder else ()


def rows(task: Task[AskingSpec]) -> tuple[Line, ...]:
    """The rows of the section's question, each record once, none that is out of use, at most `limit`."""
    if task.spec.query not in task.prepared.questions:
        raise DataError(
            f"The section {task.spec.id} asks {task.spec.query}, and there is no such question in ontology/queries/."
        )
    question = task.prepared.questions[task.spec.query]
    wanted = {"brief": str(task.brief), **task.spec.arguments}
    unknown = task.spec.arguments.keys() - {p.name for p in question.parameters}
    if unknown:
        raise DataError(
            f"The section {task.spec.id} gives {task.spec.query} {', '.join(sorted(unknown))}, and the question takes "
            f"{', '.join(p.name for p in question.parameters)}."
        )
    given = {p.name: wanted[p.name] for p in question.parameters if p.name in wanted}
    kb = task.ledger.kb
    table = queries.run(question, given, kb.store_for(inferred=question.inferred), kb.workspace.base_iri)
    lines: dict[Iri, Line] = {}
    for row in table.rows:
        named = {c: v for c, v in zip(table.columns, row, strict=True) if isinstance(v, Iri)}
        focus = row[0]
        if isinstance(focus, Iri) and link(kb, focus, STATUS) not in kb.ontology.void:
            lines.setdefault(focus, (focus, named))
    found = tuple(lines.values())
    return found[: task.spec.limit] if task.spec.limit else found


def kept(task: Task[SectionSpec], lines: tuple[Line, ...]) -> Iterator[tuple[int, str, Line]]:
    """Place, block name and row of what is not left out."""
    for index, line in enumerate(lines):
        block_id = task.id_of(line[0])
        if task.level(block_id) <= task.spec.shorter:
            yield index, block_id, line
