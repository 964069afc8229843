"""What `compare-refs --json` prints, and how it and people read the bytes of paths."""

from __future__ import annotations

import base64
import re
from typing import Final

from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage.ingest.v1 import facts_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.comparing import Compared
from codevoyage_cli.client.words import state_word

_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")


def comparison_fields(found: Compared) -> Fields:
    """Exactly these. What a comparison that did not succeed never found is None."""
    comparison, summary = found.comparison, found.summary or pb.RefSummary()
    known = found.summary is not None
    elapsed = comparison.elapsed.ToTimedelta().total_seconds() if comparison.HasField("elapsed") else None
    return {
        "comparison": comparison.name,
        "source": comparison.source,
        "base": comparison.base,
        "head": comparison.head,
        "state": state_word(comparison.state),
        "base_commit": summary.base_commit.hex() if known else None,
        "head_commit": summary.head_commit.hex() if known else None,
        "merge_base": summary.merge_base.hex() if known else None,
        "merge_bases": summary.merge_bases if known else None,
        "ahead": summary.ahead if known else None,
        "behind": summary.behind if known else None,
        "files": summary.files if known else None,
        "insertions": summary.insertions if known else None,
        "deletions": summary.deletions if known else None,
        "truncated": summary.truncated if known else None,
        "changes": [_change_fields(change) for change in found.changes],
        "seconds": elapsed,
    }


def change_word(status: int) -> str:
    """`ADDED`, without its prefix."""
    return facts_pb2.ChangeStatus.Name(status).removeprefix("CHANGE_STATUS_")  # type: ignore[arg-type]


def path_text(path: bytes) -> str:
    """A path as text: bytes that are not UTF-8 and control characters as `\\xNN`, and a backslash doubled."""
    shown = path.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", shown)


def _change_fields(change: pb.RefChange) -> Fields:
    fields: Fields = {
        "status": change_word(change.status),
        "path": path_text(change.path),
        "old_path": path_text(change.old_path) if change.old_path else None,
        "insertions": change.insertions if change.HasField("insertions") else None,
        "deletions": change.deletions if change.HasField("deletions") else None,
    }
    for name, path in (("path", change.path), ("old_path", change.old_path)):
        if fields[name] and path_text(path).encode() != path:
            fields[f"{name}_bytes"] = base64.b64encode(path).decode()
    return fields
