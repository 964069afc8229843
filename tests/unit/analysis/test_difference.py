"""Two moments of a history, counted by hand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position, newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.difference import difference
from codevoyage_analysis.metrics.headline import headline
from codevoyage_analysis.metrics.hotter import hotter
from codevoyage_analysis.metrics.new_owners import new_owners
from tests.unit.analysis.by_hand import DAY, DAY_0, GONE, Change, Commit, Moved, history
from tests.unit.analysis.test_hotspots import measured

MADE = history(
    Commit("ann", {"a.py": (10, 0), "b.py": (5, 0), "c.py": (3, 0), "lib/d.py": (4, 0), "e.py": (1, 0)}),
    Commit("bob", {"a.py": (5, 1), "lib/b.py": Moved("b.py"), "c.py": GONE, "e.py": (1, 0)}),
    Commit("bob", {"lib/b.py": (0, 2), "new.py": (2, 0), "c.py": (9, 0), "e.py": (0, 1)}),
)
Row = tuple[str, str, str | None, int | None, int | None]


def rows(made: History, before: int, after: int, *, prefix: bytes = b"") -> list[Row]:
    found = difference(made, at_position(made, before), at_position(made, after), prefix=prefix)
    texts = [path.decode() for path in made.path_texts]
    return [
        (
            row["kind"],
            texts[row["path"]],
            None if row["old_path"] is None else texts[row["old_path"]],
            row["lines_before"],
            row["lines_after"],
        )
        for row in found.iter_rows(named=True)
    ]


def test_files_are_added_removed_moved_and_changed() -> None:
    assert rows(MADE, 0, 2) == [
        ("CHANGED", "a.py", None, 10, 14),
        ("ADDED", "c.py", None, None, 9),  # added again: another file
        ("REMOVED", "c.py", None, 3, None),
        ("CHANGED", "e.py", None, 1, 1),
        ("MOVED", "lib/b.py", "b.py", 5, 3),
        ("ADDED", "new.py", None, None, 2),
    ]


def test_backwards_it_is_the_reverse_and_to_itself_nothing() -> None:
    assert [row[:3] for row in rows(MADE, 2, 0)] == [
        ("CHANGED", "a.py", None),
        ("MOVED", "b.py", "lib/b.py"),
        ("ADDED", "c.py", None),
        ("REMOVED", "c.py", None),
        ("CHANGED", "e.py", None),
        ("REMOVED", "new.py", None),
    ]
    assert rows(MADE, 1, 1) == []


def test_of_a_folder_what_moves_in_is_new() -> None:
    assert rows(MADE, 0, 2, prefix=b"lib") == [("ADDED", "lib/b.py", None, None, 3)]
    assert rows(MADE, 2, 0, prefix=b"lib") == [("REMOVED", "lib/b.py", None, 3, None)]


def test_an_empty_history_does_not_differ_from_itself() -> None:
    assert rows(history(), -1, -1) == []


CHANGES = st.dictionaries(
    st.sampled_from(["a", "b", "d/a", "d/b", "e"]), st.tuples(st.integers(0, 9), st.just(0)) | st.just(GONE), max_size=3
)


@settings(max_examples=50)
@given(st.lists(st.tuples(CHANGES, st.sampled_from(["a", "b", "d/a"])), min_size=1, max_size=6), st.data())
def test_a_tree_and_the_difference_are_the_other_tree(
    drawn: list[tuple[dict[str, Change], str]], data: st.DataObject
) -> None:
    commits, standing = [], set[str]()
    for number, (changes, moving) in enumerate(drawn):
        told = {path: change for path, change in changes.items() if change is not GONE or path in standing}
        target = f"moved-{number}"
        if moving in standing and moving not in told:
            told[target] = Moved(moving)
            standing.discard(moving)
            standing.add(target)
        for path, change in changes.items():
            (standing.discard if change is GONE else standing.add)(path)
        commits.append(Commit("ann", told))
    made = history(*commits)
    before, after = (data.draw(st.integers(-1, len(commits) - 1)) for _ in range(2))
    trees = []
    for position in (before, after):
        versions = Selection(moment=at_position(made, position)).versions(made)
        names = [made.path_texts[path].decode() for path in versions["path"]]
        trees.append(dict(zip(names, versions["lines"], strict=True)))
    patched = dict(trees[0])
    found = rows(made, before, after)
    for kind, path, old, lines, _ in found:
        if kind != "ADDED":
            assert patched.pop(old or path) == lines
    for kind, path, _, _, lines in found:
        if kind != "REMOVED":
            assert lines is not None
            patched[path] = lines
    assert patched == trees[1]


def test_files_that_rose_are_hotter_by_their_score_and_told_with_their_ranks() -> None:
    made = measured(
        history(
            Commit("ann", {"a.py": (10, 0), "b.py": (5, 0)}, day=0),
            Commit("ann", {"a.py": (1, 0)}, day=1),
            Commit("ann", {"b.py": (1, 0)}, day=400),
            Commit("ann", {"b.py": (1, 0)}, day=401),
            Commit("ann", {"a.py": (1, 0)}, day=402),
        ),
        a_py=5,
        b_py=9,
    )
    found = hotter(made, at_position(made, 1), newest(made), days=365)
    [row] = found.files.iter_rows(named=True)
    assert made.path_texts[row["path"]] == b"b.py"
    # Complexity is that of the only frame. a.py: 2/2 x 1/2, then 1/2 x 1/2; b.py: 1/2 x 2/2, then 2/2 x 2/2.
    assert (row["score_before"], row["score"], row["rank_before"], row["rank"]) == (0.5, 1.0, 2, 1)
    assert (row["revisions_before"], row["revisions"], found.ranked_before, found.ranked_after) == (1, 2, 2, 2)


def test_a_file_has_a_new_owner_when_somebody_has_written_more_of_it() -> None:
    made = history(
        Commit("ann", {"a.py": (10, 0), "b.py": (10, 0), "gone.py": (1, 0)}),
        Commit("bob", {"a.py": (11, 0), "b.py": (9, 0), "gone.py": GONE}),
        Commit("cy", {"lib/a.py": Moved("a.py")}),
    )
    found = new_owners(made, at_position(made, 0), newest(made))
    [row] = found.files.iter_rows(named=True)
    emails = [made.people["email"][row[name]] for name in ("main_before", "main")]
    assert (made.path_texts[row["path"]], emails) == (b"lib/a.py", [b"ann@example.org", b"bob@example.org"])
    assert (row["share_before"], row["share"], found.compared) == (1.0, 11 / 21, 2)
    assert new_owners(made, at_position(made, 0), newest(made), prefix=b"b.py").files.is_empty()


def test_a_repository_in_few_figures() -> None:
    made = history(
        Commit("ann", {"a.py": (10, 0), "x.c": (30, 0), "x.md": (99, 0)}, day=0),
        Commit("bob", {"a.py": (2, 1)}, day=10),
        Commit("cy", {"x.c": (1, 1)}, day=600, co_authors=("dee",)),
        Commit("tool[bot]", {"x.c": (4, 0)}, day=700),
        kinds={"x.c": ("C", FileClass.SOURCE), "x.md": ("Text", FileClass.DOCUMENTATION)},
    )
    found = headline(made)
    assert (found.commits, found.merges, found.people, found.files, found.lines) == (4, 0, 4, 3, 144)
    assert (found.first, found.last) == (DAY_0, DAY_0 + 700 * DAY)
    shares = [(made.language_names[number], lines, share) for number, lines, share in found.languages]
    assert shares == [("C", 34, 34 / 45), ("Python", 11, 11 / 45)]
    assert (found.year.commits, found.year.people, found.year.churn, found.year.hotspots) == (2, 2, 6, 0)


def test_a_repository_without_a_commit_has_figures_too() -> None:
    found = headline(history())
    assert (found.commits, found.first, found.languages, found.bus_factor, found.year.commits) == (0, None, (), 0, 0)
