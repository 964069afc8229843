"""Moments and paths as the contract shows them."""

from __future__ import annotations

from collections.abc import Iterable

from codevoyage.analysis.v1 import selection_pb2 as pb
from codevoyage_analysis import render
from codevoyage_analysis.history.moment import Moment


def moment(value: Moment) -> pb.ResolvedMoment:
    """The state that an answer is about."""
    message = pb.ResolvedMoment(position=value.position, commit=value.commit.hex())
    if value.time is not None:
        message.time.FromSeconds(value.time)
    return message


def paths(exact: Iterable[bytes]) -> list[str]:
    """As they are shown; every path differs from every other."""
    return [render.path(path)[0] for path in exact]
