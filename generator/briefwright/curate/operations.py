"""What a curator does to records: add one, join two, take one out of use, call one otherwise."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, count

from briefwright.curate.drafts import Draft, draft, with_values
from briefwright.curate.notation import Notation, UnreadableError, same
from briefwright.curate.planning import EditTerms, Plan, fresh, propose
from briefwright.errors import DataError, UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.ontology import TYPE, kebab
from briefwright.knowledge.records import class_of, exists, label, name, named
from briefwright.knowledge.vocabulary import LABELS, MODIFIED, REPLACED_BY, STATUS, concept, pol
from briefwright.terms import POL, Iri, LangText, PartialDate, Triple, Value, record_of

_RETIRED = concept("review-status", "retired")
_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_PART = re.compile(r"[A-Za-z0-9._-]+")
_LONGEST_SLUG = 60


def added(notation: Notation, cls: Iri, given: Iterable[tuple[str, str]], slug: str, terms: EditTerms) -> Plan:
    """The plan of a new record of a class with these fields: pairs of a name and what is written in it.

    Without a slug it gets one from its label. It is a draft unless it says otherwise. Raises UsageError naming every
    field and value that cannot be read, and for a slug that is none or is taken."""
    values = {**fresh(terms.today), **read_fields(notation, cls, given)}
    kb = notation.kb
    record = _minted(kb, cls, values, slug)
    triples = [Triple(record, TYPE, cls), *(Triple(record, prop, v) for prop, those in values.items() for v in those)]
    return propose(kb, {draft(kb.workspace, record): triples}, terms)


def read_fields(notation: Notation, cls: Iri, given: Iterable[tuple[str, str]]) -> dict[Iri, tuple[Value, ...]]:
    """The values of fields that somebody wrote as pairs of a name and a text; a field may come several times.

    Raises UsageError naming every field and value that cannot be read."""
    found: dict[Iri, tuple[Value, ...]] = {}
    faults: list[str] = []
    nowhere = Iri(notation.kb.workspace.base_iri + "new/record")
    for key, text in given:
        try:
            field = notation.forms.field(cls, notation.forms.property(key))
            values = notation.read_all(text, field, nowhere)
        except (UsageError, UnreadableError) as error:
            faults.append(f"{key}={text}: {error}")
            continue
        if any(isinstance(value, Iri) and value.startswith(nowhere) for value in values):
            faults.append(f"{key}={text}: A part needs its record first. Add the record, then `briefwright edit` it.")
        found[field.prop] = (*found.get(field.prop, ()), *values)
    if faults:
        raise UsageError("\n".join(faults))
    return found


def _minted(kb: KnowledgeBase, cls: Iri, values: Mapping[Iri, tuple[Value, ...]], slug: str) -> Iri:
    if slug:
        record = Iri(f"{kb.workspace.base_iri}{kebab(cls.removeprefix(POL))}/{slug}")
        if not _SLUG.fullmatch(slug):
            raise UsageError(f"{slug!r} is no slug. Write small letters, digits and hyphens, at most 80.")
        if exists(kb, record):
            raise UsageError(f"{name(kb, record)} is there already. Edit it, or give another slug.")
        return record
    source = next(iter(values.get(pol("source"), ())), None)
    words = next((str(values[prop][0]) for prop in LABELS if prop in values), "")
    return minted(kb, cls, words, str(source) if source and cls == pol("Passage") else "")


def minted(kb: KnowledgeBase, cls: Iri, words: str, source: str = "", taken: Collection[Iri] = ()) -> Iri:
    """A name for a new record, made from what it is called, that is neither in use nor `taken`; a passage goes by its
    source and a number. Raises UsageError where it is called nothing."""
    folder = f"{kb.workspace.base_iri}{kebab(cls.removeprefix(POL))}/"
    stem = f"{source.rpartition('/')[2]}-" if source else slug_of(words)
    if not stem:
        raise UsageError("The record has no label from which a name could be made. Give it one, or a slug.")
    numbered = (Iri(f"{folder}{stem}-{number}") for number in count(1 if source else 2))
    every = numbered if source else chain([Iri(folder + stem)], numbered)
    return next(iri for iri in every if not exists(kb, iri) and iri not in taken)


def identified(notation: Notation, cls: Iri, given: str) -> Iri:
    """The record or part of a class that somebody names, there or not: `claim/x`, `risk/x#step-1`, or the label of a
    record that is there. Raises UsageError for what is no name, or one of another class."""
    kb = notation.kb
    written, mark, part = given.removeprefix(kb.workspace.base_iri).partition("#")
    folder, slash, slug = written.partition("/")
    if not slash or folder not in kb.ontology.classes:
        written = name(kb, named(kb, written))
        folder, _, slug = written.partition("/")
    if not _SLUG.fullmatch(slug):
        raise UsageError(f"{slug!r} is no slug. Write small letters, digits and hyphens, at most 80.")
    if notation.forms.is_part(cls):
        if not mark or not _PART.fullmatch(part):
            raise UsageError("A part needs its name: the record's, a # and a word, such as risk/x#step-1.")
    elif mark or kb.ontology.classes.get(folder) != cls:
        raise UsageError(
            f"{given} is no {kebab(cls.removeprefix(POL)).replace('-', ' ')}; it stands in the wrong sheet."
        )
    return Iri(f"{kb.workspace.base_iri}{written}{mark}{part}")


def edited(notation: Notation, what: str, given: Iterable[tuple[str, str]], terms: EditTerms) -> Plan:
    """The plan of other values for some fields of a record: pairs of a name and what is written in it, nothing to empty
    the field. A field may come several times.

    Raises UsageError naming every field and value that cannot be read."""
    record = named(notation.kb, what)
    before = draft(notation.kb.workspace, record)
    pairs = tuple(given)
    cls = class_of(notation.kb, record)
    values: dict[Iri, tuple[Value, ...]] = {notation.forms.property(key): () for key, text in pairs if not text}
    values |= read_fields(notation, cls, [(key, text) for key, text in pairs if text])
    return propose(notation.kb, {before: list(with_values(before.facts, record, values))}, terms)


def slug_of(words: str) -> str:
    """The words as a slug: plain small letters, digits and hyphens, whole words up to sixty signs."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")):
        if len(slug) + len(word) >= _LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "".join(re.findall(r"[a-z0-9]", plain))[:_LONGEST_SLUG]


