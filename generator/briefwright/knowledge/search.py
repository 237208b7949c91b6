"""Full-text search over the records: SQLite's FTS5 in a file beside the cache, made again when the records change.

Words are found whatever their accents and their English endings; a word that is nowhere is taken for the nearest one
that is one slip away (a letter more, less, another, or two changed round), by the deletions of both words, as in
W. Garbe's symmetric delete algorithm."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from briefwright.errors import DataError, UsageError, nearest
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.records import class_of, code, label, links, name
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri, LangText, record_of

_VERSION = 1
_WORD = re.compile(r"\w+")
_SHORTEST = 4  # a shorter word has too many others one slip away
_SCHEMA = """
CREATE TABLE about (version INTEGER, fingerprint TEXT);
CREATE TABLE record (id INTEGER PRIMARY KEY, iri TEXT, class TEXT, status TEXT, label TEXT);
CREATE TABLE topic (record INTEGER, topic TEXT);
CREATE VIRTUAL TABLE text USING fts5(
    label, body, names, tokenize = "porter unicode61 remove_diacritics 2");
CREATE TABLE word (word TEXT PRIMARY KEY, uses INTEGER) WITHOUT ROWID;
CREATE TABLE deletion (form TEXT, word TEXT, PRIMARY KEY (form, word)) WITHOUT ROWID;
CREATE INDEX topics ON topic (topic);
"""
_RANKED = """
SELECT record.iri, record.class, record.status, record.label, snippet(text, -1, char(2), char(3), '…', 16),
       bm25(text, 8.0, 1.0, 4.0) AS score
FROM text JOIN record ON record.id = text.rowid
WHERE text MATCH :words AND (:class = '' OR record.class = :class) AND (:status = '' OR record.status = :status)
  AND (:topic = '' OR record.id IN (SELECT topic.record FROM topic WHERE topic.topic = :topic))
