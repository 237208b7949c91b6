"""The forms a section can take, each from the rows of its question to blocks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from briefwright.compose import edition, figures
from briefwright.compose.authored import paragraphs, print_paragraph
from briefwright.compose.document_type import Slot
from briefwright.compose.likelihood import legends
from briefwright.compose.printing import capitalised, settled, unnoted
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

_SIDE = 14
"""The width of the first column of a comparison, in percent."""


def prose(task: Task) -> tuple[Block, ...]:
    """The brief's own paragraphs for the section."""
    found = []
    for index, part in enumerate(paragraphs(task.ledger.kb, task.brief, task.spec.id)):
        block_id = f"{task.spec.id}-p{index + 1}"
        if not task.level(block_id):
            block = print_paragraph(task.ledger, task.brief, part)
            found.append(replace(block, id=block_id, give=task.give(index)))
    return tuple(found)


def table(task: Task) -> tuple[Block, ...]:
    """A row a record, a column a slot."""
    found = [
        Row(settled(*_shown(task, block_id, line)), block_id, task.give(index))
        for index, block_id, line in kept(task, rows(task))
    ]
    columns = tuple(
        _column(task, slot, [row.cells[index] for row in found if row.cells[index]])
        for index, slot in enumerate(task.spec.slots)
    )
    return (Table(task.spec.caption, columns, tuple(found), task.spec.id + "-table"),) if found else ()


def listing(task: Task) -> tuple[Block, ...]:
    """An item a record; each a block of its own, so that one can be dropped."""
    return tuple(
        ListBlock(settled(task.runs(task.spec.item, block_id, line)), id=block_id, give=task.give(index))
        for index, block_id, line in kept(task, rows(task))
    )


def entries(task: Task) -> tuple[Block, ...]:
    """A titled entry a record."""
    return tuple(_plain_entry(task, index, block_id, line) for index, block_id, line in kept(task, rows(task)))


def actions(task: Task) -> tuple[Block, ...]:
    """An entry with a box a record, under a heading a group, in the order in which the question first names each."""
    return _in_groups(task, _action)


def grouped(task: Task) -> tuple[Block, ...]:
    """A titled entry a record, under a heading a group, in the order in which the question first names each."""
    return _in_groups(task, _plain_entry)


def _in_groups(task: Task, make: Callable[[Task, int, str, Line], Entry]) -> tuple[Block, ...]:
    groups: dict[str, list[tuple[int, str, Line]]] = {}
    for member in kept(task, rows(task)):
        focus, named = member[2]
        groups.setdefault(task.printer.plain(task.spec.group, named, focus), []).append(member)
    found: list[Block] = []
    for group in groups.values():
        focus, named = group[0][2]
        heading = unnoted(task.printer.runs(task.spec.group, named, focus))
        blocks = tuple(make(task, index, block_id, line) for index, block_id, line in group)
        found.append(Group(heading, blocks, f"{group[0][1]}-group"))
    return tuple(found)


def words(task: Task) -> tuple[Block, ...]:
    """The section's `caption` alone: words of the template."""
    return (Notice(task.spec.caption, f"{task.spec.id}-words"),)


def house(task: Task) -> tuple[Block, ...]:
    """What `brand.toml` says of the institution: who it is, who pays for it, or how to reach it."""
    brand = task.ledger.kb.workspace.brand
    said = {"about": brand.about, "funding": brand.funding, "contact": brand.contact}[task.spec.show]
    runs: list[Run] = [Run(said)] if said else []
    if task.spec.show == "contact" and said:
        address = brand.papers.replace("{number}", text(task.ledger.kb, task.brief, pol("productNumber")))
        runs = [Run(f"{brand.name}, "), Link(said, href=said) if said.startswith("http") else Run(said)]
        runs += [Run(". This paper: "), Link(address, href=address)] if address else []
    return (Paragraph(tuple(runs), id=f"{task.spec.id}-p1"),) if runs else ()


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


def fields(task: Task) -> tuple[Block, ...]:
    """Labelled fields of the brief itself, such as for whom and from whom a memo is."""
    *_, said = _entry(task, task.spec.id, (task.brief, {}))
    return (Entry((), (), said, id=f"{task.spec.id}-fields"),) if said else ()


def comparison(task: Task) -> tuple[Block, ...]:
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


def _named(task: Task, names: list[str]) -> Iterator[tuple[Slot, str]]:
    return zip(task.spec.slots, names, strict=True)


def _compared(task: Task, index: int, slot: Slot, name: str, cells: tuple[Runs, ...]) -> Row:
    label = _labelled(task, slot.label, tuple(run for cell in cells for run in cell))
    none = (Run("None recorded", style="quiet"),)
    give = replace(task.give(index), shorter=len(slot.show) - 1) if task.spec.drop else FIRM
    return Row(((Run(label),), *(cell or none for cell in cells)), name, give)


def choice(task: Task) -> tuple[Block, ...]:
    """The brief's paragraphs for the section, and boxes of which the reader ticks one."""
    legend = task.spec.caption or task.spec.heading
    return (*prose(task), Choice(f"choice-{task.spec.id}", legend, task.spec.choices, f"{task.spec.id}-choice"))


FORMS: Mapping[str, Callable[[Task], tuple[Block, ...]]] = {
    "prose": prose,
    "choice": choice,
    "fields": fields,
    "table": table,
    "comparison": comparison,
    "list": listing,
    "entries": entries,
    "actions": actions,
    "grouped": grouped,
    "house": house,
    "words": words,
    "matrix": figures.matrix,
    "timeline": figures.timeline,
    "statuses": figures.statuses,
    "graph": figures.graph,
    "scale": scale,
    "sourcing": sourcing,
    "edition": edition.edition,
    "corrections": edition.corrections,
}


def _entry(task: Task, block_id: str, line: Line) -> tuple[Runs, Runs, tuple[Field, ...]]:
    title = task.runs(task.spec.title, block_id, line)
    lead, *shown = settled(task.runs(task.spec.lead, block_id, line), *_shown(task, block_id, line))
    labelled = zip(task.spec.slots, shown, strict=True)
    said = tuple(Field(_labelled(task, slot.label, runs), runs) for slot, runs in labelled if runs)
    return (unnoted(title) if lead else title), lead, said


def _shown(task: Task, block_id: str, line: Line) -> tuple[Runs, ...]:
    return tuple(capitalised(task.runs(slot.show, block_id, line)) for slot in task.spec.slots)


def _column(task: Task, slot: Slot, cells: list[Runs]) -> Column:
    """A column whose heading says "assessment" if each cell holds one; else the cells that do say so themselves."""
    judged = bool(cells) and all(any(task.ledger.is_judged(run) for run in cell) for cell in cells)
    said = f"{slot.label} (assessment)" if judged and "assessment" not in slot.label else slot.label
    return Column(said, slot.share, judged=judged or "assessment" in slot.label)


def _labelled(task: Task, label: str, runs: Runs) -> str:
    """The label of a column or field, which says so when what stands under it is judged (rule 5)."""
    judged = any(task.ledger.is_judged(run) for run in runs)
    return f"{label} (assessment)" if judged and "assessment" not in label else label


def _plain_entry(task: Task, index: int, block_id: str, line: Line) -> Entry:
    return Entry(*_entry(task, block_id, line), id=block_id, give=task.give(index))


def _action(task: Task, index: int, block_id: str, line: Line) -> Action:
    focus, named = line
    return Action(
        *_entry(task, block_id, line),
        id=block_id,
        give=task.give(index),
        name=f"done-{block_id}",
        tooltip=task.printer.plain(task.spec.tooltip, named, focus),
    )
