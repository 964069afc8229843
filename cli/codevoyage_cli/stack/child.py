"""One child process: started in a session of its own, tied to us, ended with everything that it started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Final

import psutil

from codevoyage_cli.stack.identity import TETHER
from codevoyage_cli.stack.log_file import open_log
from codevoyage_cli.stack.part import Job, Part

#: Seconds for the kernel to take away what got SIGKILL; more is a process stuck on a dead disk.
_KILL_SECONDS: Final = 5.0


class Child:
    """A running process, leader of its session."""

    def __init__(self, process: asyncio.subprocess.Process, *, created: float) -> None:
        self._process = process
        self.pid = process.pid
        #: Seconds since the epoch, as psutil says: with the number it names one process, ever.
        self.created = created

    @classmethod
    async def start(cls, what: Part | Job, *, log: Path, folder: Path) -> Child:
        """Starts it. Call on the main thread only: the tie is to the thread that forks, and that one stays.

        log: where its output goes. folder: where it works.
        """
        orphan_signal = what.orphan_signal if isinstance(what, Part) else signal.SIGKILL
        tether = (sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), str(int(orphan_signal)))
        output = open_log(log)
        try:
            process = await asyncio.create_subprocess_exec(
                *tether,
                str(what.identity),
                *what.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(what.environment),
                cwd=folder,
                start_new_session=True,
            )
        finally:
            os.close(output)
        try:
            created = psutil.Process(process.pid).create_time()
        except psutil.NoSuchProcess:
            created = 0.0
        return cls(process, created=created)

    async def wait(self) -> int:
        """Its exit code, when it has one; then what it left behind is gone too."""
        code = await self._process.wait()
        kill_session(self.pid, since=self.created)
        return code

    async def stop(self, *, number: signal.Signals, seconds: float) -> bool:
        """Asks it to end, then insists. Whether it ended by itself."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        try:
            await asyncio.wait_for(self._process.wait(), seconds)
        except TimeoutError:
            await self.kill()
            return False
        kill_session(self.pid, since=self.created)
        return True

    async def kill(self) -> None:
        """Ends it, and everything that it started, at once."""
        kill_session(self.pid)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _KILL_SECONDS)


def session_members(session: int, *, since: float = 0.0) -> list[psutil.Process]:
    """Processes of a session, its leader among them. since: those created before that time are others."""
    members = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError, PermissionError):
            if os.getsid(process.pid) == session and process.create_time() >= since:
                members.append(process)
    return members


def kill_session(session: int, *, since: float = 0.0) -> None:
    """SIGKILL to all of a session: a child may have put its own children in other process groups."""
    for process in session_members(session, since=since):
        with contextlib.suppress(psutil.Error):
            process.kill()
