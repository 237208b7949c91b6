"""The forms that draw: each from the rows of its question to a figure, with a table that says the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefwright.compose.paths import Leaf, current_status
from briefwright.compose.printing import capitalised, settled
from briefwright.compose.section_spec import GraphSpec, MatrixSpec, StatusesSpec, TimelineSpec
from briefwright.compose.section_task import Line, Task, rows
from briefwright.document import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Edge,
    Graph,
    Matrix,
    Node,
    Point,
    Row,
    Run,
    Runs,
    Table,
    Timeline,
    text_of,
)
from briefwright.knowledge.ontology import Concept
from briefwright.knowledge.records import class_of, label, links, text, values
from briefwright.knowledge.vocabulary import pol
from briefwright.rdf import queries
from briefwright.terms import Iri, PartialDate

_YEARS = 5


def matrix(task: Task[MatrixSpec]) -> tuple[Block, ...]:
    """The risks of the section in the grid of their likelihood and consequence, each with a mark of its own."""
    kb, found = task.ledger.kb, rows(task)
    graded = [line for line in found if _step(task, line, pol("likelihood")) and _step(task, line, pol("consequence"))]
    marks = {line[0]: f"R{number}" for number, line in enumerate(graded, 1)}
    grid = {
        scheme: cells
        for scheme, cells in _grids(task).items()
        if any(links(kb, line[0], pol("likelihood"))[0] in {pair[0] for pair in cells} for line in graded)
    }
    made = []
    for number, (scheme, cells) in enumerate(sorted(grid.items()), 1):
        here = [line for line in graded if (_at(task, line)) in cells]
        name = task.spec.id + (f"-{number}" if len(grid) > 1 else "")
        made.append(_matrix(task, cells, {line[0]: marks[line[0]] for line in here}, here, name, scheme))
    return tuple(made)


def _matrix(
    task: Task[MatrixSpec], cells: Mapping[tuple[Iri, Iri], Concept], marks: Mapping[Iri, str], lines: list[Line],
    name: str, scheme: str,
) -> Matrix:  # fmt: skip
    concepts = task.ledger.kb.ontology.concepts
    down = sorted({concepts[pair[0]] for pair in cells}, key=lambda c: -c.rank)
    across = sorted({concepts[pair[1]] for pair in cells}, key=lambda c: c.rank)
    steps = sorted({level.rank for level in cells.values()})
    grid = tuple(
        tuple(
            Cell(
                cells[row.iri, column.iri].label,
                steps.index(cells[row.iri, column.iri].rank),
                tuple(marks[line[0]] for line in lines if _at(task, line) == (row.iri, column.iri)),
            )
            for column in across
        )
        for row in down
    )
    words = task.words
    graded = (("matrix_risk", 44), ("matrix_likelihood", 18), ("matrix_consequence", 17), ("matrix_level", 13))
    judged = ((words.say("label_of_assessment", label=words[name]), share) for name, share in graded)
    columns = (Column(words["matrix_mark"], 8), *(Column(label, share, judged=True) for label, share in judged))
    listed = tuple(Row(_graded(task, line, marks[line[0]]), f"{name}-{marks[line[0]].lower()}") for line in lines)
    said = words.say("matrix_table", caption=task.spec.caption) if task.spec.caption else words["matrix_table_alone"]
    twin = Table(said, columns, listed, f"{name}-twin")
    return Matrix(
        words.say("matrix_title", scale=scheme),
        words["matrix_likelihood"],
        words["matrix_consequence"],
        tuple(c.label for c in down),
        tuple(c.label for c in across),
        grid,
        twin,
        f"{name}-figure",
    )


def _graded(task: Task[MatrixSpec], line: Line, mark: str) -> tuple[Runs, ...]:
    risk = line[0]
    stated = (task.printer.state(risk, p) for p in (pol("likelihood"), pol("consequence"), pol("riskLevel")))
    return settled((Run(mark),), task.printer.title(risk), *(capitalised(cell) for cell in stated))


def _step(task: Task[MatrixSpec], line: Line, prop: Iri) -> bool:
    return len(links(task.ledger.kb, line[0], prop)) == 1


def _at(task: Task[MatrixSpec], line: Line) -> tuple[Iri, Iri]:
    kb = task.ledger.kb
    return links(kb, line[0], pol("likelihood"))[0], links(kb, line[0], pol("consequence"))[0]


def _grids(task: Task[MatrixSpec]) -> Mapping[str, Mapping[tuple[Iri, Iri], Concept]]:
    """The cells of each matrix by the name of its scheme of likelihood words: (likelihood, consequence) -> level."""
    kb = task.ledger.kb
    table = queries.run(task.prepared.questions["risk-matrix"], {}, kb.store_for(inferred=False), kb.workspace.base_iri)
    concepts = kb.ontology.concepts
    found: dict[str, dict[tuple[Iri, Iri], Concept]] = defaultdict(dict)
    for row in table.rows:
        cell = dict(zip(table.columns, row, strict=True))
        likelihood, consequence, level = (Iri(str(cell[key])) for key in ("likelihood", "consequence", "level"))
        scheme = likelihood.rpartition("/")[0].rpartition("/")[2]
        known = kb.ontology.likelihoods.get(scheme)
        found[known.label if known else scheme][likelihood, consequence] = concepts[level]
    return found


def timeline(task: Task[TimelineSpec]) -> tuple[Block, ...]:
    """The dated records of the section in their order in time: the first slot is the date, the second what happened."""
    dated = sorted(((_date(task, line), line) for line in rows(task)), key=lambda pair: (pair[0], pair[1][0]))
    dated = [(date, line) for date, line in dated if date]
    if not dated:
        return ()
    points, listed = [], []
    for number, (date, line) in enumerate(dated, 1):
        block_id = task.id_of(line[0])
        cells = settled(*(capitalised(task.runs(slot.show, block_id, line)) for slot in task.spec.slots))
        said = [text_of(cell) for cell in cells]
        points.append(Point(date, said[0], said[1]))
        listed.append(Row(cells, f"{task.spec.id}-row-{number}"))
    columns = tuple(Column(slot.label, slot.share) for slot in task.spec.slots)
    twin = Table(
        task.words.say("as_a_table", caption=task.spec.caption), columns, tuple(listed), f"{task.spec.id}-twin"
    )
    return (Timeline(task.spec.caption, tuple(points), twin, f"{task.spec.id}-figure"),)


def _date(task: Task[TimelineSpec], line: Line) -> str:
    kb = task.ledger.kb
    dates = (
        str(v)
        for p in (pol("date"), pol("eventDate"), pol("startDate"))
        for v in values(kb, line[0], p)
        if isinstance(v, PartialDate)
    )
    return next(dates, "")


def statuses(task: Task[StatusesSpec]) -> tuple[Block, ...]:
    """How many records stood at which status at the as-of date and at the end of each year before."""
    kb, found = task.ledger.kb, [line[0] for line in rows(task)]
    events = {iri: links(kb, iri, pol("statusEvent")) for iri in found}
    first = min((text(kb, e, pol("eventDate"))[:4] for group in events.values() for e in group), default="")
    if not first:
        return ()
    as_of = task.printer.as_of
    ends = [f"{year}-12-31" for year in range(max(int(first), int(as_of[:4]) - _YEARS + 1), int(as_of[:4]))]
    days = [*(day for day in ends if day < as_of), as_of]
    now = {day: {iri: current_status(kb, events[iri], day) for iri in found} for day in days}
    codes = sorted(
        {status for day in days for e in now[day].values() for status in links(kb, (*e, Iri(""))[0], pol("status"))},
        key=lambda status: kb.ontology.concepts[status].rank,
    )
    names = [*(task.words.say("end_of_year", year=day[:4]) for day in days[:-1]), task.words.date(as_of)]
    listed, counts = [], defaultdict(list)
    for number, status in enumerate(codes, 1):
        cells: list[Runs] = [(Run(label(kb, status)),)]
        for day in days:
            parts = tuple(e for event in now[day].values() for e in event if status in links(kb, e, pol("status")))
            counts[day].append(len(parts))
            cells.append((task.ledger.derive(str(len(parts)), task.brief, pol("status"), parts),))
        listed.append(Row(tuple(cells), f"{task.spec.id}-row-{number}"))
    share = 60 // len(days)
    columns = (Column(task.words["status"], 100 - share * len(days)), *(Column(name, share) for name in names))
    twin = Table(
        task.words.say("as_a_table", caption=task.spec.caption), columns, tuple(listed), f"{task.spec.id}-twin"
    )
    bars = tuple(Bar(name, tuple(counts[day])) for name, day in zip(names, days, strict=True))
    legend = tuple(label(kb, status) for status in codes)
    return (Bars(task.spec.caption, legend, bars, twin, f"{task.spec.id}-figure"),)


@dataclass(frozen=True, slots=True)
class _Link:
    """An arrow that a slot of the section draws: from a record along a property to another, with the slot's label."""

    tail: Iri
    label: str
    leaf: Leaf
    head: Iri


