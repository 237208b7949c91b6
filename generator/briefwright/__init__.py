"""Briefwright keeps policy knowledge once and writes the papers from it."""

__version__ = "0.1.0"
