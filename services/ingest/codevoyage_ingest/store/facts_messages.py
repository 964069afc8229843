"""Chunks as the wire has them, made of the columns that are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_ingest.domain import STANDS, Span
from codevoyage_ingest.store.binary_rows import Array, Column
from codevoyage_ingest.store.dictionaries import NewDictionaryRows


def commits_message(
    rows: Mapping[str, Sequence[Any]], *, author_odd: Sequence[bool], committer_odd: Sequence[bool]
) -> pb.Facts:
    """rows: columns of table `commits`, in the order of their numbers. *_odd: as in `Signature`, of each."""
    numbers, parents, positions = rows["number"], rows["parents"], rows["mainline_position"]
    author_times, committer_times = rows["author_time"], rows["committer_time"]
    columns = pb.CommitColumns(
        first_number=numbers[0],
        ids=b"".join(rows["id"]),
        parent_counts=[len(of_one) for of_one in parents],
        parent_ids=b"".join([each for of_one in parents for each in of_one]),
        mainline_positions=[-1 if position is None else position for position in positions],
        author_signatures=rows["author"],
        committer_signatures=rows["committer"],
        author_times=[time or 0 for time in author_times],
        committer_times=[time or 0 for time in committer_times],
        author_offsets=rows["author_offset"],
        committer_offsets=rows["committer_offset"],
        author_times_known=[time is not None for time in author_times],
        committer_times_known=[time is not None for time in committer_times],
        subjects=rows["subject"],
        author_times_odd=author_odd,
        committer_times_odd=committer_odd,
    )
    return pb.Facts(commits=columns)


def changes_message(rows: Mapping[str, Column], span: Span, *, rename_limited: Sequence[int]) -> pb.Facts:
    """rows: of table `changes`. span: of the commits that the chunk covers."""
    columns = pb.ChangeColumns(
        commits=_numbers(rows["commit"]),
        statuses=_numbers(rows["status"]),
        paths=_numbers(rows["path"]),
        old_paths=_numbers(rows["old_path"]),
        files=_numbers(rows["file"]),
        insertions=_numbers(rows["insertions"], null=0),
        deletions=_numbers(rows["deletions"], null=0),
        binary=_nulls(rows["insertions"]).tolist(),
        old_modes=_numbers(rows["old_mode"]),
        new_modes=_numbers(rows["new_mode"]),
        old_blobs=rows["old_blob"].values.tobytes(),
        new_blobs=rows["new_blob"].values.tobytes(),
        rename_limited_commits=rename_limited,
        first_commit=span.first,
        end_commit=span.end,
    )
    return pb.Facts(changes=columns)


def versions_message(rows: Mapping[str, Column]) -> pb.Facts:
    """rows: of table `versions`."""
    columns = pb.VersionColumns(
        paths=_numbers(rows["path"]),
        files=_numbers(rows["file"]),
        modes=_numbers(rows["mode"]),
        blobs=rows["blob"].values.tobytes(),
        born=_numbers(rows["born"]),
        died=_numbers(rows["died"], null=STANDS),
        bytes=_numbers(rows["bytes"], null=-1),
        lines=_numbers(rows["lines"], null=-1),
    )
    return pb.Facts(versions=columns)


def add_names(facts: pb.Facts, names: NewDictionaryRows) -> None:
    """What the chunk adds to the dictionaries."""
    if names.signatures:
        facts.signatures.first_number = names.signature_span.first
        facts.signatures.names.extend([name for _, name, _ in names.signatures])
        facts.signatures.emails.extend([email for _, _, email in names.signatures])
    if names.paths:
        facts.paths.first_number = names.path_span.first
        facts.paths.paths.extend([path for _, path in names.paths])
    if names.files:
        facts.files.first_number = names.file_span.first
        facts.files.identities = b"".join([identity for _, identity in names.files])


def _numbers(column: Column, *, null: int | None = None) -> Any:
    values = column.values
    if null is not None and column.nulls is not None:
        values = np.where(column.nulls, null, values)
    return values.tolist()


def _nulls(column: Column) -> Array:
    return np.zeros(len(column.values), dtype=np.bool_) if column.nulls is None else column.nulls
