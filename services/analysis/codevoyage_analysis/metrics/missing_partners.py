"""Missing partners: files that mostly change when some others do, and are not among them.

confidence   of a file and its partner: commits that changed both / commits that changed the file, 0 to 1

It is the confidence of the rule "when the file changes, so does the partner" [T. Zimmermann, P. Weissgerber, S. Diehl,
A. Zeller, Mining Version Histories to Guide Software Changes, ICSE 2004]. Changesets of more than 30 files are left
out and counted, as for coupling (`metrics.coupling`); so are partners that do not stand at the moment.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.coupling import changesets
from codevoyage_analysis.metrics.shared_commits import NO_PAIRS, shared_commits

#: Files of a changeset that counts: as code-maat has it.
LARGEST: Final = 30
#: Half of the times: below that, that nothing was changed is what mostly happens.
CONFIDENCE: Final = 0.5
#: Commits: fewer are a coincidence, as for coupling.
SHARED: Final = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class MissingPartners:
    """partners: `file: u32` (of the given), `missing: u32`, `path: u32` (of what is missing, at the moment),
    `shared: u32`, `revisions: u32` (of `file`), `confidence: f64`; by confidence, then by shared, ties by the paths.

    gone: rows that were left out because the partner does not stand. changesets: commits that were looked at.
    left_out: larger ones.
    """

    partners: pl.DataFrame
    gone: int
    changesets: int
    left_out: int


def missing_partners(
    history: History,
    selection: Selection,
    files: Collection[int],
    *,
    confidence: float = CONFIDENCE,
    shared: int = SHARED,
    largest: int = LARGEST,
) -> MissingPartners:
    """Of some files. The selection's prefix narrows what may be missing, not what is counted."""
    everywhere = replace(selection, prefix=b"")
    small, left_out = changesets(history, everywhere, largest=largest)
    given = pl.DataFrame({"file": sorted(files)}, schema={"file": pl.UInt32})
    rows = everywhere.changes(history).select("commit", "file").unique().join(small, on="commit", how="semi")
    ours = rows.join(given, on="file", how="semi")
    revisions = ours.group_by("file").agg(revisions=pl.len())
    beside = rows.join(ours, on="commit", how="semi").rename({"file": "unit"})
    found = pl.concat(
        [
            _both_ways(pairs)
            .join(revisions, on="file")
            .join(given, left_on="missing", right_on="file", how="anti")
            .with_columns(confidence=pl.col("shared") / pl.col("revisions"))
            .filter(pl.col("confidence") >= confidence)
            for pairs in (NO_PAIRS, *shared_commits(beside, at_least=max(1, shared)))
        ]
    )
    standing = everywhere.versions(history).select(missing="file", path="path")
    there = found.join(standing, on="missing")
    meant = there.filter(selection.paths(history)[there["path"].to_numpy()])
    return MissingPartners(
        partners=meant.sort(["confidence", "shared", "path", "file"], descending=[True, True, False, False]).select(
            "file", "missing", "path", "shared", "revisions", "confidence"
        ),
        gone=len(found) - len(there),
        changesets=len(small),
        left_out=left_out,
    )


def _both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    there = pairs.select("shared", file="first", missing="second")
    return pl.concat([there, pairs.select("shared", file="second", missing="first")])
