"""READING, first part: what commits say, and which signatures are one person."""

from __future__ import annotations

from collections.abc import Iterator

from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.git.commits import CommitColumns, read_commits
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.models import commits, person_map
from codevoyage_ingest.reading.numbering import Numbering
from codevoyage_ingest.reading.people import persons
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.chunk_writer import ChunkWriter, NewDictionaryRows
from codevoyage_ingest.store.stored_facts import StoredFacts


def store_commits(
    lease: Lease, git: Git, order: CommitOrder, *, writer: ChunkWriter, stages: Stages, settings: IngestSettings
) -> None:
    """Stores the commits that are not stored yet, then the map from signatures to persons.

    Says no progress: changes take many times as long and count the same commits, and a count never goes back.
    Raises what `read_commits` raises, Fenced, Cancelled, HandOver.
    """
    reached = writer.reached(ChunkKind.COMMITS)
    stored = StoredFacts(engine=lease.engine, job_id=lease.job_id, width=order.width)
    numbering = Numbering(stored.signatures())
    positions = {number: order.first_position + at for at, number in enumerate(order.mainline)}
    number = reached.number
    for columns in read_commits(
        git, order, first=reached.row, size=settings.commits_per_chunk, cancelled=lease.interrupted
    ):
        lease.check()
        rows = list(_rows(columns, numbering, positions))
        span, added = numbering.take_added()
        writer.write(
            ChunkKind.COMMITS,
            number,
            span=Span(first=columns.first, end=columns.end),
            table=commits,
            columns=_COLUMNS,
            rows=rows,
            dictionaries=NewDictionaryRows(
                signatures=[(span.first + at, *signature) for at, signature in enumerate(added)],
                signature_span=span,
            ),
        )
        stages.wake()
        number += 1
    if writer.reached(ChunkKind.PEOPLE).number == 0:
        _store_people(list(numbering.keys()), writer=writer)
        stages.wake()


_COLUMNS = (
    "number", "id", "parents", "mainline_position", "author", "committer",
    "author_time", "author_offset", "committer_time", "committer_offset", "subject", "message",
)  # fmt: skip


def _rows(
    columns: CommitColumns, numbering: Numbering[tuple[bytes, bytes]], positions: dict[int, int]
) -> Iterator[tuple[object, ...]]:
    for number, commit_id, parents, author, committer, subject, message in zip(
        range(columns.first, columns.end),
        columns.ids,
        columns.parents,
        columns.authors,
        columns.committers,
        columns.subjects,
        columns.messages,
        strict=True,
    ):
        yield (
            number,
            commit_id,
            list(parents),
            positions.get(number),
            numbering.number((author.name, author.email)),
            numbering.number((committer.name, committer.email)),
            author.seconds,
            author.offset,
            committer.seconds,
            committer.offset,
            subject,
            message,
        )


def _store_people(known: list[tuple[bytes, bytes]], *, writer: ChunkWriter) -> None:
    """The map is versioned and apart from the signatures, so that a better rule changes nothing that was streamed."""
    writer.write(
        ChunkKind.PEOPLE,
        0,
        span=Span(first=0, end=len(known)),
        table=person_map,
        columns=("signature", "person"),
        rows=list(enumerate(persons(known))),
        dictionaries=NewDictionaryRows(),
    )
