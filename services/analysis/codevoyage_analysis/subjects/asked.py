"""What a request selects, checked before any column is read, and resolved against a history."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp

from codevoyage.analysis.v1 import selection_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment, at_commit, at_position, at_time, newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_common.errors import InvalidField

#: Bytes of a prefix as it is written: a path of 4 KiB, as git and ingest bound it, with each byte escaped.
PREFIX_BYTES: Final = 16_384
_ESCAPED: Final = re.compile(rb"\\(?:x([0-9a-f]{2})|(\\))")
#: What may not be left over once the escapes are taken out.
_BACKSLASH: Final = re.compile(rb"\\(?!x[0-9a-f]{2}|\\)")


@dataclass(frozen=True, kw_only=True)
class AskedMoment:
    """At most one of commit, time and position is not None; all None: the newest. field: of the request."""

    field: str
    commit: str | None = None
    time: int | None = None
    position: int | None = None

    def of(self, history: History) -> Moment:
        """In a history. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
        if self.commit is not None:
            return at_commit(history, self.commit, field=f"{self.field}.commit")
        if self.time is not None:
            return at_time(history, self.time)
        if self.position is not None:
            return at_position(history, self.position, field=f"{self.field}.position")
        return newest(history)


@dataclass(frozen=True, kw_only=True)
class AskedSelection:
    """A selection whose moment is not resolved yet."""

    moment: AskedMoment
    start: int | None
    end: int | None
    prefix: bytes

    def of(self, history: History) -> Selection:
        """In a history. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
        return Selection(moment=self.moment.of(history), start=self.start, end=self.end, prefix=self.prefix)


def selection(message: pb.Selection) -> AskedSelection:
    """Raises InvalidField."""
    times = message.time_range
    start = _seconds(times.start, "selection.time_range.start") if times.HasField("start") else None
    end = _seconds(times.end, "selection.time_range.end") if times.HasField("end") else None
    if start is not None and end is not None and start >= end:
        raise InvalidField("selection.time_range.end", "after start")
    return AskedSelection(
        moment=moment(message.as_of, field="selection.as_of"), start=start, end=end, prefix=prefix(message.path_prefix)
    )


def moment(message: pb.Moment, *, field: str) -> AskedMoment:
    """field: that has it. Raises InvalidField."""
    match message.WhichOneof("at"):
        case "commit":
            return AskedMoment(field=field, commit=message.commit)
        case "time":
            return AskedMoment(field=field, time=_seconds(message.time, f"{field}.time"))
        case "position":
            return AskedMoment(field=field, position=message.position)
        case _:
            return AskedMoment(field=field)


def prefix(text: str, *, field: str = "selection.path_prefix") -> bytes:
    """The exact bytes of a path as it is shown. Raises InvalidField."""
    written = text.encode()
    if len(written) > PREFIX_BYTES:
        raise InvalidField(field, f"at most {PREFIX_BYTES} bytes")
    if _BACKSLASH.search(_ESCAPED.sub(b"", written)):
        raise InvalidField(field, r"a path as it is shown: a backslash as \\, other bytes as \xNN")
    exact = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]) if found[1] else b"\\", written)
    return exact.rstrip(b"/")


def _seconds(time: Timestamp, field: str) -> int:
    if not 0 <= time.nanos < 1_000_000_000:
        raise InvalidField(field, "a time: nanos of 0 to 999,999,999")
    return time.seconds
