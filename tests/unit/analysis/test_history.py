"""A history that was counted by hand, in columns: numbers, moments, selections, parts."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from codevoyage_analysis.domain import ChangeStatus, FileClass, TrailerKind
from codevoyage_analysis.errors import CommitNotOnMainline
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.history import packing, tables
from codevoyage_analysis.history.canonical import canonical
from codevoyage_analysis.history.history import ALL_TABLES, History
from codevoyage_analysis.history.moment import Moment, at_commit, at_position, at_time, newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_common.errors import InvalidField, ResourceNotFound
from tests.unit.analysis import by_hand, small_history
from tests.unit.analysis.by_hand import GONE, Commit, Moved
from tests.unit.analysis.small_history import IDS, TIMES


@pytest.fixture(scope="module")
def history() -> History:
    facts = FoldedFacts()
    for message in small_history.facts():
        facts.fold(message)
    return canonical(facts)


def paths(history: History, rows: pl.DataFrame) -> list[bytes]:
    return history.paths["path"].gather(rows["path"]).to_list()


def test_commits_stand_in_the_order_in_which_the_mainline_took_them_in(history: History) -> None:
    assert history.commits["id"].to_list() == IDS
    assert history.commits["position"].to_list() == [0, 1, None, 2, 3]
    assert history.commits["came_in"].to_list() == [0, 1, 2, 2, 3]
    assert history.parents.rows() == [(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)]
    assert history.commits["time"].to_list() == TIMES
    assert history.commits["insertions"].to_list() == [3, 3, 0, 0, 4]


def test_people_are_numbered_by_their_smallest_signatures(history: History) -> None:
    assert history.people.rows() == [
        (b"Ann B.", b"ANN@example.org", False),
        (b"Bob", b"bob@example.org", False),
        (b"Cy", b"cy@example.org", True),
    ]
    assert history.commits["author"].to_list() == [0, 1, 0, 1, 2]
    assert history.signatures["person"].to_list() == [0, 0, 1, 2]
    assert history.trailers.rows() == [
        (1, TrailerKind.CO_AUTHORED_BY, 0, False),
        (2, TrailerKind.ASSISTED_BY, 2, True),
    ]


def test_paths_are_numbered_by_their_bytes_and_have_kinds(history: History) -> None:
    assert history.paths["path"].to_list() == [b"a.txt", b"c\xff.txt", b"link", b"pic.bin"]
    assert [history.language_names[number] for number in history.paths["language"]] == ["Text", "Text", "", ""]
    documentation, data = FileClass.DOCUMENTATION, FileClass.DATA
    assert history.paths["kind"].to_list() == [documentation, documentation, data, data]


def test_a_renamed_file_stays_the_same(history: History) -> None:
    renamed = history.changes.filter(pl.col("status") == ChangeStatus.RENAMED)
    assert renamed.select("commit", "path", "old_path", "insertions", "same_content").rows() == [(4, 1, 0, 4, False)]
    file = renamed["file"][0]
    assert history.changes.filter(pl.col("file") == file)["commit"].to_list() == [0, 1, 4]
    versions = history.versions.filter(pl.col("file") == file)
    assert versions.select("path", "born", "died", "lines").rows() == [
        (0, 0, 1, 2),
        (0, 1, 3, 4),
        (1, 3, tables.STANDS, 8),
    ]


def test_a_tag_that_leads_beside_has_no_commit(history: History) -> None:
    assert history.tags.select("name", "commit", "time", "release").rows() == [
        (b"side", None, None, False),
        (b"v1.0", 1, 1_706_800_000, True),
    ]


def digest(parts: Iterable[packing.Part]) -> bytes:
    told = packing.Digest()
    for part in parts:
        told.add(part)
    return told.value()


def test_an_empty_repository_has_empty_tables() -> None:
    nothing = canonical(FoldedFacts())
    assert [len(getattr(nothing, table.name)) for table in ALL_TABLES] == [0] * 5 + [1] + [0] * 11  # one language: none
    assert newest(nothing) == Moment(position=-1, commit=b"", time=None)
    assert len(Selection.everything(nothing).versions(nothing)) == 0


def test_the_state_at_a_date_goes_by_the_running_maximum_of_times(history: History) -> None:
    assert at_time(history, TIMES[0] - 1).position == -1
    assert at_time(history, TIMES[0]).commit == IDS[0]
    assert at_time(history, TIMES[3] - 1).position == 1  # the side commit's time is not on the mainline
    assert at_time(history, TIMES[3]) == Moment(position=3, commit=IDS[4], time=TIMES[3])  # 4 has no time of its own


def test_a_commit_is_named_by_as_many_digits_as_tell_it(history: History) -> None:
    assert at_commit(history, IDS[1].hex()).position == 1
    assert at_commit(history, IDS[1].hex()[:7].upper()).position == 1
    assert newest(history).commit == IDS[4]


def test_a_commit_off_the_mainline_names_the_merge_that_brought_it_in(history: History) -> None:
    with pytest.raises(CommitNotOnMainline) as error:
        at_commit(history, IDS[2].hex())
    assert error.value.metadata == {"commit": IDS[2].hex(), "brought_in_by": IDS[3].hex()}


@pytest.mark.parametrize("given", ["0" * 40, "0" * 64, "0000"])
def test_a_commit_that_was_not_read_is_not_found(history: History, given: str) -> None:
    with pytest.raises(ResourceNotFound):
        at_commit(history, given)


@pytest.mark.parametrize("given", ["", "abc", "HEAD", "g" * 40, "0" * 65])
def test_what_is_no_id_is_refused(history: History, given: str) -> None:
    with pytest.raises(InvalidField):
        at_commit(history, given)


@pytest.mark.parametrize("position", [-2, 4])
def test_a_position_that_is_none_is_refused(history: History, position: int) -> None:
    with pytest.raises(InvalidField):
        at_position(history, position)


def test_a_moment_holds_what_had_come_in_by_then(history: History) -> None:
    merged = Selection(moment=at_position(history, 2))
    assert merged.commits(history)["commit"].to_list() == [0, 1, 2, 3]
    assert merged.changes(history)["commit"].to_list() == [0, 0, 1, 2]
    assert paths(history, merged.versions(history)) == [b"a.txt", b"link", b"pic.bin"]
    before = Selection(moment=at_position(history, 1))
    assert before.commits(history)["commit"].to_list() == [0, 1]  # the side commit came with its merge
    assert paths(history, before.versions(history)) == [b"a.txt", b"link"]


def test_a_range_of_time_has_its_first_second_and_not_its_last(history: History) -> None:
    chosen = Selection(moment=newest(history), start=TIMES[1], end=TIMES[3])
    assert chosen.commits(history)["commit"].to_list() == [1, 2]
    assert chosen.changes(history)["commit"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [(b"", [b"a.txt", b"c\xff.txt", b"link", b"pic.bin"]), (b"a.txt", [b"a.txt"]), (b"a", []), (b"zz", [])],
)
def test_a_prefix_is_a_file_or_a_folder_and_not_a_beginning(
    history: History, prefix: bytes, expected: list[bytes]
) -> None:
    chosen = Selection(moment=newest(history), prefix=prefix).paths(history)
    assert history.paths.filter(chosen)["path"].to_list() == expected


def test_tables_come_back_from_their_parts_as_they_were(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "PART_BYTES", 100)
    for table in tables.FACTS:
        frame = getattr(history, table.name)
        found = list(packing.parts(table.name, frame))
        assert_frame_equal(packing.table_of([part.content for part in found]), frame)
        assert sum(part.rows for part in found) == len(frame)
        assert digest(found) == digest(packing.parts(table.name, frame))


def test_a_history_by_hand_is_what_it_says() -> None:
    made = by_hand.history(
        Commit("ann", {"a.py": (10, 0), "b.py": (5, 0)}),
        Commit("bob", {"a.py": (2, 1)}, day=3),
        Commit("cy[bot]", {"side.py": (1, 0)}, parents=(0,), day=2),
        Commit("ann", parents=(1, 2)),
        Commit("ann", {"lib/c.py": Moved("a.py", insertions=1)}, co_authors=("bob",)),
        Commit("bob", {"b.py": GONE}),
    )
    assert made.commits["subject"].to_list() == [b"0", b"1", b"2", b"3", b"4", b"5"]
    assert made.commits["came_in"].to_list() == [0, 1, 2, 2, 3, 4]
    assert made.people["bot"].to_list() == [False, False, True]
    tree = Selection.everything(made).versions(made)
    assert list(zip(paths(made, tree), tree["lines"], strict=True)) == [(b"lib/c.py", 12), (b"side.py", 1)]
    assert made.commits["deletions"].to_list() == [0, 1, 0, 0, 0, 5]
