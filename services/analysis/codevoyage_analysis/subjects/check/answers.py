"""The verdict on a change as a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from codevoyage.analysis.v1 import check_service_pb2 as pb
from codevoyage.ingest.v1 import compare_service_pb2 as ingest_pb
from codevoyage.ingest.v1 import facts_pb2
from codevoyage_analysis.history.ancestry import parted_at
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.check import ChangedFile, Checked, Policy, check
from codevoyage_analysis.subjects import told

#: Findings of a verdict: what the contract says.
_FINDINGS: Final = 1_000


def verdict(
    history: History, summary: ingest_pb.RefSummary, changes: Sequence[ingest_pb.RefChange], policy: Policy
) -> pb.CheckVerdict:
    """Holds what lies between two references against the history."""
    moment = parted_at(history, summary.merge_base)
    found = check(history, Selection(moment=moment), [*map(_changed, changes)], policy)
    findings = [*_partners(history, found), *_growing(found), *_knowledge(found)]
    return pb.CheckVerdict(
        passed=not findings,
        findings=findings[:_FINDINGS],
        total=len(findings),
        moment=told.moment(moment),
        moment_is_merge_base=moment.commit == summary.merge_base,
        single_author_files=found.known_by_one,
        base_commit=summary.base_commit.hex(),
        head_commit=summary.head_commit.hex(),
        merge_base=summary.merge_base.hex(),
        files=summary.files,
        insertions=summary.insertions,
        deletions=summary.deletions,
        truncated=summary.truncated,
        known_files=len(found.files),
        bus_factor=len(found.changed.people) if found.changed.authored else None,
        repository_bus_factor=len(found.whole.people),
        people=told.people(history, found.changed.people),
    )


def _changed(change: ingest_pb.RefChange) -> ChangedFile:
    renamed = change.status == facts_pb2.CHANGE_STATUS_RENAMED
    return ChangedFile(
        path=change.path,
        old_path=change.old_path if renamed else change.path,
        insertions=change.insertions,
        deletions=change.deletions,
    )


def _partners(history: History, found: Checked) -> Iterable[pb.CheckFinding]:
    rows = found.partners
    missing = told.paths(history.paths["path"].gather(rows["path"]))
    for partner, row in zip(missing, rows.iter_rows(named=True), strict=True):
        path = told.text(found.files[row["file"]].path)
        yield pb.CheckFinding(
            kind=pb.CHECK_KIND_MISSING_PARTNER,
            path=path,
            sentence=(
                f"{partner} did not change, though it did in {row['shared']} of the {row['revisions']} commits that "
                f"changed {path} ({row['confidence']:.0%})."
            ),
            partner=pb.PartnerFigures(missing=partner, **_of(row, "shared", "revisions", "confidence")),
        )


def _growing(found: Checked) -> Iterable[pb.CheckFinding]:
    for row in found.growing.iter_rows(named=True):
        change = found.files[row["file"]]
        path = told.text(change.path)
        yield pb.CheckFinding(
            kind=pb.CHECK_KIND_HOTSPOT_GROWS,
            path=path,
            sentence=(
                f"{path} is hotspot {row['rank']} of {found.ranked:,} ({row['revisions']:,} changes, complexity "
                f"{row['complexity']:,}) and grows by {change.insertions - change.deletions:,} lines."
            ),
            growth=pb.GrowthFigures(
                ranked=found.ranked,
                insertions=change.insertions,
                deletions=change.deletions,
                **_of(row, "rank", "revisions", "complexity", "score"),
            ),
        )


def _knowledge(found: Checked) -> Iterable[pb.CheckFinding]:
    if found.few_know_it:
        few, many = len(found.changed.people), len(found.whole.people)
        yield pb.CheckFinding(
            kind=pb.CHECK_KIND_FEW_KNOW_IT,
            sentence=(
                f"The bus factor of the changed files is {few}, that of the repository {many}: have somebody review "
                "this who is new to them."
            ),
        )


def _of(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
