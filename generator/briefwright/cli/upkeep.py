"""Commands that keep a workspace in order: begin one, look after it, mend what can be mended."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from briefwright.cli.output import json_text
from briefwright.curate.fixes import mends
from briefwright.curate.notation import Notation
from briefwright.curate.saving import save
from briefwright.doctor import Sign, examine
from briefwright.findings import as_lines
from briefwright.init import slug, start
from briefwright.knowledge.check import check, wanted
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.record_forms import Forms
from briefwright.knowledge.workspace import find


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--base-iri", default="", metavar="ADDRESS", help="With what names of records begin; else made up.")
@click.option("--name", default="", help="Who issues the papers; else the name of the folder.")
@click.option("--no-git", is_flag=True, help="Make no git repository of it.")
def init(folder: Path, base_iri: str, name: str, *, no_git: bool) -> None:
    """Make a new workspace in FOLDER, with an example that can be built."""
    root = folder.resolve()
    base = base_iri or f"https://example.org/{slug(root.name)}/"
    today = date.today().isoformat()  # noqa: DTZ011  a curator's own day
    for line in start(root, base, name or root.name, today, with_git=not no_git):
        click.echo(line)
    click.echo(f"Go on with: cd {folder} && briefwright check", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def doctor(workspace: Path | None, *, as_json: bool) -> None:
    """Look whether all that Briefwright needs is there, each with its mend."""
    signs = examine(find(workspace))
    if as_json:
        click.echo(json_text({"signs": [asdict(sign) for sign in signs]}))
    for sign in () if as_json else signs:
        click.echo(_line(sign))
    if any(sign.needed and not sign.well for sign in signs):
        raise SystemExit(1)


def _line(sign: Sign) -> str:
    state = "ok" if sign.well else "WRONG" if sign.needed else "note"
    mend = "" if sign.well else f"\n         mend: {sign.mend}"
    return f"{state:<6} {sign.what}: {sign.found}{mend}"


@click.command()
@click.option("--select", multiple=True, metavar="CODES", help="Only findings whose code begins so.")
@click.option("--yes", is_flag=True, help="Apply without asking.")
@click.option("--dry-run", is_flag=True, help="Show the changes; write nothing.")
@click.pass_obj
def fix(workspace: Path | None, select: tuple[str, ...], *, yes: bool, dry_run: bool) -> None:
    """Mend findings whose mend needs no decision, each by a small change of its own."""
    kb = open_kb(find(workspace))
    notation = Notation(kb, Forms(kb.ontology))
    today = date.today().isoformat()  # noqa: DTZ011  a curator's own day
    codes = tuple(code.strip() for text in select for code in text.split(",") if code.strip())
    findings = [f for f in check(kb, today=today).findings if wanted(f.code, codes, ())]
    done = seen = 0
    for mend in mends(notation, findings):
        seen += 1
        click.echo(as_lines((mend.finding,), kb.workspace.base_iri), nl=False, err=True)
        click.echo(mend.change.diff(), nl=False)
        if dry_run or not (yes or click.confirm("Apply it?", err=True)):
            continue
        save(kb.workspace, (mend.change,))
        done += 1
    click.echo(f"{done} of {len(findings)} findings mended; {seen} can be.", err=True)
