"""From wishes to files: checked, composed, set on their pages, written, and only when something changed."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefwright.compose import Composition, Order, Prepared, briefs, compose, prepare, refuse_embargoed
from briefwright.compose.ledger import TELLS
from briefwright.document import Document, Method
from briefwright.errors import RefusedError, UsageError, nearest
from briefwright.files import atomic_write, tree_hash
from briefwright.findings import Severity, as_lines, ordered
from briefwright.knowledge.check import check
from briefwright.knowledge.kb import KnowledgeBase, open_whole
from briefwright.knowledge.records import name, text
from briefwright.knowledge.vocabulary import pol
from briefwright.knowledge.workspace import SETTINGS, Workspace
from briefwright.papers import issuing, plainness
from briefwright.papers.fitting import Laid, Presses, fingerprint, fit, stem
from briefwright.papers.writing import USUAL, BuiltPaper, Job, write_paper
from briefwright.render.engines import engines
from briefwright.terms import is_calendar_date, record_of

STYLES = ("line", "list", "refuse")
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which papers are wanted and how. Empty texts mean "all" for `what` and `audience`, "its own" for the rest.

    `issue` is the day (ISO) on which the papers are given out; empty means they are not. `ceiling` is
    the code of the highest marking a paper may hold, at or below what its brief says; `style` is one of STYLES:
    a line a paper on how plainly it is written, every sentence to look at, or a refusal where there is one."""

    what: str = ""
    audience: str = ""
    voice: str = ""
    as_of: str = ""
    draft: bool = False
    formats: tuple[str, ...] = USUAL
    issue: str = ""
    ceiling: str = ""
    style: str = "line"


def build(
    workspace: Workspace,
    wishes: Wishes,
    out: Path,
    say: Callable[[str], object] = print,
    now: datetime | None = None,
) -> tuple[BuiltPaper, ...]:
    """Write the wanted papers to `out`, or leave them as they are when nothing they are made from has changed.

    `say` gets the log: engine, what was withheld, what was left out. `now` (with a time zone; by default the time of
    the call) is only held against embargoes, and is no part of any paper. Raises RefusedError with all findings when a
    paper is not fully warranted (unless a draft is wished), DataError when the knowledge base cannot be read."""
    key = _key(workspace, wishes, out)
    unchanged = () if wishes.issue or wishes.style != "line" else _remembered(workspace, key, out)
    if unchanged:
        return unchanged
    kb = open_whole(workspace)
    if wishes.issue:
        _may_issue(kb, wishes)
    orders = [prepare(kb, order) for order in _orders(kb, wishes)]
    made = [(prepared, compose(prepared)) for prepared in orders]
    _refuse(kb, [m for _, m in made], wishes, say)
    _refuse_early(made, wishes, now or datetime.now(UTC))
    job = Job(wishes.formats, out, Presses(workspace), say, every_sentence=wishes.style == "list")
    if wishes.issue or wishes.style != "line":
        return _together(job, wishes, kb, made)
    counted = [job.counted(number, len(made)) for number in range(1, 1 + len(made))]
    papers = tuple(_unless_same(own, workspace, *one) for own, one in zip(counted, made, strict=True))
    _remember(workspace, key, papers)
    return papers


def _may_issue(kb: KnowledgeBase, wishes: Wishes) -> None:
    if wishes.draft:
        raise UsageError("A draft is not issued. Leave out --draft or --issue.")
    if not kb.workspace.writable:
        raise UsageError("The installed knowledge base is read-only; papers are issued from a workspace of their own.")
    issuing.agree(kb)


def _together(
    job: Job, wishes: Wishes, kb: KnowledgeBase, made: Sequence[tuple[Prepared, Composition]]
) -> tuple[BuiltPaper, ...]:
    """The papers, all of them, or none when one is refused; to be issued, they are put on record unless they are."""
    day = wishes.issue
    fitted = [
        (prepared, fit(prepared, composition, job.presses), composition.receipt) for prepared, composition in made
    ]
    if wishes.style == "refuse":
        _refuse_unplain([(prepared, laid.document) for prepared, laid, _ in fitted])
    if not day:
        return _all_written(job, fitted)
    issues = [issuing.Issue(prepared.order.brief, laid.document, laid.mark, day) for prepared, laid, _ in fitted]
    fresh = issuing.new(kb, issues)
    papers = _all_written(job, fitted)
    for paper, issue in zip(papers, issues, strict=True):
        path = issuing.put_on_record(kb, issue) if issue in fresh else ""
        job.say(f"{paper.name}: on record as {path}" if path else f"{paper.name}: issued before, unchanged")
    return papers


def _all_written(job: Job, fitted: Sequence[tuple[Prepared, Laid, str]]) -> tuple[BuiltPaper, ...]:
    return tuple(write_paper(job.counted(number, len(fitted)), *one) for number, one in enumerate(fitted, 1))


def _refuse_unplain(papers: Sequence[tuple[Prepared, Document]]) -> None:
    """Refuse, with every sentence, when a paper has one that is long, passive or vague, or an unexplained acronym."""
    found = [(stem(prepared), plainness.measure(final)) for prepared, final in papers]
    listed = "\n".join("\n  ".join((f"{stem}: {p.line()}", *p.lines())) for stem, p in found if not p.is_plain)
    if listed:
        raise RefusedError(f"Not built: by --style refuse nothing may be left to look at.\n{listed}")


def _unless_same(job: Job, workspace: Workspace, prepared: Prepared, composition: Composition) -> BuiltPaper:
    """The paper, rendered only when its own Document, template, assets or engines differ from the last time."""
    made_of = json.dumps([fingerprint(prepared, composition.document), _code(), job.formats, str(job.out.resolve())])
    key = hashlib.sha256(made_of.encode()).hexdigest()
    same = _remembered(workspace, key, job.out)
    if same:
        job.say(f"{stem(prepared)}: unchanged")
    paper = (
        same[0] if same else write_paper(job, prepared, fit(prepared, composition, job.presses), composition.receipt)
    )
    _remember(workspace, key, (paper,))
    return paper


