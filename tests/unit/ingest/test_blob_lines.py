"""Lines along the changes: what follows, what must be counted, and that nothing goes in circles."""

from __future__ import annotations

import random

from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.change_columns import NOT_COUNTED, ChangeColumns
from codevoyage_ingest.git.lines import BlobLines

NOTHING = b"\0" * 20


def _changes(*rows: tuple[str, bytes, bytes, int, int], mode: int = 0o100644) -> ChangeColumns:
    columns = ChangeColumns()
    for status, old, new, insertions, deletions in rows:
        columns.statuses.append(status)
        columns.old_blobs.append(old)
        columns.blobs.append(new)
        columns.old_modes.append(mode)
        columns.modes.append(mode)
        columns.insertions.append(insertions)
        columns.deletions.append(deletions)
        columns.old_lines.append(NOT_COUNTED)
    return columns


def _learnt(*rows: tuple[str, bytes, bytes, int, int], mode: int = 0o100644) -> BlobLines:
    lines = BlobLines()
    lines.add(_changes(*rows, mode=mode))
    return lines


def test_lines_follow_from_a_birth() -> None:
    lines = _learnt(("A", NOTHING, b"a", 10, 0), ("M", b"a", b"b", 3, 1), ("R", b"b", b"c", 0, 12))
    assert [lines.lines(blob) for blob in (b"a", b"b", b"c")] == [10, 12, 0]
    assert lines.to_count([b"a", b"b", b"c"]) == []


def test_one_count_answers_for_all_that_hangs_on_it() -> None:
    lines = _learnt(("M", b"a", b"b", 3, 1), ("M", b"b", b"c", 1, 0), ("M", b"a", b"d", 0, 5))
    assert lines.to_count([b"d", b"c", b"b"]) == [b"a"]
    lines.learn({b"a": 7})
    assert [lines.lines(blob) for blob in (b"a", b"b", b"c", b"d")] == [7, 9, 10, 2]


def test_a_death_and_a_known_successor_tell_what_was_before() -> None:
    lines = _learnt(
        ("D", b"dead", NOTHING, 0, 4),
        ("A", NOTHING, b"new", 6, 0),
        ("M", b"old", b"new", 3, 1),
        ("M", b"x", b"old", 1, 0),
    )
    assert (lines.lines(b"dead"), lines.lines(b"old"), lines.lines(b"x")) == (4, 4, 3)


def test_binaries_are_told_where_they_can_be() -> None:
    lines = _learnt(
        ("A", NOTHING, b"image", BINARY, BINARY),
        ("A", NOTHING, b"text", 5, 0),
        ("M", b"text", b"became binary", BINARY, BINARY),
        ("M", b"image", b"became what", BINARY, BINARY),
        ("R", b"moved", b"moved", BINARY, BINARY),
    )
    assert [lines.lines(blob) for blob in (b"image", b"became binary", b"moved")] == [BINARY] * 3
    assert lines.to_count([b"became what"]) == [b"became what"]


def test_submodules_teach_nothing() -> None:
    assert _learnt(("M", b"a", b"b", 1, 1), mode=0o160000).to_count([b"b"]) == [b"b"]


def test_reverts_of_unknown_blobs_do_not_run_in_circles() -> None:
    lines = _learnt(("M", b"a", b"b", 2, 0), ("M", b"b", b"a", 0, 2), ("M", b"b", b"c", 1, 0), ("M", b"c", b"b", 0, 1))
    (counted,) = lines.to_count([b"a", b"b", b"c"])
    lines.learn({counted: 5})
    assert (lines.lines(b"b") - lines.lines(b"a"), lines.lines(b"c") - lines.lines(b"b")) == (2, 1)


def test_any_order_of_changes_agrees_with_the_truth() -> None:
    chance = random.Random(7)
    for _ in range(200):
        truth = {b"%d" % number: chance.randrange(100) for number in range(12)}
        names = list(truth)
        rows = []
        for _ in range(20):
            old, new = chance.choice(names), chance.choice(names)
            common = chance.randrange(min(truth[old], truth[new]) + 1)
            status = chance.choice("AMMMMMMD")
            if status == "A":
                rows.append(("A", NOTHING, new, truth[new], 0))
            elif status == "D":
                rows.append(("D", old, NOTHING, 0, truth[old]))
            elif old != new:
                rows.append(("M", old, new, truth[new] - common, truth[old] - common))
        lines = _learnt(*rows)
        lines.learn({blob: truth[blob] for blob in lines.to_count(names)})
        assert {blob: lines.lines(blob) for blob in names} == truth


def test_a_long_chain_is_walked_once() -> None:
    lines = BlobLines()
    lines.add(_changes(*(("M", b"%d" % number, b"%d" % (number + 1), 1, 0) for number in range(50_000))))
    assert lines.to_count([b"50000"]) == [b"0"]
    lines.learn({b"0": 1})
    assert lines.lines(b"50000") == 50_001


def test_what_hangs_on_a_binary_is_counted_by_itself() -> None:
    # Of a rename git compares the lines of what is too large for a text, too.
    lines = _learnt(("R", b"too large", b"smaller", 3, 1), ("A", NOTHING, b"large", BINARY, BINARY))
    lines.add(_changes(("R", b"large", b"small", 1, 2)))
    assert lines.to_count([b"smaller", b"small"]) == [b"too large", b"small"]
    lines.learn({b"too large": BINARY, b"small": 4})
    assert lines.to_count([b"smaller", b"small"]) == [b"smaller"]
    lines.learn({b"smaller": 9})
    assert lines.to_count([b"smaller", b"small"]) == []
    assert (lines.lines(b"smaller"), lines.lines(b"small")) == (9, 4)


def test_what_was_counted_before_a_change_tells_both_sides() -> None:
    columns = _changes(("M", b"old", b"new", 3, 1))
    columns.old_lines[:] = [10]
    lines = BlobLines()
    lines.add(columns)
    assert (lines.lines(b"old"), lines.lines(b"new")) == (10, 12)
