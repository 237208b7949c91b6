"""Waivers: findings a curator decided to leave as they are, with a reason, a name and a day on which that ends.

A `pol:Waiver` is a part of the record it speaks for. It covers warnings and infos; a violation stays a violation.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefwright.findings import Finding, Locate, Severity
from briefwright.knowledge.file_checks import FILE_CHECKS
from briefwright.knowledge.ontology import TYPE, Facts
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri, record_of

VIOLATION_WAIVED = "KB011"
NOTHING_WAIVED = "KB012"
CODES = (VIOLATION_WAIVED, NOTHING_WAIVED)
"""What a check says about waivers themselves: one of a violation, and one without a finding."""

_WAIVES = pol("waives")


@dataclass(frozen=True, slots=True)
class Waiver:
    """The decision to leave findings of a code about a record. `expires_on` (ISO) is the day it no longer holds."""

    iri: Iri
    code: str
    reason: str
    by: str
    expires_on: str


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that is left as it is, and the waiver that says so."""

    finding: Finding
    waiver: Waiver


def in_force(facts: Facts, incomplete: Collection[str], today: str) -> tuple[Waiver, ...]:
    """The waivers that hold on `today` (ISO; empty: no day has come yet), in the order of their names.

    `incomplete` are those that do not meet their shape; a waiver without reason, name or expiry waives nothing."""
    found = (_waiver(iri, facts[iri]) for iri in sorted(facts) if _is_waiver(facts, iri) and iri not in incomplete)
    return tuple(waiver for waiver in found if not today or today < waiver.expires_on)


def _is_waiver(facts: Facts, iri: Iri) -> bool:
    named = facts.get(record_of(iri), {}).get(pol("waiver"), ())
    return iri in named and pol("Waiver") in facts[iri].get(TYPE, ())


def _waiver(iri: Iri, values: Mapping[Iri, tuple[object, ...]]) -> Waiver:
    fields = (_WAIVES, pol("reason"), pol("waivedBy"), pol("expiresOn"))
    return Waiver(iri, *(str(values.get(prop, ("",))[0]) for prop in fields))


def apply(
    waivers: Iterable[Waiver], findings: Collection[Finding]
) -> tuple[tuple[Waived, ...], Mapping[Waiver, tuple[Finding, ...]]]:
    """The findings that are waived, and all findings of its code about its record for each waiver."""
    about: dict[tuple[Iri, str], list[Finding]] = {}
    for finding in findings:
        about.setdefault((record_of(finding.focus), finding.code), []).append(finding)
    met = {waiver: tuple(about.get((record_of(waiver.iri), waiver.code.upper()), ())) for waiver in waivers}
    waived: dict[Finding, Waived] = {}
    for waiver, found in met.items():
        for finding in found:
            if finding.severity is not Severity.VIOLATION:
                waived.setdefault(finding, Waived(finding, waiver))
    return tuple(waived.values()), met


def faults(met: Mapping[Waiver, tuple[Finding, ...]], unjudged: Collection[str], locate: Locate) -> Iterator[Finding]:
    """Waivers of a violation, and those whose finding is not there; not where its code, one of `unjudged`, was not
    looked for."""
    for waiver, found in met.items():
        if any(finding.severity is Severity.VIOLATION for finding in found):
            message = f"{waiver.code} is a violation here, and a violation cannot be waived: the finding stays."
            yield _finding(Severity.WARNING, VIOLATION_WAIVED, message, waiver, locate)
        elif not found and waiver.code.upper() not in unjudged:
            message = f"The waiver of {waiver.code} has nothing to waive: there is no such finding about the record."
            yield _finding(Severity.INFO, NOTHING_WAIVED, message, waiver, locate)


def _finding(severity: Severity, code: str, message: str, waiver: Waiver, locate: Locate) -> Finding:
    mend = next(check.mend for check in FILE_CHECKS if check.code == code)
    file, line, column = locate(waiver.iri, _WAIVES, None)
    return Finding(severity, code, waiver.iri, _WAIVES, message, file, line, column, mend, waiver.code)
