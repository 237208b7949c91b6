"""Words of likelihood: on which scale each stands, and that a paper takes all of them from one row of one scale.

The same word stands for another band of probability on another scale, so a reader can be told the band only when
there is one scale a paper. What a paper prints between quotation marks is the word of its source and is on no scale.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefwright.compose.ledger import Ledger
from briefwright.document import Band, Statement
from briefwright.findings import Finding, Severity
from briefwright.knowledge.ontology import Concept, LikelihoodScheme
from briefwright.knowledge.records import exists, label, links, name
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import SCHEME, Iri
from briefwright.words import Words

SCALE = "CMP04"
_PROPERTIES = (pol("likelihood"), pol("likelihoodOfBenefit"))
_NAMED = pol("likelihoodScale")
_QUOTED = re.compile('“[^”]*”|"[^"]*"|«[^»]*»')
_TELLING = re.compile(r"likel|probab|certain|chance|possibility|odds", re.IGNORECASE)
"""What a term of a scale holds that is no everyday word: "high" and "remote" alone say nothing about likelihood."""
_MODIFIER = r"(?P<modifier>(?:more|less|most|least|not|as|so|how|too|equally|rather|fairly|extremely) )??"
"""A word that turns the next one into no step of a scale; lazily, so that "not likely" is found where it is a term."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A word of likelihood in a printed statement.

    `subject` and `property` are those of the field that grades it, or of the statement where no field does; `scales`
    are the schemes it may be of: that of the field, or every one that has the word."""

    subject: Iri
    property: Iri
    word: str
    graded: bool
    scales: frozenset[str]


def legends(ledger: Ledger, brief: Iri) -> Iterator[tuple[LikelihoodScheme, tuple[Band, ...], str]]:
    """Each scheme that a printed word is of, with all its bands, of how many records each is printed, and what a reader
    must know about the bounds. A paper that may be issued has one at most."""
    found = _all_mentions(ledger)
    codes = _scales(ledger, brief, found).union(*(m.scales for m in found if m.graded))
    for code in sorted(codes & ledger.kb.ontology.likelihoods.keys()):
        scheme = ledger.kb.ontology.likelihoods[code]
        said = [m for m in found if code in m.scales]
        if said:
            second = _rows(scheme, said) == {2}
            counts = Counter(concept.code for _, concept in {(m.subject, _concept(scheme, m.word)) for m in said})
            bands = tuple(
                Band(c.second if second and c.second else c.label, c.low, c.high, c.unit, counts[c.code])
                for c in scheme.words
            )
            yield scheme, bands, _note(ledger.kb.workspace.words, scheme)


def _note(words: Words, scheme: LikelihoodScheme) -> str:
    told = [words[name] for ends, name in (("[)", "scale_upper"), ("(]", "scale_lower")) if ends == scheme.ends]
    return " ".join((*told, *(() if scheme.confirmed else (words["scale_unconfirmed"],))))


def faults(ledger: Ledger, brief: Iri) -> tuple[Finding, ...]:
    """Refuses a paper with a word of likelihood that a reader cannot look up: its words are of several scales or rows,
    or of another scale than the brief names, or of no scale that anybody has named."""
    found, schemes = _all_mentions(ledger), ledger.kb.ontology.likelihoods
    scales = _scales(ledger, brief, found)
    if not found or not scales <= schemes.keys():
        return ()
    if len(scales) != 1:
        return (_mixed(ledger, brief, found) if scales else _unresolved(ledger, found),)
    (scheme,) = (schemes[code] for code in scales)
    strange = dict.fromkeys(m for m in found if scheme.code not in m.scales)
    rows = () if len(_rows(scheme, found)) < 2 else (_two_rows(ledger, scheme, found),)
    return (*(_strange(ledger, scheme, mention) for mention in strange), *rows)


def _scales(ledger: Ledger, brief: Iri, found: tuple[_Mention, ...]) -> frozenset[str]:
    """The schemes of a paper: that which its brief names, else those of the graded words, else the one that has all."""
    named = frozenset(iri.removeprefix(SCHEME) for iri in links(ledger.kb, brief, _NAMED))
    graded = frozenset[str]().union(*(m.scales for m in found if m.graded))
    common = frozenset.intersection(*(m.scales for m in found)) if found else frozenset[str]()
    return named or graded or (common if len(common) == 1 else frozenset())


def _rows(scheme: LikelihoodScheme, found: Iterable[_Mention]) -> set[int]:
    """The rows of a scheme, 1 or 2, that the words are of; a word of a value without a second row is of neither."""
    pairs = [(c.label.casefold(), c.second.casefold()) for c in scheme.words if c.second]
    words = {m.word for m in found if scheme.code in m.scales}
    return {row for pair in pairs for row, term in enumerate(pair, 1) if words & {term, *_in_prose(term)}}


def _concept(scheme: LikelihoodScheme, word: str) -> Concept:
    return next(c for c in scheme.words if any(word in {t.casefold(), *_in_prose(t.casefold())} for t in c.terms))


def _finding(ledger: Ledger, mention: _Mention, message: str, mend: str) -> Finding:
    place = ledger.kb.locate(mention.subject, mention.property)
    return Finding(Severity.VIOLATION, SCALE, mention.subject, mention.property, message, *place, mend)


def _listed(ledger: Ledger, found: Iterable[_Mention]) -> str:
    return ", ".join(dict.fromkeys(f"{name(ledger.kb, m.subject)} (“{m.word}”)" for m in found))


def _mixed(ledger: Ledger, brief: Iri, found: tuple[_Mention, ...]) -> Finding:
    graded = [m for m in found if m.graded]
    by_scale = [
        (code, [m for m in graded if code in m.scales]) for code in sorted({c for m in graded for c in m.scales})
    ]
    listed = "; ".join(f"{code}: {_listed(ledger, some)}" for code, some in by_scale)
    message = f"The words of likelihood in {label(ledger.kb, brief)} come from more than one scale. {listed}."
    mend = (
        "Grade these records with words of one scale and name it by pol:likelihoodScale of the brief, or leave those "
        "of the other scales out of the paper."
    )
    return _finding(ledger, min(reversed(by_scale), key=lambda pair: len(pair[1]))[1][0], message, mend)


def _unresolved(ledger: Ledger, found: tuple[_Mention, ...]) -> Finding:
    codes = sorted(frozenset.union(*(m.scales for m in found)))
    message = f"Nothing says on which scale the words of likelihood stand: {_listed(ledger, found)}."
    mend = (
        f"Name the scale by pol:likelihoodScale of the brief, such as scheme {' or '.join(codes)}, grade the record by "
        "pol:likelihood, or say it without such a word."
    )
    return _finding(ledger, found[0], message, mend)


def _strange(ledger: Ledger, scheme: LikelihoodScheme, mention: _Mention) -> Finding:
    schemes, said = ledger.kb.ontology.likelihoods, f"{name(ledger.kb, mention.subject)} says “{mention.word}”"
    own = f"graded on the scale {' or '.join(schemes[code].label for code in sorted(mention.scales))}"
    why = own if mention.graded else "which is no word of that scale"
    message = f"The paper takes its words of likelihood from {scheme.label} ({scheme.code}), but {said}, {why}."
    words = ", ".join(concept.label for concept in scheme.words)
    mend = f"Use one of {words}; or put the words of a source between quotation marks."
    return _finding(ledger, mention, message, mend)


def _two_rows(ledger: Ledger, scheme: LikelihoodScheme, found: tuple[_Mention, ...]) -> Finding:
    second = [m for m in found if _rows(scheme, (m,)) == {2}]
    first = [m for m in found if _rows(scheme, (m,)) == {1}]
    rows = f"First row: {_listed(ledger, first)}; second row: {_listed(ledger, second)}."
    message = f"The words of likelihood come from both rows of the scale {scheme.label}. {rows}"
    mend = "Take the words from one row; the value of a field is printed by its word of the first row."
    return _finding(ledger, second[0], message, mend)


def _all_mentions(ledger: Ledger) -> tuple[_Mention, ...]:
    """Every word of likelihood that the paper prints outside quotation marks, with the scales it may be of."""
    forms = _forms(ledger.kb.ontology.likelihoods.values())
    longest_first = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w){_MODIFIER}(?P<word>{longest_first})(?!\w)", re.IGNORECASE)
    return tuple(mention for statement in ledger.statements for mention in _mentions(ledger, statement, pattern, forms))


def _forms(schemes: Iterable[LikelihoodScheme]) -> Mapping[str, frozenset[str]]:
    """Each form that a term of a scale has in prose -> the schemes that have it."""
    found: dict[str, set[str]] = {}
    for scheme in schemes:
        for term in (term for concept in scheme.words for term in concept.terms):
            for form in _in_prose(term.casefold()):
                found.setdefault(form, set()).add(scheme.code)
    return {form: frozenset(codes) for form, codes in found.items()}


def _in_prose(term: str) -> Iterator[str]:
    if _TELLING.search(term):
        yield term
        yield re.sub("probable$", "probably", re.sub("certain$", "certainly", term))
    else:
        yield from (f"{term} {noun}" for noun in ("likelihood", "probability", "chance"))


def _mentions(
    ledger: Ledger, statement: Statement, pattern: re.Pattern[str], forms: Mapping[str, frozenset[str]]
) -> Iterator[_Mention]:
    fields = _fields(ledger, statement)
    subject, prop = Iri(statement.record), Iri(statement.property)
    if prop in _PROPERTIES:  # the value of the field itself, which any word may be
        for concept in (concept for s, p, concept in fields if (s, p) == (subject, prop)):
            yield _Mention(subject, prop, concept.label.casefold(), True, frozenset({concept.scheme}))
        return
    if any(value in ledger.kb.ontology.concepts for value in links(ledger.kb, subject, prop)):
        return  # a value of another scheme, such as a grade of credibility, which its field says
    if not exists(ledger.kb, subject):
        return  # the words of an issued paper, which stand between quotation marks
    for found in pattern.finditer(_QUOTED.sub(" ", statement.text)):
        word = found["word"].casefold()
        if found["modifier"]:
            continue
        own = [(s, p, concept.scheme) for s, p, concept in fields if concept.scheme in forms[word]]
        for s, p, scheme in own:
            yield _Mention(s, p, word, True, frozenset({scheme}))
        if not own:
            yield _Mention(subject, prop, word, False, forms[word])


def _fields(ledger: Ledger, statement: Statement) -> list[tuple[Iri, Iri, Concept]]:
    """The likelihoods that the records of a statement are graded by: record, property, value."""
    concepts = ledger.kb.ontology.concepts
    records = dict.fromkeys(Iri(iri) for iri in (statement.record, *statement.records))
    return [
        (record, prop, concepts[value])
        for record in records
        for prop in _PROPERTIES
        for value in links(ledger.kb, record, prop)
        if value in concepts
    ]
