"""Make the pictures of the README anew: a page of an issue brief, and one of its sentences traced to its source.

    .venv/bin/python docs/pictures/make.py

Needs pdftoppm (Debian's poppler-utils). The sentence is the first of the paper that rests on two sources.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import wrap

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BRIEFWRIGHT = (str(ROOT / ".venv" / "bin" / "briefwright"),)
WIDTH = 96
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>A traced sentence</title>
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, "DejaVu Sans Mono", Menlo, monospace }}
{styles}
</style>
<rect width="100%" height="100%" rx="8" fill="#0c0c0c"/>
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Build the paper, draw its first page, trace the sentence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        printed("build", "issue-brief", "--for", "congress", "--format", "pdf", "-o", name)
        (paper,) = folder.glob("*.pdf")
        picture = ("pdftoppm", "-r", "80", "-f", "1", "-l", "1", "-singlefile", "-png", str(paper), str(HERE / "page"))
        subprocess.run(picture, check=True)
        trails = json.loads(printed("trace", str(paper), "--json"))["statements"]
        sentence = next(t["text"] for t in trails if t["warrant"] == "sourced" and len(t["evidence"]) > 1)
        words = " ".join(sentence.split()[:6])
        draw(f'$ briefwright trace {paper.name} "{words}"\n{printed("trace", str(paper), words)}')


def printed(*words: str) -> str:
    """What a command prints. Raises CalledProcessError when it fails."""
    return subprocess.run((*BRIEFWRIGHT, *words), cwd=ROOT, check=True, capture_output=True, text=True).stdout


def draw(text: str) -> None:
    """Write the text as a terminal shows it; lines that are too long go on under their own beginning."""
    console = Console(width=WIDTH, record=True, file=sys.stderr, highlight=False)
    for line in text.splitlines():
        indent = " " * 13 if line.startswith("  ") else "  "
        for piece in wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False):
            console.print(Text(piece, style="" if line.startswith("  ") else "bold"), soft_wrap=True)
    console.save_svg(str(HERE / "trace.svg"), theme=MONOKAI, code_format=SVG, unique_id="trace")


if __name__ == "__main__":
    main()
