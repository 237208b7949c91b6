"""SHACL: the shapes of the ontology held against the knowledge, by one of several engines.

The only room for pySHACL and pyshifty. An engine gets the parser's own N-Triples as bytes, data and
shapes always apart, and gives back its report as N-Triples; nothing is inferred, imported or loaded on the way.
"""

import importlib.util
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefwright.errors import DataError, ResourceError, UsageError
from briefwright.files import files_below
from briefwright.findings import Finding, Locate, Severity, ordered
from briefwright.knowledge.ontology import Facts, broken_lists, index
from briefwright.knowledge.property_shapes import schemes_of
from briefwright.knowledge.shape_faults import MENDS, shape_faults
from briefwright.knowledge.vocabulary import pol
from briefwright.rdf.rdflib_graph import graph, literals_untouched
from briefwright.rdf.turtle import locate as locate_in
from briefwright.rdf.turtle import parse, read_graph, render_problem
from briefwright.terms import SCHEME, SH, Iri, LangText, Other, Value, shorten

_SEVERITIES = {SH + "Violation": Severity.VIOLATION, SH + "Warning": Severity.WARNING, SH + "Info": Severity.INFO}
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result. Two engines agree when everything but the message is the same."""

    severity: Severity
    focus: Iri
    path: str
    value: Value | None
    component: str
    shape: str
    message: str = field(default="", compare=False)


def default_engine() -> str:
    """The fastest engine that is installed."""
    return "shifty" if importlib.util.find_spec("shifty") else "pyshacl"


def validate(data: bytes, shapes: bytes, engine: str = "") -> frozenset[Result]:
    """Hold `shapes` against `data` (both N-Triples); `engine` is a name of `ENGINES`, empty for the default.

    Raises UsageError for an engine that is not known, ResourceError for one that is not installed, and
    DataError when the engine cannot read the shapes."""
    name = engine or default_engine()
    if name not in ENGINES:
        raise UsageError(f"There is no engine {name}. Use one of: {', '.join(ENGINES)}.")
    return _results(ENGINES[name](data, shapes))


def _shifty(data: bytes, shapes: bytes) -> bytes:
    try:
        report = _prepared(shapes).validate_w3c(
            data=data, data_format="ntriples", graph_mode="data", run_infer=False, on_unsupported="error"
        )
    except ValueError as error:
        raise DataError(f"The engine shifty cannot use the shapes: {error}. Mend them in ontology/shapes/.") from error
    return bytes(report._report_ntriples.encode())


@lru_cache(maxsize=2)
def _prepared(shapes: bytes) -> Any:
    """The engine with these shapes, which a process holds against several states of its base."""
    try:
        from shifty._shifty import PreparedValidator
    except ImportError as error:
        raise ResourceError("The engine shifty is not installed. Install pyshifty, or use pyshacl.") from error
    return PreparedValidator(shapes=shapes, shapes_format="ntriples")


def _pyshacl(data: bytes, shapes: bytes) -> bytes:
    import rdflib
    from pyshacl import validate as run

    with literals_untouched():
        try:
            _, report, text = run(
                graph(data),
                shacl_graph=graph(shapes),
                inference="none",
                advanced=False,
                do_owl_imports=False,
            )
        except (RuntimeError, ValueError) as error:  # what pySHACL raises of shapes that it cannot load
            report, text = None, str(error).partition("\n")[0]
    if not isinstance(report, rdflib.Graph):
        raise DataError(f"The engine pyshacl cannot use the shapes: {text}. Mend them in ontology/shapes/.")
    return report.serialize(format="nt", encoding="utf-8")


Engine = Callable[[bytes, bytes], bytes]
ENGINES: Mapping[str, Engine] = MappingProxyType({"shifty": _shifty, "pyshacl": _pyshacl})
"""Each engine: (data, shapes) as N-Triples -> its validation report as N-Triples."""


def _results(report: bytes) -> frozenset[Result]:
    facts = index(read_graph(report, "ntriples"))
    nodes = [node for properties in facts.values() for node in properties.get(Iri(SH + "result"), ())]
    return frozenset(_result(facts[node]) for node in nodes if isinstance(node, Iri))


def _result(properties: Mapping[Iri, tuple[Value, ...]]) -> Result:
    def first(name: str) -> Value | None:
        return min(properties.get(Iri(SH + name), (None,)), key=str)

    return Result(
        severity=_SEVERITIES.get(str(first("resultSeverity")), Severity.VIOLATION),
        focus=Iri(first("focusNode")),
        path=str(first("resultPath") or ""),
        value=first("value"),
        component=str(first("sourceConstraintComponent")),
        shape=str(first("sourceShape")),
        message=str(first("resultMessage") or ""),
    )


def findings_of(
    results: Iterable[Result], shapes: Facts, locate: Locate, known: Collection[str] = ()
) -> tuple[Finding, ...]:
    """The results as findings: what one shape says of one value (or of the missing one) is one finding.

    Code, message and mend come from what the shapes say. `known` are the IRIs that exist, from which the nearest is
    named when a value is none of them."""
    groups: dict[object, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.focus, result.path, result.value, result.shape].append(result)
    return ordered(_finding(group, shapes, locate, known) for group in groups.values())


def codes(shapes: Facts) -> frozenset[str]:
    """The codes that findings of these shapes may have."""
    return frozenset(str(code) for said in shapes.values() for code in said.get(pol("code"), ()))


def _finding(group: list[Result], facts: Facts, locate: Locate, known: Collection[str]) -> Finding:
    one = min(group, key=lambda result: result.component)
    shape = facts.get(Iri(one.shape), {})
    file, line, column = locate(one.focus, one.path, one.value)
    return Finding(
        severity=max((result.severity for result in group), key=lambda severity: severity.rank),
        code=_text(shape, pol("code")) or shorten(one.shape),
        focus=one.focus,
        path=one.path,
        message=(_text(shape, SH + "message") or one.message) + _about(one.value, _scheme(facts, one.shape), known),
        file=file,
        line=line,
        column=column,
        mend=_text(shape, pol("mend")),
        value="" if one.value is None else str(one.value),
        shape=one.shape,
    )


def _text(properties: Mapping[Iri, tuple[Value, ...]], name: str) -> str:
    return min((str(value) for value in properties.get(Iri(name), ())), default="")


def _scheme(shapes: Facts, shape: str) -> str:
    """The scheme from which a property shape takes its values; else empty."""
    return next((SCHEME + code for code in schemes_of(shapes, Iri(shape))), "")


def _about(value: Value | None, scheme: str, known: Collection[str]) -> str:
    if value is None:
        return ""
    nearest = _nearest(value, scheme, known) if isinstance(value, Iri) or scheme else ""
    return f" Found: {_shown(value)}." + (f" Did you mean <{nearest}>?" if nearest else "")


def _shown(value: Value) -> str:
    if isinstance(value, Iri):
        return f"<{value}>"
    text = " ".join(str(value).split())
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
    if isinstance(value, LangText):
        return f'"{short}"@{value.lang}'
    return f'"{short}"^^{shorten(value.datatype)}' if isinstance(value, Other) else f'"{short}"'


def _nearest(value: Value, scheme: str, known: Collection[str]) -> str:
    """The known IRI most like `value`: in the scheme asked for, else beside it (in its folder, or a part of the
    same record), else of the same slug."""
    written = str(value)
    if written in known and not scheme:
        return ""
    mark = "#" if "#" in written else "/"
    owner, _, name = written.rpartition(mark)
    beside = f"{scheme}/" if scheme else owner + mark
    names = {iri[len(beside) :]: iri for iri in known if iri.startswith(beside) and "#" not in iri[len(beside) :]}
    for match in get_close_matches(name.lower().replace(" ", "-"), names, 1):
        return names[match]
    return "" if scheme else min((iri for iri in known if iri.endswith(mark + name)), default="")


def style_codes(folder: Path) -> frozenset[str]:
    """The codes that `style_findings` may give."""
    style = parse((folder / "style.ttl").read_bytes(), allow_blank_nodes=True)
    return codes(index(style.triples)) | frozenset(MENDS)


def style_findings(folder: Path, engine: str = "") -> tuple[Finding, ...]:
    """What `style.ttl` has to say about the ontology in `folder`: its terms, schemes and shapes, and itself.
    And what no shape can say of shapes: their faults that engines pass over.

    Raises DataError naming every file of the ontology that cannot be read."""
    style = folder / "style.ttl"
    paths = (
        folder / "policy.ttl",
        *files_below(folder / "schemes", ".ttl"),
        *files_below(folder / "shapes", ".ttl"),
        style,
    )
    parsed = {path: parse(path.read_bytes(), allow_blank_nodes=True) for path in paths}
    faults = [render_problem(str(path), problem) for path in paths for problem in parsed[path].problems]
    faults += [f"{p}: {words}. Write it as ( ... )." for p in paths for words in broken_lists(parsed[p].triples)]
    if faults:
        raise DataError("The ontology cannot be read:\n" + "\n".join(faults))
    homes = {triple.subject: path for path in reversed(paths) for triple in parsed[path].triples}
    locate = partial(_locate_term, folder, homes)
    wrong = shape_faults(index(triple for p in parsed.values() for triple in p.triples), locate)
    try:
        results = validate(b"".join(p.ntriples for p in parsed.values()), parsed[style].ntriples, engine)
    except DataError:
        if any(finding.file.endswith("style.ttl") for finding in wrong):
            return wrong  # they say why no engine can use the shapes
        raise
    return ordered((*findings_of(results, index(parsed[style].triples), locate, homes), *wrong))


def _locate_term(
    folder: Path, homes: Mapping[Iri, Path], subject: str, predicate: str = "", value: Value | None = None
) -> tuple[str, int, int]:
    path = homes.get(Iri(subject))
    if not path:  # a blank node, to which each engine gives a name of its own
        return folder.name, 1, 1
    line, column = locate_in(path.read_text(encoding="utf-8"), subject, predicate, value)
    return path.relative_to(folder.parent).as_posix(), line, column
