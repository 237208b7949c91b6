"""What the stubs of WeasyPrint and pydyf declare is there in the installed packages, under the same names."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

STUBS = Path(__file__).parents[2] / "generator" / "stubs"
FILES = sorted(STUBS.rglob("*.pyi"))


def module_of(path: Path) -> ModuleType:
    parts = path.relative_to(STUBS).with_suffix("").parts
    return importlib.import_module(".".join(part for part in parts if part != "__init__"))


def missing(stub: str, module: ModuleType) -> Iterator[str]:
    """What a stub declares and the module has not: names, members of classes and parameters. Names with an underscore
    that are no member are the stub's own."""
    for node in ast.parse(stub).body:
        if isinstance(node, ast.FunctionDef):
            yield from _strange(node, getattr(module, node.name, None))
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            cls = getattr(module, node.name, None)
            if not inspect.isclass(cls):
                yield node.name
                continue
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    yield from (f"{node.name}.{one}" for one in _strange(member, getattr(cls, member.name, None)))
                elif isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
                    name = member.target.id
                    if not hasattr(cls, name) and name not in _assigned(cls.__module__):
                        yield f"{node.name}.{name}"


def _strange(node: ast.FunctionDef, found: object) -> Iterator[str]:
    """The function itself, if it is none, or the parameters it declares and does not take."""
    if isinstance(found, property) and any(isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list):
        return
    if not callable(found):
        yield node.name
        return
    there = inspect.signature(found).parameters
    takes_any = any(one.kind is one.VAR_KEYWORD for one in there.values())
    names = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
    yield from (f"{node.name}({name})" for name in sorted(names - there.keys()) if not takes_any)


def _assigned(name: str) -> set[str]:
    """The attributes that a package gives to anything: those of instances are found in no class."""
    root = importlib.import_module(name.partition(".")[0])
    assert root.__file__
    trees = (ast.parse(path.read_bytes()) for path in Path(root.__file__).parent.rglob("*.py"))
    return {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(STUBS).as_posix())
def test_all_that_a_stub_declares_is_there(path: Path) -> None:
    assert list(missing(path.read_text(encoding="utf-8"), module_of(path))) == []


@pytest.mark.parametrize(
    ("stub", "told"),
    [
        ("def named(string: str) -> bytes: ...", "named"),
        ("def name(text: str) -> bytes: ...", "name(text)"),
        ("class Array:\n    def appended(self) -> None: ...", "Array.appended"),
        ("class Array:\n    def __init__(self, items: list[int]) -> None: ...", "Array.__init__(items)"),
        ("class Object:\n    numeral: int", "Object.numeral"),
        ("class Objects: ...", "Objects"),
    ],
)
def test_what_is_not_there_is_told(stub: str, told: str) -> None:
    assert list(missing(stub, importlib.import_module("pydyf"))) == [told]


def test_each_library_that_has_stubs_is_checked_against_them() -> None:
    assert {path.relative_to(STUBS).parts[0] for path in FILES} == {"pydyf", "weasyprint"}
