"""The documentation is whole: every command, question, document type and rule is in it, as it is.

What follows the ontology word for word is tested in `test_reference.py`. The page on document types follows the
templates; to write it anew: `python tests/test_docs.py`."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

import click
import pytest

from briefwright.cli import COMMANDS, briefwright
from briefwright.cli.examples import EXAMPLES
from briefwright.compose.document_type import document_types, read_type
from briefwright.compose.section_spec import FORMS
from briefwright.compose.templates import read_audience
from briefwright.knowledge.workspace import find
from briefwright.papers.reference_site import files

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SEED = find(ROOT)


def wrapped(*texts: str) -> str:
    return "\n\n".join(fill(text, 120, break_long_words=False, break_on_hyphens=False) for text in texts)


def document_types_page() -> Iterator[str]:
    yield "# The document types there are"
    yield wrapped(
        "`briefwright build TYPE --for AUDIENCE` writes them. The page budget counts body pages; notes and method "
        "follow as an annex. How a type is declared is in [templates.md](templates.md)."
    )
    for name in document_types(SEED.templates):
        kind = read_type(SEED.templates, name)
        yield f"## {name}"
        notes = {"end": "at the end", "foot": "at the foot of the page"}[kind.notes]
        yield wrapped(f"{kind.label}. Voice: {kind.voice}. Citations: {kind.citations}, notes {notes}.")
        for who, plan in kind.plans.items():
            headings = ", ".join(kind.sections[section].heading for section in plan.sections)
            label = read_audience(SEED.templates, who).label
            most = f"{plan.body_pages} body page{'s' if plan.body_pages > 1 else ''}"
            yield wrapped(f"`--for {who}` ({label}), at most {most}: {headings}.")


def commands_page() -> Iterator[str]:
    yield "# The commands"
    yield wrapped(
        "`briefwright COMMAND --help` prints what stands here. `--workspace FOLDER` before the command names the "
        "workspace; else it is the one stood in."
    )
    yield "\n".join(f"- [`{name}`](#{name}): {said}" for name, (_, said) in sorted(COMMANDS.items()))
    context = click.Context(briefwright, info_name="briefwright", **briefwright.context_settings)
    for name in sorted(COMMANDS):
        yield f"## {name}"
        yield "\n\n".join(f"```\n{text}\n```" for text in helps(context, name))


def helps(context: click.Context, name: str) -> Iterator[str]:
    """The help of a command, and of its parts where it has any."""
    command = command_named(name)
    here = click.Context(command, info_name=name, parent=context, terminal_width=100)
    yield command.get_help(here)
    for part, own in command.commands.items() if isinstance(command, click.Group) else ():
        yield own.get_help(click.Context(own, info_name=part, parent=here, terminal_width=100))


def command_named(name: str) -> click.Command:
    found = briefwright.get_command(click.Context(briefwright), name)
    assert found is not None
    return found


PAGES = {"commands.md": commands_page, "document-types.md": document_types_page}


def page(name: str) -> str:
    return "\n\n".join(PAGES[name]()) + "\n"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_the_files_say(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == page(name), "write it anew: python tests/test_docs.py"


def test_every_document_type_has_a_heading_of_its_own() -> None:
    headings = re.findall(r"^## (\S+)", page("document-types.md"), re.MULTILINE)
    assert {path.parent.name for path in (ROOT / "templates").glob("*/brief.toml")} == set(headings)


def test_every_code_the_program_itself_gives_is_explained() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "generator").rglob("*.py"))
    codes = set(re.findall(r'"(KB\d{3})"', source))
    explained = files(find(ROOT))["rules.html"].decode()
    assert codes
    assert [code for code in sorted(codes) if f'id="{code.lower()}"' not in explained] == []


def test_every_command_has_examples_with_options_it_has() -> None:
    assert EXAMPLES.keys() == COMMANDS.keys()
    for name, lines in EXAMPLES.items():
        for line in lines:
            words = line.partition("   #")[0].split()
            command = command_named(name)
            if isinstance(command, click.Group):
                command = command.commands[words[1]]
            assert words[0] == name
            options = {option for param in command.params for option in param.opts}
            assert {word for word in words if re.fullmatch(r"--?[a-z-]+", word)} <= options, line


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name)
def test_a_page_names_only_commands_there_are(path: Path) -> None:
    shown = re.findall(r"(?m)^(?:\.venv/bin/)?briefwright ([a-z-]+)", path.read_text(encoding="utf-8"))
    assert set(shown) <= set(COMMANDS)


def test_every_exit_code_is_in_the_readme() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for code in ("0 fine", "1 findings", "2 usage", "3 data", "4 resource", "130 interrupted"):
        assert code in readme


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))], ids=str)
def test_every_link_of_a_page_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, wanted = set[Path](), [ROOT / "README.md"]
    while wanted:
        path = wanted.pop()
        seen.add(path)
        links = re.findall(r"\]\(([^)#:]+\.md)", path.read_text(encoding="utf-8"))
        wanted += [found for link in links if (found := (path.parent / link).resolve()) not in seen]
    assert [path.name for path in DOCS.glob("*.md") if path not in seen] == []


def test_the_pages_name_the_forms_a_section_can_have() -> None:
    text = (DOCS / "templates.md").read_text(encoding="utf-8")
    assert [form for form in FORMS if f"| `{form}` |" not in text] == []


if __name__ == "__main__":
    for name in PAGES:
        (DOCS / name).write_text(page(name), encoding="utf-8")
