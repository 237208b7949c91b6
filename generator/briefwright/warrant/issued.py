"""Issued papers as they were printed, and which of their sentences no longer stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import index
from briefwright.knowledge.records import name, printed, values
from briefwright.knowledge.vocabulary import ISSUED, PREF_LABEL, concept, pol
from briefwright.terms import Iri, Value
from briefwright.warrant.evidence import Failure
from briefwright.warrant.prose import Sentence, invented
from briefwright.warrant.rule import Warrants

LOST = "lost its warrant"
CHANGED = "says otherwise now"
_TEXT = pol("text")
Fields = Mapping[Iri, tuple[Value, ...]]
"""The properties of one record or part."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A statement of an issued paper: the words, and the record or part and property they were read from."""

    iri: Iri
    text: str
    subject: Iri
    aspect: Iri
    stands_on: tuple[Iri, ...]
    is_derived: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued paper; `issued` is the day (ISO), `state` how far it has come from issue to archive,
    `marking` the highest of what it printed."""

    iri: Iri
    label: str
    brief: Iri
    audience: str
    edition: str
    fingerprint: str
    issued: str
    state: Iri
    marking: Iri
    statements: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Fallen:
    """A printed statement that no longer stands: `what` became of it, why, and the record to look at."""

    paper: Issued
    statement: Printed
    what: str
    reason: str
    record: Iri


def issued_papers(kb: KnowledgeBase) -> tuple[Issued, ...]:
    """Every issued paper, in the order of their names."""
    return tuple(_issued(kb, iri) for iri in sorted(kb.issued))


def _issued(kb: KnowledgeBase, iri: Iri) -> Issued:
    facts = index(kb.issued[iri].triples)  # the knowledge base's own facts leave issued papers out
    parts = [_printed(Iri(str(part)), facts[Iri(str(part))]) for part in facts[iri].get(pol("printedStatement"), ())]
    own = facts[iri]
    return Issued(
        iri,
        _text(own, PREF_LABEL),
        Iri(_text(own, pol("ofBrief"))),
        _code(own, pol("audience")),
        _text(own, pol("edition")),
        _text(own, pol("fingerprint")),
        _text(own, ISSUED),
        Iri(_text(own, pol("productState"))),
        Iri(_text(own, pol("marking"))),
        tuple(statement for _, statement in sorted(parts, key=lambda pair: (pair[0], pair[1].iri))),
    )


def _printed(part: Iri, own: Fields) -> tuple[int, Printed]:
    record = Iri(_text(own, pol("ofRecord")))
    standing = tuple(v for v in own.get(pol("standsOn"), ()) if isinstance(v, Iri))
    printed_words = Printed(
        part,
        _text(own, pol("printedText")),
        Iri(_text(own, pol("ofPart"))) or record,
        Iri(_text(own, pol("aspect"))),
        standing or (record,),
        _text(own, pol("warrantKind")) == concept("warrant-kind", "derived"),
    )
    order = next((v for v in own.get(pol("order"), ()) if isinstance(v, int)), 0)
    return order, printed_words


def _text(own: Fields, prop: Iri) -> str:
    return str(next(iter(own.get(prop, ())), ""))


def _code(own: Fields, prop: Iri) -> str:
    return _text(own, prop).rpartition("/")[2]


def before(kb: KnowledgeBase, brief: Iri, audience: str, edition: str) -> Issued | None:
    """The latest issued paper of a brief for an audience that is of another edition, if there is one."""
    found = [p for p in issued_papers(kb) if (p.brief, p.audience) == (brief, audience) and p.edition != edition]
    return max(found, key=lambda paper: (paper.issued, paper.iri), default=None)


def in_use(kb: KnowledgeBase) -> tuple[Issued, ...]:
    """The papers that readers go by: the latest of each brief and audience that is neither archived nor recalled."""
    latest: dict[tuple[Iri, str], Issued] = {}
    for paper in sorted(issued_papers(kb), key=lambda paper: (paper.issued, paper.edition, paper.iri)):
        latest[paper.brief, paper.audience] = paper
    standing = (p for p in latest.values() if p.state not in kb.ontology.out_of_use)
    return tuple(sorted(standing, key=lambda paper: paper.iri))


def fallen(kb: KnowledgeBase, warrants: Warrants, paper: Issued) -> Iterator[Fallen]:
    """The statements of a paper that a withdrawn or changed record makes wrong, in the order of the paper.

    A statement that another passage still carries stands. `warrants` are those of the knowledge base as it is."""
    for statement in paper.statements:
        failure = _failure(kb, warrants, statement)
        if failure:
            record = failure.subject or statement.subject
            yield Fallen(paper, statement, LOST, failure.message, record)
        elif _differs(kb, statement):
            words, value = kb.workspace.words, "; ".join(_now(kb, statement))
            field = kb.ontology.labels.get(statement.aspect, words["its_value"])
            reason = words.say("now_has", record=name(kb, statement.subject), field=field, value=value)
            yield Fallen(paper, statement, CHANGED, reason, statement.subject)


def together(found: Iterable[Fallen]) -> tuple[tuple[Fallen, ...], ...]:
    """Those that fell for the same reason side by side, in the order of the first of each."""
    groups: dict[tuple[str, str], list[Fallen]] = {}
    for one in found:
        groups.setdefault((one.what, one.reason), []).append(one)
    return tuple(map(tuple, groups.values()))


def _failure(kb: KnowledgeBase, warrants: Warrants, statement: Printed) -> Failure | None:
    if statement.aspect == _TEXT:
        return _unsupported_sentence(kb, warrants, statement)
    gone = warrants.evidence.unfit(statement.subject)
    if gone:
        return gone
    if statement.is_derived:
        return next(filter(None, (warrants.evidence.unfit(record) for record in statement.stands_on)), None)
    return warrants.statement(statement.subject, statement.aspect).failure


def _unsupported_sentence(kb: KnowledgeBase, warrants: Warrants, statement: Printed) -> Failure | None:
    """An authored sentence stands while each record it cited is supported and still says its figures and names."""
    for cited in statement.stands_on:
        failure = warrants.evidence.unfit(cited) or warrants.record(cited).failure
        if failure:
            return failure
    brief = Iri(statement.subject.partition("#")[0])
    sentence = Sentence(statement.text, tuple(name(kb, cited) for cited in statement.stands_on))
    return next(invented(kb, brief, statement.subject, sentence, statement.stands_on), None)


def _differs(kb: KnowledgeBase, statement: Printed) -> bool:
    """Whether a record's property no longer has the value that was printed; authored prose and counts have none."""
    if statement.aspect == _TEXT or statement.is_derived:
        return False
    values_now = {folded(words) for words in _now(kb, statement, inside=True)}
    return bool(values_now) and folded(statement.text) not in values_now


def _now(kb: KnowledgeBase, statement: Printed, *, inside: bool = False) -> list[str]:
    found = values(kb, statement.subject, statement.aspect)
    said = [printed(kb, value) for value in found]
    return [*said, *(printed(kb, value, in_sentence=True) for value in found)] if inside else said


def folded(words: str) -> str:
    """Words as they are compared: without the marks at their end, large and small letters alike."""
    return words.strip().rstrip(".,;:!?").casefold()
