"""Where an attempt keeps its clone: a folder of its own, so that a paused worker and its successor never share one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select, union_all

from codevoyage_common.lifecycle import FINAL
from codevoyage_common.names import ID_PATTERN
from codevoyage_ingest.models import comparisons, hunk_passes, jobs, measurings, verifications

#: Whose attempts work in folders.
_KINDS: Final = (jobs, hunk_passes, comparisons, verifications, measurings)


@contextmanager
def workplace(clone_dir: Path, job_id: str, *, attempt: int) -> Iterator[Path]:
    """The attempt's folder, removed with the block. Folders of earlier attempts, which can write nothing, go first."""
    job = clone_dir / job_id
    for earlier in _numbered(job):
        if int(earlier.name) < attempt:
            shutil.rmtree(earlier, ignore_errors=True)
    mine = job / str(attempt)
    mine.mkdir(parents=True, exist_ok=True)
    try:
        yield mine
    finally:
        shutil.rmtree(mine, ignore_errors=True)
        _remove_if_empty(job)


def sweep(clone_dir: Path, *, engine: Engine) -> list[str]:
    """Removes folders of jobs that have ended or are not there any more. Returns their ids.

    What a killed worker left is gone with its job's next attempt; this is for jobs that have none.
    """
    if not clone_dir.is_dir():
        return []
    # Attempts are looked up before jobs: one that begins in between has a number that is not among them.
    found = {folder.name: _numbered(folder) for folder in clone_dir.iterdir() if _is_job(folder)}
    if not found:
        return []
    working = union_all(*(select(kind.c.id).where(kind.c.id.in_(found), kind.c.state.not_in(FINAL)) for kind in _KINDS))
    with engine.connect() as connection:
        ended = sorted(found.keys() - set(connection.execute(working).scalars()))
    for job_id in ended:
        for attempt in found[job_id]:
            shutil.rmtree(attempt, ignore_errors=True)
        _remove_if_empty(clone_dir / job_id)
    return ended


def _numbered(job: Path) -> list[Path]:
    try:
        return [folder for folder in job.iterdir() if folder.name.isdecimal()]
    except OSError:  # none yet, or gone meanwhile
        return []


def _is_job(folder: Path) -> bool:
    """Whether it is one of ours: named as jobs are, with attempts in it or nothing at all."""
    if not ID_PATTERN.fullmatch(folder.name):
        return False
    try:
        return all(each.name.isdecimal() for each in folder.iterdir())
    except OSError:  # no folder, or gone meanwhile
        return False


def _remove_if_empty(job: Path) -> None:
    try:
        job.rmdir()
    except OSError:
        return  # another attempt is at work in it
