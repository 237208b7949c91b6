"""Briefwright in Python: what a notebook or a script does with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import briefwright
from briefwright import Knowledge, Rows
from briefwright.errors import DataError, RefusedError, ResourceError, UsageError
from briefwright.rdf.store import GraphAnswer
from briefwright.terms import Iri
from conftest import KB, Built, Copy

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def meals() -> Knowledge:
    return briefwright.open(KB)


def test_a_question_gives_rows_by_column(meals: Knowledge) -> None:
    rows = meals.ask("top-risks", topic="School meals")
    assert len(rows) == len(list(rows)) > 1
    assert rows[0]["risk"] == Iri("https://example.org/meals/risk/grant-ends-early")
    assert str(rows[0]["label"]) == "Grant ends before towns can pay"
    assert not rows.truncated
    assert rows.text("csv").startswith("risk,label,")
    assert "<td>risk/grant-ends-early</td>" in rows._repr_html_()
    assert "top-risks" in meals.questions()


def test_a_query_gives_rows_truth_or_a_graph(meals: Knowledge) -> None:
    rows = meals.query("SELECT ?c { ?c a pol:Claim } ORDER BY ?c", rows=3)
    assert isinstance(rows, Rows)
    assert (len(rows), rows.truncated, rows.columns) == (3, True, ("c",))
    assert meals.query("ASK { ?c a pol:Claim }") is True
    assert isinstance(meals.query("CONSTRUCT WHERE { ?c a pol:Risk }"), GraphAnswer)
    with pytest.raises(ResourceError, match="stopped after"):
        meals.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", seconds=0.3)


def test_the_knowledge_is_a_graph_for_other_tools(meals: Knowledge) -> None:
    """Literals as they stand in the files, prefixes bound, and nothing of it leads back into the base."""
    graph = meals.graph()
    assert len(graph) == len(set(meals.kb.asserted.splitlines()))
    found = {str(row[0]) for row in graph.query("SELECT ?v { ?c pol:value ?v }")}
    assert "3.40" in found
    assert "pol:Claim" in graph.serialize(format="turtle")
    graph.remove((None, None, None))
    assert len(meals.graph()) > 0


def test_rows_become_a_data_frame_where_pandas_is(meals: Knowledge) -> None:
    rows = meals.ask("sources")
    try:
        import pandas as pd  # noqa: F401
    except ImportError:
        with pytest.raises(ResourceError, match="pandas is not installed"):
            rows.to_pandas()
    else:
        frame = rows.to_pandas()
        assert list(frame.columns) == list(rows.columns)
        assert len(frame) == len(rows)


def test_records_are_found_shown_and_followed(workspace_copy: Copy) -> None:
    kb = briefwright.open(workspace_copy.root)
    assert kb.search("secure grant").hits[0].record.endswith("recommendation/secure-kitchen-grant")
    assert kb.show("uptake-with-kitchen").kind == "claim"
    (chain,) = kb.path("lesson/plan-for-the-end-of-the-grant", "recommendation/secure-kitchen-grant")
    assert "bears on" in kb.words(chain[0])
    assert kb.impact("source/university-2025-uptake-study").losses
    assert kb.why("claim/act-will-stay-unpaid").roots
    assert kb.gaps("2026-11-28")


def test_a_paper_is_composed_and_rendered_as_build_writes_it(meals: Knowledge, built: Built) -> None:
    paper = meals.compose("brief/kitchen-actions")
    assert paper.document.title == "Kitchen actions: who owes what"
    assert paper.render("html") == built.file("kitchen-actions-executive.html").read_bytes()
    assert paper.fingerprint in paper.render("json").decode()
    with pytest.raises(UsageError, match="no format 'ps'"):
        paper.render("ps")


def test_what_cannot_be_done_says_why(meals: Knowledge, workspace_copy: Copy) -> None:
    with pytest.raises(UsageError, match="Several papers are issue-brief"):
        meals.compose("issue-brief")
    with pytest.raises(UsageError, match="Did you mean"):
        meals.ask("top-risk")
    workspace_copy.drop("claim/uptake-with-kitchen", "pol:supportedBy")
    with pytest.raises(RefusedError, match="no passage that counts"):
        briefwright.open(workspace_copy.root).compose("brief/kitchens-after-the-grant")
    workspace_copy.replace("claim/uptake-with-kitchen", "a pol:Claim ;", "a pol:Claim")
    with pytest.raises(DataError, match=r"kb/claim/uptake-with-kitchen\.ttl:\d+"):
        briefwright.open(workspace_copy.root)


def test_importing_it_loads_nothing_heavy() -> None:
    program = "import sys, briefwright; print(briefwright.__version__, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"pyoxigraph", "weasyprint", "click"} & set(done.stdout.split())
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        briefwright.nothing  # noqa: B018
    assert Path(briefwright.__file__).name == "__init__.py"


@pytest.mark.pages
def test_the_notebook_runs_from_the_first_cell_to_the_last(
    workspace_copy: Copy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = json.loads((ROOT / "docs" / "python.ipynb").read_text(encoding="utf-8"))
    monkeypatch.chdir(workspace_copy.root)
    names: dict[str, object] = {}
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, 1):
        exec(compile(cell, f"cell {number}", "exec"), names)  # noqa: S102  it is ours
    assert names["pdf"].startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert b"<html" in names["page"]  # type: ignore[operator]
    assert "the " in capsys.readouterr().out


def test_the_notebook_keeps_no_output_of_a_run() -> None:
    notebook = json.loads((ROOT / "docs" / "python.ipynb").read_text(encoding="utf-8"))
    assert [c for c in notebook["cells"] if c.get("outputs") or c.get("execution_count")] == []
