"""What a worker process has for all that it does."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from sqlalchemy import Engine

from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_common.work.wakeups import Waker


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Shared by all threads of a worker. stopping: set when the process is told to end."""

    settings: AnalysisSettings
    engine: Engine
    waker: Waker
    worker: str
    stopping: threading.Event
