"""Commands that bring records into a spreadsheet and back."""

from collections.abc import Iterable
from pathlib import Path

import click

from briefwright.cli.curation import curator, show_findings, writing
from briefwright.curate import merging, spreadsheets
from briefwright.curate.operations import drafts
from briefwright.curate.planning import EditTerms, propose, refuse_faulty
from briefwright.curate.saving import save
from briefwright.curate.tables import tables
from briefwright.errors import RefusedError, UsageError
from briefwright.findings import Finding
from briefwright.knowledge.records import all_of


@click.group()
def sheet() -> None:
    """Bring records into a spreadsheet, and back."""


@sheet.command("export")
@click.argument("kind", metavar="CLASS")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="An .xlsx or .csv."
)
@click.pass_obj
def export(workspace: Path | None, kind: str, output: Path) -> None:
    """Write the records of a CLASS, with their parts, as a sheet to be filled in."""
    notation = curator(workspace)
    cls = notation.forms.cls(kind)
    if notation.forms.is_part(cls):
        raise UsageError(f"A {kind} is a part of a record. Export the class of the record.")
    records = all_of(notation.kb, cls)
    found = tables(notation, drafts(notation.kb, records).values(), (cls, *notation.forms.parts(cls)))
    for path in spreadsheets.write(found, output):
        click.echo(path)
    click.echo(f"{len(records)} records.", err=True)


@sheet.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--class", "kind", default="", metavar="CLASS", help="The class of rows whose sheet does not say it.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option(
    "--on-conflict",
    type=click.Choice(merging.ON_CONFLICT),
    default=merging.REFUSE,
    show_default=True,
    help="Where a field was changed in the sheet and in the record: refuse all, or take one side.",
)
@writing
@click.pass_obj
def import_(
    workspace: Path | None,
    files: tuple[Path, ...],
    kind: str,
    on_conflict: str,
    day: str,
    *,
    yes: bool,
    dry_run: bool,
    keep_review: bool,
) -> None:
    """Take in sheets: read them, check them, show what would change, and write it when told to."""
    notation = curator(workspace)
    lines = [line for path in files for line in spreadsheets.read(path)]
    found = merging.take_in(notation, lines, kind, on_conflict, day)
    plan = propose(notation.kb, found.wanted, EditTerms(day, keep_review))
    for sentence in (*found.ignored, *plan.notes):
        click.echo(sentence, err=True)
    if not plan.changes:
        click.echo("Nothing changes.", err=True)
        return
    try:
        refuse_faulty(notation.kb, plan, day)
    except RefusedError as error:
        click.echo("".join(f"{line}\n" for line in _placed(found, error.findings)), nl=False, err=True)
        raise
    click.echo(plan.diff(), nl=False)
    show_findings(notation.kb, plan.findings)
    new = sum(not change.old for change in plan.changes)
    click.echo(f"{new} records are new, {len(plan.changes) - new} change.", err=True)
    if dry_run or not (yes or click.confirm("Write this?", err=True)):
        click.echo("Nothing was written.", err=True)
        return
    save(notation.kb.workspace, plan.changes)


def _placed(found: merging.Import, findings: Iterable[object]) -> Iterable[str]:
    for finding in findings:
        if isinstance(finding, Finding):
            cell = found.cell_of(finding)
            said = f"{finding.message} {finding.mend}"
            yield cell.says(said) if cell else f"{finding.file}:{finding.line}: {said}"