def linked(notation: Notation, start: str, relation: str, end: str, terms: EditTerms) -> Plan:
    """The plan of joining two records by a relation: its key, its label or the words that stand for it in a sentence.

    Raises UsageError for what is none of these, and when they are joined already."""
    kb, forms = notation.kb, notation.forms
    record = named(kb, start)
    subject = Iri(record + "".join(start.partition("#")[1:]))
    before = draft(kb.workspace, record)
    if subject not in before.facts:
        raise UsageError(f"{name(kb, record)} has no part {start.partition('#')[2]!r}. See `briefwright show`.")
    phrased = {words: prop for prop, words in kb.ontology.phrases.items()}
    prop = phrased.get(relation.strip().lower()) or forms.property(relation)
    field = forms.field(class_of(kb, subject), prop)
    try:
        value = notation.read(end, field, record)
    except UnreadableError as error:
        raise UsageError(str(error)) from error
    if not isinstance(value, Iri):
        raise UsageError(f"{field.name} is no relation: it takes {field.expects}. Use `briefwright edit`.")
    there = before.facts[subject].get(prop, ())
    if value in there:
        raise UsageError(f"{name(kb, subject)} has this link already.")
    kept = () if field.most == 1 else there
    return propose(kb, {before: list(with_values(before.facts, subject, {prop: (*kept, value)}))}, terms)


def retired(notation: Notation, what: str, reason: str, replacement: str, terms: EditTerms) -> Plan:
    """The plan of taking a record out of use: it stays for the papers that cite it, and names what comes in its place.

    Raises UsageError when it is retired already, or is to be replaced by itself."""
    kb = notation.kb
    record = named(kb, what)
    before = draft(kb.workspace, record)
    own = before.facts[record]
    if _RETIRED in own.get(STATUS, ()):
        raise UsageError(f"{name(kb, record)} is retired already.")
    note = LangText(f"Retired on {terms.today}: {reason}", kb.workspace.language.lower())
    values: dict[Iri, tuple[Value, ...]] = {
        STATUS: (_RETIRED,),
        pol("curatorNote"): (*own.get(pol("curatorNote"), ()), note),
        MODIFIED: (PartialDate(terms.today),),
    }
    if replacement:
        successor = named(kb, replacement)
        if successor == record:
            raise UsageError(f"{name(kb, record)} cannot replace itself. Name another record.")
        values[REPLACED_BY] = (successor,)
    return propose(kb, {before: list(with_values(before.facts, record, values))}, terms)


def users(kb: KnowledgeBase, record: Iri) -> tuple[Iri, ...]:
    """The other records that name this one, in the order of their names."""
    found = {record_of(subject) for (_, value), those in kb.backlinks.items() if value == record for subject in those}
    return tuple(sorted(found - {record}))


def renamed(notation: Notation, what: str, words: str, terms: EditTerms) -> Plan:
    """The plan of another label for a record, in the language of the workspace; its name in files never changes.

    Raises UsageError for a record without a label of its own, or when it is called so already."""
    kb = notation.kb
    record = named(kb, what)
    before = draft(kb.workspace, record)
    prop = next((prop for prop in LABELS[:2] if prop in before.facts[record]), None)
    if prop is None:
        raise UsageError(f"{name(kb, record)} goes by what it says, {label(kb, record)!r}. Change that with `edit`.")
    field = notation.forms.field(class_of(kb, record), prop)
    try:
        value = notation.read(words, field, record)
    except UnreadableError as error:
        raise UsageError(str(error)) from error
    language = value.lang if isinstance(value, LangText) else ""
    others = [v for v in before.facts[record][prop] if (v.lang if isinstance(v, LangText) else "") != language]
    if any(same(value, there) for there in before.facts[record][prop]):
        raise UsageError(f"{name(kb, record)} is called so already.")
    return propose(kb, {before: list(with_values(before.facts, record, {prop: (*others, value)}))}, terms)


def drafts(kb: KnowledgeBase, records: Iterable[Iri]) -> dict[Iri, Draft]:
    """The records as their files have them. Raises DataError, naming every fault, when some cannot be read."""
    found: dict[Iri, Draft] = {}
    faults: list[str] = []
    for record in records:
        try:
            found[record] = draft(kb.workspace, record)
        except DataError as error:
            faults.append(str(error))
    if faults:
        raise DataError("\n".join(faults))
    return found