def _orders(kb: KnowledgeBase, wishes: Wishes) -> list[Order]:
    if wishes.as_of and not (len(wishes.as_of) == len("2026-01-31") and is_calendar_date(wishes.as_of)):
        raise UsageError(f"The as-of date {wishes.as_of!r} is no day such as 2026-01-31.")
    wanted = briefs(kb, wishes.what, wishes.audience)
    if not wanted:
        raise UsageError(_unknown(kb, wishes))
    return [
        Order(brief, audience, wishes.voice, wishes.as_of, wishes.draft, ceiling=wishes.ceiling)
        for brief, audience in wanted
    ]


def _unknown(kb: KnowledgeBase, wishes: Wishes) -> str:
    """That there is no such brief, with the nearest name of what is not known, and what there is."""
    there = briefs(kb)
    audiences = {audience for _, audience in there}
    names = {n for brief, _ in there for n in (text(kb, brief, pol("documentType")), name(kb, brief))}
    asked_for = ((wishes.what, names), (wishes.audience, audiences))
    near = [nearest(wanted, known) for wanted, known in asked_for if wanted not in known]
    listed = "; ".join(sorted({f"{text(kb, b, pol('documentType'))} for {a}" for b, a in there}))
    asked = f"No brief is {wishes.what or 'defined'}" + (f" for {wishes.audience}" if wishes.audience else "")
    meant = "".join(f" {offer}" for offer in near if offer)
    if not there:
        return (
            "The knowledge base defines no paper. Describe one in kb/brief/<slug>.ttl; see ontology/shapes/brief.ttl."
        )
    return f"{asked}.{meant} There are: {listed}."


def _refuse(kb: KnowledgeBase, made: list[Composition], wishes: Wishes, say: Callable[[str], object]) -> None:
    """Refuse unless every paper is warranted and no violation of the knowledge base touches one of them."""
    report = check(kb)
    used = frozenset().union(*(m.used | {m.document.brief} for m in made))
    found = [f for m in made for f in m.findings]
    found += [f for f in report.findings if f.severity is Severity.VIOLATION and record_of(f.focus) in used]
    say(f"checked with {report.engine}")
    violations = ordered(f for f in found if f.severity is Severity.VIOLATION)
    for warning in ordered(f for f in found if f.severity is not Severity.VIOLATION):
        say(as_lines([warning], kb.workspace.base_iri).rstrip())
    never = tuple(f for f in violations if f.code == TELLS)
    if never:
        raise RefusedError("Not built, not even as a draft: it would tell who spoke. The findings are above.", never)
    if violations and not wishes.draft:
        count = f"{len(violations)} finding{'s' if len(violations) > 1 else ''}"
        raise RefusedError(
            f"Not built: {count} above. Mend them, or build with --draft to see the paper marked.", violations
        )
    if violations:
        say(as_lines(violations, kb.workspace.base_iri).rstrip())


def _refuse_early(made: Sequence[tuple[Prepared, Composition]], wishes: Wishes, now: datetime) -> None:
    """Refuse public papers under embargo, and to give out what is still a draft."""
    for prepared, composition in made:
        refuse_embargoed(prepared, composition, now)
        if wishes.issue and composition.handling.draft:
            raise RefusedError(
                f"Not issued: {name(prepared.whole, prepared.order.brief)} or a record it uses is a draft, "
                "pre-decisional. Take that handling caveat out once the decision is made."
            )


def _key(workspace: Workspace, wishes: Wishes, out: Path) -> str:
    """Changes when anything a paper is made from changes; cheap, because nothing is parsed."""
    digest = hashlib.sha256(tree_hash(workspace.knowledge, workspace.issued, workspace.ontology, workspace.templates))
    digest.update((workspace.root / SETTINGS).read_bytes())
    digest.update(json.dumps(asdict(workspace.brand), sort_keys=True).encode())
    digest.update(_code().encode())
    digest.update(json.dumps([asdict(wishes), str(out.resolve()), engines()], sort_keys=True).encode())
    return digest.hexdigest()


def _code() -> str:
    return tree_hash(_PACKAGE, suffix=".py").hex()


def _memory(workspace: Workspace, key: str) -> Path:
    return workspace.cache / "papers" / f"{key}.json"


def _remember(workspace: Workspace, key: str, papers: tuple[BuiltPaper, ...]) -> None:
    """Only to save work: a workspace that cannot be written to is no reason to fail after the papers are made."""
    if not workspace.writable:
        return
    with suppress(OSError):
        atomic_write(_memory(workspace, key), json.dumps([asdict(p) for p in papers]).encode())


def _remembered(workspace: Workspace, key: str, out: Path) -> tuple[BuiltPaper, ...]:
    """The papers of an earlier build with this key, if their files are still there, byte for byte."""
    try:
        said = json.loads(_memory(workspace, key).read_bytes())
        papers = tuple(_recalled(p) for p in said)
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    whole = all(_hash(out / file) == digest for paper in papers for file, digest in paper.files)
    return papers if whole else ()


def _recalled(said: dict[str, object]) -> BuiltPaper:
    method = said["method"]
    files = said["files"]
    if not isinstance(method, dict) or not isinstance(files, list):
        raise TypeError
    method |= {name: tuple(method[name]) for name in ("interests", "gaps", "open_points")} | {"support": None}
    own = {**said, "method": Method(**method), "files": tuple((f, d) for f, d in files), "rendered": False}
    return BuiltPaper(**own)  # type: ignore[arg-type]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
