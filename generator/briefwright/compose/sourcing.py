"""The source summary statement: what the sources of a paper are worth together, counted (after ICD 206)."""

from collections.abc import Iterator

from briefwright.compose.citations import TIERS
from briefwright.compose.section_spec import SourcingSpec
from briefwright.compose.section_task import Task
from briefwright.document import Block, Paragraph, Run
from briefwright.knowledge.records import link, text
from briefwright.knowledge.vocabulary import TITLE, concept, pol
from briefwright.terms import Iri
from briefwright.warrant.lineage import is_interested


def sourcing(task: Task[SourcingSpec]) -> tuple[Block, ...]:
    """How many sources the paper notes, of which tier, how far they were read, and how many have an interest."""
    sources = tuple(dict.fromkeys(Iri(r.source) for r in task.ledger.references))
    if not sources:
        return ()
    return (Paragraph(tuple(_sentences(task, sources)), id=f"{task.spec.id}-p1"),)


def _sentences(task: Task[SourcingSpec], sources: tuple[Iri, ...]) -> Iterator[Run]:
    kb = task.ledger.kb
    yield Run("Sources noted in this paper: ")
    yield _count(task, TITLE, sources)
    for tier, words in TIERS.items():
        yield Run(f"; tier {tier}, {words}: ")
        yield _count(task, pol("tier"), tuple(s for s in sources if text(kb, s, pol("tier")) == tier))
    yield Run(". Read whole: ")
    whole = tuple(s for s in sources if link(kb, s, pol("extentSeen")) == concept("extent-seen", "full"))
    yield _count(task, pol("extentSeen"), whole)
    yield Run("; in part or as an excerpt: ")
    yield _count(task, pol("extentSeen"), tuple(s for s in sources if s not in whole))
    yield Run(". With an interest in the matter: ")
    yield _count(task, pol("interest"), tuple(s for s in sources if is_interested(kb, s)))
    yield Run(".")


def _count(task: Task[SourcingSpec], prop: Iri, sources: tuple[Iri, ...]) -> Run:
    return task.ledger.derive(str(len(sources)), task.brief, prop, sources)
