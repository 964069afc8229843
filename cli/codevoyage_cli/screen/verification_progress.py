"""A verification as it happens."""

from __future__ import annotations

from typing import Final

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import verification_service_pb2 as pb
from codevoyage_cli.screen.job_progress import JobProgress

_WORDS: Final = {lifecycle_pb2.STAGE_FETCHING: "fetching"}


class VerificationProgress(JobProgress):
    """Shows a verification; use it in a `with`."""

    def show(self, verification: pb.Verification) -> None:
        """Shows where it stands now."""
        word = _WORDS.get(verification.progress.stage, "comparing")
        retry = verification.retry if verification.HasField("retry") else None
        self.at(verification.state, word, verification.progress, retry=retry)
