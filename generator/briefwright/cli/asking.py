"""Asking for the fields of a record, one by one, with the choices there are and a search for records."""

import shlex
from collections.abc import Iterator

import click

from briefwright.curate.notation import Notation, UnreadableError
from briefwright.errors import nearest
from briefwright.knowledge.ontology import kebab
from briefwright.knowledge.record_forms import Form, FormField
from briefwright.knowledge.records import label, name
from briefwright.knowledge.search import Wanted
from briefwright.knowledge.search import search as look_for
from briefwright.knowledge.vocabulary import MODIFIED, PREF_LABEL, TITLE, pol
from briefwright.terms import POL, Iri

_SILENT = frozenset((pol("reviewStatus"), MODIFIED))
"""Fields that have a value without being asked for."""

_EARLY = (PREF_LABEL, TITLE)
_SHOWN = 9


def ask(notation: Notation, cls: Iri) -> list[tuple[str, str]]:
    """What somebody answers when asked for the fields of a class: those it needs, then any other that is named."""
    form = notation.forms.by_class[cls]
    click.echo(f"{form.name}: {form.help}\n", err=True)
    answers: list[tuple[str, str]] = []
    try:
        answers.extend(_asked(notation, form))
    except click.Abort:
        _keep(form, answers)
        raise
    return answers


def _asked(notation: Notation, form: Form) -> Iterator[tuple[str, str]]:
    asked = [field for field in form.fields if field.least and field.prop not in _SILENT]
    for field in sorted(asked, key=_early):
        yield from _answers(notation, field)
    left = {field.key: field for field in form.fields if field not in asked and field.prop not in _SILENT}
    while left:
        key = _next_field(left)
        if not key:
            return
        yield from _answers(notation, left.pop(key))


def _keep(form: Form, answers: list[tuple[str, str]]) -> None:
    """Show what was answered so far as a command, so that nobody has to answer it again."""
    if answers:
        given = [f"{key}={value}" for key, value in answers]
        kind = kebab(form.cls.removeprefix(POL))
        click.echo(f"\nSo far: {shlex.join(('briefwright', 'add', kind, *given))}", err=True)


def _early(field: FormField) -> bool:
    return field.prop not in _EARLY


def _next_field(left: dict[str, FormField]) -> str:
    while True:
        given = _prompted("Another field (its name, ? for a list, nothing to end)", "")
        key = given.replace(" ", "-")
        if not key or key in left:
            return key
        if key != "?":
            click.echo(f"No field {given!r} is left. {nearest(key, left)}", err=True)
        for field in left.values():
            click.echo(f"  {field.key}: {field.help}", err=True)


def _answers(notation: Notation, field: FormField) -> Iterator[tuple[str, str]]:
    """One answer, or several to a field that may have them; each as it can be read."""
    click.echo(f"\n{click.style(field.name, bold=True)}: {field.help}", err=True)
    for code, concept in notation.choices(field):
        click.echo(f"  {code}: {concept.label}. {concept.definition}", err=True)
    number = 0
    while True:
        wanted = field.least > number
        hint = "" if wanted else " (nothing to go on)"
        given = str(
            click.prompt(f"{field.expects}{hint}", default=None if wanted else "", show_default=False, err=True)
        )
        if not given:
            return
        text = _found(notation, field, given)
        if text:
            number += 1
            yield field.key, text
            if field.most == number:
                return


def _found(notation: Notation, field: FormField, given: str) -> str:
    """What was given as it is to be read; empty, having said why, where it cannot be. Words are looked for in the
    records that may stand in the field."""
    nowhere = Iri(notation.kb.workspace.base_iri)
    try:
        value = notation.read(given, field, nowhere)
    except UnreadableError as error:
        return _picked(notation, field, given) if field.classes else _said(str(error))
    if field.classes and isinstance(value, Iri) and value not in notation.kb.aggregates:
        return _said(f"There is no record {given}. Write a word of its label to look for it.")
    return notation.write_all((value,), field, nowhere)


def _prompted(words: str, default: str | None) -> str:
    return str(click.prompt(words, default=default, show_default=False, err=True)).strip()


def _said(sentence: str) -> str:
    click.echo(sentence, err=True)
    return ""


def _picked(notation: Notation, field: FormField, words: str) -> str:
    """The record that somebody picks among those that have the words; empty for none of them."""
    kb = notation.kb
    kinds = {kebab(cls.removeprefix(POL)) for cls in field.classes}
    hits = [
        hit
        for hit in look_for(kb, Wanted(words)).hits
        if "record" in kinds or name(kb, hit.record).partition("/")[0] in kinds
    ]
    if not hits:
        return _said(f"No record that may stand here has {words!r}.")
    for number, hit in enumerate(hits[:_SHOWN], 1):
        click.echo(f"  {number}. {label(kb, hit.record)}  [{name(kb, hit.record)}]", err=True)
    chosen = click.prompt("Which one (0 for none)", type=click.IntRange(0, min(len(hits), _SHOWN)), default=0, err=True)
    return name(kb, hits[chosen - 1].record) if chosen else ""
