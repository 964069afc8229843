"""An address or a path as somebody wrote it, looked at where the event loop does not wait for it."""

from __future__ import annotations

import asyncio

from codevoyage_ingest.git.address import Source, resolve
from codevoyage_ingest.settings import IngestSettings


async def resolved(source: str, *, settings: IngestSettings) -> Source:
    """The source that is meant: a path is looked at on disk, and a network drive may hang. Raises as `resolve`."""
    return await asyncio.to_thread(resolve, source, roots=settings.permitted_roots())
