"""Months as the contract shows them."""

from __future__ import annotations

from typing import Final

_YEAR_0: Final = 1970
_MONTHS: Final = 12


def month(number: int) -> str:
    """`2024-03`. number: months since 1970."""
    year, month_of_year = divmod(number, _MONTHS)
    return f"{_YEAR_0 + year:04d}-{month_of_year + 1:02d}"
