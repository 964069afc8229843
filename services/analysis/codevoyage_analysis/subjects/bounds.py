"""Whole numbers of a request, checked against what the contract says."""

from __future__ import annotations

from codevoyage_common.errors import InvalidField


def within(field: str, value: int, low: int, high: int, *, of: str = "") -> int:
    """The value. of: what it counts, for the sentence. Raises InvalidField outside of low <= value <= high."""
    if not low <= value <= high:
        raise InvalidField(field, f"{low} to {high:,} {of}".rstrip())
    return value
