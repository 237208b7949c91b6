"""The page budgets hold when the knowledge base of this repository grows: each of its records twice."""

import re
import shutil
from pathlib import Path

import pytest

from briefwright.compose import Order, briefs, compose, prepare
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.workspace import find
from briefwright.papers.fitting import Presses, fit

pytestmark = pytest.mark.pages

ROOT = Path(__file__).parents[1]
WORKSPACE = ("brand.toml", "briefwright.toml", "kb", "ontology", "templates")
AGAIN = "case|claim|event|initiative|instrument|lesson|option|passage|recommendation|risk|source"
"""The classes whose records come twice; the actors, topics, objectives and laws they are about stay."""
BUDGETS = {
    "one-pager congress": 1,
    "highlights congress": 1,
    "decision-memo executive": 1,
    "in-focus congress": 2,
    "issue-brief executive": 4,
}


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The knowledge base with a second record beside each; what a brief features, it features twice."""
    root = tmp_path_factory.mktemp("doubled")
    for name in WORKSPACE:
        source = ROOT / name
        shutil.copytree(source, root / name) if source.is_dir() else shutil.copy(source, root / name)
    for path in [p for cls in AGAIN.split("|") for p in (root / "kb" / cls).glob("*.ttl")]:
        text = re.sub(rf"<((?:{AGAIN})/[^>#]+)", r"<\1-again", path.read_text(encoding="utf-8"))
        text = re.sub(r'(skos:prefLabel "[^"]+)"', r'\1, again"', text)
        path.with_stem(f"{path.stem}-again").write_text(text, encoding="utf-8")
    for path in (root / "kb" / "brief").glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        twice = re.sub(r"    pol:features[^;]+;", lambda m: re.sub(r"<([^>]+)>", r"<\1>, <\1-again>", m[0]), text)
        path.write_text(twice, encoding="utf-8")
    kb = open_kb(find(root))
    assert kb.problems == ()
    return kb


@pytest.mark.parametrize("paper", BUDGETS)
def test_a_paper_keeps_its_pages_over_a_base_of_twice_the_records(doubled: KnowledgeBase, paper: str) -> None:
    kind, _, audience = paper.partition(" ")
    presses = Presses(doubled.workspace)
    papers = briefs(doubled, kind, audience)
    assert papers
    for brief, reader in papers:
        desk = prepare(doubled, Order(brief, reader))
        made = compose(desk)
        assert any(record.endswith("-again") for record in made.used), "the added records are in the paper"
        assert fit(desk, made, presses).body_pages <= BUDGETS[paper]
