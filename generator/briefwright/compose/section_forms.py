"""The forms a section can take, each from the rows of its question to blocks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar, assert_never

from briefwright.compose import edition, figures
from briefwright.compose.authored import paragraphs, print_paragraph
from briefwright.compose.likelihood import legends
from briefwright.compose.pattern import Pattern
from briefwright.compose.printing import capitalised, settled, unnoted, worded
from briefwright.compose.section_spec import (
    ActionsSpec,
    ChoiceSpec,
    ComparisonSpec,
    CorrectionsSpec,
    EditionSpec,
    EntriesSpec,
    EntrySpec,
    FieldsSpec,
    Form,
    GraphSpec,
    GroupedSpec,
    HouseSpec,
    ListSpec,
    MatrixSpec,
    ProseSpec,
    ScaleSpec,
    SectionSpec,
    Slot,
    SourcingSpec,
    StatusesSpec,
    TableSpec,
    TimelineSpec,
    WordsSpec,
)
from briefwright.compose.section_task import Line, Task, kept, rows
from briefwright.compose.sourcing import sourcing
from briefwright.document import (
    FIRM,
    Action,
    Block,
    Choice,
    Column,
    Entry,
    Field,
    Group,
    Link,
    ListBlock,
    Notice,
    Paragraph,
    Row,
    Run,
    Runs,
    Scale,
    Table,
    text_of,
)
from briefwright.knowledge.records import text
from briefwright.knowledge.vocabulary import pol

_Entries = TypeVar("_Entries", bound=EntrySpec)
_SIDE = 14
"""The width of the first column of a comparison, in percent."""


def prose(task: Task[SectionSpec]) -> tuple[Block, ...]:
    """The brief's own paragraphs for the section."""
    found = []
    for index, part in enumerate(paragraphs(task.ledger.kb, task.brief, task.spec.id)):
        block_id = f"{task.spec.id}-p{index + 1}"
        if not task.level(block_id):
            block = print_paragraph(task.ledger, task.brief, part)
            found.append(replace(block, id=block_id, give=task.give(index)))
    return tuple(found)


def table(task: Task[TableSpec]) -> tuple[Block, ...]:
    """A row a record, a column a slot."""
    found = [
        Row(settled(*_shown(task, task.spec.slots, block_id, line)), block_id, task.give(index))
        for index, block_id, line in kept(task, rows(task))
    ]
    columns = tuple(
        _column(task, slot, [row.cells[index] for row in found if row.cells[index]])
        for index, slot in enumerate(task.spec.slots)
    )
    return (Table(task.spec.caption, columns, tuple(found), task.spec.id + "-table"),) if found else ()


def listing(task: Task[ListSpec]) -> tuple[Block, ...]:
    """An item a record; each a block of its own, so that one can be dropped."""
    return tuple(
        ListBlock(settled(task.runs(task.spec.item, block_id, line)), id=block_id, give=task.give(index))
        for index, block_id, line in kept(task, rows(task))
    )


def entries(task: Task[EntriesSpec]) -> tuple[Block, ...]:
    """A titled entry a record."""
    return tuple(_plain_entry(task, index, block_id, line) for index, block_id, line in kept(task, rows(task)))


def actions(task: Task[ActionsSpec]) -> tuple[Block, ...]:
    """An entry with a box a record, under a heading a group, in the order in which the question first names each."""
    return _in_groups(task, task.spec.group, _action)


def grouped(task: Task[GroupedSpec]) -> tuple[Block, ...]:
    """A titled entry a record, under a heading a group, in the order in which the question first names each."""
    return _in_groups(task, task.spec.group, _plain_entry)


def _in_groups(
    task: Task[_Entries], group_by: Pattern, make: Callable[[Task[_Entries], int, str, Line], Entry]
) -> tuple[Block, ...]:
    groups: dict[str, list[tuple[int, str, Line]]] = {}
    for member in kept(task, rows(task)):
        focus, named = member[2]
        groups.setdefault(task.printer.plain(group_by, named, focus), []).append(member)
    found: list[Block] = []
    for group in groups.values():
        focus, named = group[0][2]
        heading = unnoted(task.printer.runs(group_by, named, focus))
        blocks = tuple(make(task, index, block_id, line) for index, block_id, line in group)
        found.append(Group(heading, blocks, f"{group[0][1]}-group"))
    return tuple(found)


