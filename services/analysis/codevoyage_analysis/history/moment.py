"""Which state of the mainline is meant: by its position, by a commit, by a date, or the newest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from codevoyage_analysis.errors import CommitNotOnMainline
from codevoyage_analysis.history.history import History
from codevoyage_common.errors import InvalidField, ResourceNotFound

#: Hex digits of a commit that are enough to name it, as git has them at least; fewer are mostly typing errors.
SHORTEST: Final = 4
_COMMIT: Final = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A state of the mainline. position: one before the first: nothing stood yet.

    commit: raw id, empty where nothing stood. time: the mainline's clock, seconds since 1970 UTC; None: not known.
    """

    position: int
    commit: bytes
    time: int | None


def newest(history: History) -> Moment:
    """The newest state."""
    return at_position(history, history.mainline.last)


def at_position(history: History, position: int, *, field: str = "position") -> Moment:
    """The state at a position; one before the first is the state in which nothing stood.

    field: of the request, for the error. Raises InvalidField.
    """
    mainline = history.mainline
    if not mainline.first - 1 <= position <= mainline.last:
        raise InvalidField(field, f"{mainline.first} to {mainline.last}")
    if position < mainline.first:
        return Moment(position=position, commit=b"", time=None)
    commit = history.commits["id"][mainline.commit_at(position)]
    return Moment(position=position, commit=commit, time=mainline.time_at(position))


def at_time(history: History, time: int) -> Moment:
    """The state that stood at a time, seconds since 1970 UTC."""
    return at_position(history, history.mainline.position_at(time))


def at_commit(history: History, hex_id: str, *, field: str = "commit") -> Moment:
    """The state that a commit of the mainline made. hex_id: in full, or as many digits as tell it from all others.

    field: of the request, for the error. Raises InvalidField for what is no id or names several, ResourceNotFound for a
    commit that was not read, CommitNotOnMainline for one that came in with a merge.
    """
    number = commit_number(history, hex_id, field=field)
    position = history.commits["position"][number]
    if position is not None:
        return at_position(history, int(position))
    came_in = history.mainline.commit_at(int(history.commits["came_in"][number]))
    ids = history.commits["id"]
    raise CommitNotOnMainline(commit=ids[number].hex(), brought_in_by=ids[came_in].hex())


def commit_number(history: History, hex_id: str, *, field: str = "commit") -> int:
    """The number of a commit, on the mainline or off it. Raises InvalidField, ResourceNotFound."""
    digits = hex_id.lower()
    if not _COMMIT.fullmatch(digits):
        raise InvalidField(field, f"a commit's id, {SHORTEST} hex digits of it at least")
    width = 2 * len(history.commits["id"][0]) if len(history.commits) else 40
    if len(digits) > width:
        raise ResourceNotFound(f"commit {digits}")
    first, last = bytes.fromhex(digits.ljust(width, "0")), bytes.fromhex(digits.ljust(width, "f"))
    match history.commits_with_id(first, last).tolist():
        case [number]:
            return int(number)
        case []:
            raise ResourceNotFound(f"commit {digits}")
        case several:
            raise InvalidField(field, f"longer: {len(several)} commits begin with {digits}")
