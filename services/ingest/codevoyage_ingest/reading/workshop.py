"""What all work of one worker process is done with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from codevoyage_common.work.claims import Claimant
from codevoyage_common.work.wakeups import Waker
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.reading.cloning import Cloner
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.settings import IngestSettings


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Shared by the threads of a worker. claimant: claims work in its name. waker: tells who follows it. tether: ends
    its git processes with it. kept: clones that are kept for the next job."""

    settings: IngestSettings
    claimant: Claimant
    waker: Waker
    tether: Tether
    kept: KeptClones

    @property
    def engine(self) -> Engine:
        """Of ingest's schema."""
        return self.claimant.engine

    def cloner(self) -> Cloner:
        """For one attempt: its memory is that of the attempt's git processes."""
        return Cloner(settings=self.settings, tether=self.tether, kept=self.kept, memory=PeakMemory())
