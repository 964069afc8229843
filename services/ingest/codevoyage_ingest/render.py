"""Rows as messages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import compare_service_pb2 as compare_pb
from codevoyage.ingest.v1 import hunks_service_pb2 as hunks_pb
from codevoyage.ingest.v1 import ingest_job_pb2 as pb
from codevoyage.ingest.v1 import measures_service_pb2 as measures_pb
from codevoyage.ingest.v1 import verification_service_pb2 as verification_pb
from codevoyage_common.rpc import lifecycle_messages as common
from codevoyage_common.work.jobs import epoch
from codevoyage_ingest.store.comparisons import COMPARISONS
from codevoyage_ingest.store.hunk_passes import HUNKS, PassNow
from codevoyage_ingest.store.jobs import READINGS
from codevoyage_ingest.store.measurings import MEASURINGS
from codevoyage_ingest.store.verifications import VERIFICATIONS
from codevoyage_ingest.verification.facts import FactKind
from codevoyage_ingest.verification.findings import Findings


def job(row: Row[Any], *, attempts: Sequence[Row[Any]] = ()) -> pb.IngestJob:
    """A job's row as the contract's message, with its attempts."""
    message = pb.IngestJob(
        name=f"ingestJobs/{row.id}",
        source=row.source,
        state=common.state(row.state),
        stage=common.stage(row.stage),
        progress=common.progress(row.progress),
        failure=common.failure(row.failure),
        stages=common.stage_runs(row),
        chunks=row.chunk_count,
        retry=common.retry(row, limit=READINGS.fruitless_limit),
        attempts=[common.attempt(each, service="ingest") for each in attempts],
    )
    if row.head is not None:
        message.head.CopyFrom(
            pb.Head(
                commit_id=row.head,
                branch=row.branch or "",
                object_format=row.object_format or "",
                commits=row.commit_total or 0,
                truncated=bool(row.truncated),
                shallow=bool(row.shallow),
            )
        )
    started, stored = epoch(row.start_time), epoch(row.facts_time)
    if started is not None and stored is not None:
        message.elapsed.CopyFrom(common.duration(stored - started))
    return message


def hunk_pass(now: PassNow, *, job_id: str) -> hunks_pb.HunkPass:
    """A pass as the contract's message. job_id: of the job that was asked about."""
    row = now.row
    return hunks_pb.HunkPass(
        ingest_job=f"ingestJobs/{job_id}",
        state=common.state(row.state),
        progress=common.progress(row.progress),
        failure=common.failure(row.failure),
        retry=common.retry(row, limit=HUNKS.fruitless_limit),
        stored_chunks=now.stored.count,
        chunks=now.stored.total,
        attempts=[common.attempt(each, service="ingest") for each in now.attempts],
    )


def verification(row: Row[Any], *, attempts: Sequence[Row[Any]] = ()) -> verification_pb.Verification:
    """A verification's row as the contract's message, with its attempts."""
    findings = Findings.of(row.findings)
    message = verification_pb.Verification(
        name=f"verifications/{row.id}",
        source=row.source,
        ingest_job=f"ingestJobs/{row.ingest_job_id}",
        head=row.head or b"",
        state=common.state(row.state),
        progress=common.progress(row.progress),
        failure=common.failure(row.failure),
        retry=common.retry(row, limit=VERIFICATIONS.fruitless_limit),
        attempts=[common.attempt(each, service="ingest") for each in attempts],
        trees=row.trees,
        seed=row.seed,
        comparisons=[
            verification_pb.Comparison(
                kind=_fact_kind(kind), compared=findings.compared[kind], differing=findings.differing[kind]
            )
            for kind in FactKind
            if findings.compared[kind] or findings.differing[kind]
        ],
        differences=[
            verification_pb.Difference(kind=_fact_kind(kind), sentence=sentence)
            for kind, sentence in findings.sentences
        ],
    )
    elapsed = _elapsed(row)
    if elapsed is not None:
        message.elapsed.CopyFrom(common.duration(elapsed))
    return message


def comparison(row: Row[Any], *, attempts: Sequence[Row[Any]] = ()) -> compare_pb.RefComparison:
    """A comparison's row as the contract's message, with its attempts."""
    message = compare_pb.RefComparison(
        name=f"comparisons/{row.id}",
        source=row.source,
        base=row.base,
        head=row.head,
        state=common.state(row.state),
        progress=common.progress(row.progress),
        failure=common.failure(row.failure),
        retry=common.retry(row, limit=COMPARISONS.fruitless_limit),
        attempts=[common.attempt(each, service="ingest") for each in attempts],
    )
    elapsed = _elapsed(row)
    if elapsed is not None:
        message.elapsed.CopyFrom(common.duration(elapsed))
    return message


def measuring(row: Row[Any], *, attempts: Sequence[Row[Any]] = ()) -> measures_pb.Measuring:
    """A measuring's row as the contract's message, with its attempts."""
    return measures_pb.Measuring(
        name=f"measurings/{row.id}",
        ingest_job=f"ingestJobs/{row.ingest_job_id}",
        path=bytes(row.path),
        retries=row.retries,
        state=common.state(row.state),
        progress=common.progress(row.progress),
        failure=common.failure(row.failure),
        retry=common.retry(row, limit=MEASURINGS.fruitless_limit),
        attempts=[common.attempt(each, service="ingest") for each in attempts],
    )


def _elapsed(row: Row[Any]) -> float | None:
    """Seconds from the first claim to the end, or to now."""
    started, ended = epoch(row.start_time), epoch(row.end_time)
    return None if started is None else max(0.0, (ended or time.time()) - started)


def _fact_kind(kind: FactKind) -> verification_pb.FactKind.ValueType:
    return verification_pb.FactKind.Value(f"FACT_KIND_{kind}")
