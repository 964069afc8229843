"""Which two states are meant, checked before any column is read, and resolved against a history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from codevoyage.analysis.v1 import difference_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment
from codevoyage_analysis.metrics.difference import Kind
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.asked import AskedMoment
from codevoyage_common.errors import InvalidField

#: Days of hotspots: a year, in which what is done once a year was done once.
DAYS: Final = 365
DAYS_MAX: Final = 36_500
_PREFIX: Final = "FILE_DIFFERENCE_"


@dataclass(frozen=True, kw_only=True)
class AskedBetween:
    """Two moments that are not resolved yet."""

    before: AskedMoment
    after: AskedMoment
    prefix: bytes

    def of(self, history: History) -> tuple[Moment, Moment]:
        """In a history. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
        return self.before.of(history), self.after.of(history)


def between(message: pb.Between) -> AskedBetween:
    """Raises InvalidField."""
    if message.before.WhichOneof("at") is None:
        raise InvalidField("between.before", "a commit, a time or a position")
    return AskedBetween(
        before=asked.moment(message.before, field="between.before"),
        after=asked.moment(message.after, field="between.after"),
        prefix=asked.prefix(message.path_prefix, field="between.path_prefix"),
    )


def kinds(numbers: Iterable[pb.FileDifference.ValueType]) -> frozenset[Kind]:
    """The kinds that are asked for. Raises InvalidField."""
    wanted = frozenset(numbers)
    known = set(pb.FileDifference.values()) - {pb.FILE_DIFFERENCE_UNSPECIFIED}
    if wanted - known:
        raise InvalidField("differences", "values of the enum")
    return frozenset(Kind(pb.FileDifference.Name(number).removeprefix(_PREFIX)) for number in wanted or known)


def days(number: int) -> int:
    """Raises InvalidField."""
    if not 0 <= number <= DAYS_MAX:
        raise InvalidField("days", f"0 to {DAYS_MAX}")
    return number or DAYS


def number_of(kind: Kind) -> pb.FileDifference.ValueType:
    """The contract's."""
    return pb.FileDifference.Value(f"{_PREFIX}{kind.value}")
