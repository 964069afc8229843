"""The memory that a worker may take: beyond it, what it works on fails, and the worker takes the next."""

from __future__ import annotations

import resource
import sys

from codevoyage_common.errors import QuotaReached


def bound_memory(limit: int) -> None:
    """Bounds this process's heap, in bytes; 0: no bound. Children have bounds of their own.

    Linux only: elsewhere the kernel has no such bound.
    """
    if not limit or sys.platform != "linux":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def memory_exhausted() -> QuotaReached:
    """The error of work that met the bound."""
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return QuotaReached(
        "It needs more memory than a worker may take. Have CODEVOYAGE_MEMORY_BYTES raised, or read fewer commits.",
        bound="memory_bytes",
        value=limit,
        unit="bytes",
    )
