"""Foreign queries are refused or answered under limits; nothing of them is left behind."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time

import pytest

from briefwright import worker
from briefwright.errors import ResourceError, UsageError
from briefwright.rdf.store import Solutions, guard, open_store
from briefwright.terms import PREFIXES
from briefwright.worker import Limits

EX = "https://example.org/"
CLIQUE = "".join(f"<{EX}n{i}> <{EX}next> <{EX}n{j}> .\n" for i in range(60) for j in range(60))
TIGHT = Limits(seconds=1, memory=256 << 20, rows=100)


@pytest.fixture(scope="module")
def store():
    return open_store(CLIQUE.encode())


@pytest.fixture
def canary():
    """A server on the loopback that no query may reach: its queue of waiting connections stays empty."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(4)
        listening.setblocking(False)
        yield listening


def was_called(canary):
    try:
        canary.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def no_child_is_left():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def faults(text, prefixes=PREFIXES):
    with pytest.raises(UsageError) as raised:
        guard.check(text, prefixes)
    return [line.partition(": ")[0] for line in str(raised.value).splitlines() if line.startswith("line ")]


def test_a_harmless_query_is_answered(store):
    answer = guard.query(store, f"SELECT ?o WHERE {{ <{EX}n1> <{EX}next> ?o }} ORDER BY ?o LIMIT 1", limits=TIGHT)
    assert isinstance(answer, Solutions)
    assert answer.rows == ((f"{EX}n0",),)
    assert not answer.truncated
    assert guard.query(store, "ASK { ?s ?p ?o }") is True


def test_more_rows_than_the_limit_are_cut_and_said(store):
    answer = guard.query(store, "SELECT ?s ?o WHERE { ?s ?p ?o }", limits=TIGHT)
    assert (len(answer.rows), answer.truncated) == (TIGHT.rows, True)


def test_a_syntax_error_names_place_and_nearest_prefix(store):
    with pytest.raises(UsageError, match=r'line 2, column 4: the prefix "sksos:".*"skos"'):
        guard.query(store, "SELECT * WHERE {\n?s sksos:prefLabel ?l }")
    with pytest.raises(UsageError, match='line 1, column 10: "WHER"'):
        guard.query(store, "SELECT * WHER { ?s ?p ?o }")


BOMBS = {
    "doubling": "SELECT ?x33 { BIND('aaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(33))
    + " }",
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "path": "PREFIX ex: <https://example.org/> SELECT (COUNT(*) AS ?n) { ?a (ex:next|ex:next/ex:next)* ?b . "
    "?b (ex:next/ex:next|^ex:next)* ?c . ?c ex:next* ?d }",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_query_that_explodes_is_ended_within_its_limits(store, bomb):
    begin = time.monotonic()
    with pytest.raises(ResourceError, match=r"stopped after 1 seconds|256 MiB of memory"):
        guard.query(store, bomb, limits=TIGHT)
    assert time.monotonic() - begin < TIGHT.seconds + 2
    assert no_child_is_left()
    assert guard.query(store, "ASK { ?s ?p ?o }") is True


@pytest.mark.parametrize("depth", [3_000, 20_000])
def test_deep_nesting_is_refused_before_the_engine_reads_it(store, depth):
    with pytest.raises(UsageError, match=r"nested deeper than 64|limit is 8,192"):
        guard.query(store, "SELECT * " + "{" * depth + "}" * depth)
    assert no_child_is_left()


@pytest.mark.parametrize("depth", [3_000, 20_000])
def test_an_engine_that_crashes_takes_only_the_child_with_it(store, depth):
    with pytest.raises(ResourceError, match="deeply nested"):
        worker.run(lambda: store.query("SELECT * " + "{" * depth + "}" * depth), Limits())
    assert no_child_is_left()


def test_memory_that_runs_out_is_said_to_have_run_out(store):
    small = Limits(seconds=20, memory=64 << 20)
    with pytest.raises(ResourceError, match="64 MiB of memory"):
        guard.query(store, BOMBS["doubling"], limits=small)


def test_an_answer_that_is_too_large_never_reaches_this_process(store):
    big = "SELECT ?x16 { BIND('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' AS ?x0) "
    big += " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(16)) + " }"
    assert len(guard.query(store, big).rows[0][0]) == 32 << 16
    with pytest.raises(ResourceError, match="larger than 1 MiB"):
        guard.query(store, big, limits=Limits(answer=1 << 20))


