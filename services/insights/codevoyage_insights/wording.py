"""Values as people read them in a sentence. English, UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

#: Characters of a path that a sentence can bear; the tree has the whole of it.
PATH_CHARACTERS: Final = 120
_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")


def count(number: int) -> str:
    """5531 as `5,531`."""
    return f"{number:,}"


def size(number: int) -> str:
    """Bytes in the largest unit (powers of 1,000) that leaves 1 or more, one digit after the point below 10."""
    if number < 1_000:
        return "1 byte" if number == 1 else f"{number} bytes"
    value, unit = float(number), 0
    # 999.5 of a unit would be written as 1,000 of it.
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1_000, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if value < 9.95 else f"{value:,.0f} {_UNITS[unit]}"


def day(seconds: int) -> str:
    """Seconds since 1970 as `6 April 2010`, in UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.day} {_month_name(moment)} {moment.year}"


def month(first_day: date) -> str:
    """The month that begins on a day, as `April 2010`."""
    return f"{_month_name(first_day)} {first_day.year}"


def path(shown: str) -> str:
    """A path; a long one keeps its end, which tells files apart."""
    return shown if len(shown) <= PATH_CHARACTERS else f"…{shown[-(PATH_CHARACTERS - 1) :]}"


def _month_name(moment: date) -> str:
    # Not strftime: its names follow the machine's locale.
    names = "January February March April May June July August September October November December"
    return names.split()[moment.month - 1]
