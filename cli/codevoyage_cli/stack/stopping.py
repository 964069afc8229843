"""Stopping a stack from another process, and cleaning up after one that was killed."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.folder import DataFolder, data_folder
from codevoyage_cli.stack.leftovers import clear_leftovers, is_alive
from codevoyage_cli.stack.lock import AlreadyLocked, is_locked, locked
from codevoyage_cli.stack.signals import send
from codevoyage_cli.stack.state import StackState, read_state
from codevoyage_cli.stack.supervisor_process import STOP_SECONDS

#: Seconds to wait for the lock once its holder is gone.
_LOCK_SECONDS: Final = 1.0
_PAUSE: Final = 0.05


def stop(data_dir: Path | None = None) -> bool:
    """Stops the stack, and ends what a killed one left. Whether there was any.

    Raises StackError when the data folder stays locked.
    """
    folder = data_folder(data_dir)
    if not folder.root.is_dir():
        return False
    found = is_locked(folder.lock)
    if found:
        _stop_supervisor(folder)
    try:
        with locked(folder.lock, seconds=_LOCK_SECONDS):
            left = clear_leftovers(folder)
    except AlreadyLocked:
        raise StackError("The stack does not stop, or another one was just started. See `codevoyage status`.") from None
    return found or bool(left)


def _stop_supervisor(folder: DataFolder) -> None:
    until = time.monotonic() + STOP_SECONDS
    told: StackState | None = None
    # It lets go of the lock a moment before its process ends.
    while is_locked(folder.lock) or (told is not None and is_alive(told.pid, told.created)):
        state = read_state(folder.state)
        if state is not None and (told is None or told.pid != state.pid) and is_alive(state.pid, state.created):
            send(state.pid, signal.SIGTERM)
            told = state
        if time.monotonic() > until:
            if told is not None and is_alive(told.pid, told.created):
                send(told.pid, signal.SIGKILL)
            return
        time.sleep(_PAUSE)
