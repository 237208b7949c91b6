"""How a source is cited: one house style, after the order that audit offices and research services use."""

from briefwright.document import Reference, Run, Runs
from briefwright.kb import KnowledgeBase
from briefwright.records import code, in_words, label, links, pol, text, values
from briefwright.terms import BIBO, DCTERMS, Iri, PartialDate

_TITLE = Iri(DCTERMS + "title")
_TIERS = {
    "1": "official or primary text",
    "2": "established outlet or research body",
    "3": "repost, aggregator or secondary summary",
}


def reference(kb: KnowledgeBase, passage: Iri, number: int, first: int) -> Reference:
    """The note for a passage. `first` is the number of the first note on the same source, its own if it is that."""
    source = links(kb, passage, pol("source"))[0]
    locator = text(kb, passage, pol("locator"))
    return Reference(
        number=number,
        source=source,
        passage=passage,
        citation=_full(kb, source) if first == number else _short(kb, source, first),
        locator=locator,
        url=text(kb, source, pol("url")) if first == number else "",
        descriptor=_descriptor(kb, source) if first == number else "",
        interest=text(kb, source, pol("interest")),
    )


def _full(kb: KnowledgeBase, source: Iri) -> Runs:
    """Author, *title*, publisher, number, date: what there is, in this order."""
    authors = " and ".join(str(v) for v in values(kb, source, pol("authorName")))
    issued = values(kb, source, Iri(DCTERMS + "issued"))
    date = in_words(issued[0].text) if issued and isinstance(issued[0], PartialDate) else "no date"
    rest = (text(kb, source, pol("publisherName")), text(kb, source, Iri(BIBO + "number")), date)
    before = (Run(f"{authors}, "),) if authors else ()
    return (*before, Run(text(kb, source, _TITLE), style="em"), Run("".join(f", {part}" for part in rest if part)))


def _short(kb: KnowledgeBase, source: Iri, first: int) -> Runs:
    who = text(kb, source, pol("publisherName"))
    return (Run(f"{who}, note {first}"),)


def _descriptor(kb: KnowledgeBase, source: Iri) -> str:
    """What a reader should know of the source, after the descriptors of ICD 206: nearness, reliability, extent read."""
    tier = text(kb, source, pol("tier"))
    reliability = links(kb, source, pol("reliability"))
    extent = links(kb, source, pol("extentSeen"))
    parts = [f"Tier {tier}, {_TIERS.get(tier, 'not graded')}"]
    parts += [label(kb, reliability[0]).lower()] if reliability else []
    parts += [f"{label(kb, extent[0]).lower()} read"] if extent else []
    parts += ["read in a copy"] if text(kb, source, pol("consultedCopy")) else []
    parts += [f"{code(kb, source, pol('sourceStatus'))}"] if code(kb, source, pol("sourceStatus")) != "current" else []
    return "; ".join(parts)
