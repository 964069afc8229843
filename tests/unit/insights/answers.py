"""What analysis might say, made by hand."""

from __future__ import annotations

from codevoyage.analysis.v1 import analysis_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2 as service_pb
from codevoyage_insights.families.overview import Answers

FIRST = 1_270_512_000  # 2010-04-06
LAST = 1_718_409_600  # 2024-06-15


def analysis(*, empty: bool = False, **changed: object) -> pb.Analysis:
    fields: dict[str, object] = {
        "head": "0" * 40,
        "commits": 5_531,
        "changes": 12_345,
        "insertions": 98_765,
        "deletions": 43_210,
        "files": 236,
        "bytes": 1_234_567,
        "lines": 29_876,
        "people": 881,
    }
    figures = pb.Figures() if empty else pb.Figures(**(fields | changed))  # type: ignore[arg-type]
    if not empty:
        figures.first_commit_time.FromSeconds(FIRST)
        figures.last_commit_time.FromSeconds(LAST)
    return pb.Analysis(name="analyses/aaaaaaaaaaaaaaaa", figures=figures, empty=empty, result_hash="ab" * 32)


def months(*buckets: tuple[str, int, int], undated: int = 0) -> service_pb.GetTimelineResponse:
    """buckets: first day, commits, people."""
    return service_pb.GetTimelineResponse(
        buckets=[pb.TimelineBucket(start=start, commits=commits, people=people) for start, commits, people in buckets],
        undated_commits=undated,
        complete=True,
    )


def tree(*files: tuple[str, int | None]) -> service_pb.GetTreeResponse:
    """files: path, lines."""
    return service_pb.GetTreeResponse(
        files=[pb.TreeFile(path=path, lines=lines) for path, lines in files], total_files=len(files)
    )


FLASK = Answers(
    analysis=analysis(),
    months=months(
        ("2010-04-01", 120, 3),
        ("2014-06-01", 250, 41),
        ("2023-01-01", 30, 7),
        ("2023-06-01", 20, 6),
        ("2023-07-01", 11, 5),
        ("2024-06-01", 17, 4),
        undated=2,
    ),
    largest=tree(("src/flask/app.py", 1_625), ("tests/test_basic.py", 1_579), ("CHANGES.rst", 1_501)),
)
EMPTY = Answers(analysis=analysis(empty=True), months=months(), largest=tree())
