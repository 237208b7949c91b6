"""Commands about the knowledge base itself."""

import json
from datetime import date
from pathlib import Path

import click

from briefwright.errors import DataError, UsageError
from briefwright.findings import Severity, as_json, as_lines, as_member, summary, worst
from briefwright.knowledge import term_use
from briefwright.knowledge.check import check as check_knowledge
from briefwright.knowledge.check import wanted
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.shapes import ENGINES, style_codes, style_findings
from briefwright.knowledge.waivers import Waived
from briefwright.knowledge.workspace import find
from briefwright.terms import shorten

_SEVERITY = click.Choice([severity.value for severity in Severity])


@click.command()
@click.option(
    "--engine", type=click.Choice(sorted(ENGINES)), default=None, help="The SHACL engine; else the fastest there is."
)
@click.option("--today", default="", metavar="DATE", help="The day to judge overdue reviews by; else today.")
@click.option("--select", multiple=True, metavar="CODES", help="Only findings whose code begins so: KB1,CLM.")
@click.option("--ignore", multiple=True, metavar="CODES", help="No findings whose code begins so.")
@click.option(
    "--fail-on", type=_SEVERITY, default="violation", show_default=True, help="End with 1 from this severity on."
)
@click.option("--least", type=_SEVERITY, default="info", help="List no lighter findings; they are still counted.")
@click.option("--ontology", "own", is_flag=True, help="Check the ontology itself too, after ontology/style.ttl.")
@click.option("--json", "as_json_", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def check(
    workspace: Path | None,
    engine: str | None,
    today: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    least: str,
    *,
    own: bool,
    as_json_: bool,
) -> None:
    """Check the knowledge base: file by file, field by field, and across records."""
    kb = open_kb(find(workspace))
    day = today or date.today().isoformat()  # noqa: DTZ011  a curator's own day
    chosen, left_out = _codes("--select", select), _codes("--ignore", ignore)
    others = style_codes(kb.workspace.ontology) | frozenset(term_use.MENDS) if own else frozenset()
    report = check_knowledge(kb, engine or "", day, chosen, left_out, others)
    style = (*style_findings(kb.workspace.ontology, engine or ""), *term_use.findings(kb)) if own else ()
    findings = (*report.findings, *(finding for finding in style if wanted(finding.code, chosen, left_out)))
    listed = tuple(finding for finding in findings if finding.severity.rank >= Severity(least).rank)
    if as_json_:
        shown = {**as_json(listed), "waived": [_waived(one) for one in report.waived]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo(as_lines(listed, kb.workspace.base_iri), nl=False)
        click.echo("".join(_waived_line(one, kb.workspace.base_iri) for one in report.waived), nl=False)
    waived = f", {len(report.waived)} waived" if report.waived else ""
    click.echo(f"{len(kb.aggregates)} records, {summary(findings)}{waived} (engine {report.engine}).", err=True)
    if kb.problems:
        raise SystemExit(3)
    heaviest = worst(findings)
    if heaviest and heaviest.rank >= Severity(fail_on).rank:
        raise SystemExit(1)


def _codes(option: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """The beginnings of codes, which may be given together with commas, or the option again for each."""
    if any(not text.strip(", ") for text in given):
        raise UsageError(f"{option} names no code. Name the beginning of one, such as KB1, or leave {option} out.")
    return tuple(code.strip() for text in given for code in text.split(",") if code.strip())


def _waived_line(one: Waived, base: str) -> str:
    """A waived finding on a line: where it is, who leaves it as it is, until when and why."""
    finding, waiver = one.finding, one.waiver
    who = f"{shorten(waiver.by, base)} until {waiver.expires_on}: {waiver.reason}"
    return f"{finding.file}:{finding.line}:{finding.column}: waived: {finding.code} by {who}\n"


def _waived(one: Waived) -> dict[str, object]:
    """A waived finding with its eight members, then why, by whom and until when."""
    why = {"reason": one.waiver.reason, "waived_by": one.waiver.by, "expires_on": one.waiver.expires_on}
    return {**as_member(one.finding), **why}


@click.command()
@click.pass_obj
def fingerprint(workspace: Path | None) -> None:
    """Print the SHA-256 over the canonical content of the knowledge base: the same wherever it lies."""
    kb = open_kb(find(workspace))
    if kb.problems:
        raise DataError("Some files cannot be read, so no fingerprint would hold. Run `briefwright check`.")
    click.echo(kb.fingerprint)
