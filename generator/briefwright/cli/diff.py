"""Commands that say what changed between two states of the knowledge base or two papers."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from briefwright.analyse import repository
from briefwright.analyse.diff import Change, summary
from briefwright.analyse.paper_diff import editions
from briefwright.analyse.record_diff import difference
from briefwright.analyse.versions import check_out, version
from briefwright.cli.output import findings_shown, json_text
from briefwright.errors import DataError, UsageError
from briefwright.knowledge import ontology
from briefwright.knowledge.workspace import find, find_any, seed
from briefwright.papers import reading
from briefwright.papers.redline import State, redlines
from briefwright.rdf import turtle
from briefwright.render.diff import as_page
from briefwright.terms import shorten

_PAPERS = (".pdf", ".html", ".docx")


@dataclass(frozen=True, slots=True)
class _Found:
    """What differs between two states, and how records are named in short."""

    changes: tuple[Change, ...]
    words: str
    base: str


@click.command()
@click.argument("before")
@click.argument("after", default="")
@click.option("--format", "form", type=click.Choice(("text", "json", "html")), default="text", help="How to print it.")
@click.option("--brief", default="", metavar="TYPE|BRIEF", help="Write the redline of these papers instead.")
@click.option("--for", "audience", default="", metavar="AUDIENCE", help="Only redlines of papers for this audience.")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("build"), help="Where to.")
@click.pass_obj
def diff(workspace: Path | None, before: str, after: str, form: str, brief: str, audience: str, out: Path) -> None:
    """Say what changed from BEFORE to AFTER, else to the workspace as it is: git revisions, folders or papers."""
    both = tuple(Path(given).suffix.lower() in _PAPERS for given in (before, after))
    if any(both) and not all(both):
        raise UsageError("Compare two papers, or two states of a knowledge base.")
    if brief:
        if any(both):
            raise UsageError("A redline in the paper's own layout needs two states of the knowledge base, not papers.")
        _redlines(workspace, before, after, _Wanted(brief, audience, out))
        return
    found = _papers(workspace, before, after) if all(both) else _states(workspace, before, after)
    if form == "json":
        click.echo(json_text({"summary": found.words, "changes": [_member(c, found.base) for c in found.changes]}))
    elif form == "html":
        rows = [(str(c.kind), _place(c, found.base), c.label, c.field, c.before, c.after) for c in found.changes]
        click.echo(as_page(found.words, rows), nl=False)
    else:
        click.echo("\n".join((found.words, *_lines(found))))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which redlines, and where to."""

    brief: str
    audience: str
    out: Path


def _redlines(workspace: Path | None, before: str, after: str, wanted: _Wanted) -> None:
    here = find(workspace)
    with TemporaryDirectory() as folder:
        old = State(find(check_out(here, before, Path(folder) / "before")), before)
        new = State(find(check_out(here, after, Path(folder) / "after")) if after else here, after or "the workspace")
        with findings_shown(here):
            made = redlines(
                old, new, wanted.brief, wanted.audience, wanted.out, lambda line: click.echo(line, err=True)
            )
    for path in made:
        click.echo(path)


def _states(workspace: Path | None, before: str, after: str) -> _Found:
    here = find(workspace)
    later = version(here, after or str(here.root))
    found = difference(ontology.read(here.ontology, here.language), here.words, version(here, before), later)
    words = summary(found.changes, found.before, after or "the workspace", found.redated)
    return _Found(found.changes, words, later.base_iri)


def _papers(workspace: Path | None, before: str, after: str) -> _Found:
    old, new = reading.read(Path(before)), reading.read(Path(after))
    here = find_any(workspace)
    changes = editions(ontology.read(here.ontology if here else seed() / "ontology"), old, new)
    return _Found(changes, summary(changes, before, after), new.base)


def _member(change: Change, base: str) -> dict[str, object]:
    return {
        "kind": str(change.kind),
        "record": shorten(change.record, base),
        "label": change.label,
        "property": shorten(change.prop, base),
        "field": change.field,
        "before": list(change.before),
        "after": list(change.after),
    }


def _place(change: Change, base: str) -> str:
    return shorten(change.record, base)


def _lines(found: _Found) -> Iterator[str]:
    for record, those in groupby(found.changes, key=lambda change: change.record):
        changes = list(those)
        yield f"{shorten(record, found.base)}  {changes[0].label}"
        for change in changes:
            yield f"  {change.kind}" + (f": {change.field}" if change.field else "")
            yield from (f"    - {text}" for text in _only(change.before, change.after))
            yield from (f"    + {text}" for text in _only(change.after, change.before))


def _only(texts: Iterable[str], others: Iterable[str]) -> list[str]:
    """The values that the other side has not."""
    return [text for text in texts if text not in set(others)]


@click.command("git-setup")
@click.pass_obj
def git_setup(workspace: Path | None) -> None:
    """Let `git diff` show Turtle files as readable fields, by .gitattributes and the settings of this repository."""
    here = find(workspace)
    for line in repository.set_up(here.root):
        click.echo(line)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def textconv(workspace: Path | None, file: Path) -> None:
    """Print a Turtle FILE as sorted fields, one a line, for git to compare."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.") from error
    parsed = turtle.parse(data)
    if parsed.problems:  # git shows what is there, sound or not
        click.echo(data.decode("utf-8", errors="replace"), nl=False)
        return
    here = find(workspace)
    labels = ontology.read(here.ontology, here.language).labels
    ordered = sorted(parsed.triples, key=lambda t: (t.subject, t.predicate, str(t.object)))
    for subject, those in groupby(ordered, key=lambda t: t.subject):
        click.echo(shorten(subject))
        for triple in those:
            shown = json.dumps(str(triple.object), ensure_ascii=False)[1:-1]
            click.echo(f"  {labels.get(triple.predicate, shorten(triple.predicate))}: {shorten(shown)}")
