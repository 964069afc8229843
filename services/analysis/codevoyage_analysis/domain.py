"""Words of analysis: what was asked for, and the figures that a run shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
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
