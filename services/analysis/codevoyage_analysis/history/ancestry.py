"""Where a commit parted from the mainline."""

from __future__ import annotations

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment, at_position, commit_number, newest
from codevoyage_common.errors import ResourceNotFound


def parted_at(history: History, commit: bytes) -> Moment:
    """The newest state of the mainline that a commit goes back to: its own on the mainline, otherwise that of its
    newest ancestor there; the newest one for a commit that was not read. commit: raw id."""
    try:
        number = commit_number(history, commit.hex())
    except ResourceNotFound:
        return newest(history)
    positions = history.commits["position"]
    parents, commits = history.parents["parent"], history.parents["commit"]
    best, seen, waiting = history.mainline.first - 1, {number}, [number]
    while waiting:
        number = waiting.pop()
        position = positions[number]
        if position is not None:
            best = max(best, int(position))
            continue  # what it comes from is older
        begin, end = (int(commits.search_sorted(number, side=side)) for side in ("left", "right"))
        for parent in parents[begin:end].to_list():
            if parent >= 0 and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return at_position(history, best)
