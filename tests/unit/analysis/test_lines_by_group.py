"""Surviving lines of a `History`: what two independent counts of the same lines say of each other."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history import tables
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position, newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.standing import standing
from codevoyage_analysis.metrics.surviving_lines import line_survival, lines_by_person, lines_by_year
from tests.unit.analysis.by_hand import Commit, history

#: Commit, path, and how many lines it appends.
Additions = list[tuple[str, str, int]]
_ADDITIONS = st.lists(
    st.tuples(st.sampled_from(["ann", "bob"]), st.sampled_from(["a.py", "src/b.py"]), st.integers(1, 5)),
    min_size=1,
    max_size=8,
)


def followed(additions: Additions) -> History:
    """A history that only appends: its line events can be written down."""
    made = history(
        *(Commit(who, {path: (lines, 0)}, day=number * 200) for number, (who, path, lines) in enumerate(additions))
    )
    paths = [made.path_texts.index(path.encode()) for _, path, _ in additions]
    events = pl.DataFrame(
        {
            "position": range(len(additions)),
            "path": paths,
            "commit": range(len(additions)),
            "lines": [lines for *_, lines in additions],
        },
        schema=tables.LINE_EVENTS.schema,
    )
    done = pl.DataFrame({"commits": [len(additions)]}, schema=tables.FOLLOWED.schema)
    fields = {name: getattr(made, name) for name in made.__dataclass_fields__}
    return History(**fields | {"followed": done, "line_events": events})


@given(_ADDITIONS, st.sampled_from([b"", b"src"]))
def test_groups_add_up_to_the_lines_of_the_tree(additions: Additions, prefix: bytes) -> None:
    made = followed(additions)
    selection = Selection(moment=newest(made), prefix=prefix)
    positions = np.arange(len(additions))
    _, lines = standing(made, selection, positions)
    for count in (lines_by_year, lines_by_person):
        found = count(made, selection, positions)
        assert (found.lines.sum(axis=1) + found.unknown).tolist() == lines.tolist()
        assert (found.lines >= 0).all()


@given(_ADDITIONS)
def test_what_nobody_takes_away_stands_for_ever(additions: Additions) -> None:
    made = followed(additions)
    found = line_survival(made, Selection.everything(made))
    assert (found.curve.lines, found.standing) == (sum(lines for *_, lines in additions),) * 2
    assert (len(found.curve.ages), found.curve.half_life, found.unknown) == (0, None, 0)


def test_a_range_of_time_is_of_the_commits_that_wrote_them() -> None:
    made = followed([("ann", "a.py", 3), ("bob", "a.py", 2), ("ann", "src/b.py", 4)])
    times = made.commits["time"].to_list()
    late = Selection(moment=newest(made), start=times[1])
    assert line_survival(made, late).curve.lines == 6
    early = Selection(moment=at_position(made, 1))
    assert line_survival(made, early).curve.lines == 5


def test_years_are_those_of_the_commits() -> None:
    made = followed([("ann", "a.py", 3), ("bob", "a.py", 2), ("ann", "src/b.py", 4)])  # days 0, 200, 400 of 2024
    found = lines_by_year(made, Selection.everything(made), np.array([0, 2]))
    assert (found.groups.tolist(), found.lines.tolist()) == ([2024, 2025], [[3, 0], [5, 4]])
