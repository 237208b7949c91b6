"""Commands that capture evidence: sources with their text, passages with their place in it."""

from pathlib import Path

import click

from briefwright.cli.curation import curator, finish, pairs, writing
from briefwright.cli.output import json_text
from briefwright.curate import archive as keeping
from briefwright.curate.operations import added, edited
from briefwright.curate.planning import EditTerms
from briefwright.errors import UsageError
from briefwright.knowledge.kb import open_whole
from briefwright.knowledge.records import is_a, name, named
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import find


@click.group()
def source() -> None:
    """Sources, and the text of them that was read."""


@source.command("add")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--text", "words", default="", help="The words that were read, instead of a file.")
@click.option("--to", "record", default="", metavar="SOURCE", help="Keep it for this source, which is there already.")
@click.option("--slug", default="", help="The name of a new source in files.")
@writing
@click.pass_obj
def add_source(
    workspace: Path | None,
    file: Path | None,
    fields: tuple[str, ...],
    words: str,
    record: str,
    slug: str,
    day: str,
    *,
    dry_run: bool,
    keep_review: bool,
) -> None:
    """Keep a FILE of a source (text, HTML, PDF) in archive/, with its hash on a new source or on one that is there."""
    if (file is None) == (not words):
        raise UsageError("Name a FILE, or give the words that were read with --text.")
    notation = curator(workspace)
    kept = keeping.read(file) if file else keeping.of_words(words)
    given = [*pairs(fields), ("content-hash", kept.hash)]
    terms = EditTerms(day, keep_review)
    if record:
        plan = edited(notation, record, given, terms)
    else:
        plan = added(notation, notation.forms.cls("source"), given, slug, terms)
    finish(notation.kb, plan, day, dry_run=dry_run)
    if not dry_run:
        click.echo(keeping.keep(notation.kb.workspace, kept).relative_to(notation.kb.workspace.root))


@click.group()
def passage() -> None:
    """Passages, and whether their words stand in the source."""


@passage.command("add")
@click.argument("source", metavar="SOURCE")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--slug", default="", help="The name of the passage in files; else its source and a number.")
@writing
@click.pass_obj
def add_passage(
    workspace: Path | None,
    source: str,
    fields: tuple[str, ...],
    slug: str,
    day: str,
    *,
    dry_run: bool,
    keep_review: bool,
) -> None:
    """Add a passage of a SOURCE. Its anchor has to stand in the text that is kept of the source."""
    notation = curator(workspace)
    of = named(notation.kb, source)
    if not is_a(notation.kb, of, pol("Source")):
        raise UsageError(f"{name(notation.kb, of)} is no source.")
    given = [("source", name(notation.kb, of)), *pairs(fields)]
    anchor = next((value for key, value in given if key == "anchor"), "")
    offsets = keeping.checked_anchor(notation.kb, of, anchor) if anchor else None
    if offsets:
        given += [("anchor-start", str(offsets[0])), ("anchor-end", str(offsets[1]))]
    elif anchor:
        click.echo(f"{name(notation.kb, of)} is not archived, so its anchor was not checked.", err=True)
    plan = added(notation, notation.forms.cls("passage"), given, slug, EditTerms(day, keep_review))
    finish(notation.kb, plan, day, dry_run=dry_run)


@click.group()
def archive() -> None:
    """The kept texts of sources."""


@archive.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def verify(workspace: Path | None, *, as_json: bool) -> None:
    """Look whether kept sources are as they were read, and whether anchors stand in their text."""
    kb = open_whole(find(workspace))
    found = keeping.verify(kb)
    if as_json:
        members = [
            {"record": name(kb, one.record), "state": one.state, "words": one.words, "hint": one.hint} for one in found
        ]
        click.echo(json_text({"archive": members}))
    for one in () if as_json else found:
        words = f"  “{one.words}”" if one.words else ""
        hint = f"  ({one.hint})" if one.hint else ""
        click.echo(f"{name(kb, one.record)}: {one.state}{words}{hint}")
    faults = [one for one in found if one.state not in keeping.SOUND]
    unkept = sum(one.state == "not archived" for one in found)
    click.echo(f"{len(found)} looked at, {len(faults)} at fault, {unkept} not archived.", err=True)
    if faults:
        raise SystemExit(1)