def words(task: Task[WordsSpec]) -> tuple[Block, ...]:
    """The section's `caption` alone: words of the template."""
    return (Notice(task.spec.caption, f"{task.spec.id}-words"),)


def house(task: Task[HouseSpec]) -> tuple[Block, ...]:
    """What `brand.toml` says of the institution: who it is, who pays for it, or how to reach it."""
    brand = task.ledger.kb.workspace.brand
    said = {"about": brand.about, "funding": brand.funding, "contact": brand.contact}[task.spec.show]
    runs: list[Run] = [Run(said)] if said else []
    if task.spec.show == "contact" and said:
        address = brand.papers.replace("{number}", text(task.ledger.kb, task.brief, pol("productNumber")))
        contact = Link(said, href=said) if said.startswith("http") else Run(said)
        runs = list(worded(task.words["contact_led"], institution=brand.name, contact=contact))
        runs += worded(task.words["address_led"], address=Link(address, href=address)) if address else ()
    return (Paragraph(tuple(runs), id=f"{task.spec.id}-p1"),) if runs else ()


def scale(task: Task[ScaleSpec]) -> tuple[Block, ...]:
    """The scheme of the likelihood words with its bands and of how many records the paper prints each, if it prints
    any. Only a draft can hold words of several schemes: a legend each."""
    return tuple(
        Scale(
            task.words.say("scale_title", caption=task.spec.caption, scale=scheme.label),
            found,
            note,
            f"{task.spec.id}-scale" + (f"-{i}" if i > 1 else ""),
        )
        for i, (scheme, found, note) in enumerate(legends(task.ledger, task.brief), 1)
    )


def fields(task: Task[FieldsSpec]) -> tuple[Block, ...]:
    """Labelled fields of the brief itself, such as for whom and from whom a memo is."""
    said = _fields(task, task.spec.slots, settled(*_shown(task, task.spec.slots, task.spec.id, (task.brief, {}))))
    return (Entry((), (), said, id=f"{task.spec.id}-fields"),) if said else ()


def comparison(task: Task[ComparisonSpec]) -> tuple[Block, ...]:
    """A column a record, a row a slot: what is to be weighed stands side by side. The rows give way, the last first."""
    lines = rows(task)
    if not lines:
        return ()
    names = [f"{task.spec.id}-row-{number}" for number in range(1, 1 + len(task.spec.slots))]
    heads = [task.runs(task.spec.title, task.spec.id, line) for line in lines]
    shown = [
        settled(head, *(capitalised(task.runs(slot.show, name, line)) for slot, name in _named(task, names)))
        for head, line in zip(heads, lines, strict=True)
    ]
    share = (100 - _SIDE) // len(lines)
    columns = tuple(Column(text_of(cells[0]), share, unnoted(cells[0]), judged=True) for cells in shown)
    listed = tuple(
        _compared(task, index, slot, name, tuple(cells[index + 1] for cells in shown))
        for index, (slot, name) in enumerate(_named(task, names))
        if task.level(name) < len(slot.show) or not task.spec.drop
    )
    table = Table(task.spec.caption, (Column(task.spec.side, 100 - share * len(lines)), *columns), listed)
    return (replace(table, id=f"{task.spec.id}-table"),)


def _named(task: Task[ComparisonSpec], names: list[str]) -> Iterator[tuple[Slot, str]]:
    return zip(task.spec.slots, names, strict=True)


def _compared(task: Task[ComparisonSpec], index: int, slot: Slot, name: str, cells: tuple[Runs, ...]) -> Row:
    label = _labelled(task, slot.label, tuple(run for cell in cells for run in cell))
    none = (Run(task.words["none_in_cell"], style="quiet"),)
    give = replace(task.give(index), shorter=len(slot.show) - 1) if task.spec.drop else FIRM
    return Row(((Run(label),), *(cell or none for cell in cells)), name, give)


def choice(task: Task[ChoiceSpec]) -> tuple[Block, ...]:
    """The brief's paragraphs for the section, and boxes of which the reader ticks one."""
    legend = task.spec.caption or task.spec.heading
    return (*prose(task), Choice(f"choice-{task.spec.id}", legend, task.spec.choices, f"{task.spec.id}-choice"))


