"""Signals to a supervisor, beside those that end it."""

from __future__ import annotations

import signal
from typing import Final

import psutil

from codevoyage_cli.errors import StackError

#: Makes a temporary stack one that stays.
KEEP: Final = signal.SIGUSR1


def send(pid: int, number: signal.Signals) -> None:
    """Sends it, if there is such a process.

    Raises StackError when it is not ours.
    """
    try:
        psutil.Process(pid).send_signal(number)
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied as error:
        raise StackError(f"The stack belongs to another user: process {pid} cannot be reached from here.") from error
