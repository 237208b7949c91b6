"""The forms a section can take, each from the rows of its question to blocks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from briefwright import queries
from briefwright.compose.authored import paragraphs, print_paragraph
from briefwright.compose.doctype import SectionSpec
from briefwright.compose.ledger import Ledger
from briefwright.compose.likelihood import legends
from briefwright.compose.printing import Printer, capitalised, settled, unnoted
from briefwright.document import (
    Action,
    Block,
    Column,
    Entry,
    Field,
    Group,
    ListBlock,
    Notice,
    Row,
    Runs,
    Scale,
    Table,
)
from briefwright.errors import DataError
from briefwright.evidence import NEVER
from briefwright.records import code, name, pol, text
from briefwright.terms import Iri

Line = tuple[Iri, Mapping[str, Iri]]
"""The record a row is about, and the records its columns name."""


@dataclass(frozen=True, slots=True)
class Task:
    """One section to be made: whose, how, and which blocks are left out for the page budget."""

    brief: Iri
    spec: SectionSpec
    printer: Printer
    questions: Mapping[str, queries.Query]
    omit: frozenset[str]

    @property
    def ledger(self) -> Ledger:
        """The ledger of the paper."""
        return self.printer.ledger

    def id_of(self, record: Iri) -> str:
        """The name of the block for a record: the same in each layout of the paper."""
        return f"{self.spec.id}-{name(self.ledger.kb, record).replace('/', '-').replace('#', '-')}"

    def priority(self, place: int) -> int:
        """How soon the block at this place may be dropped: 0 never, later ones of a section before earlier ones."""
        return 0 if self.spec.drop == 0 or place < self.spec.keep else self.spec.drop * 1000 + place


def rows(task: Task) -> tuple[Line, ...]:
    """The rows of the section's question, each record once, none that is out of use, at most `limit`."""
    if task.spec.query not in task.questions:
        raise DataError(
            f"The section {task.spec.id} asks {task.spec.query}, and there is no such question in ontology/queries/."
        )
    question = task.questions[task.spec.query]
    wanted = {"brief": str(task.brief), **(task.spec.arguments or {})}
    unknown = (task.spec.arguments or {}).keys() - {p.name for p in question.parameters}
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
        if isinstance(focus, Iri) and code(kb, focus, pol("reviewStatus")) not in NEVER:
            lines.setdefault(focus, (focus, named))
    found = tuple(lines.values())
    return found[: task.spec.limit] if task.spec.limit else found


def kept(task: Task, lines: tuple[Line, ...]) -> Iterator[tuple[int, str, Line]]:
    """Place, block name and row of what is not left out."""
    for place, line in enumerate(lines):
        if task.id_of(line[0]) not in task.omit:
            yield place, task.id_of(line[0]), line


def prose(task: Task) -> tuple[Block, ...]:
    """The brief's own paragraphs for the section."""
    found = []
    for place, part in enumerate(paragraphs(task.ledger.kb, task.brief, task.spec.id)):
        block_id = f"{task.spec.id}-p{place + 1}"
        if block_id not in task.omit:
            block = print_paragraph(task.ledger, task.brief, part)
            found.append(replace(block, id=block_id, priority=task.priority(place)))
    return tuple(found)


def table(task: Task) -> tuple[Block, ...]:
    """A row a record, a column a slot."""
    found = [
        Row(settled(*_shown(task, named, focus)), block_id, task.priority(place))
        for place, block_id, (focus, named) in kept(task, rows(task))
    ]
    cells = [[run for row in found for run in row.cells[i]] for i in range(len(task.spec.slots))]
    columns = tuple(
        Column(_labelled(task, slot.label, tuple(column)), slot.share)
        for slot, column in zip(task.spec.slots, cells, strict=True)
    )
    return (Table(task.spec.caption, columns, tuple(found), task.spec.id + "-table"),) if found else ()


