"""Who wrote each line of a file, as a message."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

import numpy as np
import polars as pl

from codevoyage.analysis.v1 import survival_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.file_lines import file_lines
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.survival.readiness import check_followed
from codevoyage_common.errors import ResourceNotFound

#: Runs of an answer: some 500 KB, with a commit of its own each 10 MB, below what a message may have.
_RUNS: Final = 50_000
#: Origin of lines that no commit read wrote.
_UNKNOWN: Final = -1


def file_lines_message(history: History, path: bytes) -> pb.GetFileLinesResponse:
    """Of one file of the newest tree. Raises ResultNotReady, ResourceNotFound."""
    check_followed(history)
    number, shown = bisect_left(history.path_texts, path), told.text(path)
    versions = Selection.everything(history).versions(history)
    standing = versions.filter(pl.col("path") == number) if path in history.path_texts[number : number + 1] else None
    if standing is None or not len(standing) or standing["lines"][0] is None:
        raise ResourceNotFound(f"text file {shown} in the newest tree")
    runs = file_lines(history, number)
    shown_runs = runs.head(_RUNS)
    origins, first, index = np.unique(shown_runs["commit"].to_numpy(), return_index=True, return_inverse=True)
    known = [commit for _, commit in sorted(zip(first.tolist(), origins.tolist(), strict=True)) if commit >= 0]
    place = {commit: at for at, commit in enumerate(known)}
    refers = np.array([place.get(commit, _UNKNOWN) for commit in origins.tolist()], np.int64)[index]
    return pb.GetFileLinesResponse(
        moment=told.moment(newest(history)),
        path=shown,
        lines=int(runs["lines"].sum()),
        runs=[
            pb.LineRun(first=row[0], lines=row[1], origin=origin)
            for row, origin in zip(shown_runs.select("first", "lines").iter_rows(), refers.tolist(), strict=True)
        ],
        origins=_origins(history, known),
        runs_left_out=len(runs) - len(shown_runs),
    )


def _origins(history: History, commits: list[int]) -> list[pb.LineOrigin]:
    rows = history.commits.select("id", "time", "author", "subject")[commits]
    return [
        pb.LineOrigin(
            commit=row["id"].hex(),
            time=told.time(row["time"]),
            author=told.person(history, row["author"]),
            subject=told.text(row["subject"]),
        )
        for row in rows.iter_rows(named=True)
    ]
