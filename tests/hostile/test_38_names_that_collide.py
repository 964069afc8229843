"""Row 38: files that differ only in case or in how they are composed, and files that become folders and back."""

from __future__ import annotations

import pytest

from tests.hostile.reading import read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import Delete, Edit, History, Put

pytestmark = pytest.mark.integration


def snapshots(ingest: Ingest, name: str, *commits: tuple[Edit, ...]) -> list[dict[bytes, int | None]]:
    """Paths and lines at each of the commits, which are git's."""
    path = ingest.repositories / f"{name}.git"
    history = History()
    last: tuple[int, ...] = ()
    for edits in commits:
        last = (history.commit(*edits, parents=last),)
    history.write(path)
    facts = read_exactly(ingest, path)
    return [{path: version.lines for path, version in facts.tree(position).items()} for position in range(len(commits))]


def lines(count: int, *, of: bytes) -> bytes:
    return b"".join(b"%b %d\n" % (of, number) for number in range(count))


def test_names_that_differ_only_in_case_are_two_files(ingest: Ingest) -> None:
    found = snapshots(
        ingest,
        "case",
        (Put(b"README", lines(1, of=b"a")), Put(b"readme", lines(2, of=b"b")), Put(b"Src/x", lines(9, of=b"x"))),
        (Put(b"readme", lines(3, of=b"b")),),
        (Delete(b"README"), Put(b"ReadMe", lines(1, of=b"a"))),
        (Delete(b"Src/x"), Put(b"src/x", lines(9, of=b"x")), Put(b"Src/X", lines(1, of=b"y"))),
    )
    assert found == [
        {b"README": 1, b"readme": 2, b"Src/x": 9},
        {b"README": 1, b"readme": 3, b"Src/x": 9},
        {b"ReadMe": 1, b"readme": 3, b"Src/x": 9},
        {b"ReadMe": 1, b"readme": 3, b"src/x": 9, b"Src/X": 1},
    ]


def test_names_that_are_composed_differently_are_two_files(ingest: Ingest) -> None:
    composed, decomposed = "ü".encode(), "u\u0308".encode()
    found = snapshots(
        ingest,
        "composed",
        (Put(composed, lines(1, of=b"a")), Put(decomposed, lines(2, of=b"b"))),
        (Delete(composed), Put(decomposed, lines(3, of=b"b"))),
    )
    assert found == [{composed: 1, decomposed: 2}, {decomposed: 3}]


def test_a_file_becomes_a_folder_and_a_file_again(ingest: Ingest) -> None:
    found = snapshots(
        ingest,
        "folders",
        (Put(b"thing", lines(5, of=b"a")), Put(b"thing.txt", lines(1, of=b"t")), Put(b"thing-b", lines(1, of=b"u"))),
        (Delete(b"thing"), Put(b"thing/a", lines(5, of=b"a")), Put(b"thing/b/c", lines(2, of=b"c"))),
        (Delete(b"thing/b"), Put(b"thing/b", lines(2, of=b"c"))),
        (Delete(b"thing"), Put(b"thing", lines(6, of=b"a"))),
    )
    others = {b"thing.txt": 1, b"thing-b": 1}
    assert found == [
        {b"thing": 5, **others},
        {b"thing/a": 5, b"thing/b/c": 2, **others},
        {b"thing/a": 5, b"thing/b": 2, **others},
        {b"thing": 6, **others},
    ]
