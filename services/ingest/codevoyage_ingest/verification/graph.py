"""All commits, the mainline and the numbers: what is stored against what git says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codevoyage_ingest.verification.facts import FactKind
from codevoyage_ingest.verification.findings import Findings
from codevoyage_ingest.verification.git_graph import Ids


def compare_ids(stored: Ids, told: Ids) -> Findings:
    """Whether the same commits are stored as git reaches. Both sorted."""
    findings = Findings()
    width = told.dtype.itemsize
    for ids, sentence in (
        (np.setdiff1d(told, stored), "{} is reached by the head, and is not stored."),
        (np.setdiff1d(stored, told), "{} is stored, and the head does not reach it."),
    ):
        for each in ids.tolist():
            findings.differ(FactKind.COMMITS, sentence.format(each.ljust(width, b"\0").hex()))
    return findings


def compare_mainline(stored: Iterator[tuple[int, bytes]], told: Iterator[bytes], *, whole: bool) -> Findings:
    """Whether the same commits stand at the same positions.

    stored: (position, raw id), ascending. told: by position, from 0. whole: no cap cut the history; otherwise what is
    stored begins somewhere.
    """
    findings = Findings()
    position = 0
    expected = next(told, None)
    for at, name in stored:
        if not whole and not findings.compared[FactKind.MAINLINE]:
            while expected is not None and position < at:
                position, expected = position + 1, next(told, None)
        findings.count(FactKind.MAINLINE)
        if (at, name) != (position, expected):
            git = "nothing" if expected is None else expected.hex()
            findings.differ(FactKind.MAINLINE, f"{name.hex()} stands at position {at}, git has {git} at {position}.")
        position, expected = position + 1, next(told, None)
    if expected is not None:
        findings.differ(FactKind.MAINLINE, f"{expected.hex()} at position {position} of the mainline is not stored.")
    return findings
