"""The `.mailmap` of the newest tree."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from codevoyage_ingest.git.object_stream import ObjectStream
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tree import TreeColumns
from codevoyage_ingest.people.mailmap import MAILMAP_BYTES, Mailmap

_log = logging.getLogger(__name__)
_REGULAR: Final = (0o100644, 0o100755)


def read_mailmap(git: Git, tree: TreeColumns, *, cancelled: Callable[[], bool]) -> Mailmap:
    """What it says; an empty one if there is none, or one that is a link or too large. Errors: as git's end means."""
    try:
        at = tree.paths.index(b".mailmap")
    except ValueError:
        return Mailmap()
    if tree.modes[at] not in _REGULAR or tree.bytes[at] > MAILMAP_BYTES:
        _log.warning("a .mailmap with mode %o and %d bytes is not read", tree.modes[at], tree.bytes[at])
        return Mailmap()
    with ObjectStream(git, [tree.blobs[at]], cancelled=cancelled) as stream:
        _, size = stream.header()
        content = stream.take(size, limit=MAILMAP_BYTES)
        stream.finish()
    return Mailmap(content)
