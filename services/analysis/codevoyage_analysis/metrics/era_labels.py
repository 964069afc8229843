"""What an era is called: plain words, made from its figures and from those of the one before it, and from nothing else.

The first difference that is large enough names it, large enough being a quarter more, or a fifth less: pace first
(commits a month), then churn a month. Below one commit in two months it is called quiet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codevoyage_analysis.metrics.eras import Era

_MORE: Final = 1.25
_LESS: Final = 1 / _MORE
_QUIET: Final = 0.5
#: Share of the commits from which on one person is said to have led.
_MOST: Final = 0.5


def labels(eras: Sequence[Era]) -> list[str]:
    """Of eras in time order, each with the one before it."""
    return [label(era, before) for era, before in zip(eras, (None, *eras), strict=False)]


def label(era: Era, before: Era | None) -> str:
    """A few words, without a name."""
    words = "The beginning" if before is None else _compared(era, before)
    return words + (", most of it by one person" if era.leaders and era.leaders[0].share >= _MOST else "")


def _compared(era: Era, before: Era) -> str:
    if era.commits_a_month < _QUIET:
        return "Quiet"
    if before.commits_a_month < _QUIET:
        return "Work again"
    pace = era.commits_a_month / before.commits_a_month
    if told := _told(pace, "commits"):
        return told
    if before.churn_a_month and (told := _told(era.churn_a_month / before.churn_a_month, "churn")):
        return f"{told} at a similar pace"
    return "A similar pace, on another level"


def _told(ratio: float, what: str) -> str:
    """Empty where it is about the same."""
    if ratio >= _MORE:
        return f"{ratio:.1f} times the {what}"
    if ratio <= _LESS:
        return f"{1 - ratio:.0%} less {what}" if what == "churn" else f"{1 - ratio:.0%} fewer {what}"
    return ""
