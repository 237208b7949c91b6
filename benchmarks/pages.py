"""Compare what a paper costs with what WeasyPrint alone needs for the same HTML, and a page of 5 with one of 40.

Every step of a paper is timed beside its floor, in turn, round after round, in seconds of the processor; figures are
medians of ratios within a round. Exit code 1 when a limit is passed.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from timing import ROOT, Case, forget

from briefwright.compose import Order, Prepared, briefs, compose, prepare
from briefwright.document import Document
from briefwright.knowledge.kb import open_kb
from briefwright.knowledge.workspace import Workspace, find
from briefwright.papers.fitting import Presses, fingerprint
from briefwright.render import html, jsonld, pdf

CASES = (
    Case("issue brief of nine pages, cold", ("build", "issue-brief", "--for", "executive", "-o", "paper"), forget),
    Case("one-pager, cold", ("build", "one-pager", "-o", "paper"), forget),
    Case("in-focus, cold", ("build", "in-focus", "-o", "paper"), forget),
    Case("think-tank brief, cold", ("build", "think-tank-brief", "-o", "paper"), forget),
    Case("checklist for executives, cold",
         ("build", "recommendation-checklist", "--for", "executive", "-o", "paper"), forget),
    Case("risk register, cold", ("build", "risk-register", "-o", "paper"), forget),
)  # fmt: skip
ROUNDS = 3
KINDS = ("issue-brief", "one-pager", "in-focus", "think-tank-brief", "recommendation-checklist")
"""The document types that differ most in how they are set: tables, one page, columns, notes at the foot, boxes."""
OWN, CONFORMANCE, FLAT = 0.15, 1.25, 1.25
SHORT, LONG = 5, 40
"""Pages between which the cost of a page is compared."""


@dataclass(frozen=True)
class Ready:
    """A paper of the knowledge base with its page and press, so that each step can be timed alone."""

    name: str
    prepared: Prepared
    final: Document
    page: str
    press: pdf.Press


@dataclass(frozen=True)
class Times:
    """Seconds of one round of a paper: its own steps, and WeasyPrint with and without a PDF variant."""

    own: float
    conformant: float
    tagged: float
    plain: float


def main() -> int:
    """Measure papers of the knowledge base, print the table, and say by the exit code whether limits hold."""
    workspace = find(ROOT)
    kb = open_kb(workspace)
    presses = Presses(workspace)
    papers = [
        _ready(prepare(kb, Order(brief, audience)), presses) for kind in KINDS for brief, audience in briefs(kb, kind)
    ]
    print(f"{'':58}{'own code':>10}{'conformance':>13}")
    print(f"{'limit':58}{OWN:>9.0%} {CONFORMANCE:>11.2f} x")
    _times(papers[0], workspace)  # the first paper reads bytecode and fonts for all, and does not count
    rounds = [[_times(paper, workspace) for paper in papers] for _ in range(ROUNDS)]
    for at, paper in enumerate(papers):
        _line(paper.name, [(r[at],) for r in rounds])
    own, conformance = _line("all papers", [tuple(r) for r in rounds])
    growth = _growth(papers)
    print(f"\na page of {LONG} pages costs {growth:.2f} times one of {SHORT}; limit {FLAT}")
    within = own <= OWN and conformance <= CONFORMANCE and growth <= FLAT
    print("within the limits" if within else "OVER a limit")
    return 0 if within else 1


def _ready(prepared: Prepared, presses: Presses) -> Ready:
    final = compose(prepared).document
    page = presses.page(final, fingerprint(prepared, final))
    name = f"{prepared.kind.name} {prepared.order.brief.rpartition('/')[2]} {prepared.order.audience}"
    return Ready(name, prepared, final, page, presses.press(prepared.kind.name, page))


def _times(paper: Ready, workspace: Workspace) -> Times:
    """Composing, the page and the statements are own code whole; of layout and writing, what goes beyond the engine."""

    def steps() -> None:
        final = compose(paper.prepared).document
        html.render(final, "0" * 64, workspace.templates, workspace.brand)
        jsonld.render(final, "0" * 64)

    plain = _seconds(lambda: _engine(paper.press, paper.page))
    conformant = _seconds(lambda: pdf.write(pdf.layout(paper.press, paper.page), paper.final.as_of))
    tagged = _seconds(lambda: _engine(paper.press, paper.page, pdf_variant="pdf/ua-1"))
    return Times(_seconds(steps), conformant, tagged, plain)


def _engine(press: pdf.Press, page: str, **options: Any) -> bytes:
    """The PDF that WeasyPrint alone makes of the page, with the same fonts and style."""
    from weasyprint import HTML

    document = HTML(string=page, url_fetcher=press.fetcher).render(
        font_config=press.fonts, stylesheets=[press.style], **options
    )
    return bytes(document.write_pdf(**options))


def _line(name: str, rounds: list[tuple[Times, ...]]) -> tuple[float, float]:
    """Print and return the medians of own code and of conformance over rounds of one or several papers.

    What is own in a conformant PDF is counted against the engine's PDF with its own tags."""
    own, conformance = [], []
    for times in rounds:
        plain = sum(t.plain for t in times)
        tagged = sum(t.tagged for t in times)
        beyond = sum(max(0.0, t.conformant - t.tagged) for t in times)
        own.append((sum(t.own for t in times) + beyond) / tagged)
        conformance.append(sum(t.conformant for t in times) / plain)
    print(f"{name:58}{statistics.median(own):>9.1%} {statistics.median(conformance):>11.2f} x")
    return statistics.median(own), statistics.median(conformance)


def _growth(papers: list[Ready]) -> float:
    """How many times more a page costs in a paper of LONG pages than in one of SHORT."""
    whole = min(papers, key=lambda paper: len(paper.page))
    short, long = (_of_pages(whole, count) for count in (SHORT, LONG))
    few, many = (_cost(whole.press, page, whole.final.as_of) for page in (short, long))
    return many / few


def _of_pages(paper: Ready, count: int) -> str:
    """HTML of about `count` sheets: the sections of the paper over again, with identifiers of their own."""
    body = re.search(r'(<section.*</section>)(?=.*<div id="annex")', paper.page, re.DOTALL)
    if not body:
        raise SystemExit("The paper has no sections before its annex.")

    def again(times: int) -> str:
        copies = (re.sub(r'id="([^"]+)"', rf'id="\1-{copy}"', body[1]) for copy in range(1, times))
        return paper.page[: body.end(1)] + "".join(copies) + paper.page[body.end(1) :]

    one, three = (pdf.layout(paper.press, again(times)).layout.pages for times in (1, 3))
    return again(max(1, round(1 + (count - one) * 2 / (three - one))))


def _cost(press: pdf.Press, page: str, as_of: str) -> float:
    """Seconds a page."""
    start = time.process_time()
    rendered = pdf.layout(press, page)
    pdf.write(rendered, as_of)
    return (time.process_time() - start) / rendered.layout.pages


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
