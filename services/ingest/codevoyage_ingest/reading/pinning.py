"""A job reads one head: the one that its first attempt found, even if the source has moved since."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Row

from codevoyage_common.work.leases import Lease
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.head import Head
from codevoyage_ingest.store.discard import discard_facts

_log = logging.getLogger(__name__)


def pinned(lease: Lease, row: Row[Any], clone: Clone) -> Clone:
    """The clone with the head that the job's facts are of.

    When its history was rewritten, and the clone does not have that commit any more, the facts are discarded and the
    clone's own head is read. Raises Fenced, Cancelled.
    """
    if not row.chunk_count or row.head == clone.head.commit_id:
        return clone
    if not row.head or not has(clone, row.head):
        _log.warning("the history was rewritten since an earlier attempt: it is read anew")
        discard_facts(lease)
        return clone
    _log.info("the source has moved; going on with the head that was read before")
    head = Head(commit_id=row.head, branch=row.branch, object_format=row.object_format, shallow=clone.head.shallow)
    return replace(clone, head=head)


def has(clone: Clone, commit: bytes) -> bool:
    """Whether a clone has a commit (raw id)."""
    with clone.git.start("cat-file", "--batch-check", stdin=True) as process:
        process.feed([commit.hex().encode() + b"^{commit}\n"])
        return process.output().split()[-1:] != [b"missing"]
