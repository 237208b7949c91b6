"""What a paper asserts, and on what each assertion stands."""

from dataclasses import dataclass
from enum import StrEnum


class Warrant(StrEnum):
    """On what a statement stands (the rule is `briefwright.warrant`)."""

    SOURCED = "sourced"
    JUDGED = "judged"
    PROPOSED = "proposed"
    DERIVED = "derived"
    STRUCTURAL = "structural"


@dataclass(frozen=True, slots=True)
class Support:
    """One passage that carries a statement. `note` is the number of its reference in this paper."""

    passage: str
    source: str
    source_title: str
    locator: str
    gist: str
    anchor: str
    credibility: str
    note: int


@dataclass(frozen=True, slots=True)
class Check:
    """The last comparison of a record with its sources: who, when (ISO date), with what outcome."""

    by: str
    on: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One printed assertion: a value of a record's property, or one sentence of authored prose.

    `records` are the records it leads to, the first being the one it is read from; `file` is that record's
    path in the workspace and `record_hash` the SHA-256 of its canonical triples, so that a reader can find the
    commit. `contradicted` are the passages that say otherwise. `unsupported` is empty, or in a draft the reason
    why the warrant rule refuses the statement.
    """

    id: str
    text: str
    record: str
    property: str
    warrant: Warrant
    records: tuple[str, ...]
    supports: tuple[Support, ...]
    roots: int
    interested_only: bool
    marking: str
    as_of: str
    file: str
    record_hash: str
    check: Check
    assessed: str = ""
    unsupported: str = ""
    contradicted: tuple[Support, ...] = ()
