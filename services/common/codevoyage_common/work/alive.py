"""Whether a worker has shown a sign of life lately: `python -m codevoyage_common alive FILE`, for containers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

#: Seconds without a sign after which a worker counts as stuck: many of them missed, and the broker's own time-outs.
PATIENCE_SECONDS: Final = 15.0


def is_alive(alive_file: Path) -> bool:
    """Whether the file was touched within the last seconds."""
    try:
        touched = alive_file.stat().st_mtime
    except OSError:
        return False
    return time.time() - touched < PATIENCE_SECONDS
