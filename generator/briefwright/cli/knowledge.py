"""Commands about the knowledge base itself."""

import json
from datetime import date
from pathlib import Path

import click

from briefwright.check import check as check_knowledge
from briefwright.errors import DataError
from briefwright.findings import as_json, as_lines, summary, worst
from briefwright.kb import open_kb
from briefwright.shapes import ENGINES, style_findings
from briefwright.workspace import find


@click.command()
@click.option(
    "--engine", type=click.Choice(sorted(ENGINES)), default=None, help="The SHACL engine; else the fastest there is."
)
@click.option("--today", default="", metavar="DATE", help="The day to judge overdue reviews by; else today.")
@click.option("--ontology", "own", is_flag=True, help="Check the ontology itself too, after ontology/style.ttl.")
@click.option("--json", "as_json_", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def check(workspace: Path | None, engine: str | None, today: str, *, own: bool, as_json_: bool) -> None:
    """Check the knowledge base: file by file, field by field, and across records."""
    kb = open_kb(find(workspace))
    report = check_knowledge(kb, engine=engine or "", today=today or date.today().isoformat())  # noqa: DTZ011  a curator's own day
    findings = (*report.findings, *(style_findings(kb.workspace.ontology, engine or "") if own else ()))
    if as_json_:
        click.echo(json.dumps(as_json(findings), ensure_ascii=False, indent=2))
    else:
        click.echo(as_lines(findings, kb.workspace.base_iri), nl=False)
    click.echo(f"{len(kb.aggregates)} records, {summary(findings)} (engine {report.engine}).", err=True)
    if kb.problems:
        raise SystemExit(3)
    if worst(findings) == "violation":
        raise SystemExit(1)


@click.command()
@click.pass_obj
def fingerprint(workspace: Path | None) -> None:
    """Print the SHA-256 over the canonical content of the knowledge base: the same wherever it lies."""
    kb = open_kb(find(workspace))
    if kb.problems:
        raise DataError("Some files cannot be read, so no fingerprint would hold. Run `briefwright check`.")
    click.echo(kb.fingerprint)
