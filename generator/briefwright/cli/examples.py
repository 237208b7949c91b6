"""Examples of every command: the end of its --help, and of its part of docs/commands.md."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "add": ("add claim   # asks for each field", "add claim statement=... marking=clear   # asks nothing"),
    "archive": ("archive verify   # are the kept texts, and the anchors in them, as they were?",),
    "ask": ("ask open-recommendations", "ask open-recommendations --format pdf -o list.pdf   # as a page"),
    "build": (
        "build issue-brief --for congress -o build",
        "build --all   # every paper, and index.html, which lists them",
        "build --all --ceiling clear --style list   # nothing above a mark; each sentence that could be plainer",
        "build --all --issue   # puts on record, in issued/, what the papers say",
    ),
    "check": (
        "check",
        "check --ontology   # the ontology and its queries too",
        "check --select KB1 --ignore KB146 --fail-on warning   # by the beginnings of codes, in CI",
    ),
    "diff": (
        "diff HEAD~5 HEAD   # by record; also two folders, or two papers",
        "diff HEAD~5 --brief issue-brief   # the redline in the paper's own layout, as HTML and PDF",
    ),
    "docs": ("docs", "docs --check   # says what is stale"),
    "doctor": ("doctor",),
    "edit": (
        "edit claim/some-claim   # a page of fields in $EDITOR",
        "edit claim/some-claim confidence=low --dry-run   # shows the change",
    ),
    "export": ("export --format jsonld", "export --class claim --format csv --ceiling clear"),
    "fingerprint": ("fingerprint   # the same wherever the knowledge base lies",),
    "fix": ("fix   # one by one", "fix --yes"),
    "fmt": ("fmt", "fmt --check"),
    "gaps": ("gaps", "gaps --matrix all   # what covers what"),
    "git-setup": ("git-setup   # from now on `git diff` shows fields",),
    "graph": ("graph risk/some-risk --format svg > risk.svg",),
    "impact": ("impact source/some-source --chains   # records, papers, printed sentences",),
    "import": ("import refs.bib   # or CSL JSON, or RIS", "import other.ttl --map map.toml"),
    "init": ("init library   # docs/tutorial.md goes on from there",),
    "link": ("link claim/x supported-by passage/y",),
    "lint": ("lint   # all queries there are", "lint my.rq"),
    "passage": ('passage add source/x anchor="..." gist="..." locator="page 4"',),
    "path": ("path risk/some-risk actor/some-actor   # in words",),
    "query": (
        "query 'SELECT ?c WHERE { ?c a pol:Claim } LIMIT 5'",
        "query --in build/PAPER.pdf my.rq   # asks what a paper carries",
    ),
    "questions": ("questions", "questions risk   # those with this word"),
    "recall": ("recall", "recall --slip   # writes a correction for each paper that has fallen sentences"),
    "rename": ('rename topic/x "Another label"',),
    "retire": ('retire claim/x --reason "..." --by claim/y   # kept for the papers that cite it',),
    "review": ("review   # what waits", "review claim/x check --by actor/y"),
    "search": ("search export controls   # the beginning of a word will do, small slips are forgiven",),
    "sheet": (
        "sheet export claim -o claims.xlsx",
        "sheet import claims.xlsx   # shows what would change, then writes it",
    ),
    "show": ("show claim/some-claim", "show claim/some-claim --in build/PAPER.pdf"),
    "source": ("source add report.pdf --to source/x   # the text goes to archive/, out of git",),
    "textconv": ("textconv kb/claim/some-claim.ttl",),
    "trace": (
        'trace build/PAPER.pdf "words of a sentence"   # record, passage, source, check, commits',
        "trace build/PAPER.html   # all its statements",
    ),
    "verify": ("verify build/PAPER.pdf   # as it was made? which commits have it? what changed since?",),
    "why": ("why claim/some-judgment   # its grounds, and what speaks against it",),
}
"""Command -> what one types after `briefwright`, with a remark behind #."""


def epilog(name: str) -> str:
    """The examples of a command as click prints them, line by line."""
    return "\b\nExamples:\n" + "\n".join(f"  briefwright {line}" for line in EXAMPLES[name])
