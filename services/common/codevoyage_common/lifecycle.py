"""The stage model: states, stages, and the one table of allowed transitions.

Every write of a state goes through `sources(target)`: an UPDATE names the states that it may come from, so a
transition that is not in the table changes no row. The database holds the same table (`storage.state_guard`), and
refuses what a statement of ours might get wrong. Runs and the jobs inside of them use the same words and table.
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


class Outcome(StrEnum):
    """How one attempt at a run or job ended."""

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    #: By an error; it was tried again.
    ERROR = "ERROR"
    #: By an error, for good.
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    #: The lease ran out.
    LOST = "LOST"
    #: The worker was told to end, and gave the work back.
    HANDED_OVER = "HANDED_OVER"


FINAL: Final = frozenset({State.SUCCEEDED, State.FAILED, State.CANCELLED})

#: From each state, the states that may follow. RUNNING to RUNNING is a claim after a lost lease. A run that waits
#: to be retried is CANCELLED at once when nothing is to be cleared away for it, CANCELLING otherwise.
TRANSITIONS: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        State.QUEUED: frozenset({State.RUNNING, State.CANCELLED}),
        State.RUNNING: frozenset(
            {State.RUNNING, State.RETRYING, State.CANCELLING, State.SUCCEEDED, State.FAILED},
        ),
        State.RETRYING: frozenset({State.RUNNING, State.CANCELLING, State.CANCELLED}),
        State.CANCELLING: frozenset({State.CANCELLED}),
        State.SUCCEEDED: frozenset(),
        State.FAILED: frozenset({State.RETRYING}),
        State.CANCELLED: frozenset({State.RETRYING}),
    }
)


def sources(target: State) -> frozenset[State]:
    """The states from which `target` may be entered."""
    return frozenset(state for state, targets in TRANSITIONS.items() if target in targets)
