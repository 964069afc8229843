"""A chunk that is too large for a message is cut into parts that say the same."""

from __future__ import annotations

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_ingest.store.facts_parts import PART_BYTES, parts
from tests.exactness.collected import Collected, ingest_service_pb2


def _large() -> pb.Facts:
    rows = 60_000
    return pb.Facts(
        signatures=pb.SignatureColumns(names=[b"Ada"], emails=[b"ada@example.org"]),
        paths=pb.PathColumns(paths=[b"folder/%d" % at + b"x" * 150 for at in range(rows)]),
        files=pb.FileColumns(identities=b"".join(at.to_bytes(16, "big") for at in range(rows))),
        changes=pb.ChangeColumns(
            commits=[0] * rows,
            statuses=[pb.CHANGE_STATUS_ADDED] * rows,
            paths=range(rows),
            old_paths=range(rows),
            files=range(rows),
            insertions=range(rows),
            deletions=[0] * rows,
            binary=[False] * rows,
            old_modes=[0] * rows,
            new_modes=[0o100644] * rows,
            old_blobs=bytes(20 * rows),
            new_blobs=b"".join(at.to_bytes(20, "big") for at in range(rows)),
            rename_limited_commits=[0],
            first_commit=0,
            end_commit=1,
        ),
    )


def _collected(messages: list[pb.Facts]) -> Collected:
    collected = Collected()
    collected.take(
        ingest_service_pb2.StreamHistoryResponse(
            facts=pb.Facts(
                signatures=pb.SignatureColumns(names=[b"Ada"], emails=[b"ada@example.org"]),
                commits=pb.CommitColumns(
                    ids=bytes(20), parent_counts=[0], mainline_positions=[0], author_signatures=[0],
                    committer_signatures=[0], author_times=[0], committer_times=[0], author_offsets=[0],
                    committer_offsets=[0], author_times_known=[True], committer_times_known=[True], subjects=[""],
                    author_times_odd=[False], committer_times_odd=[False],
                ),
            )
        )
    )  # fmt: skip
    for message in messages:
        collected.take(ingest_service_pb2.StreamHistoryResponse(facts=message))
    return collected


def test_every_part_fits_and_together_they_say_the_same() -> None:
    whole = _large()
    cut = list(parts(whole))
    assert len(cut) > 3
    assert all(part.ByteSize() <= PART_BYTES for part in cut)
    assert _collected(cut).changes == _collected([whole]).changes
    assert _collected(cut).paths == _collected([whole]).paths


def test_only_the_last_part_says_that_its_commits_are_complete() -> None:
    ends = [part.changes.end_commit for part in parts(_large()) if part.HasField("changes")]
    assert ends == [0] * (len(ends) - 1) + [1]


def test_cutting_is_the_same_each_time() -> None:
    assert list(parts(_large())) == list(parts(_large()))


def test_commits_are_cut_with_all_their_parents() -> None:
    rows = 8_000
    counts = [at % 3 for at in range(rows)]
    columns = pb.CommitColumns(
        first_number=10,
        ids=b"".join(at.to_bytes(20, "big") for at in range(rows)),
        parent_counts=counts,
        parent_ids=b"".join(at.to_bytes(20, "big") for at in range(sum(counts))),
        subjects=["s" * 900] * rows,
    )
    cut = [part.commits for part in parts(pb.Facts(commits=columns))]
    assert len(cut) > 1
    assert b"".join(part.parent_ids for part in cut) == columns.parent_ids
    assert all(len(part.parent_ids) == 20 * sum(part.parent_counts) for part in cut)
    assert [part.first_number for part in cut][:2] == [10, 10 + len(cut[0].parent_counts)]


def test_a_small_chunk_is_one_message() -> None:
    facts = pb.Facts(paths=pb.PathColumns(first_number=3, paths=[b"a"]))
    assert list(parts(facts)) == [facts]
