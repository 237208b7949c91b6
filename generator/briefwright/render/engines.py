"""Which engines set a paper: the same content, engines and fonts give the same bytes."""

import ctypes
import re
import shutil
import subprocess
from importlib.metadata import version

_PACKAGES = ("weasyprint", "pydyf", "fonttools", "jinja2", "markdown", "nh3")
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")


def engines() -> str:
    """Names and versions of what decides the bytes of a paper, without importing any of it."""
    return " ".join(
        [*(f"{name} {version(name)}" for name in _PACKAGES), f"pango {_pango()}", f"graphviz {_graphviz()}"]
    )


def _graphviz() -> str:
    program = shutil.which("dot")
    if not program:
        return "none"
    said = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    found = re.search(r"version (\S+)", said.stderr)
    return found[1] if found else "unknown"


def _pango() -> str:
    for name in _PANGO:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.pango_version_string.restype = ctypes.c_char_p
        found: bytes = library.pango_version_string()
        return found.decode()
    return "none"
