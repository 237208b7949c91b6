"""What changed since the edition before."""

from briefwright.compose.rows import Task
from briefwright.document import Block, Notice
from briefwright.records import pol, text


def edition(task: Task) -> tuple[Block, ...]:
    """What changed since the last edition; there is none before the first."""
    first = text(task.ledger.kb, task.brief, pol("edition")) == "1"
    said = (
        "This is the first edition; there is no earlier one to compare it with."
        if first
        else "What changed since the edition before is not recorded."
    )
    return (Notice(said, task.spec.id + "-notice"),)