def test_service_is_refused_and_the_network_stays_quiet(store, canary):
    address = f"http://127.0.0.1:{canary.getsockname()[1]}/sparql"
    for text in (
        f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(<{address}> AS ?u) service ?u {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p trueSERVICE<{address}> {{ ?s ?p ?o }} }}",
    ):
        with pytest.raises(UsageError, match="never use the network"):
            guard.query(store, text)
    assert not was_called(canary)


def test_even_past_the_check_the_child_can_open_no_connection(store, canary):
    address = f"http://127.0.0.1:{canary.getsockname()[1]}/sparql"
    text = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
    with pytest.raises((UsageError, ResourceError)):
        worker.run(lambda: store.query(text), TIGHT)
    assert not was_called(canary)
    with socket.create_connection(canary.getsockname()):
        assert was_called(canary)


def test_the_child_can_open_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")

    def reads():
        try:
            return secret.read_text()
        except OSError:
            return "nothing"

    assert reads() == "secret"
    assert worker.run(reads, TIGHT) == "nothing"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("SELECT * FROM <urn:g> { ?s ?p ?o }", ["line 1, column 10"]),
        ("SELECT *\nFROM NAMED <urn:g>\n{ GRAPH ?g { ?s ?p ?o } }", ["line 2, column 1", "line 3, column 3"]),
        ("SELECT * { graph<urn:g> { ?s ?p ?o } }", ["line 1, column 12"]),
        ("LOAD <http://example.org/x>", ["line 1, column 1"]),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", ["line 1, column 1"]),
        ("DELETE WHERE { ?s ?p ?o }", ["line 1, column 1"]),
        ("DROP ALL", ["line 1, column 1"]),
    ],
)
def test_what_is_refused_is_named_with_its_place(text, places):
    assert faults(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX ex: <urn:x> SELECT * { SERVICEex:a { ?s ?p ?o } }",
        "PREFIX SERVICEex: <urn:y> PREFIX ex: <urn:x> SELECT * { SERVICEex:a { ?s ?p ?o } }",
        "PREFIX ex: <urn:x> SELECT * { SERVICESILENTex:a { ?s ?p ?o } }",
        "SELECT ?o FROMpol:g { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o<?s)SERVICE?u#>\n{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?o<xsd:integer(?s))SERVICE?u#>\n{ ?s ?p ?o } }",
        "SELECT * { ?s ?p pol:a.b.SERVICE<urn:x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p pol:a\\#b . SERVICE <urn:x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p pol:a\\'b . SERVICE <urn:x> { ?s ?p 'o' } }",
        "SELECT * { ?s ?p ?o # it's\n SERVICE <urn:x> { ?s ?p 'o' } }",
        "SELECT * { ?s ?p 'a\\' # ' . SERVICE <urn:x> { ?s ?p 'o' } }",
        "SELECT * { ?s ?p '''a'b''' . SERVICE <urn:x> { ?s ?p '''o''' } }",
        "SELECT * { ?s ?p <urn:a#b> . SERVICE <urn:x> { ?s ?p ?o } }",
        "SELECT * { SERV\\u0049CE <urn:x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <urn:x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ''@enSERVICE . service ?x { ?s ?p ?o } }",
    ],
)
def test_no_hiding_place_for_a_keyword(text):
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?s { ?s skos:prefLabel "Public SERVICE, load and graph FROM here" }',
        "SELECT ?s { ?s skos:prefLabel '''SERVICE <urn:x> { it's }''' }",
        "SELECT ?s # SERVICE in a comment { ( [\n{ ?s ?p ?o }",
        "SELECT ?service ?graph { ?service pol:graph ?graph ; pol:service $from }",
        "SELECT ?s { ?s ?p <https://example.org/service/graph?from=1#load> }",
        "SELECT ?s { ?s pol:low ?a ; pol:high ?b FILTER(?a < ?b && ?b > 1) }",
        'SELECT ?s { ?s skos:prefLabel "{{{{((((" , "\\"}", \'a\\\'b\' }',
        "PREFIX my-own: <https://example.org/> SELECT ?s { ?s my-own:next my-own:n.1 . _:b ?p ?s }",
        "SELECT ?s { ?s ?p ?o } # " + "(" * 200,
    ],
)
def test_what_only_looks_refused_passes_and_is_answered(store, text):
    guard.check(text, PREFIXES)
    assert isinstance(guard.query(store, text), Solutions)


