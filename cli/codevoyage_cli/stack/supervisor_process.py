"""A stack in a process of its own (`__main__`), seen from the process that started it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Generator
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.connection import START_SECONDS, RunningStack, connect
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.lock import AlreadyLocked
from codevoyage_cli.stack.log_file import last_lines, open_log
from codevoyage_cli.stack.report import Event, Report, What

#: Seconds for a stack to stop: the sum of the bounds of its parts, and some.
STOP_SECONDS: Final = 90.0
_LOG: Final = "supervisor.log"


class SupervisorProcess:
    """The supervisor of a stack that we have started.

    tethered: it stops when we end, however that is; else it stays until it is told to stop.
    """

    def __init__(self, folder: DataFolder, *, port: int | None, tethered: bool, report: Report) -> None:
        folder.create()
        self._folder = folder
        self._report = report
        command = [sys.executable, "-m", "codevoyage_cli.stack", str(folder.root)]
        command += [] if port is None else ["--port", str(port)]
        command += ["--tethered"] if tethered else []
        with open(open_log(folder.logs / _LOG), "wb") as log:  # noqa: PTH123  # of a descriptor
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if tethered else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder.root,
                text=True,
                start_new_session=True,
            )

    def until_up(self) -> RunningStack:
        """Waits, reporting, until the stack is healthy.

        Raises StackError when it does not start, AlreadyLocked when somebody else was quicker.
        """
        with contextlib.closing(self._events(seconds=START_SECONDS)) as events:
            for event in events:
                self._report(event)
                if event.what in {What.BROKEN, What.TAKEN}:
                    self._process.wait(STOP_SECONDS)
                    raise StackError(event.detail) if event.what is What.BROKEN else AlreadyLocked
                stack = connect(self._folder.root) if event.what is What.UP else None
                if stack is not None:
                    return stack
        self._process.wait(STOP_SECONDS)
        lines = last_lines(self._folder.logs / _LOG)
        raise StackError(f"The stack ended while it was starting ({self._process.returncode}).\n{lines}".rstrip())

    def let_go(self) -> None:
        """Ends the tether: it stops after the last of those who use it."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def terminate(self) -> None:
        """Tells it to stop now, whoever uses it."""
        self._process.terminate()

    def until_down(self) -> None:
        """Waits, reporting, for its end; not when it stays for others. After a while it is killed."""
        with contextlib.closing(self._events(seconds=STOP_SECONDS)) as events:
            for event in events:
                if event.what in {What.KEPT, What.USED}:
                    self.forget()
                    return
                self._report(event)
        self._process.wait(STOP_SECONDS)
        self._close()

    def forget(self) -> None:
        """Leaves it running when we end, without a warning about that."""
        self._process.returncode = 0
        self._close()

    def _close(self) -> None:
        self.let_go()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _events(self, *, seconds: float) -> Generator[Event, None, None]:
        """What it says, until it says no more. It is killed when that takes longer than so many seconds."""
        guard = threading.Timer(seconds, self._process.kill)
        guard.daemon = True
        guard.start()
        try:
            for line in self._process.stdout or ():
                with contextlib.suppress(ValueError, TypeError, KeyError):
                    yield Event.from_line(line)
        finally:
            guard.cancel()