def blocks(task: Task[Form]) -> tuple[Block, ...]:  # noqa: C901  an arm a form, so that mypy names the forgotten one
    """The section in its form."""
    match task.spec:
        case ProseSpec() as spec:
            return prose(task.of(spec))
        case ChoiceSpec() as spec:
            return choice(task.of(spec))
        case FieldsSpec() as spec:
            return fields(task.of(spec))
        case TableSpec() as spec:
            return table(task.of(spec))
        case ComparisonSpec() as spec:
            return comparison(task.of(spec))
        case ListSpec() as spec:
            return listing(task.of(spec))
        case EntriesSpec() as spec:
            return entries(task.of(spec))
        case ActionsSpec() as spec:
            return actions(task.of(spec))
        case GroupedSpec() as spec:
            return grouped(task.of(spec))
        case HouseSpec() as spec:
            return house(task.of(spec))
        case WordsSpec() as spec:
            return words(task.of(spec))
        case MatrixSpec() as spec:
            return figures.matrix(task.of(spec))
        case TimelineSpec() as spec:
            return figures.timeline(task.of(spec))
        case StatusesSpec() as spec:
            return figures.statuses(task.of(spec))
        case GraphSpec() as spec:
            return figures.graph(task.of(spec))
        case ScaleSpec() as spec:
            return scale(task.of(spec))
        case SourcingSpec() as spec:
            return sourcing(task.of(spec))
        case EditionSpec() as spec:
            return edition.edition(task.of(spec))
        case CorrectionsSpec() as spec:
            return edition.corrections(task.of(spec))
        case _:
            assert_never(task.spec)


def _entry(task: Task[EntrySpec], block_id: str, line: Line) -> tuple[Runs, Runs, tuple[Field, ...]]:
    title = task.runs(task.spec.title, block_id, line)
    shown = _shown(task, task.spec.slots, block_id, line)
    lead, *cells = settled(task.runs(task.spec.lead, block_id, line), *shown)
    return (unnoted(title) if lead else title), lead, _fields(task, task.spec.slots, cells)


def _fields(task: Task[SectionSpec], slots: Iterable[Slot], shown: Iterable[Runs]) -> tuple[Field, ...]:
    return tuple(
        Field(_labelled(task, slot.label, runs), runs) for slot, runs in zip(slots, shown, strict=True) if runs
    )


def _shown(task: Task[SectionSpec], slots: Iterable[Slot], block_id: str, line: Line) -> tuple[Runs, ...]:
    return tuple(capitalised(task.runs(slot.show, block_id, line)) for slot in slots)


def _column(task: Task[SectionSpec], slot: Slot, cells: list[Runs]) -> Column:
    """A column whose heading says "assessment" if each cell holds one; else the cells that do say so themselves."""
    judged = bool(cells) and all(any(task.ledger.is_judged(run) for run in cell) for cell in cells)
    return Column(_label(task, slot.label, judged=judged), slot.share, judged=judged or _says_so(task, slot.label))


def _labelled(task: Task[SectionSpec], label: str, runs: Runs) -> str:
    """The label of a column or field, which says so when what stands under it is judged (rule 5)."""
    judged = any(task.ledger.is_judged(run) for run in runs)
    return _label(task, label, judged=judged)


def _label(task: Task[SectionSpec], label: str, *, judged: bool) -> str:
    return task.words.say("label_of_assessment", label=label) if judged and not _says_so(task, label) else label


def _says_so(task: Task[SectionSpec], label: str) -> bool:
    """Whether a label says that what it heads is judged."""
    return task.words["assessment"].lower() in label


def _plain_entry(task: Task[EntrySpec], index: int, block_id: str, line: Line) -> Entry:
    return Entry(*_entry(task, block_id, line), id=block_id, give=task.give(index))


def _action(task: Task[ActionsSpec], index: int, block_id: str, line: Line) -> Action:
    focus, named = line
    return Action(
        *_entry(task, block_id, line),
        id=block_id,
        give=task.give(index),
        name=f"done-{block_id}",
        tooltip=task.printer.plain(task.spec.tooltip, named, focus),
    )
