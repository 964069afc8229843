"""Moments, times, paths, people and other names as the contract shows them."""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.timestamp_pb2 import Timestamp

from codevoyage.analysis.v1 import person_pb2
from codevoyage.analysis.v1 import selection_pb2 as pb
from codevoyage_analysis import render
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.moment import Moment


def moment(value: Moment) -> pb.ResolvedMoment:
    """The state that an answer is about."""
    message = pb.ResolvedMoment(position=value.position, commit=value.commit.hex())
    if value.time is not None:
        message.time.FromSeconds(value.time)
    return message


def time(seconds: int | None) -> Timestamp | None:
    """Seconds since 1970 UTC. None where they are not known, or in no year that a timestamp can have: a field that is
    given None is absent."""
    if seconds is None or not FIRST_SECOND <= seconds <= LAST_SECOND:
        return None
    return Timestamp(seconds=seconds)


def paths(exact: Iterable[bytes]) -> list[str]:
    """As they are shown; every path differs from every other."""
    return [render.path(path)[0] for path in exact]


def text(exact: bytes) -> str:
    """A name, an e-mail, a subject: as a path is shown, so that it acts on nobody who reads it."""
    return render.path(exact)[0]


def person(history: History, number: int) -> person_pb2.Person:
    """Somebody of a history."""
    name, email, bot = history.people.row(number)
    return person_pb2.Person(number=number, name=text(name), email=text(email), bot=bot)


def people(history: History, numbers: Iterable[int]) -> list[person_pb2.Person]:
    """Some people of a history, in the order that is given."""
    return [person(history, number) for number in numbers]
