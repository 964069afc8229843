"""READING, first part: what commits say, and which signatures are one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import IDENTITY_VERSION, ChunkKind, Span
from codevoyage_ingest.git.commits import CommitColumns, read_commits
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.models import commits, person_map
from codevoyage_ingest.people.mailmap import Mailmap
from codevoyage_ingest.people.persons import persons
from codevoyage_ingest.people.trailers import trailers
from codevoyage_ingest.reading.numbering import Numbering
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.binary_rows import integers
from codevoyage_ingest.store.chunk_writer import ChunkWriter
from codevoyage_ingest.store.copying import Columns, Rows
from codevoyage_ingest.store.dictionaries import NewDictionaryRows
from codevoyage_ingest.store.facts_messages import commits_message
from codevoyage_ingest.store.person_edits import edits_of_job
from codevoyage_ingest.store.stored_facts import StoredFacts


def store_commits(
    lease: Lease,
    git: Git,
    order: CommitOrder,
    *,
    mailmap: Mailmap,
    writer: ChunkWriter,
    stages: Stages,
    settings: IngestSettings,
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
        found = _columns(columns, numbering, positions)
        facts = commits_message(
            found,
            author_odd=[author.odd for author in columns.authors],
            committer_odd=[committer.odd for committer in columns.committers],
        )
        _add_trailers(facts.trailers, columns, numbering)
        span, added = numbering.take_added()
        writer.write(
            ChunkKind.COMMITS,
            number,
            span=Span(first=columns.first, end=columns.end),
            rows=[Rows(table=commits, columns=tuple(found), rows=zip(*found.values(), strict=True))],
            facts=facts,
            names=NewDictionaryRows(
                signatures=[(span.first + at, *signature) for at, signature in enumerate(added)],
                signature_span=span,
            ),
        )
        stages.wake()
        number += 1
    if writer.reached(ChunkKind.PEOPLE).number == 0:
        _store_people(lease, list(numbering.keys()), mailmap, writer=writer)
        stages.wake()


def _columns(
    columns: CommitColumns, numbering: Numbering[tuple[bytes, bytes]], positions: dict[int, int]
) -> dict[str, Sequence[Any]]:
    """By name, as table `commits` has them."""
    signatures = [
        (numbering.number((author.name, author.email)), numbering.number((committer.name, committer.email)))
        for author, committer in zip(columns.authors, columns.committers, strict=True)
    ]
    numbers = range(columns.first, columns.end)
    return {
        "number": numbers,
        "id": columns.ids,
        "parents": [list(parents) for parents in columns.parents],
        "mainline_position": [positions.get(number) for number in numbers],
        "author": [author for author, _ in signatures],
        "committer": [committer for _, committer in signatures],
        "author_time": [author.seconds for author in columns.authors],
        "author_offset": [author.offset for author in columns.authors],
        "committer_time": [committer.seconds for committer in columns.committers],
        "committer_offset": [committer.offset for committer in columns.committers],
        "subject": columns.subjects,
        "message": columns.messages,
    }


def _add_trailers(
    columns: pb.TrailerColumns, commits: CommitColumns, numbering: Numbering[tuple[bytes, bytes]]
) -> None:
    for number, message in enumerate(commits.messages, commits.first):
        for trailer in trailers(message):
            columns.commits.append(number)
            columns.kinds.append(pb.TrailerKind.ValueType(trailer.kind))
            columns.signatures.append(numbering.number((trailer.name, trailer.email)))
            columns.assisted.append(trailer.assisted)


def _store_people(lease: Lease, known: list[tuple[bytes, bytes]], mailmap: Mailmap, *, writer: ChunkWriter) -> None:
    """The map is versioned and apart from the signatures, so that a better rule changes nothing that was streamed."""
    with lease.engine.connect() as connection:
        made = edits_of_job(connection, lease.job_id)
    found = persons(known, mailmap, [each.edit for each in made.edits])
    rows = {"signature": integers(range(len(known))), "person": integers(found.numbers)}
    columns = pb.PersonColumns(
        identity_version=IDENTITY_VERSION,
        persons=found.numbers,
        names=found.names,
        emails=found.emails,
        bots=found.bots,
    )
    writer.write(
        ChunkKind.PEOPLE,
        0,
        span=Span(first=0, end=len(known)),
        rows=[Columns(table=person_map, columns=rows)],
        facts=pb.Facts(people=columns),
        names=NewDictionaryRows(),
        person_edit=made.last,
    )
