"""What changed since the edition before, and what a correction slip says: printed words against the records now."""

import re
from itertools import chain

from briefwright.compose.printing import worded
from briefwright.compose.section_spec import CorrectionsSpec, EditionSpec, SectionSpec
from briefwright.compose.section_task import Task
from briefwright.document import Block, Column, ListBlock, Notice, Paragraph, Row, Run, Runs, Statement, Table, Warrant
from briefwright.knowledge.records import exists, is_a, label, links, text
from briefwright.knowledge.vocabulary import ISSUED, pol
from briefwright.terms import Iri, record_of
from briefwright.warrant.evidence import Verdict
from briefwright.warrant.issued import CHANGED, LOST, Fallen, Issued, Printed, fallen, folded, together

_BECAME = {LOST: "lost_warrant", CHANGED: "says_otherwise"}
_NAME = re.compile(r"\b[a-z]+(?:-[a-z]+)*/[\w-]+(?:#[\w-]+)?")
"""The short name of a record, as the reasons for curators have it."""


def edition(task: Task[EditionSpec]) -> tuple[Block, ...]:
    """What fell or changed since the edition before, statement by statement, and how many are new or gone."""
    earlier = task.prepared.earlier
    if earlier is None:
        first = text(task.prepared.whole, task.brief, pol("edition")) == "1"
        return (Notice(task.words["first_edition" if first else "edition_unrecorded"], task.spec.id + "-notice"),)
    items = [_told(task, group) for group in together(_tellable(task, earlier))]
    blocks: list[Block] = [Paragraph(_counts(task, earlier), id=f"{task.spec.id}-p1")]
    for index, runs in enumerate(items):
        block_id = f"{task.spec.id}-{index + 1}"
        if task.level(block_id) == 0:
            blocks.append(ListBlock((runs,), block_id, task.give(index)))
    return tuple(blocks)


def corrections(task: Task[CorrectionsSpec]) -> tuple[Block, ...]:
    """The sentences of the issued paper that no longer stand, each with the reason: the body of a correction slip."""
    paper = task.prepared.issued
    if paper is None:
        return ()
    rows = tuple(
        Row((_quotes(task, group), (_what(task, group[0]),), (_reason(task, group[0]),)), f"{task.spec.id}-row-{index}")
        for index, group in enumerate(together(_tellable(task, paper)), 1)
    )
    columns = tuple(
        Column(task.words[f"slip_{name}"], share) for name, share in (("printed", 48), ("became", 16), ("why", 36))
    )
    return (Table(task.spec.caption, columns, rows, f"{task.spec.id}-table"),) if rows else ()


def _counts(task: Task[EditionSpec], earlier: Issued) -> Runs:
    """Since when, and how many statements are new or no longer printed; the same words are the same statement."""
    now = {_key(s.text, Iri(s.record), Iri(s.property)) for s in task.ledger.statements if _counted(s)}
    then = {_key(s.text, s.subject, s.aspect) for s in earlier.statements if not s.is_derived}
    said = {
        "edition": (earlier.edition, pol("edition")),
        "day": (task.words.date(earlier.issued), ISSUED),
        "new": (str(len(now - then)), pol("printedStatement")),
        "gone": (str(len(then - now)), pol("printedStatement")),
        "kept": (str(len(now & then)), pol("printedStatement")),
    }
    entered = {name: _structural(task, value, earlier.iri, prop) for name, (value, prop) in said.items()}
    return worded(task.spec.caption, **entered)


def _counted(statement: Statement) -> bool:
    return statement.warrant is not Warrant.DERIVED


def _key(words: str, subject: Iri, prop: Iri) -> tuple[str, Iri, str]:
    where = Iri("") if prop == pol("text") else subject
    return folded(words), where, prop


def _told(task: Task[SectionSpec], group: tuple[Fallen, ...]) -> Runs:
    """What fell for one reason: each of the words with what became of them, then the reason."""
    told = (worded(task.words["fallen"], text=_quoted(task, one.statement), what=_what(task, one)) for one in group)
    return (*chain.from_iterable(told), _reason(task, group[0]))


def _quotes(task: Task[SectionSpec], group: tuple[Fallen, ...]) -> Runs:
    quoted = (
        worded(task.words["quoted_more" if index else "quoted"], text=_quoted(task, one.statement))
        for index, one in enumerate(group)
    )
    return tuple(chain.from_iterable(quoted))


def _quoted(task: Task[SectionSpec], statement: Printed) -> Run:
    """The words as they were printed, which lead to the issued paper."""
    return _structural(task, statement.text, statement.iri, pol("printedText"))


def _what(task: Task[SectionSpec], one: Fallen) -> Run:
    return _structural(task, task.words[_BECAME[one.what]], one.statement.iri, pol("reviewStatus"))


def _reason(task: Task[SectionSpec], one: Fallen) -> Run:
    """Why, in words for readers; it leads to the issued paper, since the record may be out of use."""
    return _structural(
        task, _NAME.sub(lambda found: _title(task, found[0]), one.reason), one.statement.iri, pol("reviewStatus")
    )


def _title(task: Task[SectionSpec], short: str) -> str:
    """What readers know a record by: its title, or that of the source a passage is from."""
    kb, iri = task.prepared.whole, Iri(task.prepared.whole.workspace.base_iri + short)
    if not exists(kb, iri):
        return short
    if record_of(iri) in task.ledger.withheld:
        return task.words["withheld_record"]
    sources = links(kb, iri, pol("source")) if is_a(kb, iri, pol("Passage")) else ()
    called = task.words.say("quoted", text=label(kb, sources[0] if sources else iri))
    return task.words.say("passage_of", source=called) if sources else called


def _structural(task: Task[SectionSpec], words: str, subject: Iri, prop: Iri) -> Run:
    verdict = Verdict(Warrant.DERIVED)
    return task.ledger.enter(words, subject, prop, (record_of(subject),), verdict, ())


def _tellable(task: Task[SectionSpec], paper: Issued) -> list[Fallen]:
    """What fell of a paper, without what may not be repeated here: its words are as high as the paper was marked, and
    what is withheld from this paper is not told even where an earlier edition printed it."""
    concepts = task.prepared.whole.ontology.concepts
    if paper.marking not in concepts or concepts[paper.marking].rank > concepts[task.prepared.ceiling].rank:
        return []
    return [one for one in fallen(task.prepared.whole, task.prepared.everything, paper) if _is_free(task, one)]


def _is_free(task: Task[SectionSpec], one: Fallen) -> bool:
    records = {record_of(one.statement.subject), *map(record_of, one.statement.stands_on), record_of(one.record)}
    return records.isdisjoint(task.ledger.withheld)
