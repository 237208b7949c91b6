"""Pandoc, a program of its own, called with a paper's tree; it has no part in what a paper says."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from briefwright.errors import DataError
from briefwright.render.pandoc_tree import Tree


def converted(tree: Tree, form: str, options: Sequence[str] = ()) -> bytes:
    """The tree as a file of a pandoc format, such as "docx". Raises DataError when pandoc is missing or refuses it."""
    try:
        import pypandoc
    except ImportError:
        raise DataError(
            f"To write {form} the extra docx is needed: pip install 'briefwright[docx]' brings pandoc along."
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "paper"
        try:
            pypandoc.convert_text(json.dumps(tree), form, format="json", outputfile=str(out), extra_args=list(options))
        except (OSError, RuntimeError) as error:
            raise DataError(f"Pandoc could not write {form}: {error}") from error
        return out.read_bytes()
