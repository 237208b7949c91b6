"""The pages on rules: an index with the checks of the program itself, and a page for each rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefwright.document import Block, Document, Link, Run, Section
from briefwright.errors import DataError
from briefwright.files import read_text
from briefwright.findings import Finding
from briefwright.knowledge import rules
from briefwright.knowledge.file_checks import FILE_CHECKS, FileCheck
from briefwright.knowledge.rules import Rule
from briefwright.rdf import turtle
from briefwright.rdf.store import open_store
from briefwright.reference.facts import OntologyTerms
from briefwright.reference.page_blocks import Said, code, explained, group, page, paragraph, table, term
from briefwright.reference.questions import body
from briefwright.terms import PREFIXES, Iri, Value, shorten

_BASE = re.compile(r"^@base <([^>]+)>", re.MULTILINE)
_TODAY = re.compile(r"^# today: (\S+)$", re.MULTILINE)
_BRACES = "What stands in braces is filled in from the query."
_FIRST_DAY = "2026-11-24"  # the day of a fixture that names none, as its tests have it


@dataclass(frozen=True, slots=True)
class Fixture:
    """Records that a rule is tried on: what the case shows, the records, and what the rule finds."""

    title: str
    text: str
    base: str
    findings: tuple[Finding, ...]


def rules_page(terms: OntologyTerms, found: tuple[Rule, ...]) -> Document:
    """The index of all checks that are no shapes."""
    dek = (
        "A rule looks across records; what a single record must have is said with its class. `briefwright check` runs "
        "them all. A violation stops every paper it touches, a warning or an info does not. A warning or an info that "
        "is meant is left standing by a waiver: a part of the record with code, reason, name and day of expiry."
    )
    columns = (("Code", 14), ("Weight", 12), ("What it finds", 74))
    rows = ((Link(r.code, href=f"{r.code.lower()}.html"), str(r.severity), r.title) for r in found)
    index = Section("rules", "Rules across records", (table("The rules", columns, rows),))
    own = tuple(group(check.code.lower(), f"{check.code} {check.title}", *_told(terms, check)) for check in FILE_CHECKS)
    listed = ((Link(c.code, href=f"#{c.code.lower()}"), str(c.severity), c.title) for c in FILE_CHECKS)
    overview = table("Checks of the program itself", columns, listed)
    return page(terms, "Rules", dek, index, Section("built-in", "Built-in checks", (overview, *own)), _shapes(terms))


def _shapes(terms: OntologyTerms) -> Section:
    number = sum(bool(field.asked.code) for field in terms.class_fields)
    words = (
        f"The shapes check {number} fields. The code and weight of each stand beside the field on the page ",
        Link("Classes", href="classes.html"),
        "; the message of a finding says what the field wants.",
    )
    return Section("shapes", "Checks of a single record", (paragraph(*words),))


def rule_page(terms: OntologyTerms, rule: Rule, fixtures: Path | None) -> Document:
    """One rule; `fixtures` is the folder of the records it is tried on."""
    sections = [
        Section("mend", "What to do", (paragraph(explained(terms, rule.mend)),)),
        Section("message", "What it says", (paragraph(rule.message), paragraph(_BRACES))),
        Section("sparql", "SPARQL", (code(body(rule.text), "SPARQL"),)),
    ]
    heads = (("fires", "A case in which it fires"), ("silent", "A case in which it is silent"))
    for kind, heading in heads:
        paths = sorted((fixtures / rule.code.lower()).glob(f"{kind}-*.ttl")) if fixtures else []
        sections += [Section(kind, heading, tuple(_case(terms, tried(terms, rule, path)))) for path in paths[:1]]
    dek = explained(terms, f"{str(rule.severity).capitalize()}. {rule.explanation}")
    return page(terms, f"{rule.code} {rule.title}", dek, *sections)


def tried(terms: OntologyTerms, rule: Rule, path: Path) -> Fixture:
    """A fixture, and what the rule finds in it together with the sound records beside its folder.

    Raises DataError when one of the files is not Turtle."""
    text, world = read_text(path), path.parents[1] / "world.ttl"
    base = next(iter(_BASE.findall(text)), "")
    data = b"".join(_records(file, base) for file in (world, path) if file.is_file())
    store = open_store(data + terms.ontology.vocabulary, prefixes={**PREFIXES, **terms.ontology.schemes})
    today = next(iter(_TODAY.findall(text)), _FIRST_DAY)
    findings = rules.run([rule], store, today, _nowhere)
    title = text.partition("\n")[0].removeprefix("#").strip()
    records = text[text.index("@base") :] if "@base" in text else text
    return Fixture(title, records, base, findings)


def _records(path: Path, base: str) -> bytes:
    parsed = turtle.parse(path.read_bytes(), base)
    if parsed.problems:
        raise DataError("\n".join(turtle.render_problem(str(path), problem) for problem in parsed.problems))
    return parsed.ntriples


def _nowhere(_subject: str, _prop: str, _value: Value | None) -> tuple[str, int, int]:
    return "", 1, 1


def _told(terms: OntologyTerms, check: FileCheck) -> Iterator[Block]:
    yield paragraph(Run(f"{str(check.severity).capitalize()}. ", style="strong"), explained(terms, check.explanation))
    yield paragraph(Run("Mend: ", style="strong"), explained(terms, check.mend))


def _case(terms: OntologyTerms, fixture: Fixture) -> Iterator[Block]:
    yield paragraph(fixture.title)
    yield code(fixture.text, "Turtle")
    if fixture.findings:
        columns = (("Record", 30), ("Property", 18), ("Message", 52))
        yield table("What the rule says", columns, (_finding(terms, fixture, one) for one in fixture.findings))


def _finding(terms: OntologyTerms, fixture: Fixture, finding: Finding) -> tuple[Said, ...]:
    record = f"`{shorten(finding.focus, fixture.base)}`"
    prop = term(terms, Iri(finding.path)) if finding.path else ""
    message = re.sub(r"<([^<>\s]+)>", lambda m: shorten(m[1], fixture.base), finding.message)
    return record, prop, f"{message} ({finding.severity})"
