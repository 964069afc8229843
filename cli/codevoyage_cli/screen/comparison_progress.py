"""A comparison as it happens."""

from __future__ import annotations

from typing import Final

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage_cli.screen.job_progress import JobProgress

_WORDS: Final = {lifecycle_pb2.STAGE_FETCHING: "fetching"}


class ComparisonProgress(JobProgress):
    """Shows a comparison; use it in a `with`."""

    def show(self, comparison: pb.RefComparison) -> None:
        """Shows where it stands now."""
        word = _WORDS.get(comparison.progress.stage, "comparing")
        retry = comparison.retry if comparison.HasField("retry") else None
        self.at(comparison.state, word, comparison.progress, retry=retry)
