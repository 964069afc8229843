"""What history says of a change: usual partners that are missing, hotspots that grow, and who knows the files.

missing partner   confidence of "when the file changes, so does the partner" (`metrics.missing_partners`)
hotspot grows     more lines added than removed in a file whose score (`metrics.hotspots`) is high
few know it       bus factor of the changed files (`metrics.bus_factor`) below a bound, or below the repository's own
                  where that is lower: where one person wrote everything, that is no news of a change

Files are those that stand at the moment, by the path that they had before the change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.bus_factor import BusFactor, authorship, bus_factor, bus_factor_of
from codevoyage_analysis.metrics.hotspots import hotspots
from codevoyage_analysis.metrics.missing_partners import missing_partners


@dataclass(frozen=True, kw_only=True)
class ChangedFile:
    """path: at head. old_path: before the change. insertions, deletions: lines; 0 where binary. Exact bytes."""

    path: bytes
    old_path: bytes
    insertions: int
    deletions: int


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What counts as a finding. skipped: of "partners", "growth", "knowledge"."""

    confidence: float = 0.75
    shared: int = 5
    score: float = 0.8
    least: int = 2
    skipped: frozenset[str] = frozenset()


PARTNERS: Final = "partners"
GROWTH: Final = "growth"
KNOWLEDGE: Final = "knowledge"


@dataclass(frozen=True, kw_only=True, eq=False)
class Checked:
    """files: the changed files that stand at the moment, by their numbers. partners: rows of `missing_partners`.

    growing: rows of `hotspots`, with `rank: u32` from 1. ranked: hotspots that there are. changed, whole: bus factors,
    of the changed files and of everything. few_know_it: that is a finding. known_by_one:
    changed files that are ours and have one author.
    """

    files: Mapping[int, ChangedFile]
    partners: pl.DataFrame
    growing: pl.DataFrame
    ranked: int
    changed: BusFactor
    whole: BusFactor
    few_know_it: bool
    known_by_one: int


def check(history: History, selection: Selection, changes: Sequence[ChangedFile], policy: Policy) -> Checked:
    """Holds a change against a history. The selection's prefix and times change nothing but what is counted."""
    files = _standing(history, selection, changes)
    partners = missing_partners(history, selection, files, confidence=policy.confidence, shared=policy.shared).partners
    ranked = hotspots(history, selection).files.with_row_index("rank", offset=1)
    grows = [number for number, change in files.items() if change.insertions > change.deletions]
    growing = ranked.filter((pl.col("score") >= policy.score) & pl.col("file").is_in(grows))
    changed, whole = bus_factor_of(history, selection, files), bus_factor(history, selection)
    few = changed.authored > 0 and len(changed.people) < min(policy.least, len(whole.people))
    return Checked(
        files=files,
        partners=partners.clear() if PARTNERS in policy.skipped else partners,
        growing=growing.clear() if GROWTH in policy.skipped else growing,
        ranked=len(ranked),
        changed=changed,
        whole=whole,
        few_know_it=few and KNOWLEDGE not in policy.skipped,
        known_by_one=_known_by_one(history, selection, files),
    )


def _known_by_one(history: History, selection: Selection, files: Collection[int]) -> int:
    authors = authorship(history, selection).filter(pl.col("file").is_in(list(files)))
    return int((authors.group_by("file").len()["len"] == 1).sum())


def _standing(history: History, selection: Selection, changes: Collection[ChangedFile]) -> dict[int, ChangedFile]:
    versions = selection.versions(history)
    standing = dict(zip(history.paths["path"].gather(versions["path"]), versions["file"].to_list(), strict=True))
    return {standing[change.old_path]: change for change in changes if change.old_path in standing}
