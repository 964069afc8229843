"""Whole readings of hostile repositories: asked for as anybody does, done by real workers."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage_common.work.claims import claimant_of
from codevoyage_common.work.wakeups import Waker
from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.reading.job import JobReader
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.reading.workshop import Workshop
from codevoyage_ingest.settings import IngestSettings
from tests.exactness.collected import Collected, collect
from tests.exactness.compare import differences
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.verifying import asked, verified
from tests.repositories.oracle import Oracle


def attempted(ingest: Ingest, source: Path | str, *, max_commits: int = 0) -> Collected:
    """What was handed on of a source, however its reading ended."""
    return collect(ingest.stub, source=str(source), request_id=secrets.token_hex(8), max_commits=max_commits)


def read(ingest: Ingest, source: Path | str, *, max_commits: int = 0) -> Collected:
    """The facts of a source that can be read."""
    facts = attempted(ingest, source, max_commits=max_commits)
    assert facts.job.state == lifecycle_pb2.STATE_SUCCEEDED, facts.job.failure
    if isinstance(source, Path):
        verification = verified(ingest, asked(source, trees=10))
        assert verification.state == lifecycle_pb2.STATE_SUCCEEDED, verification.failure
        assert not verification.differences, [each.sentence for each in verification.differences]
    return facts


def read_exactly(ingest: Ingest, path: Path) -> Collected:
    """The facts of a local repository, which are those that git tells."""
    facts = read(ingest, path)
    assert list(differences(facts, Oracle(path))) == []
    return facts


def refused(ingest: Ingest, source: Path | str, *, stored: bool = False) -> lifecycle_pb2.Failure:
    """Why a source could not be read; its clone is gone.

    stored: whether facts that were read before the end may stay, for a retry to go on with.
    """
    facts = attempted(ingest, source)
    assert facts.job.state == lifecycle_pb2.STATE_FAILED
    assert not (ingest.clones / facts.job.name.partition("/")[2]).exists()
    again = ingest.stub.StreamHistory(pb.StreamHistoryRequest(name=facts.job.name))
    assert stored or not any(message.HasField("facts") for message in again)
    return facts.job.failure


def attempted_here(ingest: Ingest, source: Path | str, rules: EgressRules, **settings: str) -> Collected:
    """As `attempted`, by a worker of this process, for hosts that only the rules' resolver knows.

    ingest: has no worker of its own. settings: by their names in `IngestSettings`.
    """
    job = ingest.stub.StartIngest(pb.StartIngestRequest(source=str(source), request_id=secrets.token_hex(8))).job
    with _reader(ingest, rules, settings) as reader:
        reader.run(job.name.partition("/")[2])
    facts = Collected(job=job)
    for message in ingest.stub.StreamHistory(pb.StreamHistoryRequest(name=job.name)):
        facts.take(message)
    return facts


@contextmanager
def _reader(ingest: Ingest, rules: EgressRules, settings: Mapping[str, str]) -> Iterator[JobReader]:
    class Settings(IngestSettings):
        def egress(self) -> EgressRules:
            return rules

    shared = {name.removeprefix("CODEVOYAGE_").lower(): value for name, value in ingest.environment.items()}
    # A host's port may be another repository's in the next test: a clone is kept only where that is asked for.
    ours = Settings.model_validate({**shared, "kept_bytes": "0", **settings})
    claimant, tether = claimant_of(ours), Tether()
    try:
        workshop = Workshop(
            settings=ours,
            claimant=claimant,
            waker=Waker(ours.redis_url, namespace="ingest"),
            tether=tether,
            kept=KeptClones(ours.clone_dir, kept_bytes=ours.kept_bytes, free_bytes=0),
        )
        yield JobReader(workshop)
    finally:
        tether.close()
        claimant.engine.dispose()
