"""Checking a knowledge base: what is wrong with its files, its fields and its records together."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from briefwright.errors import DataError, UsageError
from briefwright.findings import Finding, Severity, ordered
from briefwright.knowledge import rules, shapes, waivers
from briefwright.knowledge.file_checks import FILE_CHECKS
from briefwright.knowledge.kb import Aggregate, KnowledgeBase
from briefwright.knowledge.ontology import index
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.waivers import Waived
from briefwright.terms import Iri, record_of

LONG_ANCHOR = "KB010"
OWN = (LONG_ANCHOR, *waivers.CODES)
"""The codes of what a check finds by itself, without shape or rule."""

_ANCHOR = pol("anchor")
_STEPS = 3  # the length of support: record -> claim -> passage -> source


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, in the order of all reports, the SHACL engine that judged, and what is waived."""

    findings: tuple[Finding, ...]
    engine: str
    waived: tuple[Waived, ...] = ()


def check(
    kb: KnowledgeBase,
    engine: str = "",
    today: str = "",
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    others: Collection[str] = (),
) -> Report:
    """Hold the shapes, the rules and the length of quotations against a knowledge base.

    Faults of files come first: what may only follow from a file that could not be read whole is left out.
    `today` (ISO) is the day by which a review is overdue or a waiver has expired; without it none is. `select` and
    `ignore` are beginnings of codes; the faults of files cannot be ignored. A waiver takes out findings before
    either is looked at. Raises UsageError for one that fits no code, neither of this check nor of `others`, and
    DataError for a rule that cannot be asked or whose code is taken."""
    name = engine or shapes.default_engine()
    known = rules.load(kb.workspace.ontology / "rules")
    own = {*shapes.codes(kb.ontology.shape_facts), *(one.code for one in FILE_CHECKS)}
    _refuse_taken(known, own)
    everywhere = {*own, *(rule.code for rule in known), *others}
    _refuse_unknown((*select, *ignore), everywhere)
    files = {**kb.aggregates, **kb.issued}
    facts = index(triple for iri in sorted(files) for triple in files[iri].triples)
    results = shapes.validate(kb.asserted, kb.shapes, name)
    fields = shapes.findings_of(results, kb.ontology.shape_facts, kb.locate, {*facts, *kb.ontology.concepts})
    across = rules.run(known, kb.store, today, kb.locate)
    if kb.broken:
        fields = tuple(finding for finding in fields if not _follows(kb, finding))
        shadow = _shadow(kb, files)
        across = tuple(finding for finding in across if record_of(finding.focus) not in shadow)
    found = (*fields, *across, *_long_anchors(kb))
    waived, met = waivers.apply(waivers.in_force(facts, {finding.focus for finding in fields}, today), found)
    gone = {one.finding for one in waived}
    # A code that was not looked for everywhere cannot be missed: without a day, or beside a broken file.
    unjudged = {w.code.upper() for w in met} if kb.broken else {r.code for r in known if r.needs_today and not today}
    left = (*(f for f in found if f not in gone), *waivers.faults(met, unjudged, kb.locate))
    return Report(
        ordered((*kb.problems, *(f for f in left if wanted(f.code, select, ignore)))),
        name,
        tuple(one for one in waived if wanted(one.finding.code, select, ignore)),
    )


def _follows(kb: KnowledgeBase, finding: Finding) -> bool:
    return record_of(finding.focus) in kb.broken or record_of(finding.value) in kb.broken


def _shadow(kb: KnowledgeBase, files: Mapping[Iri, Aggregate]) -> frozenset[Iri]:
    """The records of which a rule may think ill only because a file is broken: those that lead to its record
    along its support, those it mentions, and those these lead to."""
    links = _links(files)
    near = set(kb.broken)
    for _ in range(_STEPS):
        near |= {record for record, others in links.items() if others & near}
    after = {other for record in kb.mentioned for other in links.get(record, ())}
    return frozenset(near | kb.mentioned | after)


def _links(files: Mapping[Iri, Aggregate]) -> Mapping[Iri, set[Iri]]:
    return {
        iri: {record_of(t.object) for t in aggregate.triples if isinstance(t.object, Iri)} & files.keys()
        for iri, aggregate in files.items()
    }


def _long_anchors(kb: KnowledgeBase) -> Iterable[Finding]:
    most = kb.workspace.max_anchor_words
    for subject, properties in kb.facts.items():
        for value in properties.get(_ANCHOR, ()):
            words = len(str(value).split())
            if words > most:
                file, line, column = kb.locate(subject, _ANCHOR, value)
                yield Finding(
                    severity=Severity.VIOLATION,
                    code=LONG_ANCHOR,
                    focus=subject,
                    path=_ANCHOR,
                    message=f"The anchor quotes {words} words of the source; at most {most} are allowed.",
                    file=file,
                    line=line,
                    column=column,
                    mend=next(one.mend for one in FILE_CHECKS if one.code == LONG_ANCHOR),
                    value=str(value),
                )


def wanted(code: str, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether findings of a code are asked for: selected, if any are, and not ignored."""
    return (not select or _begins(code, select)) and not _begins(code, ignore)


def _begins(code: str, beginnings: Collection[str]) -> bool:
    return code.upper().startswith(tuple(beginning.upper() for beginning in beginnings))


def _refuse_taken(known: Iterable[rules.Rule], taken: Collection[str]) -> None:
    faults = [
        f"{rule.path}:1: the code {rule.code} is that of a shape or of a check of the program."
        for rule in known
        if rule.code in taken
    ]
    if faults:
        raise DataError("\n".join(f"{fault} Give the file a free one." for fault in faults))


def _refuse_unknown(beginnings: Collection[str], codes: Collection[str]) -> None:
    unknown = [text for text in beginnings if not text or not any(_begins(code, (text,)) for code in codes)]
    if unknown:
        kinds = ", ".join(sorted({code.rstrip("0123456789") for code in codes if "-" not in code}))
        named = ", ".join(text or '""' for text in unknown)
        close = [match for text in unknown for match in get_close_matches(text.upper(), sorted(codes), 1)]
        meant = f"Did you mean {', '.join(close)}? " if close else ""
        raise UsageError(f"No finding has a code that begins with {named}. {meant}Codes begin with: {kinds}.")
