"""The stage model: states, stages, and the one table of allowed transitions.

Every write of a state goes through `sources(target)`: an UPDATE names the states that it may come from, so a
transition that is not in the table changes no row. Runs and the jobs inside of them use the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a run or job stands."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    RETRYING = "RETRYING"
    CANCELLING = "CANCELLING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def final(self) -> bool:
        """No worker will touch it again, unless somebody asks for a retry."""
        return self in FINAL


class Stage(StrEnum):
    """What a run does, in this order; stages may overlap in time."""

    FETCHING = "FETCHING"
    READING = "READING"
    MEASURING = "MEASURING"
    COMPUTING = "COMPUTING"
    DESCRIBING = "DESCRIBING"


FINAL: Final = frozenset({State.SUCCEEDED, State.FAILED, State.CANCELLED})

#: From each state, the states that may follow. RUNNING to RUNNING is a claim after a lost lease.
TRANSITIONS: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.RUNNING, State.CANCELLED}),
        State.RUNNING: frozenset(
            {State.RUNNING, State.RETRYING, State.CANCELLING, State.SUCCEEDED, State.FAILED},
        ),
        State.RETRYING: frozenset({State.RUNNING, State.FAILED, State.CANCELLED}),
        State.CANCELLING: frozenset({State.CANCELLED}),
        State.SUCCEEDED: frozenset(),
        State.FAILED: frozenset({State.RETRYING}),
        State.CANCELLED: frozenset({State.RETRYING}),
    }
)


def sources(target: State) -> frozenset[State]:
    """The states from which `target` may be entered."""
    return frozenset(state for state, targets in TRANSITIONS.items() if target in targets)
