"""Bus factor: how many people can leave before half of the files have nobody left who knows them.

DOA(p, f)    3.293 + 1.098 FA + 0.164 DL - 0.321 ln(1 + AC): degree of authorship of a person for a file
             FA: 1 if p created f; DL: changes of f by p; AC: changes of f by others
             [T. Fritz et al., A Degree-of-Knowledge Model, ICSE 2010]
author       of f is whoever has DOA >= 3.293 and DOA / largest DOA of f >= 0.75
bus factor   greedily remove who is author of most files, until fewer than half of the files have an author
             [G. Avelino, L. Passos, A. Hora, M. T. Valente, A Novel Approach for Estimating Truck Factors, ICPC 2016]

Changes are non-merge commits; the one that created the file counts by FA alone. Renames are followed, co-authors count
as authors. Programs are left out, as are vendored, generated and documentation files, as in the paper.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import polars as pl

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.ownership import authored

_ABSOLUTE: Final = 3.293
_NORMALISED: Final = 0.75
_COVERAGE: Final = 0.5
_LEFT_OUT: Final = tuple(int(kind) for kind in (FileClass.VENDORED, FileClass.GENERATED, FileClass.DOCUMENTATION))


@dataclass(frozen=True, kw_only=True)
class BusFactor:
    """people: who would have to leave, in the order in which they are removed; as many as the bus factor.

    coverage: share of the files that have an author left after each of them. files: that were looked at.
    """

    people: tuple[int, ...]
    coverage: tuple[float, ...]
    files: int


@dataclass(frozen=True, kw_only=True)
class Orphaned:
    """What has no author any more once some people have left. lines: of those files, at the moment."""

    files: tuple[int, ...]
    lines: int


def authorship(history: History, selection: Selection) -> pl.DataFrame:
    """`file: u32`, `person: u32`, `doa: f64`, of the authors of each file that stands at the moment; by file, then by
    person."""
    done = authored(history, selection).join(_looked_at(history, selection).select("file"), on="file", how="semi")
    people = history.people.with_row_index("person").filter(~pl.col("bot")).select("person")
    created = _created(history)
    rows = (
        done.join(people, on="person", how="semi")
        .join(created.with_columns(first=pl.lit(1)), on=["file", "person"], how="left")
        .with_columns(pl.col("first").fill_null(0))
        .with_columns(delivered=pl.col("commits").cast(pl.Int64) - pl.col("first"))
        .with_columns(others=pl.col("delivered").sum().over("file") - pl.col("delivered"))
        .with_columns(
            doa=_ABSOLUTE + 1.098 * pl.col("first") + 0.164 * pl.col("delivered") - 0.321 * (1 + pl.col("others")).log()
        )
    )
    authors = (pl.col("doa") >= _ABSOLUTE) & (pl.col("doa") / pl.col("doa").max().over("file") >= _NORMALISED)
    return rows.filter(authors).select("file", "person", "doa").sort("file", "person")


def bus_factor(history: History, selection: Selection) -> BusFactor:
    """Of the files of a selection; nobody has to leave where no file has an author."""
    files = len(_looked_at(history, selection))
    left = authorship(history, selection).select("file", "person")
    people: list[int] = []
    coverage: list[float] = []
    while len(left) and left["file"].n_unique() >= _COVERAGE * files:
        counts = left.group_by("person").len().sort(["len", "person"], descending=[True, False])
        people.append(int(counts["person"][0]))
        left = left.filter(pl.col("person") != people[-1])
        coverage.append(left["file"].n_unique() / files)
    return BusFactor(people=tuple(people), coverage=tuple(coverage), files=files)


def orphaned(history: History, selection: Selection, leaving: Collection[int]) -> Orphaned:
    """The files that have an author now and none when these people have left."""
    authors = authorship(history, selection)
    staying = authors.filter(~pl.col("person").is_in(list(leaving)))
    lost = authors.join(staying, on="file", how="anti").select("file").unique().sort("file")
    lines = _looked_at(history, selection).join(lost, on="file", how="semi")["lines"].sum()
    return Orphaned(files=tuple(lost["file"].to_list()), lines=int(lines))


def _looked_at(history: History, selection: Selection) -> pl.DataFrame:
    """`path`, `file`, `lines` of what stands and is ours."""
    versions = selection.versions(history).select("path", "file", "lines")
    kinds = history.paths["kind"].gather(versions["path"])
    return versions.filter(~kinds.is_in(list(_LEFT_OUT)))


def _created(history: History) -> pl.DataFrame:
    """`file`, `person`: the author of the first change of each file."""
    first = history.changes.group_by("file").agg(commit=pl.col("commit").min())
    authors = history.commits.with_row_index("commit").select("commit", person="author")
    return first.join(authors, on="commit").select("file", "person")