def graph(task: Task[GraphSpec]) -> tuple[Block, ...]:
    """The records of the section and what each slot leads them to, as boxes and arrows with the slot's label."""
    found = list(_links(task))
    if not found:
        return ()
    kb = task.ledger.kb
    ends = dict.fromkeys(iri for link in found for iri in (link.tail, link.head))
    nodes = tuple(Node(task.id_of(iri), label(kb, iri), kb.ontology.labels.get(class_of(kb, iri), "")) for iri in ends)
    edges = tuple(Edge(task.id_of(link.tail), task.id_of(link.head), link.label) for link in found)
    grouped: dict[tuple[Iri, str], list[Leaf]] = defaultdict(list)
    for link in found:
        grouped[link.tail, link.label].append(link.leaf)
    listed = tuple(
        Row(
            settled(task.printer.title(tail), (Run(word),), _joined([task.printer.leaf(leaf) for leaf in leaves])),
            f"{task.spec.id}-row-{number}",
        )
        for number, ((tail, word), leaves) in enumerate(grouped.items(), 1)
    )
    columns = tuple(
        Column(task.words[f"graph_{name}"], share) for name, share in (("from", 38), ("relation", 20), ("to", 42))
    )
    twin = Table(task.words.say("as_a_table", caption=task.spec.caption), columns, listed, f"{task.spec.id}-twin")
    return (Graph(task.spec.caption, nodes, edges, twin, f"{task.spec.id}-figure"),)


def _links(task: Task[GraphSpec]) -> Iterator[_Link]:
    for focus, named in rows(task):
        for slot in task.spec.slots:
            for leaf in task.printer.leaves(slot.show[0], named, focus):
                if isinstance(leaf[2], Iri) and leaf[2] in task.ledger.kb.facts:
                    yield _Link(focus, slot.label, leaf, leaf[2])


def _joined(runs: list[Run]) -> Runs:
    found: list[Run] = []
    for run in runs:
        found += [Run("; "), run] if found else [run]
    return tuple(found)
