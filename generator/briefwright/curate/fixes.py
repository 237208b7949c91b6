"""Findings that can be mended without a decision: each mend is a small change of its own."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from briefwright.curate.drafts import Draft, FileChange, change, draft, with_values
from briefwright.curate.notation import Notation, UnreadableError, same
from briefwright.errors import DataError
from briefwright.findings import Finding
from briefwright.knowledge import rules
from briefwright.knowledge.ontology import TYPE
from briefwright.knowledge.record_forms import FormField
from briefwright.knowledge.vocabulary import IN_REVIEW, STATUS
from briefwright.terms import Iri, LangText, Value, record_of

_BLANKS = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Mend:
    """A finding, and the change that mends it."""

    finding: Finding
    change: FileChange


def mends(notation: Notation, findings: Iterable[Finding]) -> Iterator[Mend]:
    """The findings that have a safe mend, each with its change, made of the file as it is at that moment: whoever
    writes each before taking the next gets a small change for each. A finding of a shape is tried as a value of
    another kind.

    Raises DataError for a rule that cannot be read."""
    fixes = {rule.code: rule.fix for rule in rules.load(notation.kb.workspace.ontology / "rules")}
    for finding in findings:
        mend = _MENDS.get(fixes.get(finding.code, finding.code), _another_kind if finding.shape else None)
        found = mend(notation, finding) if mend else None
        if found:
            yield Mend(finding, found)


def _draft(notation: Notation, finding: Finding) -> Draft | None:
    try:
        found = draft(notation.kb.workspace, record_of(finding.focus))
    except DataError:
        return None
    return found if Iri(finding.focus) in found.facts else None


def _back_to_review(notation: Notation, finding: Finding) -> FileChange | None:
    """What changed since its review is to be looked at again."""
    before = _draft(notation, finding)
    if before is None:
        return None
    return change(before, with_values(before.facts, before.record, {STATUS: (IN_REVIEW,)}))


def _tidied(notation: Notation, finding: Finding) -> FileChange | None:
    """One blank between words, none around; no hyphens that do not show."""
    return _with_value(notation, finding, _tidy)


def _tidy(value: Value) -> Value:
    if not isinstance(value, LangText):
        return value
    return LangText(_BLANKS.sub(" ", value.text.replace("\u00ad", "")).strip(), value.lang)


def _with_value(notation: Notation, finding: Finding, mended: Callable[[Value], Value]) -> FileChange | None:
    """The change of the value that a finding names; none where nothing comes of it."""
    before = _draft(notation, finding)
    if before is None:
        return None
    subject, prop = Iri(finding.focus), Iri(finding.path)
    there = before.facts[subject].get(prop, ())
    now = tuple(mended(value) if str(value) == finding.value else value for value in there)
    if all(same(one, other) for one, other in zip(there, now, strict=True)):
        return None
    return change(before, with_values(before.facts, subject, {prop: now}))


def _another_kind(notation: Notation, finding: Finding) -> FileChange | None:
    """A value that is right but of another kind than its field takes: a text without its language, a day or number
    written as a text, the code of a value instead of the value."""
    before = _draft(notation, finding)
    if before is None or not finding.value:
        return None
    own = before.facts[Iri(finding.focus)]
    cls = notation.forms.cls_of(own.get(TYPE, ()))
    field = notation.forms.field(cls, Iri(finding.path))
    return _with_value(notation, finding, lambda value: _as_kind(notation, field, value, before.record))


def _as_kind(notation: Notation, field: FormField, value: Value, record: Iri) -> Value:
    """The value as its field takes it; itself where that would be a guess."""
    if isinstance(value, LangText):
        return value  # to take a language away is a decision
    code = str(value).rpartition("/")[2] if isinstance(value, Iri) and field.schemes else str(value)
    if isinstance(value, Iri) and (not field.schemes or value in notation.kb.ontology.concepts):
        return value  # the value of another list may have the same code by chance
    try:
        return notation.read(code, field, record)
    except UnreadableError:
        return value


def _text_mended(mended: Callable[[str], str]) -> Callable[[Notation, Finding], FileChange | None]:
    """A mend of the text of a file, whatever it says."""

    def mend(notation: Notation, finding: Finding) -> FileChange | None:
        path = notation.kb.workspace.root / finding.file
        try:
            old = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        new = mended(old)
        return FileChange(Iri(finding.focus), finding.file, old, new) if new != old else None

    return mend


_MENDS: Mapping[str, Callable[[Notation, Finding], FileChange | None]] = MappingProxyType(
    {
        "back-to-review": _back_to_review,
        "tidy-text": _tidied,
        "TTL002": _text_mended(lambda text: text.removeprefix("\ufeff")),
        "TTL003": _text_mended(lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
        "TTL006": _text_mended(lambda text: unicodedata.normalize("NFC", text)),
    }
)
"""What a rule names as its fix, or the code of a fault of a file -> the mend."""
