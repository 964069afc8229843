"""File identities along renames."""

from __future__ import annotations

import hashlib

from codevoyage_ingest.git.change_columns import ChangeColumns
from codevoyage_ingest.git.identity import FileIdentities, identity


def _id(number: int) -> bytes:
    return bytes([number]) * 20


def _replayed(*rows: tuple[int, str, bytes, bytes]) -> tuple[FileIdentities, list[bytes]]:
    changes = ChangeColumns()
    for number, status, old, new in rows:
        changes.commits.append(number)
        changes.statuses.append(status)
        changes.old_paths.append(old)
        changes.paths.append(new)
    identities = FileIdentities(_id)
    return identities, identities.add(changes)


def test_an_identity_is_half_a_sha256_of_commit_and_path() -> None:
    assert identity(_id(1), b"a/b") == hashlib.sha256(_id(1) + b"\0a/b").digest()[:16]


def test_a_file_stays_itself_along_changes_and_renames() -> None:
    identities, found = _replayed(
        (0, "A", b"a", b"a"), (1, "M", b"a", b"a"), (2, "R", b"a", b"b"), (3, "T", b"b", b"b"), (4, "D", b"b", b"b")
    )
    assert set(found) == {identity(_id(0), b"a")}
    assert identities.at(b"b", 3) == identities.at(b"a", 1) == found[0]


def test_a_path_added_again_is_a_new_file() -> None:
    identities, found = _replayed(
        (0, "A", b"a", b"a"), (1, "D", b"a", b"a"), (2, "A", b"a", b"a"), (3, "M", b"a", b"a")
    )
    assert found == [identity(_id(0), b"a")] * 2 + [identity(_id(2), b"a")] * 2
    assert [identities.at(b"a", number) for number in range(4)] == found


def test_files_that_swap_their_paths_keep_themselves() -> None:
    _, found = _replayed(
        (0, "A", b"a", b"a"), (0, "A", b"b", b"b"), (1, "R", b"b", b"a"), (1, "R", b"a", b"b"), (2, "M", b"a", b"a")
    )
    assert found[2:] == [found[1], found[0], found[1]]


def test_a_parallel_branch_still_finds_a_file_that_was_renamed_or_deleted() -> None:
    _, found = _replayed(
        (0, "A", b"a", b"a"), (1, "R", b"a", b"b"), (2, "M", b"a", b"a"), (3, "D", b"a", b"a"), (4, "M", b"a", b"a")
    )
    assert len(set(found)) == 1


def test_what_was_never_added_is_born_where_it_is_first_changed() -> None:
    identities, found = _replayed(
        (5, "M", b"a", b"a"), (6, "R", b"x", b"y"), (7, "M", b"y", b"y"), (8, "D", b"z", b"z")
    )
    assert found == [identity(_id(5), b"a"), *[identity(_id(6), b"x")] * 2, identity(_id(8), b"z")]
    assert identities.at(b"a", 1) == found[0]
    assert identities.at(b"never changed", 3) == identity(_id(3), b"never changed")
