"""Words of analysis: what was asked for, and the figures that a run shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any, Self


class Grain(StrEnum):
    """Width of a timeline's buckets."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class TreeOrder(StrEnum):
    """Order of a tree's files; ties by the path's bytes."""

    PATH = "PATH"
    LINES_DESC = "LINES_DESC"
    BYTES_DESC = "BYTES_DESC"


class ChangeStatus(IntEnum):
    """What became of a path; numbers as in ingest's contract."""

    ADDED = 1
    MODIFIED = 2
    DELETED = 3
    RENAMED = 4
    TYPE_CHANGED = 5


class FileClass(IntEnum):
    """What a file is there for; numbers as in ingest's contract."""

    UNKNOWN = 0
    SOURCE = 1
    TEST = 2
    DOCUMENTATION = 3
    GENERATED = 4
    VENDORED = 5
    DATA = 6


class TrailerKind(IntEnum):
    """Which part in a commit; numbers as in ingest's contract."""

    CO_AUTHORED_BY = 1
    SIGNED_OFF_BY = 2
    REVIEWED_BY = 3
    ACKED_BY = 4
    TESTED_BY = 5
    ASSISTED_BY = 6


class MeasureOutcome(IntEnum):
    """Whether a content's complexity is known; numbers as in ingest's contract."""

    MEASURED = 1
    TOO_LARGE = 2
    FAILED = 3


@dataclass(frozen=True, kw_only=True)
class Request:
    """What an analysis was asked to read. max_commits: the newest N in topological order; 0: all."""

    source: str
    max_commits: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Headline figures, as the contract defines them. Times: seconds since 1970; None: not known."""

    head: str = ""
    branch: str = ""
    commits: int = 0
    changes: int = 0
    insertions: int = 0
    deletions: int = 0
    files: int = 0
    bytes: int = 0
    lines: int = 0
    people: int = 0
    truncated: bool = False
    shallow: bool = False
    empty: bool = False
    first_commit_time: int | None = None
    last_commit_time: int | None = None
    odd_dates: int = 0

    @classmethod
    def from_column(cls, value: dict[str, Any]) -> Self:
        """Of the `figures` column."""
        return cls(**value)

    def to_column(self) -> dict[str, Any]:
        """For the `figures` column."""
        return asdict(self)

    def with_counts(self, **counts: Any) -> Self:
        """The same with other counts."""
        return replace(self, **counts)
