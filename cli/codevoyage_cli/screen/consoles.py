"""The two consoles: results go to standard output, everything else to standard error."""

from __future__ import annotations

import sys

from rich.console import Console


def output() -> Console:
    """For results."""
    return Console(file=sys.stdout, highlight=False)


def messages() -> Console:
    """For progress and remarks."""
    return Console(file=sys.stderr, highlight=False)
