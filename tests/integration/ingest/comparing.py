"""A comparison of references asked of a running ingest, and what git itself says of the same two."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage.ingest.v1 import facts_pb2
from tests.integration.ingest.conftest import Ingest
from tests.repositories.oracle import Oracle

#: Status, old path (empty unless renamed), path, insertions and deletions (None: binary).
Told = tuple[str, bytes, bytes, int | None, int | None]


@dataclass
class Compared:
    """What a stream handed on."""

    comparison: pb.RefComparison = field(default_factory=pb.RefComparison)
    summary: pb.RefSummary | None = None
    changes: list[Told] = field(default_factory=list)
    largest: int = 0


def asked(source: Path | str, base: str, head: str, *, request_id: str = "") -> pb.CompareRefsRequest:
    """A request; of its own, unless an id is given."""
    return pb.CompareRefsRequest(
        source=str(source), base=base, head=head, request_id=request_id or secrets.token_hex(8)
    )


def compared(ingest: Ingest, request: pb.CompareRefsRequest) -> Compared:
    """A comparison to its end."""
    found = Compared()
    for message in ingest.comparisons.CompareRefs(request):
        found.largest = max(found.largest, message.ByteSize())
        if message.HasField("comparison"):
            found.comparison = message.comparison
        elif message.HasField("summary"):
            found.summary = message.summary
        else:
            found.changes += map(_told, message.changes.changes)
    return found


def summed(found: Compared) -> tuple[str, int, int, int, int, int]:
    """Merge base, ahead, behind, files, insertions, deletions."""
    summary = found.summary
    assert summary is not None, found.comparison
    counts = (summary.ahead, summary.behind, summary.files, summary.insertions, summary.deletions)
    return (summary.merge_base.hex(), *counts)


def summed_by_git(oracle: Oracle, base: str, head: str) -> tuple[str, int, int, int, int, int]:
    """The same by `git merge-base`, `git rev-list` and `git diff`."""
    behind, ahead = map(int, oracle.git("rev-list", "--left-right", "--count", f"{base}...{head}").split())
    changes = oracle.numstat_between(base, head)
    return (
        oracle.git("merge-base", base, head).decode().strip(),
        ahead,
        behind,
        len(changes),
        sum(change.insertions or 0 for change in changes),
        sum(change.deletions or 0 for change in changes),
    )


def changes_by_git(oracle: Oracle, base: str, head: str) -> list[Told]:
    """The changes by `git diff --name-status` and `git diff --numstat`."""
    names = oracle.git("diff", "--name-status", "-z", "-M", "-l1000", f"{base}...{head}").split(b"\0")[:-1]
    statuses, at = [], 0
    while at < len(names):
        statuses.append(names[at][:1].decode())
        at += 3 if statuses[-1] == "R" else 2
    return [
        (status, change.old_path or b"", change.path, change.insertions, change.deletions)
        for status, change in zip(statuses, oracle.numstat_between(base, head), strict=True)
    ]


def _told(change: pb.RefChange) -> Told:
    return (
        facts_pb2.ChangeStatus.Name(change.status).removeprefix("CHANGE_STATUS_")[0],
        change.old_path,
        change.path,
        change.insertions if change.HasField("insertions") else None,
        change.deletions if change.HasField("deletions") else None,
    )