def listing(task: Task) -> tuple[Block, ...]:
    """An item a record; each a block of its own, so that one can be dropped."""
    return tuple(
        ListBlock(settled(task.printer.runs(task.spec.item, named, focus)), id=block_id, priority=task.priority(place))
        for place, block_id, (focus, named) in kept(task, rows(task))
    )


def entries(task: Task) -> tuple[Block, ...]:
    """A titled entry a record."""
    return tuple(
        Entry(*_entry(task, named, focus), id=block_id, priority=task.priority(place))
        for place, block_id, (focus, named) in kept(task, rows(task))
    )


def actions(task: Task) -> tuple[Block, ...]:
    """An entry with a box a record, under a heading a group, in the order in which the question first names each."""
    groups: dict[str, list[tuple[int, str, Line]]] = {}
    for member in kept(task, rows(task)):
        focus, named = member[2]
        groups.setdefault(task.printer.plain(task.spec.group, named, focus), []).append(member)
    found: list[Block] = []
    for group in groups.values():
        focus, named = group[0][2]
        heading = unnoted(task.printer.runs(task.spec.group, named, focus))
        blocks = tuple(_action(task, place, block_id, line) for place, block_id, line in group)
        found.append(Group(heading, blocks, f"{group[0][1]}-group"))
    return tuple(found)


def scale(task: Task) -> tuple[Block, ...]:
    """The scheme of the likelihood words with its bands and of how many records the paper prints each, if it prints
    any. Only a draft can hold words of several schemes: a legend each."""
    return tuple(
        Scale(
            f"{task.spec.caption}, scale “{scheme.label}”",
            found,
            note,
            f"{task.spec.id}-scale" + (f"-{i}" if i > 1 else ""),
        )
        for i, (scheme, found, note) in enumerate(legends(task.ledger, task.brief), 1)
    )


def edition(task: Task) -> tuple[Block, ...]:
    """What changed since the last edition; there is none before the first."""
    first = text(task.ledger.kb, task.brief, pol("edition")) == "1"
    said = (
        "This is the first edition; there is no earlier one to compare it with."
        if first
        else "What changed since the edition before is not recorded."
    )
    return (Notice(said, task.spec.id + "-notice"),)


FORMS: Mapping[str, Callable[[Task], tuple[Block, ...]]] = {
    "prose": prose,
    "table": table,
    "list": listing,
    "entries": entries,
    "actions": actions,
    "scale": scale,
    "edition": edition,
}


def _entry(task: Task, named: Mapping[str, Iri], focus: Iri) -> tuple[Runs, tuple[Field, ...], Runs]:
    title = task.printer.runs(task.spec.title, named, focus)
    lead = task.printer.runs(task.spec.lead, named, focus)
    lead, *shown = settled(lead, *_shown(task, named, focus))
    labelled = zip(task.spec.slots, shown, strict=True)
    said = tuple(Field(_labelled(task, slot.label, runs), runs) for slot, runs in labelled if runs)
    return (unnoted(title) if lead else title), said, lead


def _shown(task: Task, named: Mapping[str, Iri], focus: Iri) -> tuple[Runs, ...]:
    return tuple(capitalised(task.printer.runs(slot.show, named, focus)) for slot in task.spec.slots)


def _labelled(task: Task, label: str, runs: Runs) -> str:
    """The label of a column or field, which says so when what stands under it is judged (rule 5)."""
    judged = any(task.ledger.is_judged(run) for run in runs)
    return f"{label} (assessment)" if judged and "assessment" not in label else label


def _action(task: Task, place: int, block_id: str, line: Line) -> Action:
    focus, named = line
    title, fields, lead = _entry(task, named, focus)
    return Action(
        title,
        fields,
        lead,
        id=block_id,
        priority=task.priority(place),
        name=f"done-{block_id}",
        tooltip=task.printer.plain(task.spec.tooltip, named, focus),
    )
