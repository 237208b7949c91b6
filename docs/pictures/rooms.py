"""Draw the rooms of the package, from what its modules import.

    .venv/bin/python docs/pictures/rooms.py

An arrow leads from a room to one that it uses; one that follows from others is left out, so that the picture shows the
way down. Needs Graphviz. `tests/test_architecture.py` holds the picture to the imports."""

import ast
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "generator" / "briefwright"
GROUNDS = {"errors", "terms", "files", "brand", "findings", "worker"}
"""What nearly every room uses; drawn as one."""


def uses() -> dict[str, set[str]]:
    """Room -> the rooms it imports from, the small grounds as one."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = _room(path.relative_to(PACKAGE).with_suffix("").parts[0])
        if room.startswith("__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("briefwright"):
                modules = [f"{node.module}.{alias.name}" for alias in node.names]
                used = {_room(module.split(".")[1]) for module in modules} - {room, "__version__"}
                found.setdefault(room, set()).update(used)
    return found


def _room(name: str) -> str:
    return "grounds" if name in GROUNDS else name


def steps(graph: dict[str, set[str]]) -> list[tuple[str, str]]:
    """The arrows that no chain of others says."""

    def reach(room: str) -> set[str]:
        return {far for near in graph.get(room, ()) for far in (near, *reach(near))}

    return sorted(
        (room, near)
        for room, used in graph.items()
        for near in used
        if near not in {far for other in used - {near} for far in reach(other)}
    )


def drawing() -> str:
    """The graph as Graphviz reads it."""
    lines = [f'  "{room}" -> "{near}"' for room, near in steps(uses())]
    return "\n".join(
        (
            "digraph rooms {",
            '  node [shape=box, style="rounded,filled", fillcolor="#eef3f8", color="#33526e", fontname="sans-serif"]',
            '  edge [color="#33526e", arrowsize=0.7]',
            f'  "grounds" [label="{", ".join(sorted(GROUNDS))}"]',
            *lines,
            "}\n",
        )
    )


def main() -> None:
    """Write the drawing as text, which the tests compare, and as a picture."""
    (HERE / "rooms.dot").write_text(drawing(), encoding="utf-8")
    command = ("dot", "-Tsvg", "-o", str(HERE / "rooms.svg"), str(HERE / "rooms.dot"))
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
