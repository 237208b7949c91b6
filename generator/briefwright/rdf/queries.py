"""Named questions: a file `<name>.rq` with a header that says what it asks and what it wants to know.

    # question: Which schools are open?
    # why: To plan the day.
    # param: district record:district optional  The district to look at
    # param: limit integer =20  The most rows to show
    # group: schools
    # inferred: yes
    # competency: 20
    # gap: Schools
    # matrix: Schools by district
    SELECT ?school ?name WHERE { ... } ORDER BY ?name LIMIT ?limit

`inferred` is there only when the question needs the inferred triples, `competency` only when it answers a question
the ontology was made for, by its number. `gap` names what a question finds wanting: its columns are ?record, ?label,
?gap and ?owner, and more if need be. `matrix` is the title of what it draws: its columns are ?row, ?rowLabel, ?column,
?columnLabel and ?record, and a row that has nothing has no column. A line that begins with `#` and two
blanks continues the entry above it. A parameter is a variable of the query that is replaced by a value.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from briefwright.errors import DataError, UsageError, nearest
from briefwright.files import read_text
from briefwright.rdf import turtle
from briefwright.rdf.parameters import TYPES, Parameter, is_type, plain_value, sample, value_of
from briefwright.rdf.store import Solutions, Store
from briefwright.rdf.store.embedded import check_syntax
from briefwright.rdf.store.guard import refusals
from briefwright.rdf.store.tokens import SparqlToken, outermost, position, selected, tokens
from briefwright.rdf.tables import ResultTable, in_order
from briefwright.terms import PREFIXES, Value

_ENTRY = re.compile(r"#\s?(\w+):\s*(.*)")
_PARAMETER = re.compile(r'([a-z]\w*)\s+(\S+)(?:\s+(optional|="[^"]*"|=\S+))?\s+(\S.*)', re.ASCII)
_KEYS = ("question", "why", "param", "group", "inferred", "competency", "gap", "matrix")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "gap": ("record", "label", "gap", "owner"),
    "matrix": ("row", "rowLabel", "column", "columnLabel", "record"),
}
"""The columns that a question has to have which says it finds gaps, or draws a matrix."""
_NEEDED = ("question", "why", "group")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Query:
    """A named question. `text` is the whole file, so that lines and columns are those of the file."""

    name: str
    question: str
    why: str
    group: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str
    inferred: bool
    competency: int
    gap: str
    matrix: str
    path: Path


@dataclass(frozen=True, slots=True)
class HeaderEntry:
    """A line of a header: `# key: text`."""

    line: int
    key: str
    text: str


Fault = tuple[int, str]
"""A line of a query file, and what to mend there."""


def load(folder: Path, prefixes: Mapping[str, str] = PREFIXES) -> dict[str, Query]:
    """Every question of a folder by name. Raises DataError with all faults of all files."""
    queries: dict[str, Query] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.rq")):
        try:
            queries[path.stem] = read(path, prefixes)
        except DataError as error:
            faults.append(str(error))
    if faults:
        raise DataError("\n".join(faults))
    return queries


def read(path: Path, prefixes: Mapping[str, str] = PREFIXES) -> Query:
    """The question in a file. Raises DataError with all faults, each as `file:line: what to mend`."""
    return _question(path, read_text(path), tuple(prefixes.items()))


@lru_cache(maxsize=256)
def _question(path: Path, text: str, declared: tuple[tuple[str, str], ...]) -> Query:
    """What a text says, found once a process: every paper loads all questions, and each is proved to be SPARQL."""
    prefixes = dict(declared)
    found = list(tokens(text))
    entries, faults = read_header(text)
    parameters, wrong = _parameters(entries, found)
    faults += [*wrong, *text_faults(text, found, prefixes), *header_faults(entries, _KEYS, _NEEDED, "param")]
    faults += [*_wrong_words(entries), *_wrong_columns(entries, selected(found))]
    if not _NAME.fullmatch(path.stem):
        faults.append((1, f'"{path.stem}" is no name for a question. Use small letters, digits and single hyphens.'))
    if not faults:
        faults = list(syntax_faults(text, parameters, prefixes))
    if faults:
        raise DataError("\n".join(f"{path}:{line}: {message}" for line, message in sorted(faults)))
    said = {entry.key: entry.text for entry in entries}
    return Query(
        name=path.stem,
        question=said["question"],
        why=said["why"],
        group=said["group"],
        parameters=parameters,
        columns=selected(found),
        text=text,
        inferred=said.get("inferred") == "yes",
        competency=int(said.get("competency", 0)),
        gap=said.get("gap", ""),
        matrix=said.get("matrix", ""),
        path=path,
    )


def run(query: Query, arguments: Mapping[str, str], store: Store, base_iri: str) -> ResultTable:
    """Ask a question. The same knowledge and arguments give the same rows in the same order.

    Raises UsageError as `bind` does."""
    values = _resolve(query, arguments, store, base_iri)
    text = substitute(_in_total_order(query), values)
    return tabulate(query.name, text, store.select(text, inferred=query.inferred), values)


def bind(query: Query, arguments: Mapping[str, str], store: Store, base_iri: str) -> str:
    """The SPARQL of a question with these arguments, ready for the store.

    Raises UsageError for every argument that is unknown, missing or of another type."""
    return substitute(_in_total_order(query), _resolve(query, arguments, store, base_iri))


def tabulate(name: str, text: str, solutions: Solutions, arguments: Mapping[str, Value] | None = None) -> ResultTable:
    """The answer to the query `text` as a table, its rows sorted unless the query orders them itself."""
    ordered = any(token.says("ORDER") for token in outermost(tokens(text)))
    rows = solutions.rows if ordered else in_order(solutions.rows)
    return ResultTable(name, solutions.columns, rows, arguments or {}, solutions.truncated)


def choose(folder: Path, name: str, prefixes: Mapping[str, str] = PREFIXES) -> Query:
    """The question of this name in a folder; no other file is read. Raises UsageError naming the nearest."""
    paths = {path.stem: path for path in sorted(folder.glob("*.rq"))}
    if name not in paths:
        advice = nearest(name, paths, f"There are: {', '.join(paths)}.")
        raise UsageError(f'There is no question "{name}". {advice}')
    return read(paths[name], prefixes)


def _resolve(query: Query, arguments: Mapping[str, str], store: Store, base_iri: str) -> dict[str, Value]:
    known = {parameter.name: parameter for parameter in query.parameters}
    values: dict[str, Value] = {}
    faults = [_unknown(query, name) for name in arguments if name not in known]
    for name, parameter in known.items():
        text = arguments.get(name, parameter.default)
        if text:
            try:
                values[name] = value_of(parameter, text, store, base_iri)
            except UsageError as error:
                faults.append(str(error))
        elif parameter.required:
            faults.append(f'"{name}" is missing: {parameter.description} ({parameter.type}). Give {name}=...')
    if faults:
        raise UsageError("\n".join(faults))
    return values


def _unknown(query: Query, name: str) -> str:
    names = [parameter.name for parameter in query.parameters]
    advice = nearest(name, names, f"It takes: {', '.join(names)}." if names else "It takes none.")
    return f'The question "{query.name}" has no parameter "{name}". {advice}'


def substitute(text: str, values: Mapping[str, Value]) -> str:
    """`text` with each variable named in `values` replaced by its value, and everything else untouched."""
    pieces, end = [], 0
    for token in tokens(text):
        if token.kind == "variable" and token.text[1:] in values:
            pieces += [text[end : token.start], _term(values[token.text[1:]])]
            end = token.end
    return "".join((*pieces, text[end:]))


def _term(value: Value) -> str:
    # A bare number is the only form that LIMIT and OFFSET take.
    return str(value) if type(value) is int else str(turtle.to_term(value))


def _in_total_order(query: Query) -> str:
    """The text with the columns added to ORDER BY, so that rows of equal rank do not fall by chance."""
    found = outermost(tokens(query.text))
    start = next((i for i, token in enumerate(found) if token.says("ORDER")), None)
    if start is None:
        return query.text
    stop = next((i for i in range(start, len(found)) if found[i].says("LIMIT", "OFFSET", "VALUES")), len(found))
    end = found[stop - 1].end
    return query.text[:end] + "".join(f" ?{column}" for column in query.columns) + query.text[end:]


def read_header(text: str) -> tuple[list[HeaderEntry], list[Fault]]:
    """The entries of the comment lines a query file begins with, and the lines that are none."""
    entries: list[HeaderEntry] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _ENTRY.fullmatch(line)
        if match:
            entries.append(HeaderEntry(number, match[1], match[2].strip()))
        elif entries and line.startswith("#  "):
            last = entries.pop()
            entries.append(HeaderEntry(last.line, last.key, f"{last.text} {line[1:].strip()}"))
        elif line.strip("# "):
            faults.append(
                (
                    number,
                    'a header line is "# key: text"; with "#" and two blanks it continues the one above.',
                )
            )
    return entries, faults


def header_faults(
    entries: list[HeaderEntry], keys: Collection[str], needed: Collection[str], repeatable: str = ""
) -> Iterator[Fault]:
    """Entries with a key that is not among `keys`, with the same key twice or without text, and missing ones."""
    seen: set[str] = set()
    for entry in entries:
        if entry.key not in keys:
            advice = nearest(entry.key, keys, f"Known are: {', '.join(keys)}.")
            yield entry.line, f'"{entry.key}" is no header key. {advice}'
        elif entry.key in seen and entry.key != repeatable:
            yield entry.line, f'"{entry.key}" is given twice. Keep one.'
        elif not entry.text:
            yield entry.line, f'"{entry.key}" says nothing. Write it, or remove the line.'
        seen.add(entry.key)
    missing = [key for key in needed if key not in seen]
    if missing:
        yield 1, f'the header lacks: {", ".join(missing)}. Add a line "# {missing[0]}: ..." for each.'


def _wrong_words(entries: list[HeaderEntry]) -> Iterator[Fault]:
    for entry in entries:
        if entry.key == "inferred" and entry.text not in ("yes", ""):
            yield entry.line, '"inferred" can only be "yes". Remove the line if inferred triples are not needed.'
        if entry.key == "competency" and not re.fullmatch("[0-9]{1,3}", entry.text):
            yield entry.line, '"competency" is the number of a question, such as 11.'


def _wrong_columns(entries: list[HeaderEntry], columns: tuple[str, ...]) -> Iterator[Fault]:
    for entry in entries:
        wanted = _COLUMNS.get(entry.key, ())
        if missing := [column for column in wanted if column not in columns]:
            listed = ", ".join(f"?{column}" for column in missing)
            yield entry.line, f'a question with "{entry.key}" has these columns too: {listed}. Add them to SELECT.'


def _parameters(entries: list[HeaderEntry], found: list[SparqlToken]) -> tuple[tuple[Parameter, ...], list[Fault]]:
    parameters: dict[str, Parameter] = {}
    faults: list[Fault] = []
    variables = {token.text[1:] for token in found if token.kind == "variable"}
    for entry in entries:
        if entry.key != "param":
            continue
        match = _PARAMETER.fullmatch(entry.text)
        if not match:
            faults.append((entry.line, 'a parameter is written "# param: name type [optional|=default] description".'))
            continue
        given = match[3] or ""
        default = given[1:].strip('"') if given.startswith("=") else ""
        parameter = Parameter(match[1], match[2], not given, default, match[4])
        faults += [(entry.line, message) for message in _parameter_faults(parameter, parameters)]
        if parameter.name in selected(found):
            faults.append((entry.line, f'"{parameter.name}" cannot be a column too. Take it out of SELECT.'))
        elif parameter.name not in variables:
            faults.append((entry.line, f'"{parameter.name}" is not used. Put ?{parameter.name} where it belongs.'))
        parameters[parameter.name] = parameter
    return tuple(parameters.values()), faults


def _parameter_faults(parameter: Parameter, others: Mapping[str, Parameter]) -> Iterator[str]:
    if parameter.name in others:
        yield f'the parameter "{parameter.name}" is there twice. Keep one.'
    if not is_type(parameter.type):
        advice = nearest(parameter.type, TYPES, f"Known are: {', '.join(TYPES)}.")
        yield f'"{parameter.type}" is no parameter type. {advice}'
    elif parameter.default and ":" not in parameter.type:
        try:
            plain_value(parameter, parameter.default, "")
        except UsageError as error:
            yield f"the default does not fit: {error}"


def text_faults(text: str, found: list[SparqlToken], prefixes: Mapping[str, str]) -> Iterator[Fault]:
    """What no query of ours may hold: another form than SELECT, a graph, another server, slow or chance parts."""
    if not selected(found):
        line = position(text, found[0].start)[0] if found else 1
        yield line, "the query must be a SELECT that names its columns: SELECT ?a ?b WHERE { ... }."
    yield from body_faults(text, found, prefixes)


def body_faults(text: str, found: list[SparqlToken], prefixes: Mapping[str, str]) -> Iterator[Fault]:
    """What no query of ours may hold whatever its form: a graph, another server, slow or chance parts."""
    for offset, message in (*refusals(found, prefixes), *_slow_or_arbitrary(found)):
        yield position(text, offset)[0], message


def _slow_or_arbitrary(found: list[SparqlToken]) -> Iterator[tuple[int, str]]:
    for before, token in pairwise(found):
        if token.says("EXISTS") and (before.says("NOT") or before.text == "!"):
            yield (
                before.start,
                "NOT EXISTS takes quadratic time. Write MINUS {...}, or OPTIONAL {...} FILTER(!BOUND(...)).",
            )
    outer = outermost(found)
    limits = [token for token in outer if token.says("LIMIT", "OFFSET")]
    if limits and not any(token.says("ORDER") for token in outer):
        yield limits[0].start, "LIMIT and OFFSET without ORDER BY pick rows by chance. Add an ORDER BY."


def syntax_faults(text: str, parameters: tuple[Parameter, ...], prefixes: Mapping[str, str]) -> Iterator[Fault]:
    """Whether the query can be read with all its parameters, and with only those that always have a value."""
    always = [parameter for parameter in parameters if parameter.required or parameter.default]
    for given in (parameters, always):
        try:
            check_syntax(substitute(text, {parameter.name: sample(parameter) for parameter in given}), prefixes)
        except UsageError as error:
            match = re.match(r"line (\d+), ", str(error))
            yield int(match[1]) if match else 1, str(error)
            return
