"""Commands that change records: each shows or writes a small change of Turtle, and says what a check thinks of it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import click

from briefwright.curate import toml_page
from briefwright.curate.bulk_format import layouts
from briefwright.curate.drafts import Draft, draft
from briefwright.curate.notation import Notation
from briefwright.curate.operations import added, edited, linked, renamed, retired, users
from briefwright.curate.planning import EditTerms, Plan, propose, refuse_faulty, today
from briefwright.curate.saving import ConflictError, save
from briefwright.errors import DataError, RefusedError, UsageError
from briefwright.files import atomic_write, files_below
from briefwright.findings import Finding, Severity, as_lines, summary
from briefwright.knowledge.kb import KnowledgeBase, open_whole
from briefwright.knowledge.record_forms import Forms
from briefwright.knowledge.records import class_of, name, named
from briefwright.knowledge.workspace import Workspace, find
from briefwright.terms import Iri

_EDITED = "edits"


def _day(_context: click.Context, _option: click.Parameter, given: str) -> str:
    return given or today()


def writing(command: Callable[..., object]) -> Callable[..., object]:
    """The options of every command that writes records."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Show the change; write nothing."),
        click.option("--keep-review", is_flag=True, help="What was reviewed stays so: the change is one of form only."),
        click.option("--today", "day", default="", metavar="DATE", callback=_day, help="The day of the change."),
    ):
        command = option(command)
    return command


def curator(workspace: Path | None) -> Notation:
    """The knowledge base with the names of its fields, for whoever changes it."""
    kb = open_whole(find(workspace))
    return Notation(kb, Forms(kb.ontology))


def finish(kb: KnowledgeBase, plan: Plan, day: str, *, dry_run: bool) -> None:
    """Show the plan or write it, and say what a check thinks of the records. Raises RefusedError, having shown the
    findings, when a field would be wrong."""
    for note in plan.notes:
        click.echo(note, err=True)
    if not plan.changes:
        click.echo("Nothing changes.", err=True)
        return
    if dry_run:
        click.echo(plan.diff(), nl=False)
    try:
        refuse_faulty(kb, plan, day)
    except RefusedError:
        show_findings(kb, plan.findings)
        raise
    if not dry_run:
        save(kb.workspace, plan.changes)
        for change in plan.changes:
            click.echo(change.path)
    show_findings(kb, plan.findings)


def show_findings(kb: KnowledgeBase, findings: Iterable[Finding]) -> None:
    """Print findings and their number, as a word beside what a command does."""
    found = tuple(findings)
    click.echo(as_lines(found, kb.workspace.base_iri), nl=False, err=True)
    click.echo(f"{summary(found)[:1].upper()}{summary(found)[1:]}.", err=True)


@click.command()
@click.argument("kind", metavar="CLASS")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--slug", default="", help="The name of the record in files; else made from its label.")
@writing
@click.pass_obj
def add(
    workspace: Path | None, kind: str, fields: tuple[str, ...], slug: str, day: str, *, dry_run: bool, keep_review: bool
) -> None:
    """Add a record of a CLASS. Without fields they are asked for, one by one."""
    notation = curator(workspace)
    cls = notation.forms.cls(kind)
    if notation.forms.is_part(cls):
        raise UsageError(f"A {kind} is a part of a record. Add it with `briefwright edit` of the record.")
    from briefwright.cli.asking import ask

    given = pairs(fields) if fields else ask(notation, cls)
    finish(notation.kb, added(notation, cls, given, slug, EditTerms(day, keep_review)), day, dry_run=dry_run)


def pairs(fields: Iterable[str]) -> list[tuple[str, str]]:
    """FIELD=VALUE as pairs. Raises UsageError naming what is none."""
    found = [field.partition("=") for field in fields]
    wrong = [key for key, mark, _ in found if not mark]
    if wrong:
        raise UsageError(f"{', '.join(wrong)}: write FIELD=VALUE, such as marking=clear.")
    return [(key, value) for key, _, value in found]


@click.command()
@click.argument("record")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--print", "only_print", is_flag=True, help="Print the page that would be edited.")
@click.option(
    "--page", "given", type=click.File(encoding="utf-8"), help="Take this edited page (- for standard input)."
)
@writing
@click.pass_obj
def edit(
    workspace: Path | None,
    record: str,
    fields: tuple[str, ...],
    given: TextIO | None,
    day: str,
    *,
    only_print: bool,
    dry_run: bool,
    keep_review: bool,
) -> None:
    """Edit a RECORD in $EDITOR as a page of fields. With FIELD=VALUE those fields are set instead; FIELD= empties."""
    notation = curator(workspace)
    kb, terms = notation.kb, EditTerms(day, keep_review)
    if fields:
        finish(kb, edited(notation, record, pairs(fields), terms), day, dry_run=dry_run)
        return
    before = draft(kb.workspace, named(kb, record))
    text = toml_page.write(notation, before.record, before.facts, class_of(kb, before.record))
    if only_print:
        click.echo(text, nl=False)
        return
    if given is not None:
        plan = propose(kb, {before: toml_page.read(notation, before.record, given.read())}, terms)
        finish(kb, plan, day, dry_run=dry_run)
        return
    _edit_in_place(notation, before, text, terms, dry_run=dry_run)