def test_depth_and_length_are_allowed_up_to_the_limit():
    deep = "SELECT * " + "{" * guard.MAX_DEPTH + "}" * guard.MAX_DEPTH
    guard.check(deep, PREFIXES)
    assert faults(deep.replace("{", "{{", 1)) == ["line 1, column 74"]
    guard.check("ASK {}".ljust(guard.MAX_BYTES), PREFIXES)
    with pytest.raises(UsageError, match="8,193 bytes"):
        guard.check("ASK {}".ljust(guard.MAX_BYTES + 1), PREFIXES)


def test_an_interrupt_leaves_no_child_behind(tmp_path):
    data = tmp_path / "clique.nt"
    data.write_text(CLIQUE)
    script = textwrap.dedent(f"""
        import signal
        from briefwright.rdf.store import guard, open_store
        from briefwright.worker import Limits
        signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
        store = open_store(open({str(data)!r}, 'rb').read())
        print("ready", flush=True)
        try:
            guard.query(store, {BOMBS["product"]!r}, limits=Limits(seconds=60))
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    with process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        process.wait(timeout=10)
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


def streamed(store, text, form="sparql-json", **limits):
    """What a stream gave, and whether it said that there is more."""
    pieces = list(guard.stream(store, text, form, limits=Limits(**limits)))
    return b"".join(piece for piece in pieces if piece is not None), pieces[-1:] == [None]


@pytest.mark.parametrize("form", ["sparql-json", "sparql-xml", "sparql-csv", "sparql-tsv"])
def test_a_stream_is_what_the_engine_writes(store, form):
    text = f"SELECT ?o ?s WHERE {{ ?s <{EX}next> ?o }} ORDER BY ?o ?s LIMIT 500"
    whole = []
    store.write(text, form, whole.append)
    assert streamed(store, text, form) == (b"".join(whole), False)
    assert len(b"".join(whole)) > 5000


@pytest.mark.parametrize(("rows", "more"), [(59, True), (60, False), (61, False)])
def test_a_stream_is_cut_at_the_row_limit_and_says_so_only_then(store, rows, more):
    text = f"SELECT ?o WHERE {{ <{EX}n1> <{EX}next> ?o }} ORDER BY ?o"
    data, said = streamed(store, text, "sparql-csv", rows=rows)
    assert len(data.splitlines()) - 1 == min(rows, 60)
    assert said == more


def test_a_limit_of_its_own_counts_before_the_row_limit(store):
    text = f"SELECT ?o WHERE {{ <{EX}n1> <{EX}next> ?o }} ORDER BY ?o LIMIT 3 OFFSET 1"
    assert streamed(store, text, "sparql-csv", rows=3)[1] is False
    data, said = streamed(store, text, "sparql-csv", rows=2)
    assert (len(data.splitlines()) - 1, said) == (2, True)


def test_columns_stay_in_the_order_of_the_query(store):
    data, _ = streamed(store, f"SELECT ?s ?o (1 AS ?a) WHERE {{ ?s <{EX}next> ?o }}", "sparql-csv", rows=2)
    assert data.splitlines()[0] == b"s,o,a"


def test_yes_or_no_streams_too_and_a_graph_is_refused(store):
    assert streamed(store, "ASK { ?s ?p ?o }") == (b'{"head":{},"boolean":true}', False)
    with pytest.raises(UsageError, match="a graph is written as ttl"):
        streamed(store, "CONSTRUCT WHERE { ?s ?p ?o }")


def test_an_endless_stream_ends_on_time_and_the_next_one_answers(store):
    start = time.monotonic()
    with pytest.raises(ResourceError, match=r"stopped after 1 second|more than the"):
        streamed(
            store, BOMBS["product"] if "product" in BOMBS else next(iter(BOMBS.values())), seconds=1, memory=256 << 20
        )
    assert time.monotonic() - start < 4
    assert no_child_is_left()
    assert streamed(store, "ASK { ?s ?p ?o }")[0].endswith(b"true}")


def test_a_stream_that_nobody_reads_to_its_end_leaves_no_child(store):
    pieces = guard.stream(store, f"SELECT * WHERE {{ ?a <{EX}next> ?b . ?b <{EX}next> ?c }}", "sparql-json",
                          limits=Limits(rows=200_000))  # fmt: skip
    assert next(pieces)
    pieces.close()
    assert no_child_is_left()
