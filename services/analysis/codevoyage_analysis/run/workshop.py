"""What a worker process has for all that it does."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_common.work.claims import Claimant
from codevoyage_common.work.wakeups import Waker


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Shared by all threads of a worker."""

    settings: AnalysisSettings
    claimant: Claimant
    waker: Waker

    @property
    def engine(self) -> Engine:
        return self.claimant.engine
