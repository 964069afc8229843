"""Tags of the source: listed after the clone, brought beside the reading, stored at its end."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import update

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.errors import Cancelled
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.errors import IngestError
from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.disk_watch import DiskWatch
from codevoyage_ingest.git.layers import link
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.remote import Remote
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tag_list import ListedTag, list_tags
from codevoyage_ingest.git.tags import Tag, read_tags
from codevoyage_ingest.models import jobs, tags
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.chunk_writer import ChunkWriter
from codevoyage_ingest.store.copying import Rows
from codevoyage_ingest.store.dictionaries import NewDictionaryRows

_log = logging.getLogger(__name__)
#: Tags that are told; the most that a well-known repository has are some thousands.
TAGS: Final = 10_000
#: Bytes that their objects may take. git/git's 1,007 take one megabyte; a host that does not leave the trees away
#: sends a hundred times as much.
_BYTES: Final = 256 << 20
#: Seconds for listing, and for bringing them.
_SECONDS: Final = 300.0
_ROWS: Final = (
    "number", "name", "object", "target", "commit", "annotated",
    "tagger_name", "tagger_email", "time", "offset", "subject", "release",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TagSource:
    """Where tags come from. listed: None where the source did not say."""

    remote: Remote
    disk: DiskWatch
    listed: Sequence[ListedTag] | None


def list_source_tags(lease: Lease, source: str, clone: Clone, *, folder: Path, settings: IngestSettings) -> TagSource:
    """Asks a source for its tags, and notes its answer in the job: another answer is another state of the repository.

    A source that does not answer has no tags to us: a reading does not fail for their sake. Raises Fenced, Cancelled.
    """
    resolved = resolve(source, roots=settings.permitted_roots())
    at = folder / "tags"
    disk = DiskWatch(at, source=source, clone_bytes=_BYTES, free_bytes=settings.disk_free_bytes)
    git = clone.git
    remote = Remote(
        git=Git(source=git.source, directory=at, limits=git.limits, memory=git.memory, tether=git.tether),
        source=resolved,
        scratch=folder / ".tags",
        seconds=_SECONDS,
        on_progress=None,
        cancelled=lambda: lease.interrupted() or disk.exceeded(),
        egress=settings.egress(),
    )
    try:
        listed = list_tags(remote)
    except Cancelled:
        raise
    except IngestError as error:
        _log.warning("no tags: %s", error)
        listed = None
    said = None if listed is None else b"\0".join([tag.target + tag.name for tag in listed])
    digest = None if said is None else hashlib.sha256(said).digest()
    with lease.transaction() as connection:
        connection.execute(update(jobs).where(jobs.c.id == lease.job_id).values(tag_listing=digest))
    return TagSource(remote=remote, disk=disk, listed=listed)


class TagsAhead:
    """Tags that are being brought."""

    def __init__(self, source: TagSource, order: CommitOrder, found: Future[list[Tag] | None]) -> None:
        self._source = source
        self._order = order
        self._found = found

    def store(self, *, writer: ChunkWriter) -> None:
        """Stores them, once. Raises Fenced, Cancelled."""
        if writer.reached(ChunkKind.TAGS).number:
            return
        found = self._found.result()
        known = found or []
        numbers = _numbers(self._order, [tag.commit_id for tag in known])
        columns = _columns(known, numbers)
        columns.listed = len(self._source.listed or ())
        columns.unknown = found is None
        writer.write(
            ChunkKind.TAGS,
            0,
            span=Span(first=0, end=len(known)),
            rows=[Rows(table=tags, columns=_ROWS, rows=_rows(known, numbers))],
            facts=pb.Facts(tags=columns),
            names=NewDictionaryRows(),
        )


@contextmanager
def tags_ahead(source: TagSource, order: CommitOrder) -> Iterator[TagsAhead]:
    """Begins to bring tags by a thread. Leaving the block waits for it; it ends at a cancellation."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tags") as pool:
        yield TagsAhead(source, order, pool.submit(_read, source, order))


def _read(source: TagSource, order: CommitOrder) -> list[Tag] | None:
    if source.listed is None:
        return None
    try:
        with source.disk:
            return read_tags(source.remote, _newest(source.listed, order))
    except (IngestError, Cancelled) as error:
        if isinstance(error, Cancelled) and not source.disk.exceeded():
            raise
        _log.warning("no tags: %s", error)
        return None


def _newest(listed: Sequence[ListedTag], order: CommitOrder) -> Sequence[ListedTag]:
    """As many as are told, by their names."""
    if len(listed) <= TAGS:
        return listed
    numbers = _numbers(order, [tag.peeled or tag.target for tag in listed])
    newest = sorted(range(len(listed)), key=lambda at: (numbers[at], at))[-TAGS:]
    return [listed[at] for at in sorted(newest)]


def _numbers(order: CommitOrder, ids: Sequence[bytes]) -> list[int]:
    """Numbers of commits, -1 for those that are not among them."""
    if not ids:
        return []
    ends = np.arange(1, len(ids) + 1, dtype=np.int64)
    return link(order.ids, b"".join(ids), ends, width=order.width).rows.tolist()


def _columns(found: Sequence[Tag], numbers: Sequence[int]) -> pb.TagColumns:
    return pb.TagColumns(
        names=[tag.name for tag in found],
        objects=b"".join([tag.object_id for tag in found]),
        targets=b"".join([tag.commit_id for tag in found]),
        commits=numbers,
        annotated=[tag.annotated for tag in found],
        names_of_taggers=[tag.who.name for tag in found],
        emails_of_taggers=[tag.who.email for tag in found],
        times=[tag.who.seconds or 0 for tag in found],
        times_known=[tag.who.seconds is not None for tag in found],
        offsets=[tag.who.offset for tag in found],
        subjects=[tag.subject for tag in found],
        releases=[tag.release for tag in found],
    )


def _rows(found: Sequence[Tag], numbers: Sequence[int]) -> Iterator[tuple[object, ...]]:
    for at, (tag, number) in enumerate(zip(found, numbers, strict=True)):
        yield (
            at, tag.name, tag.object_id, tag.commit_id, None if number < 0 else number, tag.annotated,
            tag.who.name, tag.who.email, tag.who.seconds, tag.who.offset, tag.subject, tag.release,
        )  # fmt: skip
