"""Turning points: commits that changed the shape of the tree.

moves       files renamed by one commit                                  at least 10, and 2 % of the tree's files
deletions   files deleted by one commit                                  at least 10, and 2 % of the tree's files
rewrite     lines replaced by one commit: min(insertions, deletions)     at least 500, and 5 % of the tree's lines
growth      lines that one commit added on balance                       at least 1,000, and 10 % of the tree's lines
file        lines of one source or test file replaced by one commit      at least 250, and half of the file's lines

What is asked of all of them besides: to be among the largest of the commits of the selection that did it at all, the
1 % of those that touch lines, which all do, the 5 % of those that rename or delete, which few do; so a repository in
which large commits are daily bread has other turning points than one in which they are not. The tree is the mainline's
just before the commit came in, below the selection's prefix; what came in before there was one counts nowhere. Merges
change nothing by themselves. Languages that take the lead: `metrics.leading_language`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.domain import ChangeStatus, FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.standing import standing


class Kind(StrEnum):
    """What happened."""

    MOVES = "MOVES"
    DELETIONS = "DELETIONS"
    REWRITE = "REWRITE"
    GROWTH = "GROWTH"
    FILE_REWRITE = "FILE_REWRITE"
    LEADING_LANGUAGE = "LEADING_LANGUAGE"


@dataclass(frozen=True, kw_only=True)
class Bound:
    """least: files or lines. share: of the tree, or of the file, 0 to 1. quantile: of the commits that
    did it at all."""

    least: int
    share: float
    quantile: float


#: As documented above.
BOUNDS: Final = {
    Kind.MOVES: Bound(least=10, share=0.02, quantile=0.95),
    Kind.DELETIONS: Bound(least=10, share=0.02, quantile=0.95),
    Kind.REWRITE: Bound(least=500, share=0.05, quantile=0.99),
    Kind.GROWTH: Bound(least=1_000, share=0.10, quantile=0.99),
    Kind.FILE_REWRITE: Bound(least=250, share=0.50, quantile=0.99),
}
_CODE: Final = [int(FileClass.SOURCE), int(FileClass.TEST)]
_FILES: Final = {Kind.MOVES: "renamed", Kind.DELETIONS: "deleted"}
_LINES: Final = {Kind.REWRITE: "replaced", Kind.GROWTH: "grown"}


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """amount: that a commit had to reach here. commits: that did it at all (of FILE_REWRITE: changes of files)."""

    amount: int
    commits: int


@dataclass(frozen=True, kw_only=True, eq=False)
class TurningPoints:
    """points: `kind: str`, `commit: u32`, `amount: i64` (files, or lines), `standing: i64` (of the tree or the file
    before, in the same unit), `share: f64` (amount / standing), `path: u32` (of FILE_REWRITE, else null); the newest
    commit first, of one commit in the order of the kinds, then the largest, ties by path.
    """

    points: pl.DataFrame
    thresholds: dict[Kind, Threshold]


def turning_points(history: History, selection: Selection) -> TurningPoints:
    """Those of a selection's commits."""
    changes = selection.changes(history)
    per_commit = _with_tree(history, selection, _per_commit(changes))
    thresholds: dict[Kind, Threshold] = {}
    found = []
    for columns, tree in ((_FILES, "files"), (_LINES, "lines")):
        for kind, column in columns.items():
            rows = per_commit.select("commit", "tree", amount=column, standing=tree, path=pl.lit(None, pl.UInt32))
            found.append(_chosen(kind, rows, thresholds))
    found.append(_chosen(Kind.FILE_REWRITE, _file_rewrites(history, changes), thresholds))
    order = pl.col("kind").replace_strict({kind.value: number for number, kind in enumerate(Kind)})
    points = pl.concat(found).sort(
        "commit", order, "amount", "path", descending=[True, False, True, False], maintain_order=True
    )
    return TurningPoints(points=points, thresholds=thresholds)


def _chosen(kind: Kind, rows: pl.DataFrame, thresholds: dict[Kind, Threshold]) -> pl.DataFrame:
    """rows: `commit`, `amount`, `standing`, `tree` (whether there was one before), `path`."""
    bound = BOUNDS[kind]
    did = rows.filter((pl.col("amount") > 0) & pl.col("tree"))
    # An amount that occurred: of a few, the largest is among the largest.
    usual = did["amount"].quantile(bound.quantile, interpolation="higher")
    threshold = Threshold(amount=max(bound.least, int(usual or 0)), commits=len(did))
    thresholds[kind] = threshold
    large = did.filter(
        (pl.col("amount") >= threshold.amount)
        & (pl.col("amount") >= bound.share * pl.col("standing"))
        & (pl.col("standing") > 0)
    )
    return large.select(
        pl.lit(kind.value).alias("kind"),
        "commit",
        pl.col("amount").cast(pl.Int64),
        pl.col("standing").cast(pl.Int64),
        (pl.col("amount") / pl.col("standing")).alias("share"),
        "path",
    )


def _per_commit(changes: pl.DataFrame) -> pl.DataFrame:
    """`commit`, `renamed`, `deleted`, `replaced`, `grown`; by commit."""
    added, gone = (pl.col(name).cast(pl.Int64).sum() for name in ("insertions", "deletions"))
    return (
        changes.group_by("commit", maintain_order=True)
        .agg(
            renamed=(pl.col("status") == int(ChangeStatus.RENAMED)).sum(),
            deleted=(pl.col("status") == int(ChangeStatus.DELETED)).sum(),
            replaced=pl.min_horizontal(added, gone),
            grown=added - gone,
        )
        .sort("commit")
    )


def _with_tree(history: History, selection: Selection, rows: pl.DataFrame) -> pl.DataFrame:
    """With `files` and `lines` of the mainline's tree just before each commit came in, and `tree`: there was one."""
    mainline = history.mainline
    positions = np.arange(mainline.first - 1, mainline.last + 1, dtype=np.int64)
    files, lines = standing(history, selection, positions)
    before = _before(history, rows["commit"])
    row = before - (mainline.first - 1)
    return rows.with_columns(files=pl.Series(files[row]), lines=pl.Series(lines[row]), tree=pl.Series(files[row] > 0))


def _before(history: History, commits: pl.Series) -> NDArray[np.int64]:
    """The position just before each of some commits came in."""
    return history.commits["came_in"].gather(commits).to_numpy().astype(np.int64) - 1


def _file_rewrites(history: History, changes: pl.DataFrame) -> pl.DataFrame:
    """`commit`, `amount`, `standing` (lines of the file on the mainline just before), `tree`, `path`."""
    kinds = history.paths["kind"].gather(changes["path"])
    rows = changes.filter(kinds.is_in(_CODE)).select(
        "commit", "file", "path", amount=pl.min_horizontal("insertions", "deletions").cast(pl.Int64)
    )
    rows = rows.filter(pl.col("amount") > 0)
    rows = rows.with_columns(before=pl.Series(_before(history, rows["commit"]), dtype=pl.Int64))
    versions = history.versions.select("file", pl.col("born", "died").cast(pl.Int64), standing="lines").sort("born")
    found = rows.sort("before").join_asof(
        versions, left_on="before", right_on="born", by="file", strategy="backward", check_sortedness=False
    )
    stood = (pl.col("died") > pl.col("before")).fill_null(value=False)
    return found.select("commit", "amount", pl.col("standing").fill_null(0), stood.alias("tree"), "path")
