"""The page on named questions, with the answers that the tests expect of them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefwright.document import Block, Document, Group, Link, Run, Section
from briefwright.errors import DataError
from briefwright.files import read_text
from briefwright.rdf.parameters import Parameter
from briefwright.rdf.queries import Query
from briefwright.rdf.tables import widths
from briefwright.reference.facts import OntologyTerms
from briefwright.reference.page_blocks import code, group, page, paragraph, table

_ARGUMENTS = "# arguments:"
_ROWS = 8
_NARROWEST, _WIDEST = 6, 44  # letters of a column in an answer


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows a question must give over the small knowledge base of the tests, with its arguments."""

    arguments: str
    is_enlarged: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def questions_page(terms: OntologyTerms, questions: tuple[Query, ...], expected: Path | None) -> Document:
    """Every named question by group, with its SPARQL; `expected` is the folder of the expected rows."""
    columns = (("Question", 30), ("What it asks", 60), ("Competency", 10))
    rows = ((Link(q.name, href=f"#{q.name}"), q.question, str(q.competency or "")) for q in questions)
    overview = Section("overview", "All questions", (table("The named questions", columns, rows),))
    names = sorted({query.group for query in questions})
    groups = tuple(
        Section(f"group-{name}", name.capitalize(), tuple(_question(q, expected) for q in questions if q.group == name))
        for name in names
    )
    dek = (
        "`briefwright ask NAME key=value` answers one. A record is given as `class/slug`, by its slug or by its label, "
        "a date as precise as it is known. A parameter is a variable of the query that is replaced by the value given."
    )
    return page(terms, "Questions", dek, overview, *groups)


def _question(query: Query, expected: Path | None) -> Group:
    blocks: list[Block] = [paragraph(Run(query.question, style="strong")), paragraph(query.why)]
    remarks = [f"It answers competency question {query.competency}."] if query.competency else []
    remarks += ["It asks over inferred triples too."] if query.inferred else []
    if remarks:
        blocks.append(paragraph(" ".join(remarks)))
    if query.parameters:
        columns = (("Parameter", 18), ("Type", 22), ("Given", 16), ("What it is", 44))
        rows = ((f"`{p.name}`", f"`{p.type}`", _need(p), p.description) for p in query.parameters)
        blocks.append(table(f"Parameters of {query.name}", columns, rows))
    blocks.append(code(body(query.text), "SPARQL"))
    if expected:
        blocks += [
            block for path in _files(expected, query.name)[:1] for block in _answer(query.name, read_answer(path))
        ]
    return group(query.name, query.name, *blocks)


def _need(parameter: Parameter) -> str:
    return "needed" if parameter.required else f"else {parameter.default}" if parameter.default else "optional"


def body(text: str) -> str:
    """A query without the header that is told beside it."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join(lines[start:])


def _files(folder: Path, name: str) -> list[Path]:
    plain = folder / f"{name}.csv"
    return [plain] if plain.is_file() else sorted(folder.glob(f"{name}.*.csv"))


def read_answer(path: Path) -> Answer:
    """The expected rows in a file, after lines with the arguments and with what records say beside what they say.

    Raises DataError for a row that has not as many cells as there are columns."""
    lines = read_text(path).splitlines()
    heads = [line for line in lines if line.startswith("# ")]
    given = " ".join(head.removeprefix(_ARGUMENTS).strip() for head in heads if head.startswith(_ARGUMENTS))
    lines = [line for line in lines if not line.startswith("# ")]
    columns, *rows = list(csv.reader(lines)) or [[]]
    if wrong := next((row for row in rows if len(row) != len(columns)), None):
        said = f"a row has {len(wrong)} cells, the header {len(columns)}: {','.join(wrong)}"
        raise DataError(f"{path}: {said}. Write the answer as `briefwright ask --format csv` prints it.")
    is_enlarged = any(not head.startswith(_ARGUMENTS) for head in heads)
    return Answer(given, is_enlarged, tuple(columns), tuple(tuple(row) for row in rows))


def _answer(name: str, answer: Answer) -> Iterator[Block]:
    size = f"{len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}"
    shown = f", the first {_ROWS} of {size}" if len(answer.rows) > _ROWS else f", {size}"
    command = f"briefwright ask {name} {answer.arguments}".rstrip()
    enlarged = ", in which some records say more," if answer.is_enlarged else ""
    yield paragraph(f"Over the small knowledge base of the tests{enlarged} `{command}` gives:")
    columns = list(
        zip(answer.columns, widths((answer.columns, *answer.rows[:_ROWS]), _NARROWEST, _WIDEST), strict=True)
    )
    yield table(f"Answer to {name}{shown}", columns, answer.rows[:_ROWS])
