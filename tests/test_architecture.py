"""The house rules, read from the source text: arrows, rooms, sizes, names, and no word of any topic."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from briefwright.rdf import turtle
from briefwright.terms import SKOS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator" / "briefwright"

ARROWS = {
    "errors": "",
    "terms": "",
    "document": "",
    "files": "errors",
    "brand": "errors",
    "words": "errors",
    "worker": "errors",
    "findings": "terms",
    "foreign": "errors worker",
    "rdf": "errors files terms worker",
    "render": "brand document errors files words",
    "knowledge": "brand errors files findings rdf terms words",
    "warrant": "document knowledge rdf terms",
    "reference": "document errors files findings knowledge rdf terms",
    "compose": "document errors findings knowledge rdf terms warrant words",
    "papers": "brand compose document errors files findings foreign knowledge rdf reference render terms warrant words",
    "analyse": "compose document errors files foreign knowledge papers rdf render terms warrant words",
    "curate": "errors files findings foreign knowledge rdf terms",
    "init": "analyse errors files knowledge",
    "doctor": "analyse knowledge render",
    "api": "analyse compose document errors findings knowledge papers rdf terms worker",
    "cli": "analyse compose curate doctor errors files findings init knowledge papers rdf render terms warrant worker",
    "__main__": "cli",
}
"""Room -> the rooms it may import from. Every room stands below those it may use."""

ROOMS = {
    "pyoxigraph": ("rdf.store", "rdf.turtle"),
    "rdflib": ("knowledge.shapes", "rdf.rdflib_graph", "api"),
    "pyshacl": ("knowledge.shapes",),
    "shifty": ("knowledge.shapes",),
    "jinja2": ("render.html",),
    "markdown": ("render.html",),
    "nh3": ("render.html",),
    "markupsafe": ("render.html",),
    "weasyprint": ("render.pdf", "render.pdf_tags"),
    "pydyf": ("render.pdf_finish", "render.pdf_objects", "render.pdf_structure", "render.pdf_tags"),
    "pypdf": ("foreign.pdf",),
    "pypandoc": ("render.pandoc",),
    "docx": ("render.docx", "render.docx_style"),
    "resvg_py": ("render.png",),
    "fontTools": ("render.fonts",),
    "openpyxl": ("curate.workbooks",),
    "xlsxwriter": ("curate.workbooks",),
    "pybtex": ("curate.bibliography",),
    "click": ("cli",),
    "rich": ("cli",),
}
"""Library -> the modules, or packages of modules, that own it."""

HEAVY = {"weasyprint", "pyshacl", "rdflib", "shifty", "pypdf", "rich", "pypandoc", "docx", "resvg_py", "fontTools",
         "openpyxl", "xlsxwriter", "pybtex"}  # fmt: skip
"""Libraries that are imported when they are used, not when a module is."""

LATE = {"briefwright.analyse.worksheet", "briefwright.cli.asking"}
"""Modules of our own that bring much, imported in the one case out of many that needs them."""

BANNED = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "base", "misc", "core"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A module of the package, by its name below it."""

    name: str
    path: Path

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> set[str]:
        """What it imports anywhere, in functions too: dotted names, own modules as far as they are modules."""
        return {name for node in self.nodes for name in targets(node)}

    @cached_property
    def own(self) -> set[str]:
        """The modules of this package it imports, by their names below it."""
        return {name.removeprefix("briefwright.") for name in self.imports if name.startswith("briefwright.")}

    @cached_property
    def libraries(self) -> set[str]:
        """The libraries it imports that are neither Python's own nor this package."""
        tops = {name.partition(".")[0] for name in self.imports}
        return tops - sys.stdlib_module_names - {"briefwright"}

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in self.nodes if isinstance(node, Function)]

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        return [node for node in self.nodes if isinstance(node, ast.ClassDef)]


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def targets(node: ast.AST) -> Iterator[str]:
    """The dotted names an import statement asks for; of `from a import b`, `a.b` where that is a module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports name the package in full"
        full = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name if name.removeprefix("briefwright.") in NAMES else str(node.module) for name in full)


MODULES = [Module(name_of(path), path) for path in sorted(PACKAGE.rglob("*.py"))]
NAMES = {module.name for module in MODULES}


def tops(nodes: Iterable[ast.AST]) -> set[str]:
    """The first names of what is imported by these nodes."""
    return {name.partition(".")[0] for node in nodes for name in targets(node)}


def faults(found: Callable[[Module], object]) -> dict[str, object]:
    """Module -> what was found in it, for every module in which something was."""
    return {module.name: found(module) for module in MODULES if found(module)}


def within(name: str, owners: tuple[str, ...]) -> bool:
    return any(name == owner or name.startswith(f"{owner}.") for owner in owners)


def test_the_walk_sees_the_package_and_the_imports_in_functions() -> None:
    modules = {module.name: module for module in MODULES}
    assert len(modules) > 50
    assert {"rdflib", "pyshacl", "shifty"} <= modules["knowledge.shapes"].libraries
    assert {"render.html", "compose"} <= modules["papers.fitting"].own


def test_each_room_of_the_table_may_use_only_rooms_below_it() -> None:
    below: set[str] = set()
    for room, allowed in ARROWS.items():
        assert set(allowed.split()) <= below, f"{room} may use a room that is not below it"
        below.add(room)


def test_each_room_is_in_the_table() -> None:
    assert {module.room for module in MODULES if module.name} == ARROWS.keys()


def test_arrows_go_only_where_the_table_allows() -> None:
    used = {m.name: {name.partition(".")[0] for name in m.own} - {m.room} for m in MODULES if m.name}
    allowed = {room: set(names.split()) for room, names in ARROWS.items()}
    assert faults(lambda m: used.get(m.name, set()) - allowed.get(m.room, set())) == {}


def test_no_import_goes_in_a_circle() -> None:
    graph = {module.name: module.own - {module.name} for module in MODULES}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError, naming the circle
    assert order.index("errors") < order.index("cli")


def test_one_library_has_one_room() -> None:
    assert faults(lambda m: {lib for lib in m.libraries if not within(m.name, ROOMS.get(lib, ()))}) == {}


def test_heavy_libraries_are_imported_only_when_used() -> None:
    assert faults(lambda m: tops(m.tree.body) & HEAVY) == {}


def test_only_heavy_libraries_the_standard_library_and_what_is_late_are_imported_in_functions() -> None:
    allowed = HEAVY | sys.stdlib_module_names
    late = {
        alias
        for m in MODULES
        for f in m.functions
        for node in ast.walk(f)
        for alias in targets(node)
        if alias.startswith("briefwright")
    }
    assert faults(lambda m: tops(node for f in m.functions for node in ast.walk(f)) - allowed - {"briefwright"}) == {}
    assert late == LATE


def test_help_loads_no_library_but_click() -> None:
    program = "import sys, briefwright.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert loaded & ROOMS.keys() == {"click"}


def test_rendering_knows_nothing_of_rdf_and_composing_nothing_of_html() -> None:
    """The Document is the wall: follow the arrows as far as they go."""
    reach = {room: set(allowed.split()) for room, allowed in ARROWS.items()}
    for room in ARROWS:
        reach[room] |= {far for near in ARROWS[room].split() for far in reach[near]}
    assert reach["render"] & {"knowledge", "rdf", "terms"} == set()
    assert "render" not in reach["compose"] | reach["reference"]


def test_the_document_is_made_of_the_standard_library_alone() -> None:
    modules = [m for m in MODULES if m.name.partition(".")[0] == "document"]
    assert len(modules) == 4
    for module in modules:
        assert module.libraries == set()
        assert module.own <= {m.name for m in modules}


def lengths() -> list[int]:
    return sorted(len(module.text.splitlines()) for module in MODULES)


def quantile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def test_modules_are_small() -> None:
    assert statistics.median(lengths()) <= 130
    assert quantile(lengths(), 0.9) <= 400
    assert max(lengths()) <= 500


def test_functions_are_short() -> None:
    sizes = [f.end_lineno - f.lineno + 1 for m in MODULES for f in m.functions if f.end_lineno]
    assert statistics.median(sizes) <= 8
    assert quantile(sizes, 0.95) <= 40


def test_no_class_has_more_than_fifteen_methods() -> None:
    def large(module: Module) -> list[str]:
        return [c.name for c in module.classes if sum(isinstance(node, Function) for node in c.body) > 15]

    assert faults(large) == {}


def unannotated(function: Function) -> list[str]:
    a = function.args
    positional = [*a.posonlyargs, *a.args]
    extra = [v for v in (a.vararg, a.kwarg) if v]
    lacking = [v.arg for v in (*positional, *a.kwonlyargs, *extra) if v.annotation is None]
    if positional and positional[0].arg in ("self", "cls"):
        lacking.remove(positional[0].arg)
    return lacking if function.returns else [*lacking, "return"]


def test_everything_is_annotated() -> None:
    assert faults(lambda m: {f.name: unannotated(f) for f in m.functions if unannotated(f)}) == {}


def test_what_is_public_says_what_it_promises() -> None:
    def silent(module: Module) -> list[str]:
        found = [n for n in module.tree.body if isinstance(n, Function | ast.ClassDef) and n.name[0] != "_"]
        return [n.name for n in found if not ast.get_docstring(n)]

    assert faults(silent) == {}
    assert [m.name for m in MODULES if m.text.strip() and not ast.get_docstring(m.tree)] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert faults(lambda m: set(re.split(r"[._]", m.name)) & BANNED) == {}


def test_no_module_keeps_a_state() -> None:
    assert faults(lambda m: [n.lineno for n in m.nodes if isinstance(n, ast.Global)]) == {}


def topic_words() -> list[str]:
    """What the topics of the knowledge base are called."""
    wanted = {SKOS + "prefLabel", SKOS + "altLabel"}
    files = sorted((ROOT / "kb" / "topic").glob("*.ttl"))
    triples = [triple for path in files for triple in turtle.parse(path.read_bytes()).triples]
    return sorted({str(t.object).partition(" (")[0] for t in triples if t.predicate in wanted})


def pattern(label: str) -> re.Pattern[str]:
    """The label however it is joined and cased; an abbreviation in its capitals only."""
    joined = r"[\s_-]*".join(re.escape(word) for word in re.findall(r"\w+", label))
    return re.compile(rf"(?<![^\W_]){joined}(?![^\W_])", 0 if label.isupper() else re.IGNORECASE)


def sources() -> list[Path]:
    folders = (ROOT / "generator", ROOT / "ontology", ROOT / "templates")
    suffixes = {".py", ".ttl", ".rq", ".toml", ".j2", ".css"}
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in suffixes]


def test_the_topic_words_are_known() -> None:
    labels = topic_words()
    assert len(labels) >= 5
    assert pattern(labels[0]).search(f"x {labels[0].upper()} y")


@pytest.mark.parametrize("label", topic_words())
def test_no_code_ontology_or_template_speaks_of_a_topic(label: str) -> None:
    wanted = pattern(label)
    found = [path.relative_to(ROOT) for path in sources() if wanted.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_one_module_reads_what_shapes_ask_of_properties() -> None:
    readers = faults(lambda m: re.findall(r'"(?:minCount|maxCount|hasValue)"', m.text))
    assert readers.keys() == {"knowledge.property_shapes", "knowledge.shape_faults"}


def test_no_test_module_imports_another() -> None:
    """What tests share stands in conftest, so that each file can be run, moved and read alone."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    found = [
        f"{path.name}: {alias.name}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in ([ast.alias(node.module or "")] if isinstance(node, ast.ImportFrom) else node.names)
        if re.search(r"(^|\.)test_\w+$", alias.name)
    ]
    assert found == []
    assert len(paths) > 80


def test_the_picture_of_the_rooms_is_that_of_the_imports() -> None:
    script = ROOT / "docs" / "pictures" / "rooms.py"
    program = f"import runpy; print(runpy.run_path({str(script)!r})['drawing'](), end='')"
    drawn = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    said = (ROOT / "docs" / "pictures" / "rooms.dot").read_text(encoding="utf-8")
    assert said == drawn, "draw it anew: python docs/pictures/rooms.py"


@pytest.mark.parametrize(
    "page", [ROOT / "docs" / "architecture.md", *sorted((ROOT / "docs" / "adr").glob("*.md"))], ids=str
)
def test_every_module_a_page_names_is_there(page: Path) -> None:
    named = set(re.findall(r"`((?:[a-z]+/)+\w+\.py)`", page.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not (PACKAGE / name).exists() and not (ROOT / name).exists()] == []
