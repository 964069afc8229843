"""One measuring from claim to end: the contents that nobody measured yet, then the answer, made once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import lizard_languages
from sqlalchemy import select, update
from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import HandOver, Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.complexity.answers import file_messages, frame_messages
from codevoyage_ingest.complexity.frames import frame_positions
from codevoyage_ingest.complexity.indenting import indenting
from codevoyage_ingest.complexity.measure import LARGEST_BYTES, Measure
from codevoyage_ingest.complexity.measuring import Content, Measuring
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.models import jobs, measurings, repositories
from codevoyage_ingest.reading.attempts import attempt
from codevoyage_ingest.reading.clone_at import clone_at
from codevoyage_ingest.reading.history import took_too_long
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.reading.workplace import workplace
from codevoyage_ingest.reading.workshop import Workshop
from codevoyage_ingest.store.blob_measures import keep_measures, known_measures, suffix
from codevoyage_ingest.store.file_versions import FileVersion, file_versions, texts_at
from codevoyage_ingest.store.measurings import FRAMES, MEASURINGS
from codevoyage_ingest.store.stored_rows import StoredRows
from codevoyage_ingest.store.waiting import readings_wait

#: Contents of one transaction that lizard reads: a second or two of work, which is all that an end can lose.
_BATCH: Final = 1_000


class ContentMeasurer:
    """Measures contents after a reading, one measuring a call, for the threads of one worker process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def run(self, measuring_id: str) -> None:
        """Claims the measuring and takes it as far as it goes. Raises nothing that the broker should know of."""
        attempt(self._workshop.claimant, MEASURINGS, measuring_id, waker=self._workshop.waker, work=self._answer)

    def _answer(self, lease: Lease) -> None:
        with lease.engine.connect() as connection:
            row = connection.execute(select(measurings).where(measurings.c.id == lease.job_id)).one()
            reading = connection.execute(
                select(jobs, repositories.c.source)
                .join(repositories, jobs.c.repository_id == repositories.c.id)
                .where(jobs.c.id == row.ingest_job_id)
            ).one()
        if row.messages is not None:
            return  # an earlier attempt got as far, and was lost before it could say so
        if bytes(row.path) == FRAMES:
            messages = self._frames(lease, reading)
        else:
            messages = self._file(lease, reading, bytes(row.path))
        with lease.transaction(progress=True) as connection:
            connection.execute(update(measurings).where(measurings.c.id == lease.job_id).values(messages=messages))

    def _frames(self, lease: Lease, reading: Row[Any]) -> list[bytes]:
        stored = StoredRows(lease.engine, reading.id)
        mainline = [position for position, _ in stored.mainline()]
        positions = frame_positions(mainline[0], mainline[-1]) if mainline else []
        contents = [
            Content(blob=blob, name=b"")
            for blob in texts_at(lease.engine, reading.id, positions, largest=LARGEST_BYTES)
        ]
        measures = self._measures(lease, reading, contents)
        found = {content.blob: measures[content] for content in contents}
        return [message.SerializeToString() for message in frame_messages(positions, found)]

    def _file(self, lease: Lease, reading: Row[Any], path: bytes) -> list[bytes]:
        versions = file_versions(lease.engine, reading.id, path)
        contents = [None if version.lines is None else _content(version) for version in versions]
        measures = self._measures(lease, reading, list(dict.fromkeys(each for each in contents if each is not None)))
        found = [None if content is None else measures[content] for content in contents]
        return [message.SerializeToString() for message in file_messages(versions, found)]

    def _measures(self, lease: Lease, reading: Row[Any], contents: Sequence[Content]) -> Mapping[Content, Measure]:
        """Of all of the contents; those that nobody measured yet are measured now."""
        known = known_measures(lease.engine, contents)
        missing = [content for content in contents if content not in known]
        if not missing:
            return known
        settings = self._workshop.settings
        lease.limit(settings.measure_seconds, took_too_long("measure_seconds", settings.measure_seconds))
        stages = Stages(lease, self._workshop.waker)
        cloner = self._workshop.cloner()
        with workplace(settings.clone_dir, lease.job_id, attempt=lease.attempt) as folder:
            stages.begin(Stage.FETCHING)
            clone = clone_at(lease, reading, source=reading.source, folder=folder, stages=stages, cloner=cloner)
            stages.end(Stage.FETCHING)
            stages.begin(Stage.MEASURING)
            with cloner.giving_back(reading.source, repository_id=reading.repository_id, clone=clone):
                new = self._measured(lease, clone, missing, done=len(known))
            stages.end(Stage.MEASURING)
        return {**known, **new}

    def _measured(self, lease: Lease, clone: Clone, missing: Sequence[Content], *, done: int) -> dict[Content, Measure]:
        meter = Meter(stage=Stage.MEASURING, unit="files", total=done + len(missing), done=done)
        measured: dict[Content, Measure] = {}
        with self._parts(lease, clone, missing) as parts:
            for new in parts:
                lease.check()
                measured |= new
                with lease.transaction(progress=True) as connection:
                    keep_measures(connection, new)
                    connection.execute(
                        update(measurings)
                        .where(measurings.c.id == lease.job_id)
                        .values(
                            measured=measurings.c.measured + len(new),
                            progress=meter.at(done + len(measured)),
                        )
                    )
                self._workshop.waker.wake(lease.job_id)
                if len(measured) < len(missing) and readings_wait(lease.engine):
                    raise HandOver
        return measured

    @contextmanager
    def _parts(
        self, lease: Lease, clone: Clone, missing: Sequence[Content]
    ) -> Iterator[Iterator[Mapping[Content, Measure]]]:
        """What is missing, measured part by part; each part is worth a transaction."""
        readers = self._workshop.settings.readers
        if all(not content.name for content in missing):
            blobs = [content.blob for content in missing]
            with indenting(clone.git, blobs, threads=readers, cancelled=lease.interrupted) as parts:
                yield ({Content(blob=blob, name=b""): one for blob, one in part.items()} for part in parts)
        else:
            yield self._in_processes(lease, clone, missing)

    def _in_processes(
        self, lease: Lease, clone: Clone, missing: Sequence[Content]
    ) -> Iterator[Mapping[Content, Measure]]:
        readers = self._workshop.settings.readers
        for at in range(0, len(missing), _BATCH):
            batch = missing[at : at + _BATCH]
            with Measuring(clone.git, batch, processes=readers, cancelled=lease.interrupted) as working:
                yield working.wait()


def _content(version: FileVersion) -> Content:
    """Of a language that lizard does not know, the indentation alone is measured."""
    name = "x." + suffix(version.path)
    known = lizard_languages.get_reader_for(name) is not None
    return Content(blob=version.blob, name=name.encode() if known else b"")
