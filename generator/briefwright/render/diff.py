"""Changes as a page of HTML that stands alone."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from html import escape
from itertools import groupby

_STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
h2 { font-size: 1.05rem; margin: 1.6rem 0 .2rem } code { color: #565c65; font-size: .85rem }
ins { background: #e3f5e1; text-decoration: underline } del { background: #fbe4e4; text-decoration: line-through }
.kind { font-weight: 600 } p { margin: .2rem 0 }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
"""
Row = tuple[str, str, str, str, Sequence[str], Sequence[str]]
"""Kind, record, label, field, the values before and after."""


def as_page(summary: str, rows: Iterable[Row]) -> str:
    """A whole page: the summary, then each record with its changes; insertions and deletions are told in words too."""
    parts = []
    for (record, label), those in groupby(rows, key=lambda row: (row[1], row[2])):
        parts.append(f"<section><h2>{escape(label)} <code>{escape(record)}</code></h2>")
        for kind, _, _, field, before, after in those:
            parts.append(f'<p><span class="kind">{escape(kind)}</span>{f": {escape(field)}" if field else ""}</p>')
            if before or after:
                parts.append(f"<p>{marked('; '.join(before), '; '.join(after))}</p>")
        parts.append("</section>")
    title = "What changed"
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="viewport" content="width=device-width">'
    body = f"<main><h1>{title}</h1><p>{escape(summary)}</p>{''.join(parts)}</main>"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{_STYLE}</style></head><body>{body}</body></html>\n'


def marked(before: str, after: str) -> str:
    """The later text with what was put in and taken out, word by word."""
    old, new = before.split(), after.split()
    parts = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape(" ".join(new[j1:j2])))
            continue
        if i2 > i1:
            parts.append(f'<del><span class="said">deleted: </span>{escape(" ".join(old[i1:i2]))}</del>')
        if j2 > j1:
            parts.append(f'<ins><span class="said">inserted: </span>{escape(" ".join(new[j1:j2]))}</ins>')
    return " ".join(parts)
