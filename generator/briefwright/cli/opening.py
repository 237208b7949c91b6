"""Opening the knowledge base a command asks, or saying why no answer would be whole."""

from pathlib import Path

from briefwright.errors import DataError
from briefwright.kb import KnowledgeBase, open_kb
from briefwright.workspace import find


def opened(workspace: Path | None) -> KnowledgeBase:
    """The knowledge base of the workspace. Raises DataError when a file of it cannot be read."""
    kb = open_kb(find(workspace))
    if kb.problems:
        count = len({finding.file for finding in kb.problems})
        raise DataError(f"{count} of the files cannot be read, so no answer would be whole. Run `briefwright check`.")
    return kb
