"""Other programs load what is here: the same triples come out of rdflib and pyoxigraph, file by file."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
FILES = [path for folder in ("ontology", "kb", "tests/kb") for path in sorted((ROOT / folder).rglob("*.ttl"))]
BASE = "https://example.org/"


def test_rdflib_and_pyoxigraph_read_the_same_from_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    differing = []
    for path in FILES:
        data = path.read_text(encoding="utf-8")
        one = rdflib.Graph().parse(data=data, format="turtle", publicID=BASE)
        lines = ox.serialize(ox.parse(data.encode(), ox.RdfFormat.TURTLE, base_iri=BASE), format=ox.RdfFormat.N_TRIPLES)
        assert lines is not None
        other = rdflib.Graph().parse(data=lines.decode(), format="nt")
        if len(one) != len(other) or to_isomorphic(one) != to_isomorphic(other):
            differing.append(path.relative_to(ROOT).as_posix())
    assert differing == []
    assert len(FILES) > 700
