"""What stands in a PDF before it is written, each of the kind that is expected of it."""

from typing import TypeVar

import pydyf

Kind = TypeVar("Kind")


def expected(pdf: pydyf.PDF, value: object, kind: type[Kind]) -> Kind:
    """A value, or the object that it is a reference to.

    Raises TypeError when that is of another kind: then WeasyPrint builds its files otherwise than when this was
    written."""
    text = value.decode() if isinstance(value, bytes) else value
    if isinstance(text, str) and text.endswith(" R"):
        value = pdf.objects[int(text.split()[0])]
    if not isinstance(value, kind):
        raise TypeError(f"a {kind.__name__} was expected in the PDF, not a {type(value).__name__}")
    return value


def dictionary(pdf: pydyf.PDF, owner: dict[str, object], *keys: str) -> pydyf.Dictionary:
    """The dictionary to which these keys lead, one after the other. Raises as `expected` does, and KeyError."""
    found: dict[str, object] = owner
    for key in keys:
        found = expected(pdf, found[key], pydyf.Dictionary)
    return expected(pdf, found, pydyf.Dictionary)


def numbers(value: object) -> tuple[float, ...]:
    """The members of an array of numbers. Raises TypeError for anything else."""
    members = value if isinstance(value, (list, tuple)) else ()
    found = tuple(member for member in members if isinstance(member, (int, float)))
    if not found or len(found) != len(members):
        raise TypeError(f"an array of numbers was expected in the PDF, not {value!r}")
    return found
