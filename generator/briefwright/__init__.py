"""Policy knowledge kept once, and the papers written from it. `briefwright.open` opens a knowledge base in Python."""

from importlib import import_module

__version__ = "0.1.0"
_OFFERED = ("Knowledge", "Paper", "Rows", "open")


def __getattr__(name: str) -> object:
    """What `briefwright.api` offers, loaded when it is asked for: the command line does without it."""
    if name in _OFFERED:
        return getattr(import_module("briefwright.api"), name)
    raise AttributeError(f"module 'briefwright' has no attribute {name!r}")
