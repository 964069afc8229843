"""The two consoles: results go to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from typing import Final

from rich.console import Console

#: Columns of a table that goes to a file or a pipe: nothing is folded there.
_WIDTH: Final = 240


def output() -> Console:
    """For results."""
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _WIDTH)


def messages() -> Console:
    """For progress and remarks."""
    return Console(file=sys.stderr, highlight=False)
