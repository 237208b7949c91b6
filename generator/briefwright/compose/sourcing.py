"""The source summary statement: what the sources of a paper are worth together, counted (after ICD 206)."""

from briefwright.compose.citations import TIERS
from briefwright.compose.printing import worded
from briefwright.compose.section_spec import SourcingSpec
from briefwright.compose.section_task import Task
from briefwright.document import Block, Paragraph, Runs
from briefwright.knowledge.records import link, text
from briefwright.knowledge.vocabulary import TITLE, concept, pol
from briefwright.terms import Iri
from briefwright.warrant.lineage import is_interested


def sourcing(task: Task[SourcingSpec]) -> tuple[Block, ...]:
    """How many sources the paper notes, of which tier, how far they were read, and how many have an interest."""
    sources = tuple(dict.fromkeys(Iri(r.source) for r in task.ledger.references))
    if not sources:
        return ()
    return (Paragraph(_counted(task, sources), id=f"{task.spec.id}-p1"),)


def _counted(task: Task[SourcingSpec], sources: tuple[Iri, ...]) -> Runs:
    kb, words = task.ledger.kb, task.words
    whole = tuple(s for s in sources if link(kb, s, pol("extentSeen")) == concept("extent-seen", "full"))
    counted = {
        "all": (TITLE, sources),
        **{
            name: (pol("tier"), tuple(s for s in sources if text(kb, s, pol("tier")) == tier))
            for name, tier in (("first", "1"), ("second", "2"), ("third", "3"))
        },
        "whole": (pol("extentSeen"), whole),
        "part": (pol("extentSeen"), tuple(s for s in sources if s not in whole)),
        "interested": (pol("interest"), tuple(s for s in sources if is_interested(kb, s))),
    }
    entered = {name: task.ledger.derive(str(len(those)), task.brief, p, those) for name, (p, those) in counted.items()}
    meanings = {f"tier_{tier}": words[f"tier_{tier}"] for tier in TIERS}
    return worded(words["sources_counted"], **entered, **meanings)
