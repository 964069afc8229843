"""Values as people read them."""

from __future__ import annotations

import locale
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_insights import wording


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_951, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (1_234_567, "1.2 MB"),
        (1_070_000_000, "1.1 GB"),
    ],
)
def test_sizes_have_the_unit_that_fits(number: int, text: str) -> None:
    assert wording.size(number) == text


@given(st.integers(min_value=0, max_value=10**18))
def test_a_size_is_never_a_thousand_of_its_unit(number: int) -> None:
    value = float(wording.size(number).split()[0].replace(",", ""))
    assert value < 1_000


@given(st.integers(min_value=0, max_value=2**63))
def test_a_count_reads_back(number: int) -> None:
    assert int(wording.count(number).replace(",", "")) == number


@given(st.dates())
def test_months_and_days_are_those_of_the_calendar(moment: date) -> None:
    # An oracle with names of its own: the C locale's.
    assert locale.setlocale(locale.LC_TIME) == "C"
    assert wording.month(moment) == f"{moment:%B} {moment.year}"
    noon = datetime(moment.year, moment.month, moment.day, 12, tzinfo=UTC)
    assert wording.day(int(noon.timestamp())) == f"{moment.day} {moment:%B} {moment.year}"


def test_a_long_path_keeps_its_end() -> None:
    path = wording.path("a/" * 100 + "name.py")
    assert len(path) == 120
    assert path.startswith("…")
    assert path.endswith("/name.py")
