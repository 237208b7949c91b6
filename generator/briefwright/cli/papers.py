"""Commands that write papers and read them back."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click

from briefwright.analyse.commits import commits_with
from briefwright.analyse.verification import Verification
from briefwright.analyse.verification import verify as verification
from briefwright.cli.output import findings_shown, json_text
from briefwright.errors import UsageError
from briefwright.files import atomic_write
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.workspace import Workspace, find, find_any
from briefwright.papers import build as building
from briefwright.papers import issuing, reading
from briefwright.papers.fitting import FORMATS
from briefwright.papers.reading import ReadPaper, Trail
from briefwright.papers.start_page import FILE_NAME, start_page
from briefwright.papers.tracing import statements_with
from briefwright.papers.writing import USUAL, BuiltPaper
from briefwright.terms import is_calendar_date, shorten
from briefwright.warrant.issued import Fallen, together


@click.command()
@click.argument("what", required=False, metavar="[TYPE|BRIEF]")
@click.option("--for", "audience", default="", metavar="AUDIENCE", help="Only the papers for this audience.")
@click.option("--all", "everything", is_flag=True, help="Every paper the knowledge base defines.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("build"), help="Where to write."
)
@click.option(
    "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Only this format; may be repeated."
)
@click.option("--voice", default="", help="advise or neutral, in place of the document type's own.")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="The as-of date in place of the brief's own.")
@click.option(
    "--ceiling", default="", metavar="MARK", help="The highest marking a paper may hold, below the brief's own."
)
@click.option("--draft", is_flag=True, help="Build in spite of what is unsupported, and mark every page.")
@click.option(
    "--style",
    type=click.Choice(building.STYLES),
    default="line",
    help="A line on the style, each sentence, or a refusal.",
)
@click.option("--issue", is_flag=True, help="Check with both engines, and put on record what the papers say.")
@click.option("--on", "day", default="", metavar="DATE", help="The day of issue; today, if it is left out.")
@click.pass_obj
def build(
    workspace: Path | None,
    what: str | None,
    audience: str,
    out: Path,
    formats: tuple[str, ...],
    voice: str,
    as_of: str,
    ceiling: str,
    style: str,
    day: str,
    *,
    everything: bool,
    draft: bool,
    issue: bool,
) -> None:
    """Write the papers of a document type or of one brief, or --all."""
    if bool(what) == everything:
        raise UsageError("Name a document type or a brief, or say --all.")
    here = find(workspace)
    given = _day(day) if issue else ""
    wishes = building.Wishes(what or "", audience, voice, as_of, draft, formats or USUAL, given, ceiling, style)
    now = datetime.fromisoformat(f"{given}T23:59:59Z") if given and day else datetime.now(UTC)
    with findings_shown(here):
        papers = building.build(here, wishes, out, lambda line: click.echo(line, err=True), now)
    for made in papers:
        click.echo(_line(made))
    if everything:
        _contents(here, papers, out)


def _contents(here: Workspace, papers: tuple[BuiltPaper, ...], out: Path) -> None:
    """Write the page that lists the papers, and say where to begin."""
    index = out / FILE_NAME
    atomic_write(index, start_page(here, papers))
    shortest = min(papers, key=lambda paper: (paper.pages, paper.name))
    click.echo(f"{len(papers)} papers are in {out}/; {index} lists them.", err=True)
    click.echo(f"Open first: {out / shortest.files[0][0]}, {shortest.pages} pages.", err=True)


def _day(given: str) -> str:
    """The day of issue: the one given, else today, by universal time. It is no part of any paper."""
    if given and not (len(given) == len("2026-01-31") and is_calendar_date(given)):
        raise UsageError(f"The day of issue {given!r} is no day such as 2026-01-31.")
    return given or datetime.now(UTC).date().isoformat()


@click.command()
@click.argument("paper", required=False)
@click.option("--slip", is_flag=True, help="Write a correction slip for each paper with such sentences.")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("build"), help="Where to.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def recall(workspace: Path | None, paper: str | None, out: Path, *, slip: bool, as_json: bool) -> None:
    """Say which sentences of the issued papers, or of one PAPER, no longer stand, and why."""
    here = find(workspace)
    found = issuing.recall(here, paper or "")
    if as_json:
        said = [_recalled(here, one) for one in found]
        click.echo(json.dumps({"schema_version": 1, "fallen": said}, ensure_ascii=False, indent=2))
    else:
        _show_recalled(here, found)
    if slip and found:
        papers = tuple({one.paper.iri: one.paper for one in found}.values())
        with findings_shown(here):
            slips = issuing.correct(here, papers, out, say=lambda line: click.echo(line, err=True))
        for made in slips:
            click.echo(_line(made))
    if found:
        raise SystemExit(1)


def _recalled(here: Workspace, one: Fallen) -> dict[str, str]:
    names = {"paper": one.paper.iri, "statement": one.statement.iri, "record": one.record}
    short = {key: shorten(iri, here.base_iri) for key, iri in names.items()}
    return {**short, "text": one.statement.text, "what": one.what, "reason": one.reason}


def _show_recalled(here: Workspace, found: tuple[Fallen, ...]) -> None:
    if not found:
        click.echo("No sentence of an issued paper has fallen.")
    for paper, those in groupby(found, key=lambda one: one.paper):
        fallen = list(those)
        click.echo(
            f"{shorten(paper.iri, here.base_iri)}: {paper.label}, edition {paper.edition}, issued {paper.issued}: "
            f"{len(fallen)} of {len(paper.statements)} sentences"
        )
        for group in together(fallen):
            for one in group:
                click.echo(f"  {one.statement.iri.rpartition('#')[2]}  “{one.statement.text}”")
            click.echo(f"      {group[0].what}: {group[0].reason} [{shorten(group[0].record, here.base_iri)}]")


def _line(made: BuiltPaper) -> str:
    m = made.method
    state = "" if made.rendered else " (unchanged)"
    return (
        f"{made.name}{state}: {made.pages} pages, {made.body_pages} of at most {made.budget} in the body; "
        f"{m.statements} statements: {m.two_or_more_roots} with two or more independent roots, {m.one_root} with one, "
        f"{m.interested_only} only from interested parties, {m.assessments} assessments, {m.proposals} proposals"
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def trace(workspace: Path | None, file: Path, words: tuple[str, ...], *, as_json: bool) -> None:
    """Say who says a sentence of the paper FILE; without WORDS, list all its statements."""
    paper = reading.read(file)
    trails = statements_with(paper, " ".join(words)) if words else paper.trails
    here = find_any(workspace)
    if as_json:
        shown = [{**asdict(t), "commits": _commits(here, t) if words else None} for t in trails]
        click.echo(json.dumps({"schema_version": 1, "statements": shown}, ensure_ascii=False, indent=2))
    elif words:
        _show_trails(paper, trails, here)
    else:
        _show_list(paper)


def _commits(here: Workspace | None, trail: Trail) -> list[str]:
    return list(commits_with(here, trail.file, trail.record_hash)) if here and trail.file else []


def _short(paper: ReadPaper, iri: str) -> str:
    """`class/slug`: the base is that of the paper's own brief."""
    return shorten(iri, paper.base)


