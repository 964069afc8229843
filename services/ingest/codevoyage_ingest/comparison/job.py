"""One comparison from claim to end: two references fetched, what git says of them, and the answer kept."""

from __future__ import annotations

from contextlib import ExitStack

from sqlalchemy import update

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.comparison.differences import differences
from codevoyage_ingest.comparison.fetching import RefFetcher
from codevoyage_ingest.comparison.messages import answer
from codevoyage_ingest.errors import NoCommonAncestor
from codevoyage_ingest.models import comparisons
from codevoyage_ingest.reading.attempts import attempt
from codevoyage_ingest.reading.fetching import Reporter
from codevoyage_ingest.reading.history import took_too_long
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.reading.workplace import workplace
from codevoyage_ingest.reading.workshop import Workshop
from codevoyage_ingest.store.comparisons import COMPARISONS, comparison


class Comparer:
    """Compares references, one comparison a call, for the threads of one worker process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def run(self, comparison_id: str) -> None:
        """Claims the comparison and takes it to its end. Raises nothing that the broker should know of."""
        attempt(self._workshop.claimant, COMPARISONS, comparison_id, waker=self._workshop.waker, work=self._compare)

    def _compare(self, lease: Lease) -> None:
        settings = self._workshop.settings
        with lease.engine.connect() as connection:
            row = comparison(connection, lease.job_id)
        if row.messages is not None:
            return  # an earlier attempt got as far, and was lost before it could say so
        stages = Stages(lease, self._workshop.waker)
        with workplace(settings.clone_dir, lease.job_id, attempt=lease.attempt) as folder:
            fetcher = RefFetcher(
                cloner=self._workshop.cloner(),
                source=row.source,
                base=row.base,
                head=row.head,
                repository_id=row.repository_id or "",
                folder=folder,
            )
            stages.begin(Stage.FETCHING)
            with ExitStack() as ends:
                with Reporter(stages.report) as reporter:
                    fetched = ends.enter_context(
                        fetcher.fetched(interrupted=lease.interrupted, on_progress=reporter.note)
                    )
                lease.check()
                stages.end(Stage.FETCHING)
                stages.begin(Stage.READING)
                lease.limit(settings.read_seconds, took_too_long("read_seconds", settings.read_seconds))
                found = differences(fetched, cancelled=lease.interrupted)
        if not found.merge_bases:
            raise NoCommonAncestor(row.source, base=row.base, head=row.head)
        messages = [message.SerializeToString() for message in answer(fetched, found)]
        stages.end(Stage.READING)
        with lease.transaction(progress=True) as connection:
            connection.execute(update(comparisons).where(comparisons.c.id == lease.job_id).values(messages=messages))
