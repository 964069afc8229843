"""Where a watch begins, for any cursor and whatever events are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.store.events import Kept
from codevoyage_analysis.watch import begin
from codevoyage_common.errors import CursorExpired


@given(newest=st.integers(1, 50), gone=st.integers(0, 50), cursor=st.none() | st.integers(0, 60))
def test_what_comes_after_the_cursor_is_kept_or_the_cursor_is_refused(
    newest: int, gone: int, cursor: int | None
) -> None:
    kept = Kept(oldest=min(gone, newest) + 1, newest=newest)
    events = range(kept.oldest, newest + 1)
    if cursor is None:
        assert begin(cursor, kept) == newest
    elif cursor == 0:
        assert list(range(begin(cursor, kept) + 1, newest + 1)) == list(events)
    elif cursor > newest or any(number not in events for number in range(cursor + 1, newest + 1)):
        with pytest.raises(CursorExpired):
            begin(cursor, kept)
    else:
        assert begin(cursor, kept) == cursor