def _edit_in_place(notation: Notation, before: Draft, text: str, terms: EditTerms, *, dry_run: bool) -> None:
    """Show the page until it is sound or given up. What was written on it is kept in a file if it is not saved."""
    kb, shown = notation.kb, text
    while True:
        written = click.edit(shown, extension=".toml")
        if written is None or not written.strip() or written == text:
            _keep(kb.workspace, before, shown if shown != text else "")
            click.echo("Nothing changes.", err=True)
            return
        plain = toml_page.without_faults(written)
        try:
            plan = propose(kb, {before: toml_page.read(notation, before.record, plain)}, terms)
            refuse_faulty(kb, plan, terms.today)
            finish(kb, plan, terms.today, dry_run=dry_run)
        except toml_page.PageError as error:
            shown = toml_page.with_faults(plain, error.faults)
        except RefusedError as error:
            found = [f for f in error.findings if isinstance(f, Finding) and f.severity is Severity.VIOLATION]
            shown = toml_page.with_faults(plain, [_fault(notation, plain, finding) for finding in found])
        except ConflictError:
            _keep(kb.workspace, before, plain)
            raise
        else:
            return
        if shown == written:  # saved again as it was: the person has given up
            _keep(kb.workspace, before, shown)
            raise UsageError("The page still has faults; nothing was written.")


def _fault(notation: Notation, text: str, finding: Finding) -> toml_page.PageFault:
    part = finding.focus.partition("#")[2]
    key = notation.forms.key(Iri(finding.path)) if finding.path else ""
    return toml_page.PageFault(toml_page.line_of(text, part, key), f"{finding.message} {finding.mend}")


def _keep(here: Workspace, before: Draft, text: str) -> None:
    if text:
        path = here.cache / _EDITED / f"{before.record.removeprefix(before.base).replace('/', '--')}.toml"
        atomic_write(path, text.encode())
        click.echo(f"What you wrote is kept in {path}; go on with --page {path}.", err=True)


@click.command()
@click.argument("start", metavar="RECORD")
@click.argument("relation")
@click.argument("end", metavar="RECORD")
@writing
@click.pass_obj
def link(
    workspace: Path | None, start: str, relation: str, end: str, day: str, *, dry_run: bool, keep_review: bool
) -> None:
    """Join two records by a relation, such as: link claim/x supported-by passage/y."""
    notation = curator(workspace)
    finish(notation.kb, linked(notation, start, relation, end, EditTerms(day, keep_review)), day, dry_run=dry_run)


@click.command()
@click.argument("record")
@click.option("--reason", required=True, help="Why it is taken out of use.")
@click.option("--by", "replacement", default="", metavar="RECORD", help="The record that takes its place.")
@writing
@click.pass_obj
def retire(
    workspace: Path | None, record: str, reason: str, replacement: str, day: str, *, dry_run: bool, keep_review: bool
) -> None:
    """Take a RECORD out of use. It stays, for the papers that cite it."""
    notation = curator(workspace)
    plan = retired(notation, record, reason, replacement, EditTerms(day, keep_review))
    finish(notation.kb, plan, day, dry_run=dry_run)
    still = [name(notation.kb, user) for user in users(notation.kb, named(notation.kb, record))]
    if still:
        click.echo(f"Still named by {', '.join(still)}; see `briefwright impact {record}`.", err=True)


@click.command()
@click.argument("record")
@click.argument("label")
@writing
@click.pass_obj
def rename(workspace: Path | None, record: str, label: str, day: str, *, dry_run: bool, keep_review: bool) -> None:
    """Give a RECORD another label. Its name in files and links never changes."""
    notation = curator(workspace)
    finish(notation.kb, renamed(notation, record, label, EditTerms(day, keep_review)), day, dry_run=dry_run)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if a file would change.")
@click.pass_obj
def fmt(workspace: Path | None, files: tuple[Path, ...], *, only_check: bool) -> None:
    """Write Turtle FILES in the one canonical way: without files, those of all records and issued papers."""
    here = find(workspace)
    paths = files or (*files_below(here.knowledge, ".ttl"), *files_below(here.issued, ".ttl"))
    looked = layouts(here, paths)
    changed = {path: text for path, text, _ in looked if text}
    faults = [fault for _, _, fault in looked if fault]
    if not only_check:
        for path, text in changed.items():
            atomic_write(path, text.encode())
    for path in changed:
        click.echo(here.relative(path))
    would = "would be" if only_check else "were" if len(changed) != 1 else "was"
    click.echo(f"{len(changed)} of {len(paths)} files {would} changed.", err=True)
    if faults:
        raise DataError("Some files cannot be read, and stay as they are:\n" + "\n".join(faults))
    if changed and only_check:
        raise SystemExit(1)
