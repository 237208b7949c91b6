"""A time line: points at distances as in time, each with its date and words above it."""

from datetime import date
from itertools import pairwise

from briefwright.document import Timeline
from briefwright.render.figures.svg import INK, NAVY, QUIET, RULE, WIDTH, broken, drawing, line, words
from briefwright.words import Words

_LABEL = 168.0
_ROW = 47.0
_EDGE = 8.0
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_MOST_YEARS = 12


def timeline(block: Timeline, said: Words) -> str:
    """Labels begin at their points. An earlier point that stands close gets a higher row, so that no line to a point
    crosses a label."""
    days = [_day(point.at) for point in block.points]
    first, last = min(days), max(days)
    scale = (WIDTH - _LABEL - _EDGE) / max(1, last - first)
    places = [_EDGE + (day - first) * scale for day in days]
    rows = _rows(places)
    axis = (max(rows) + 1) * _ROW + 12
    parts = [line((0, axis), (WIDTH - _LABEL + 2 * _EDGE, axis), NAVY, 2)]
    for point, x, row in zip(block.points, places, rows, strict=True):
        top = axis - 12 - (row + 1) * _ROW + 12
        parts.append(line((x, top - 9), (x, axis), RULE))
        parts.append(f'<circle cx="{x:g}" cy="{axis:g}" r="4" fill="{NAVY}"></circle>')
        parts.append(words((x + 5, top), point.when, 11, "start", 700, NAVY))
        for i, text in enumerate(broken(point.label, _LABEL - 8, 10.5, most=2)):
            parts.append(words((x + 5, top + 13 + 12.5 * i), text, 10.5, "start", 400, INK))
    parts += _years(first, last, scale, axis)
    ends = {"first": block.points[0].when, "last": block.points[-1].when}
    described = said.say("timeline_described", points=len(block.points), **ends)
    return drawing(block.id, (WIDTH, axis + 24), block.title, described, parts)


def _rows(places: list[float]) -> list[int]:
    rows = [0] * len(places)
    for i in reversed(range(len(places))):
        close = [rows[j] for j in range(i + 1, len(places)) if places[j] < places[i] + _LABEL]
        rows[i] = max(close) + 1 if close else 0
    return rows


def _years(first: int, last: int, scale: float, axis: float) -> list[str]:
    """Ticks at the beginnings of years, as many as can be read, none too near to the one before."""
    begin, end = date.fromordinal(first).year, date.fromordinal(last).year
    step = next((s for s in _STEPS if (end - begin) / s <= _MOST_YEARS), _STEPS[-1])
    years = [
        year for year in range(begin - begin % step, end + 1, step) if date(max(1, year), 1, 1).toordinal() >= first
    ]
    at = [(year, _EDGE + (date(year, 1, 1).toordinal() - first) * scale) for year in years]
    kept = at[:1] + [later for before, later in pairwise(at) if later[1] - before[1] > 26]
    return [
        part
        for year, x in kept
        for part in (line((x, axis), (x, axis + 6), NAVY), words((x, axis + 19), str(year), 10.5, "middle", 400, QUIET))
    ]


def _day(iso: str) -> int:
    """The day of a date as precise as known; what is not known counts as the first."""
    return date.fromisoformat(f"{iso}-01-01"[:10]).toordinal()
