"""The memory that a worker may take: beyond it, what it works on fails, and the worker takes the next."""

from __future__ import annotations

import ctypes
import resource
import sys
from typing import Final

from codevoyage_common.errors import QuotaReached

#: Of malloc.h.
_M_ARENA_MAX: Final = -8
#: Two threads seldom meet in the same one: most of what a worker allocates is Python's own, under its lock.
_ARENAS: Final = 2


def bound_memory(limit: int) -> None:
    """Bounds this process's heap, in bytes; 0: no bound. Children have bounds of their own.

    Linux only: elsewhere the kernel has no such bound.
    """
    if not limit or sys.platform != "linux":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def share_arenas() -> None:
    """Has all threads allocate from a few arenas: one each, as glibc has it, keeps what each of dozens has freed.

    To be called before threads are started. Does nothing where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if sys.platform == "linux" and mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)


def memory_exhausted() -> QuotaReached:
    """The error of work that met the bound."""
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return QuotaReached(
        "It needs more memory than a worker may take. Have CODEVOYAGE_MEMORY_BYTES raised, or read fewer commits.",
        bound="memory_bytes",
        value=limit,
        unit="bytes",
    )
