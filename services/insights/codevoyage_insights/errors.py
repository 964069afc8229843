"""Errors that only insights raises."""

from __future__ import annotations

from codevoyage_common.errors import CodeVoyageError


class Ungrounded(CodeVoyageError):
    """A sentence says something that no evidence says: it is not shown to anybody."""

    reason = "INTERNAL"

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"An insight was dropped because a sentence of it {why}.", sentence=text[:200])
