"""A commit, a change and a file of a tree as plain values, whether git says them or a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What is compared, by name."""

    COMMITS = "COMMITS"
    PARENTS = "PARENTS"
    MAINLINE = "MAINLINE"
    SIGNATURES = "SIGNATURES"
    DATES = "DATES"
    MESSAGES = "MESSAGES"
    CHANGES = "CHANGES"
    RENAMES = "RENAMES"
    LINE_COUNTS = "LINE_COUNTS"
    TREES = "TREES"
    TREE_FILES = "TREE_FILES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who and when. seconds: since 1970; None: no date. offset: minutes east of UTC; None: not told."""

    name: bytes
    email: bytes
    seconds: int | None
    offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed file. status: git's letter. old_path: the same as path, unless renamed. insertions, deletions: None
    for a binary. old_blob, blob: raw ids. score: of a rename, in percent, else 0."""

    status: str
    path: bytes
    old_path: bytes
    insertions: int | None
    deletions: int | None
    old_mode: int
    mode: int
    old_blob: bytes
    blob: bytes
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit. id, parents: raw. changes: None of a merge: they are not told. shown: whether git can show its text;
    in UTF-7 and UTF-16 it cannot."""

    id: bytes
    parents: tuple[bytes, ...]
    author: Signed
    committer: Signed
    subject: str
    message: bytes
    changes: tuple[Change, ...] | None
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
    """One path of a tree. blob: raw id. bytes, lines: None where there are none."""

    path: bytes
    mode: int
    blob: bytes
    bytes: int | None
    lines: int | None
