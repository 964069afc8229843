"""A run as it happens: stage after stage."""

from __future__ import annotations

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.words import stage_word
from codevoyage_cli.screen.job_progress import JobProgress


class RunProgress(JobProgress):
    """Shows messages of a watch; use it in a `with`."""

    def show(self, message: pb.WatchAnalysisResponse) -> None:
        """Shows where the run stands now; a heartbeat changes nothing."""
        if message.HasField("event") or message.HasField("snapshot"):
            now = message.event if message.HasField("event") else message.snapshot
            word = stage_word(now.stage).lower() if now.stage else ""
            self.at(now.state, word, now.progress, retry=now.retry if now.HasField("retry") else None)