def _show_trails(paper: ReadPaper, trails: tuple[Trail, ...], here: Workspace | None) -> None:
    for trail in trails:
        click.echo(f"“{trail.text}”")
        click.echo(
            f"  statement  {trail.id}, {trail.warrant}, {trail.roots} independent root{'' if trail.roots == 1 else 's'}"
        )
        click.echo(f"  record     {_short(paper, trail.record)}  {_short(paper, trail.property)}")
        others = [_short(paper, r) for r in trail.records if r != trail.record]
        for other in others:
            click.echo(f"  stands on  {other}  (kb/{other}.ttl)")
        for evidence in trail.evidence:
            click.echo(f"  passage    {_short(paper, evidence.passage)}: {evidence.gist}")
            where = f"{evidence.source_title}, {evidence.locator}"
            click.echo(f"  source     note {evidence.note}: {where}  [{_short(paper, evidence.source)}]")
        click.echo(f"  check      {trail.check or 'not compared with its source by a second person'}")
        if trail.assessed:
            click.echo(f"  assessed   {trail.assessed}")
        click.echo(f"  file       {trail.file or 'none'}")
        commits = _commits(here, trail)
        click.echo(f"  commits    {', '.join(c[:12] for c in commits) if commits else 'unknown here'}")


def _show_list(paper: ReadPaper) -> None:
    click.echo(f"{paper.title}  fingerprint {paper.fingerprint}")
    state = f"{paper.marking or 'unmarked'}{', draft' if paper.draft else ''}"
    click.echo(f"{len(paper.trails)} statements, as of {paper.as_of}, {state}")
    for trail in paper.trails:
        notes = ",".join(dict.fromkeys(str(e.note) for e in trail.evidence))
        click.echo(f"{trail.id}\t{trail.warrant}\t{_short(paper, trail.records[0])}\t[{notes}]\t{trail.text}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def verify(workspace: Path | None, file: Path, *, as_json: bool) -> None:
    """Say whether the PDF of a paper is as it was made, which commits have it, and what changed in the base since."""
    here = find_any(workspace)
    kb = open_kb(here) if here else None
    found = verification(file, here, kb)
    state = "changed" if found.faults else "form filled" if found.filled else "as it was made"
    if as_json:
        members = asdict(replace(found, paper=None)) | {"state": state}
        members["fingerprint"] = found.paper.fingerprint if found.paper else ""
        click.echo(json_text(members))
    else:
        click.echo("\n".join(_verified(found, state, here)))
    if found.faults:
        raise SystemExit(1)


def _verified(found: Verification, state: str, here: Workspace | None) -> Iterator[str]:
    yield f"{state}{'; ' if found.faults else ''}{'; '.join(found.faults)}"
    paper = found.paper
    if paper is None:
        return
    yield f"  paper        {paper.title}, as of {paper.as_of}, {len(paper.trails)} statements"
    yield f"  fingerprint  {paper.fingerprint}"
    yield f"  commits      {', '.join(c[:12] for c in found.commits) if found.commits else 'unknown here'}"
    if here is None:
        return
    if not (found.changed or found.gone):
        yield f"  the base     reads as the paper does: all {found.records} records"
        return
    moved = f"{len(found.changed)} of {found.records} records changed, {len(found.gone)} are gone"
    yield f"  the base     has moved on: {moved}"
    yield from (f"      {_short(paper, record)}" for record in (*found.changed, *found.gone))
