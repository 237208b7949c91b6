"""Words of likelihood: which scheme they come from, and that a paper takes all of them from one.

The same word stands for another band of probability in another scheme, so a reader can be told the band only when
there is one scheme a paper."""

import re
from collections.abc import Mapping

from briefwright.compose.ledger import Ledger
from briefwright.document import Band
from briefwright.findings import Finding, Severity
from briefwright.ontology import Concept
from briefwright.records import label, links, name, pol
from briefwright.terms import SCHEME, Iri

MIXED_SCALES = "CMP04"
_PROPERTIES = (pol("likelihood"), pol("likelihoodOfBenefit"))
_SCALE = pol("likelihoodScale")


def printed_words(ledger: Ledger) -> Mapping[tuple[Iri, Iri], Concept]:
    """Record and property -> the likelihood, for every one whose word stands in a printed statement."""
    kb, found = ledger.kb, dict[tuple[Iri, Iri], Concept]()
    for statement in ledger.statements:
        for record in dict.fromkeys(Iri(iri) for iri in (*statement.records, statement.record)):
            for prop in _PROPERTIES:
                for value in links(kb, record, prop):
                    word = kb.ontology.concepts.get(value)
                    if word and _says(statement.text, word.label):
                        found[record, prop] = word
    return found


def _says(text: str, word: str) -> bool:
    """Whether a text holds the word from its beginning on: "unlikely" does not say "likely"."""
    return re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) is not None


def bands(ledger: Ledger) -> Mapping[str, tuple[Band, ...]]:
    """The label of each scheme a printed word comes from -> all its bands, with how many records use each."""
    used = [word.iri for word in printed_words(ledger).values()]
    concepts = sorted(ledger.kb.ontology.concepts.values(), key=lambda c: c.rank)
    schemes = sorted({c.scheme for c in concepts if c.iri in used})
    return {
        label_of(ledger, scheme): tuple(
            Band(c.label, c.low, c.high, used.count(c.iri)) for c in concepts if c.scheme == scheme
        )
        for scheme in schemes
    }


def label_of(ledger: Ledger, scheme: str) -> str:
    """What a scheme is called."""
    return ledger.kb.ontology.labels.get(Iri(SCHEME + scheme), scheme)


def mixed(ledger: Ledger, brief: Iri) -> tuple[Finding, ...]:
    """Refuses a paper whose words of likelihood come from more than one scheme, or not from the brief's own."""
    words = printed_words(ledger)
    wanted = {iri.removeprefix(SCHEME) for iri in links(ledger.kb, brief, _SCALE)}
    by_scheme: dict[str, list[str]] = {}
    for (record, _), word in sorted(words.items()):
        by_scheme.setdefault(word.scheme, []).append(f"{name(ledger.kb, record)} (“{word.label}”)")
    if len(by_scheme.keys() | wanted) < 2 or not by_scheme:
        return ()
    wrong = next((key for key, word in sorted(words.items()) if word.scheme not in wanted), None)
    focus, prop = wrong or next(iter(sorted(words)))
    listed = "; ".join(f"{scheme}: {', '.join(dict.fromkeys(who))}" for scheme, who in sorted(by_scheme.items()))
    own = f" The brief names the scale {', '.join(sorted(wanted))}." if wanted else ""
    message = f"The words of likelihood in {label(ledger.kb, brief)} come from more than one scale. {listed}.{own}"
    mend = (
        "Grade these records with words of one scale, or leave out those of the others, and let the brief name that "
        "scale by pol:likelihoodScale."
    )
    place = ledger.kb.locate(focus, prop)
    return (Finding(Severity.VIOLATION, MIXED_SCALES, focus, prop, message, *place, mend),)
