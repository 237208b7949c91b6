"""Every named question gives exactly the expected rows over the small knowledge base.

`competency/<question>.csv` holds the rows of one call, `competency/<question>.<variant>.csv` those of another. Lines
before them say how it is asked: `# arguments: name=value ...` gives the arguments, quoted where they contain blanks;
`# with: <record> <property> <value>` has the record say this too, and `# part: <record> <Turtle>` gives it a part.
"""

import csv
import re
import shlex
from pathlib import Path

import pytest

from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.workspace import find, seed
from briefwright.rdf import queries
from briefwright.rdf.tables import cell_text
from conftest import copied

HERE = Path(__file__).parent
EXPECTED = HERE / "competency"
QUESTIONS = seed() / "ontology" / "queries"
_ASKED = re.compile(r"# (arguments|with|part): (.*)")


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_kb(find(HERE / "kb"))


@pytest.fixture(scope="module")
def questions(kb: KnowledgeBase) -> dict[str, queries.Query]:
    return queries.load(QUESTIONS, kb.prefixes)


def asked(path: Path) -> list[tuple[str, str]]:
    """How the question of a file is asked, line by line."""
    lines = (_ASKED.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [(line[1], line[2]) for line in lines if line]


def expected_rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.reader(line for line in lines if not line.startswith("# ")))


def with_more(said: list[tuple[str, str]], folder: Path) -> KnowledgeBase:
    """The small knowledge base, in which some records say more."""
    copy = copied(folder)
    for kind, text in said:
        record, _, more = text.partition(" ")
        if kind == "with":
            copy.add(record, more)
        elif kind == "part":
            copy.create(record, f"{copy.path(record).read_text(encoding='utf-8')}\n{more}\n")
    return copy.kb()


def test_the_knowledge_base_can_be_read_whole(kb: KnowledgeBase) -> None:
    assert kb.problems == ()


@pytest.mark.parametrize("name", sorted(path.stem for path in QUESTIONS.glob("*.rq")))
def test_a_question_has_expected_rows(name: str) -> None:
    assert (EXPECTED / f"{name}.csv").is_file(), f"write the rows of {name} into tests/competency/{name}.csv"


@pytest.mark.parametrize("path", sorted(EXPECTED.glob("*.csv")), ids=lambda path: path.stem)
def test_the_rows_are_exactly_the_expected_ones(
    path: Path, kb: KnowledgeBase, questions: dict[str, queries.Query], tmp_path: Path
) -> None:
    said = asked(path)
    if {kind for kind, _ in said} - {"arguments"}:
        kb = with_more(said, tmp_path / "kb")
    arguments = dict(word.split("=", 1) for kind, text in said if kind == "arguments" for word in shlex.split(text))
    base, question = kb.workspace.base_iri, questions[path.stem.partition(".")[0]]
    table = queries.run(question, arguments, kb.store_for(inferred=question.inferred), base)
    found = [[cell_text(value, base) for value in row] for row in table.rows]
    assert [list(table.columns), *found] == expected_rows(path)
    assert not table.truncated


def test_an_actor_may_be_given_by_any_of_its_names(kb: KnowledgeBase, questions: dict[str, queries.Query]) -> None:
    base = kb.workspace.base_iri
    names = ("actor/national-assembly", "national-assembly", "national assembly", f"{base}actor/national-assembly")
    answers = {
        queries.run(questions["open-recommendations"], {"addressee": name}, kb.store, base).rows for name in names
    }
    assert len(answers) == 1
    assert len(answers.pop()) == 2