ORDER BY score, record.iri LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: `snippet` are the words around, parted where a found word begins and ends, so that
    every second piece is one. The best has the lowest `score` (BM25, as SQLite counts it)."""

    record: Iri
    kind: str
    status: str
    label: str
    snippet: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the best first; `read_as` are the words that were looked for in place of unknown ones."""

    hits: tuple[Hit, ...]
    read_as: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for. All words must be there, the last may be the beginning of one, words in quotation marks must
    follow each other. Filters are names as people type them; an empty one lets everything through."""

    words: str
    kind: str = ""
    topic: str = ""
    status: str = ""
    most: int = 20


def search(kb: KnowledgeBase, wanted: Wanted) -> Found:
    """The records that hold all the words. Raises UsageError for an unknown filter, naming the nearest, and where there
    is no word to look for."""
    kind = _known("class", wanted.kind, kb.ontology.classes) if wanted.kind else ""
    status = _known("review status", wanted.status, _codes(kb)) if wanted.status else ""
    topic = _topic(kb, wanted.topic) if wanted.topic else ""
    with closing(_index(kb)) as index:
        phrases = list(_phrases(wanted.words))
        if not phrases:
            raise UsageError("Give a word to look for.")
        read_as = tuple(_corrected(index, phrases))
        spelt = dict(read_as)
        words = " AND ".join(_term([spelt.get(w, w) for w in phrase], last=phrase is phrases[-1]) for phrase in phrases)
        filters = {"words": words, "class": kind, "status": status, "topic": topic, "most": wanted.most}
        rows = index.execute(_RANKED, filters).fetchall()
    return Found(tuple(_hit(row) for row in rows), read_as)


def _hit(row: tuple[str, str, str, str, str, float]) -> Hit:
    iri, kind, status, said, snippet, score = row
    return Hit(Iri(iri), kind, status, said, tuple(re.split("[\x02\x03]", snippet)), score)


def folded(word: str) -> str:
    """A word without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _known(what: str, given: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if given not in names:
        every = ", ".join(names)
        raise UsageError(f'There is no {what} "{given}". {nearest(given, names, f"There are: {every}.")}')
    return given


def _codes(kb: KnowledgeBase) -> list[str]:
    return [concept.code for concept in kb.ontology.concepts.values() if concept.scheme == "review-status"]


def _topic(kb: KnowledgeBase, given: str) -> str:
    """The IRI of a topic given as `topic/slug`, slug or label."""
    names = {key: iri for iri in kb.aggregates if name(kb, iri).startswith("topic/") for key in _names(kb, iri)}
    wanted = given.removeprefix(kb.workspace.base_iri).removeprefix("topic/").casefold()
    return names[_known("topic", wanted, names)]


def _names(kb: KnowledgeBase, topic: Iri) -> tuple[str, str]:
    return name(kb, topic).removeprefix("topic/"), label(kb, topic).casefold()


def _phrases(words: str) -> Iterator[list[str]]:
    """Each word, and each phrase in quotation marks, as folded words."""
    for quoted, plain in re.findall(r'["“]([^"”]*)["”]|([^"“”\s]+)', words):
        found = _WORD.findall(folded(quoted or plain))
        if found:
            yield found


def _term(words: list[str], *, last: bool) -> str:
    """A word or phrase as FTS5 takes it; of a last single word the beginning is enough."""
    text = f'"{" ".join(words)}"'
    return f"({text} OR {text}*)" if last and len(words) == 1 and len(words[0]) > 1 else text


def _corrected(index: sqlite3.Connection, phrases: list[list[str]]) -> Iterator[tuple[str, str]]:
    """The words that are nowhere, each with the most frequent of those one slip away, if there is one."""
    for phrase, word in dict.fromkeys((len(p), w) for p in phrases for w in p):
        term = _term([word], last=phrase == 1 and [word] == phrases[-1])
        known = index.execute("SELECT 1 FROM text WHERE text MATCH ? LIMIT 1", (term,)).fetchone()
        if known or len(word) < _SHORTEST:
            continue
        forms = sorted(_deletions(word))
        marks = ",".join("?" * len(forms))
        query = f"SELECT word, uses FROM deletion JOIN word USING (word) WHERE form IN ({marks})"  # noqa: S608  marks
        near = {w: uses for w, uses in index.execute(query, forms) if _one_slip(word, w)}
        if near:
            yield word, min(near, key=lambda w: (-near[w], w))


def _deletions(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _one_slip(one: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or exchange of neighbours makes one word of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, tail = one[start:], other[start:]
    exchanged = rest[1:2] + rest[:1] + rest[2:] == tail
    return exchanged or rest[1:] == tail[1:] or rest[1:] == tail or rest == tail[1:]


def _index(kb: KnowledgeBase) -> sqlite3.Connection:
    """The index of these records: the one that is kept, if it is theirs, else a new one; in memory where it cannot be
    kept."""
    path = kb.workspace.cache / "search.sqlite"
    if not kb.workspace.writable:
        return _filled(kb, sqlite3.connect(":memory:"))
    kept = _kept(path, kb.fingerprint)
    if kept:
        return kept
    with suppress(OSError, sqlite3.Error), TemporaryDirectory(dir=_made(path.parent)) as folder:
        made = Path(folder) / path.name
        _filled(kb, sqlite3.connect(made)).close()
        made.replace(path)  # whole, or not at all, whoever else is at it
        return sqlite3.connect(path)
    return _filled(kb, sqlite3.connect(":memory:"))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _kept(path: Path, fingerprint: str) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    index = sqlite3.connect(path)
    with suppress(sqlite3.Error):
        if index.execute("SELECT version, fingerprint FROM about").fetchone() == (_VERSION, fingerprint):
            return index
    index.close()
    return None


def _filled(kb: KnowledgeBase, index: sqlite3.Connection) -> sqlite3.Connection:
    try:
        index.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;" + _SCHEMA)
    except sqlite3.OperationalError as error:
        index.close()
        raise DataError(
            f"This Python's SQLite cannot search: {error}. It needs FTS5, which most builds have."
        ) from error
    uses: dict[str, int] = {}
    for number, record in enumerate(sorted(kb.aggregates), 1):
        said, body = label(kb, record), _texts(kb, record)
        row = number, record, name(kb, record).partition("/")[0], code(kb, record, pol("reviewStatus")), said
        index.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?)", row)
        index.executemany("INSERT INTO topic VALUES (?, ?)", [(number, t) for t in links(kb, record, pol("topic"))])
        names = name(kb, record)
        index.execute("INSERT INTO text (rowid, label, body, names) VALUES (?, ?, ?, ?)", (number, said, body, names))
        for word in _WORD.findall(folded(f"{said} {body} {names}")):
            uses[word] = uses.get(word, 0) + 1
    index.executemany("INSERT INTO word VALUES (?, ?)", uses.items())
    long = (word for word in uses if len(word) >= _SHORTEST - 1 and not word.isdecimal())
    index.executemany(
        "INSERT INTO deletion VALUES (?, ?)", ((form, word) for word in long for form in _deletions(word))
    )
    index.execute("INSERT INTO about VALUES (?, ?)", (_VERSION, kb.fingerprint))
    index.commit()
    return index


def _texts(kb: KnowledgeBase, record: Iri) -> str:
    """All prose of a record and its parts but its label, and what its class is called."""
    said = label(kb, record)
    subjects = {t.subject: None for t in kb.aggregates[record].triples}
    texts = (v for subject in subjects for those in kb.facts[subject].values() for v in those)
    words = [str(v) for v in texts if isinstance(v, (LangText, str)) and not isinstance(v, Iri) and str(v) != said]
    return "\n".join((*words, kb.ontology.labels.get(class_of(kb, record_of(record)), "")))
