"""Numbers as bars."""

from __future__ import annotations

from codevoyage_cli.screen.bars import bars


def test_the_largest_is_as_wide_as_can_be_and_what_is_not_nothing_is_seen() -> None:
    assert bars([0, 1, 50, 100], width=4) == ["", "▏", "██", "████"]
    assert bars([]) == []
    assert bars([0, 0]) == ["", ""]
