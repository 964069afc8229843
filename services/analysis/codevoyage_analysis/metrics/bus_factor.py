"""Bus factor: how many people can leave before half of the files have nobody left who knows them.

author       of a file: by its degree of authorship (`metrics.authorship`)
bus factor   greedily remove who is author of most files, until fewer than half of the files have an author
             [G. Avelino, L. Passos, A. Hora, M. T. Valente, A Novel Approach for Estimating Truck Factors, ICPC 2016]

Nobody's count of files changes when somebody else is removed, so the order of removal is that of these counts, and a
file is lost with the last of its authors in this order: no step depends on the one before, groups (folders, dates) are
done together. Vendored, generated and documentation files are left out, as in the paper.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import polars as pl

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.authorship import Deliveries
from codevoyage_analysis.metrics.folders import folders

_COVERAGE: Final = 0.5
LEFT_OUT: Final = tuple(int(kind) for kind in (FileClass.VENDORED, FileClass.GENERATED, FileClass.DOCUMENTATION))


@dataclass(frozen=True, kw_only=True)
class BusFactor:
    """people: who would have to leave, in the order in which they are removed; as many as the bus factor.

    coverage: share of the files that have an author left after each of them. files: that were looked at. authored:
    those of them that have an author while everybody is there.
    """

    people: tuple[int, ...]
    coverage: tuple[float, ...]
    files: int
    authored: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Orphaned:
    """What has no author any more once some people have left.

    files: `path: u32`, `file: u32`, `lines: i64` (0 of binaries), by path. looked_at, looked_at_lines: among which they
    are. authored: how many of these have an author while everybody stays.
    """

    files: pl.DataFrame
    looked_at: int
    looked_at_lines: int
    authored: int


def authorship(history: History, selection: Selection) -> pl.DataFrame:
    """`file: u32`, `person: u32`, `doa: f64`, of the authors of what is looked at; by file, then by person."""
    found = Deliveries.of(history, selection).authors(at=selection.moment.position)
    return found.join(looked_at(history, selection), on="file", how="semi", maintain_order="left")


def bus_factor(history: History, selection: Selection) -> BusFactor:
    """Of the files of a selection; nobody has to leave where no file has an author."""
    files = looked_at(history, selection).with_columns(group=pl.lit(b""))
    found = _by_group(files, authorship(history, selection))
    return found.get(b"", BusFactor(people=(), coverage=(), files=0, authored=0))


def bus_factor_of(history: History, selection: Selection, numbers: Collection[int]) -> BusFactor:
    """Of some files that stand at the moment, by their numbers; of those that are ours."""
    files = looked_at(history, selection).filter(pl.col("file").is_in(list(numbers)))
    found = _by_group(files.with_columns(group=pl.lit(b"")), authorship(history, selection))
    return found.get(b"", BusFactor(people=(), coverage=(), files=0, authored=0))


def folder_bus_factors(history: History, selection: Selection, *, depth: int = 1) -> dict[bytes, BusFactor]:
    """Of each folder, as `metrics.folders` has them, by its bytes."""
    files = looked_at(history, selection)
    files = files.with_columns(folders(history, files["path"], depth=depth).alias("group"))
    return _by_group(files, authorship(history, selection))


def orphaned(history: History, selection: Selection, leaving: Collection[int]) -> Orphaned:
    """The files that have an author now and none when these people have left."""
    files = looked_at(history, selection).with_columns(pl.col("lines").fill_null(0))
    authors = authorship(history, selection)
    staying = authors.filter(~pl.col("person").is_in(list(leaving)))
    lost = authors.join(staying, on="file", how="anti")
    return Orphaned(
        files=files.join(lost, on="file", how="semi", maintain_order="left"),
        looked_at=len(files),
        looked_at_lines=int(files["lines"].sum()),
        authored=authors["file"].n_unique(),
    )


def looked_at(history: History, selection: Selection) -> pl.DataFrame:
    """`path: u32`, `file: u32`, `lines: i64` of what stands at the moment and is ours, by path."""
    versions = selection.versions(history).select("path", "file", "lines")
    return versions.filter(~history.paths["kind"].gather(versions["path"]).is_in(LEFT_OUT))


def removals(files: pl.DataFrame, authors: pl.DataFrame) -> pl.DataFrame:
    """Who is removed from each group until fewer than half of its files have an author.

    files: `group`, `files: u32` (how many). authors: `group`, `file`, `person`. Returns `group`, `person: u32`,
    `left: i64` (files that have an author after that), by group, in the order of removal.
    """
    order = (
        authors.group_by("group", "person")
        .agg(authored=pl.len())
        .sort(["group", "authored", "person"], descending=[False, True, False])
        .with_columns(rank=pl.int_range(pl.len()).over("group"))
    )
    ranked = authors.join(order, on=["group", "person"])
    last = ranked.group_by("group", "file").agg(pl.col("rank").max()).group_by("group", "rank").agg(lost=pl.len())
    lost = pl.col("lost").fill_null(0).cast(pl.Int64)
    return (
        order.join(last, on=["group", "rank"], how="left", maintain_order="left")
        .join(files, on="group", maintain_order="left")
        .with_columns(lost=lost)
        .with_columns(left=pl.col("lost").sum().over("group") - pl.col("lost").cum_sum().over("group"))
        .filter(pl.col("left") + pl.col("lost") >= _COVERAGE * pl.col("files"))
        .select("group", "person", "left")
    )


def _by_group(files: pl.DataFrame, authors: pl.DataFrame) -> dict[bytes, BusFactor]:
    """files: with a `group`, exact bytes. Returns those of each group, in the groups' order."""
    authors = authors.join(files.select("file", "group"), on="file")
    counts = files.group_by("group").agg(files=pl.len())
    authored = authors.group_by("group").agg(authored=pl.col("file").n_unique())
    removed = removals(counts, authors).group_by("group").agg("person", "left")
    rows = counts.join(authored, on="group", how="left").join(removed, on="group", how="left").sort("group")
    return {
        group: BusFactor(
            people=tuple(people or ()),
            coverage=tuple(left / total for left in lefts or ()),
            files=total,
            authored=with_author or 0,
        )
        for group, total, with_author, people, lefts in rows.iter_rows()
    }
