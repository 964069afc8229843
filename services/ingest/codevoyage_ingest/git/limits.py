"""What one git process may use, so that a hostile repository ends itself and nothing else."""

from __future__ import annotations

import contextlib
import resource
import sys
from dataclasses import dataclass

GIB = 1 << 30


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one git process; every one of them far above what an honest repository was seen to need."""

    memory_bytes: int = 4 * GIB  #: heap; mapped packs do not count. git/git takes 0.6 GiB, linux about 2
    file_bytes: int = 64 * GIB  #: the largest file it may write: a pack
    processor_seconds: int = 4 * 3600  #: linux takes about 1 h of one core
    silence_seconds: float = 600.0  #: without a byte of output while somebody waits for one


def confine(pid: int, limits: Limits) -> None:
    """Set the kernel's limits on a child that was just started (Linux; elsewhere only silence is bounded).

    From outside, because code between fork and exec is not safe in a process with threads. What git starts later
    inherits them.
    """
    if sys.platform != "linux":
        return
    bounds = (
        # Not RLIMIT_AS: git maps whole packs, and a mapped pack of 10 GiB is no danger.
        (resource.RLIMIT_DATA, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, bound in bounds:
        # Gone already, or the container's own limit is lower and may not be raised: both are fine.
        with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
            resource.prlimit(pid, kind, (bound, bound))
