"""Signals that a supervisor understands, beside those that end it."""

from __future__ import annotations

import signal
from typing import Final

#: Makes a temporary stack one that stays.
KEEP: Final = signal.SIGUSR1
