"""The command line. It is quick to start: a command's module is imported when the command is called."""

import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from briefwright import __version__
from briefwright.cli.examples import epilog
from briefwright.errors import BriefwrightError, DataError, nearest

COMMANDS = {
    "add": ("briefwright.cli.curation:add", "Add a record: add CLASS, or with FIELD=VALUE ..."),
    "archive": ("briefwright.cli.archive:archive", "The kept texts of sources: archive verify."),
    "ask": ("briefwright.cli.questions:ask", "Ask a named question: ask NAME key=value ..."),
    "build": ("briefwright.cli.papers:build", "Write papers: build TYPE|BRIEF, or --all."),
    "check": ("briefwright.cli.knowledge:check", "Check the knowledge base: findings with file, line and a mend."),
    "diff": ("briefwright.cli.diff:diff", "Say what changed between revisions, folders or papers."),
    "docs": ("briefwright.cli.reference:docs", "Write the reference of the ontology as HTML pages."),
    "doctor": ("briefwright.cli.upkeep:doctor", "Look whether all that is needed is there, each with its mend."),
    "edit": ("briefwright.cli.curation:edit", "Edit a record as a page of fields, or with FIELD=VALUE ..."),
    "export": ("briefwright.cli.exporting:export", "Write records as RDF, CSV, SKOS or JSON lines."),
    "fingerprint": ("briefwright.cli.knowledge:fingerprint", "Print the fingerprint of the knowledge base."),
    "fix": ("briefwright.cli.upkeep:fix", "Mend findings whose mend needs no decision."),
    "fmt": ("briefwright.cli.curation:fmt", "Write Turtle files in the one canonical way; --check only looks."),
    "gaps": (
        "briefwright.cli.gaps:gaps",
        "Say what is wanting, and what covers what.",
    ),
    "git-setup": ("briefwright.cli.diff:git_setup", "Let git show Turtle files as readable fields."),
    "graph": ("briefwright.cli.records:graph", "Write the neighbourhood of a record as SVG, DOT, GraphML or JSON."),
    "impact": ("briefwright.cli.dependence:impact", "Say what falls if a record falls."),
    "import": ("briefwright.cli.importing:import_", "Take in references (.bib, .json, .ris) or RDF with a mapping."),
    "init": ("briefwright.cli.upkeep:init", "Make a new workspace with an example."),
    "link": ("briefwright.cli.curation:link", "Join two records: link RECORD RELATION RECORD."),
    "lint": ("briefwright.cli.lint:lint", "Say what makes queries slow, empty or misleading."),
    "passage": ("briefwright.cli.archive:passage", "Add a passage whose words stand in its source: passage add."),
    "path": ("briefwright.cli.records:path", "Show the shortest chains between two records."),
    "query": ("briefwright.cli.questions:query", "Run SPARQL from a file, standard input or the command line."),
    "questions": ("briefwright.cli.questions:questions", "List the named questions, or those that match words."),
    "recall": ("briefwright.cli.papers:recall", "Say which sentences of issued papers no longer stand."),
    "rename": ("briefwright.cli.curation:rename", "Give a record another label."),
    "retire": ("briefwright.cli.curation:retire", "Take a record out of use, with a reason."),
    "review": ("briefwright.cli.review:review", "What waits for review, or a step of it: review RECORD ACT."),
    "search": ("briefwright.cli.records:search", "Find records by the words in them."),
    "sheet": ("briefwright.cli.sheets:sheet", "Records in a spreadsheet: sheet export CLASS, sheet import FILE."),
    "show": ("briefwright.cli.records:show", "Show a record: fields, evidence, what names it, papers, history."),
    "source": ("briefwright.cli.archive:source", "Keep the text of a source: source add FILE."),
    "textconv": ("briefwright.cli.diff:textconv", "Print a Turtle file as fields, for git to compare."),
    "trace": ("briefwright.cli.papers:trace", 'Say who says a sentence of a paper: trace FILE "words".'),
    "verify": ("briefwright.cli.papers:verify", "Say whether the PDF of a paper is as it was made."),
    "why": ("briefwright.cli.dependence:why", "Say why a record stands as it does."),
}
"""Name -> where the command is, and its help; kept here so that --help imports nothing."""


class _Lazy(click.Group):
    """A group that imports a command's module when the command is called, not before."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        found.epilog = epilog(cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


def _unknown(name: str) -> str:
    return f"There is no command {name!r}. {nearest(name, COMMANDS, 'See --help.')}"


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--workspace", type=click.Path(path_type=Path), help="The workspace folder; else the one stood in.")
@click.version_option(__version__, prog_name="briefwright")
@click.pass_context
def briefwright(ctx: click.Context, workspace: Path | None) -> None:
    """Keep policy knowledge once, check it, ask it, and write the papers from it."""
    ctx.obj = workspace


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and leave with its exit code.

    0 fine, 1 findings, 2 usage, 3 data or configuration unreadable, 4 resource or time-out, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal of few letters is no reason to break off
    try:
        briefwright.main(args=arguments, prog_name="briefwright", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except BriefwrightError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(f"Error: {error.filename or 'A file'} cannot be read or written: {error.strerror}.", err=True)
        sys.exit(DataError.exit_code)
