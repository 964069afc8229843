"""What a command's options select: a date or a commit, a range of dates, a folder."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp

from codevoyage.analysis.v1 import selection_pb2 as pb
from codevoyage_cli.client.exact_paths import as_shown
from codevoyage_cli.errors import WrongUsage

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMMIT: Final = re.compile(r"[0-9a-fA-F]{4,64}")


def selection(*, at: str = "", path: str = "", since: str = "", until: str = "") -> pb.Selection:
    """The selection of a command's options, each empty where it was not given. Raises WrongUsage."""
    selected = pb.Selection(path_prefix=as_shown(path.rstrip("/")))
    if at:
        selected.as_of.CopyFrom(moment(at))
    if since:
        selected.time_range.start.CopyFrom(_timestamp(_begin(since)))
    if until:
        selected.time_range.end.CopyFrom(_timestamp(_end(until)))
    return selected


def moment(given: str) -> pb.Moment:
    """A commit's id, or the state at the end of a day or at a time, UTC unless it says otherwise. Raises WrongUsage."""
    if _COMMIT.fullmatch(given):
        return pb.Moment(commit=given.lower())
    # What stood in the day's last second: the state at a time has what was committed at it.
    last = _end(given) - timedelta(seconds=1) if _DAY.fullmatch(given) else _begin(given)
    return pb.Moment(time=_timestamp(last))


def _begin(given: str) -> datetime:
    try:
        time = datetime.fromisoformat(given)
    except ValueError:
        raise WrongUsage(
            f"{given!r} is no date: write 2024-03-01 or 2024-03-01T12:00:00Z, or 4 hex digits of a commit at least."
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _end(given: str) -> datetime:
    """The first moment that is not meant: of a day, the next one."""
    begin = _begin(given)
    try:
        return begin + timedelta(days=1) if _DAY.fullmatch(given) else begin
    except OverflowError:
        raise WrongUsage(f"{given!r} is the last day that there is.") from None


def _timestamp(time: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(time.astimezone(UTC))
    return stamp
