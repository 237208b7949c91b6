"""Rules: SPARQL that looks across records and says what is wrong, one file `<code>-<name>.rq` each.

    # title: School without head
    # severity: warning
    # explanation: Why it matters, in plain English.
    # mend: What a curator does about it.
    # message: The school “{label}” has no head.
    SELECT ?focus ?path ?value ?label WHERE { ... }

Each row is a finding about the record or part `?focus`; `?path` and `?value`, where the query gives them, say
which of its statements. `?today` in the query stands for the day the check is made. The header names the heaviest
severity; a row for which the query gives a `?severity` weighs that much.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefwright.errors import DataError, UsageError, nearest
from briefwright.files import read_text
from briefwright.findings import Finding, Locate, Severity, ordered
from briefwright.rdf.parameters import Parameter
from briefwright.rdf.queries import (
    Fault,
    HeaderEntry,
    header_faults,
    read_header,
    substitute,
    syntax_faults,
    text_faults,
)
from briefwright.rdf.store import Store
from briefwright.rdf.store.tokens import SparqlToken, selected, tokens
from briefwright.terms import PREFIXES, SCHEME, Iri, PartialDate, Value, is_calendar_date

_NEEDED = ("title", "severity", "explanation", "mend", "message")
_KEYS = (*_NEEDED, "fix")
FIXES = ("back-to-review", "tidy-text")
"""The mends without a decision that a rule may name in its header for what it finds."""

_STEM = re.compile(r"([a-z]+\d+)-[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"\{(\w*)\}")
_TODAY = Parameter("today", "date", required=True, default="", description="The day of the check")
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `message` has the columns of the query in braces; `needs_today` says that it asks for the day; `fix` is
    one of FIXES, or empty where a mend takes a decision."""

    code: str
    title: str
    severity: Severity
    explanation: str
    mend: str
    message: str
    text: str
    needs_today: bool
    path: Path
    fix: str = ""


def load(folder: Path) -> tuple[Rule, ...]:
    """Every rule of a folder, by code. Raises DataError with all faults of all files, as `file:line: mend`."""
    if not folder.is_dir():
        raise DataError(f"{folder} is missing, so no rule could be asked. Put it back from git, or make it empty.")
    rules: list[Rule] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            rules.append(_read(path))
        except DataError as error:
            faults.append(str(error))
    codes = [rule.code for rule in rules]
    faults += [
        f"{rule.path}:1: the code {rule.code} is taken. Give the file a free one."
        for i, rule in enumerate(rules)
        if rule.code in codes[:i]
    ]
    if faults:
        raise DataError("\n".join(faults))
    return tuple(rules)


def _read(path: Path) -> Rule:
    return _rule(path, read_text(path))


@lru_cache(maxsize=256)
def _rule(path: Path, text: str) -> Rule:
    found = list(tokens(text))
    entries, faults = read_header(text)
    prefixes = _prefixes(found)
    faults += [
        *header_faults(entries, _KEYS, _NEEDED),
        *_wrong_words(entries, selected(found)),
        *text_faults(text, found, prefixes),
    ]
    code = _STEM.fullmatch(path.stem)
    if not code:
        faults.append(
            (1, f'"{path.name}" is no name for a rule. Write <code>-<name>.rq, such as kb101-lonely-claim.rq.')
        )
    needs_today = any(token.kind == "variable" and token.text[1:] == "today" for token in found)
    if not faults:
        faults = list(syntax_faults(text, (_TODAY,) if needs_today else (), prefixes))
    if faults or not code:
        raise DataError("\n".join(f"{path}:{line}: {message}" for line, message in sorted(faults)))
    said = {entry.key: entry.text for entry in entries}
    return Rule(
        code=code[1].upper(),
        title=said["title"],
        severity=Severity(said["severity"]),
        explanation=said["explanation"],
        mend=said["mend"],
        message=said["message"],
        text=text,
        needs_today=needs_today,
        path=path,
        fix=said.get("fix", ""),
    )


def _prefixes(found: list[SparqlToken]) -> Mapping[str, str]:
    """The known prefixes, and for each other one of the query the scheme of that name."""
    used = {token.text.partition(":")[0] for token in found if token.kind == "name"} - {"", "_"}
    return {**{prefix: f"{SCHEME}{prefix}/" for prefix in used}, **PREFIXES}


def _wrong_words(entries: list[HeaderEntry], columns: tuple[str, ...]) -> Iterator[Fault]:
    for entry in entries:
        if entry.key == "fix" and entry.text not in FIXES:
            advice = nearest(entry.text, FIXES, f"Use one of: {', '.join(FIXES)}.")
            yield entry.line, f'"{entry.text}" is no fix. {advice}'
        if entry.key == "severity" and entry.text not in list(Severity):
            advice = nearest(entry.text, list(Severity), f"Use one of: {', '.join(Severity)}.")
            yield entry.line, f'"{entry.text}" is no severity. {advice}'
        if entry.key == "message":
            for name in _PLACE.findall(entry.text):
                if name not in columns:
                    advice = nearest(name, columns, "Add it to SELECT, or take it out.")
                    yield entry.line, f"the message names {{{name}}}, which is no column of the query. {advice}"
    if columns and "focus" not in columns:
        yield 1, "the query must answer with ?focus, the record each finding is about. Add it to SELECT."
    if "today" in columns:
        yield 1, "?today is the day of the check and cannot be a column. Take it out of SELECT."


def run(rules: Iterable[Rule], store: Store, today: str, locate: Locate) -> tuple[Finding, ...]:
    """What the rules find. `today` is the day of the check (ISO); empty leaves out the rules that ask for it.

    Raises UsageError when `today` is no day, and DataError when a rule does not fit the store."""
    if today and not (is_calendar_date(today) and len(today) == len("2024-06-27")):
        raise UsageError(f'"{today}" is no day. Write it as 2024-06-27.')
    asked = [rule for rule in rules if today or not rule.needs_today]
    return ordered(finding for rule in asked for finding in _findings(rule, store, today, locate))


def _findings(rule: Rule, store: Store, today: str, locate: Locate) -> Iterator[Finding]:
    try:
        answer = store.select(substitute(rule.text, {"today": PartialDate(today)} if rule.needs_today else {}))
    except UsageError as error:
        raise DataError(f"{rule.path}: {error}") from error
    for row in answer.rows:
        columns = dict(zip(answer.columns, row, strict=True))
        focus, path, value = columns["focus"], columns.get("path"), columns.get("value")
        if not isinstance(focus, Iri):
            raise DataError(f"{rule.path}: a row has no record as ?focus. Bind ?focus to a record in every row.")
        file, line, column = locate(focus, str(path or ""), value)
        yield Finding(
            severity=_severity(rule, columns.get("severity")),
            code=rule.code,
            focus=focus,
            path=str(path or ""),
            message=_filled(rule.message, columns),
            file=file,
            line=line,
            column=column,
            mend=rule.mend,
            value="" if value is None else str(value),
        )


def _severity(rule: Rule, given: Value | None) -> Severity:
    if given is None:
        return rule.severity
    if given not in list(Severity) or Severity(str(given)).rank > rule.severity.rank:
        advice = f"Bind ?severity to a severity up to {rule.severity}, which the header names, or leave it unbound."
        raise DataError(f'{rule.path}: a row has the severity "{given}". {advice}')
    return Severity(str(given))


def _filled(message: str, columns: Mapping[str, Value | None]) -> str:
    return _PLACE.sub(lambda match: _words(columns[match[1]]), message)


def _words(value: Value | None) -> str:
    if isinstance(value, Iri):
        return f"<{value}>"
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
