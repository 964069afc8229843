"""What `--at`, `--since`, `--until` and `--path` select."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codevoyage_cli.client.selecting import moment, selection
from codevoyage_cli.errors import WrongUsage


def second(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]


@pytest.mark.parametrize("given", ["abcd", "1D6B0A5C", "20240101", "f" * 40, "0" * 64])
def test_hex_digits_are_a_commit(given: str) -> None:
    assert moment(given).commit == given.lower()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-02-29", second(2024, 2, 29, 23, 59, 59)),  # the state at the end of the day
        ("2024-03-01T12:00", second(2024, 3, 1, 12)),
        ("2024-03-01T12:00Z", second(2024, 3, 1, 12)),
        ("2024-03-01T12:00+02:00", second(2024, 3, 1, 10)),
        ("9999-12-30", second(9999, 12, 30, 23, 59, 59)),
    ],
)
def test_a_date_is_the_state_at_its_end_in_utc(given: str, expected: int) -> None:
    assert moment(given).time.seconds == expected


def test_a_range_has_its_first_day_and_its_last() -> None:
    found = selection(since="2024-01-01", until="2024-01-31").time_range
    assert (found.start.seconds, found.end.seconds) == (second(2024, 1, 1), second(2024, 2, 1))


@pytest.mark.parametrize("given", ["yesterday", "abc", "2024-02-30", "2024-13-01", "HEAD", "9999-12-31"])
def test_what_is_neither_is_wrong_usage(given: str) -> None:
    with pytest.raises(WrongUsage):
        moment(given)


def test_nothing_given_selects_everything() -> None:
    assert selection().ByteSize() == 0
    assert selection(path="src/").path_prefix == "src"
