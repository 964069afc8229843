"""What a run left in the database, against git: everything is there, and nothing is there twice."""

from __future__ import annotations

from dataclasses import dataclass

from codevoyage.analysis.v1 import analysis_pb2
from tests.faults.client import id_of
from tests.faults.stack import Stack
from tests.repositories.oracle import Oracle


@dataclass(frozen=True, kw_only=True)
class Account:
    """Rows of one history. Of each pair the second counts what differs in more than its number."""

    commits: tuple[int, int]
    changes: tuple[int, int]
    paths: tuple[int, int]
    signatures: tuple[int, int]
    mainline: tuple[int, int]
    brought_in: int
    #: Stands at the end of the mainline: ingest's rows, and analysis'.
    files: tuple[int, int]


def account_of_git(oracle: Oracle) -> Account:
    """What git says."""
    commits, mainline = oracle.commit_count, len(oracle.mainline)
    changes = sum(count for count, _, _ in oracle.totals().values())
    paths = len(
        {*oracle.git("log", "-m", "--no-renames", "--name-only", "-z", "--format=").split(b"\0")} - {b"", b"\n"}
    )
    people = len({*oracle.git("log", "--format=%an%x00%ae").split(b"\n")} - {b""})
    files = len(oracle.tree())
    return Account(
        commits=(commits, commits),
        changes=(changes, changes),
        paths=(paths, paths),
        signatures=(people, people),
        mainline=(mainline, mainline),
        brought_in=commits - mainline,
        files=(files, files),
    )


def account_of(stack: Stack, run: analysis_pb2.Analysis) -> Account:
    """What the tables say."""
    ((job,),) = stack.sql("analysis", "SELECT ingest_job FROM analysis.analyses WHERE id = %s", id_of(run.name))
    ingest, analysis = id_of(str(job)), id_of(run.name)
    ((commits, commit_ids),) = stack.sql(
        "ingest", "SELECT count(*), count(DISTINCT id) FROM ingest.commits WHERE job_id = %s", ingest
    )
    ((changes, commit_paths),) = stack.sql(
        "ingest", "SELECT count(*), count(DISTINCT (commit, path)) FROM ingest.changes WHERE job_id = %s", ingest
    )
    ((paths, distinct_paths),) = stack.sql(
        "ingest", "SELECT count(*), count(DISTINCT path) FROM ingest.paths WHERE job_id = %s", ingest
    )
    ((signatures, people),) = stack.sql(
        "ingest", "SELECT count(*), count(DISTINCT (name, email)) FROM ingest.signatures WHERE job_id = %s", ingest
    )
    ((mainline, mainline_ids),) = stack.sql(
        "analysis", "SELECT count(*), count(DISTINCT commit_id) FROM analysis.mainline WHERE analysis_id = %s", analysis
    )
    ((brought_in,),) = stack.sql(
        "analysis", "SELECT count(*) FROM analysis.brought_in WHERE analysis_id = %s", analysis
    )
    ((read,),) = stack.sql("ingest", "SELECT count(*) FROM ingest.versions WHERE job_id = %s AND died IS NULL", ingest)
    ((kept,),) = stack.sql(
        "analysis", "SELECT count(*) FROM analysis.versions WHERE analysis_id = %s AND died IS NULL", analysis
    )
    return Account(
        commits=(_number(commits), _number(commit_ids)),
        changes=(_number(changes), _number(commit_paths)),
        paths=(_number(paths), _number(distinct_paths)),
        signatures=(_number(signatures), _number(people)),
        mainline=(_number(mainline), _number(mainline_ids)),
        brought_in=_number(brought_in),
        files=(_number(read), _number(kept)),
    )


def assert_no_gap(stack: Stack, run: analysis_pb2.Analysis) -> None:
    """Chunks of the run's reading, and its events, are numbered from 1 without a gap."""
    ((job,),) = stack.sql("analysis", "SELECT ingest_job FROM analysis.analyses WHERE id = %s", id_of(run.name))
    chunks = stack.sql("ingest", "SELECT seq FROM ingest.chunks WHERE job_id = %s ORDER BY seq", id_of(str(job)))
    assert chunks == [(number,) for number in range(1, len(chunks) + 1)]
    events = stack.sql(
        "analysis", "SELECT seq FROM analysis.events WHERE analysis_id = %s ORDER BY seq", id_of(run.name)
    )
    assert events == [(number,) for number in range(1, len(events) + 1)]


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
