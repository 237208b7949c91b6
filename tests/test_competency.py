"""Every named question gives exactly the expected rows over the small knowledge base.

`competency/<question>.csv` holds the rows of one call, `competency/<question>.<variant>.csv` those of another. A
first line `# arguments: name=value ...` gives the arguments, quoted where they contain blanks.
"""

import csv
import shlex
from pathlib import Path

import pytest

from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.workspace import find, seed
from briefwright.rdf import queries
from briefwright.rdf.tables import cell_text

HERE = Path(__file__).parent
EXPECTED = HERE / "competency"
QUESTIONS = seed() / "ontology" / "queries"
_MARK = "# arguments:"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_kb(find(HERE / "kb"))


@pytest.fixture(scope="module")
def questions(kb: KnowledgeBase) -> dict[str, queries.Query]:
    return queries.load(QUESTIONS, kb.prefixes)


def arguments_and_rows(path: Path) -> tuple[dict[str, str], list[list[str]]]:
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    if not first.startswith(_MARK):
        return {}, list(csv.reader([first, *rest.splitlines()]))
    arguments = dict(word.split("=", 1) for word in shlex.split(first.removeprefix(_MARK)))
    return arguments, list(csv.reader(rest.splitlines()))


def test_the_knowledge_base_can_be_read_whole(kb: KnowledgeBase) -> None:
    assert kb.problems == ()


@pytest.mark.parametrize("name", sorted(path.stem for path in QUESTIONS.glob("*.rq")))
def test_a_question_has_expected_rows(name: str) -> None:
    assert (EXPECTED / f"{name}.csv").is_file(), f"write the rows of {name} into tests/competency/{name}.csv"


@pytest.mark.parametrize("path", sorted(EXPECTED.glob("*.csv")), ids=lambda path: path.stem)
def test_the_rows_are_exactly_the_expected_ones(
    path: Path, kb: KnowledgeBase, questions: dict[str, queries.Query]
) -> None:
    arguments, expected = arguments_and_rows(path)
    base, question = kb.workspace.base_iri, questions[path.stem.partition(".")[0]]
    table = queries.run(question, arguments, kb.store_for(inferred=question.inferred), base)
    found = [[cell_text(value, base) for value in row] for row in table.rows]
    assert [list(table.columns), *found] == expected
    assert not table.truncated


def test_an_actor_may_be_given_by_any_of_its_names(kb: KnowledgeBase, questions: dict[str, queries.Query]) -> None:
    base = kb.workspace.base_iri
    names = ("actor/national-assembly", "national-assembly", "national assembly", f"{base}actor/national-assembly")
    answers = {
        queries.run(questions["open-recommendations"], {"addressee": name}, kb.store, base).rows for name in names
    }
    assert len(answers) == 1
    assert len(answers.pop()) == 2
