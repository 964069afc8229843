"""Lines are followed after the run: until then there is no answer."""

from __future__ import annotations

from codevoyage_analysis.history.history import History
from codevoyage_common.errors import ResultNotReady
from codevoyage_common.lifecycle import State


def check_followed(history: History) -> None:
    """Raises ResultNotReady."""
    if not len(history.followed):
        raise ResultNotReady(
            "The lines of this analysis have not been followed yet. That begins when its run has ended, and takes "
            "about as long as reading the history: ask again. Of an analysis of an older version it never does: "
            "analyse the repository again.",
            state=State.SUCCEEDED,
        )
