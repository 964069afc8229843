"""A measuring as it happens."""

from __future__ import annotations

from typing import Final

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import measures_service_pb2 as pb
from codevoyage_cli.screen.job_progress import JobProgress

_WORDS: Final = {lifecycle_pb2.STAGE_FETCHING: "fetching"}


class MeasuringProgress(JobProgress):
    """Shows a measuring; use it in a `with`."""

    def show(self, measuring: pb.Measuring) -> None:
        """Shows where it stands now."""
        word = _WORDS.get(measuring.progress.stage, "measuring")
        retry = measuring.retry if measuring.HasField("retry") else None
        self.at(measuring.state, word, measuring.progress, retry=retry)
