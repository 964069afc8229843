"""Packed fields from columns of frames."""

from __future__ import annotations

from typing import Final

import polars as pl

#: What stands for null in fields that can be 0.
NONE: Final = -1


def numbers(column: pl.Series, *, none: int = NONE) -> list[int]:
    """Whole numbers for a repeated field. none: in the place of null."""
    filled: list[int] = column.fill_null(none).to_list() if column.null_count() else column.to_list()
    return filled


def joined(column: pl.Series) -> bytes:
    """Byte strings one after the other."""
    return b"".join(column.to_list())
