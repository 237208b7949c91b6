"""`python -m briefwright` is the command line."""

from briefwright.cli import main

main()
