"""Finding the stack that is up, starting one in a process of its own, and stopping it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.folder import DataFolder, data_folder
from codevoyage_cli.stack.leftovers import clear_leftovers, is_alive
from codevoyage_cli.stack.lock import AlreadyLocked, is_locked, is_shared, locked
from codevoyage_cli.stack.log_file import last_lines, open_log
from codevoyage_cli.stack.report import Event, Report, What, silent
from codevoyage_cli.stack.signals import KEEP
from codevoyage_cli.stack.state import Phase, StackState, read_state

#: Seconds for another process's stack to become ready: a first start on a slow disk, with migrations.
_START_SECONDS: Final = 180.0
#: Seconds for a stack to stop: the sum of the bounds of its parts, and some.
_STOP_SECONDS: Final = 90.0
#: Seconds for a supervisor to take note of a signal.
_KEEP_SECONDS: Final = 5.0
_PAUSE: Final = 0.05
_SUPERVISOR_LOG: Final = "supervisor.log"


@dataclass(frozen=True, kw_only=True)
class RunningStack:
    """A stack that is up."""

    folder: DataFolder
    state: StackState

    @property
    def address(self) -> str:
        """What a person opens: `http://127.0.0.1:PORT`."""
        return self.state.address

    @property
    def target(self) -> str:
        """host:port for gRPC, through the gateway."""
        return f"127.0.0.1:{self.state.port}"


def connect(data_dir: Path | None = None) -> RunningStack | None:
    """The stack that is up and ready on this data folder, if there is one."""
    folder = data_folder(data_dir)
    if not is_locked(folder.lock):
        return None
    state = read_state(folder.state)
    if state is None or state.phase is not Phase.READY:
        return None
    return RunningStack(folder=folder, state=state)


def wait_for(data_dir: Path | None = None) -> RunningStack | None:
    """As `connect`, after waiting for a stack that is being started or stopped by somebody else.

    Raises StackError when that takes too long.
    """
    folder = data_folder(data_dir)
    until = time.monotonic() + _START_SECONDS
    while is_locked(folder.lock):
        stack = connect(folder.root)
        if stack is not None:
            return stack
        if time.monotonic() > until:
            raise StackError(f"Another process has been starting or stopping the stack for {_START_SECONDS:.0f} s.")
        time.sleep(_PAUSE)
    return None


@contextmanager
def running(
    data_dir: Path | None = None, *, port: int | None = None, report: Report = silent
) -> Iterator[RunningStack]:
    """The stack that is up; or one that is started for the block and stopped after it, whatever happens in it.

    port: of the gateway, for a stack that is started. Raises StackError when it does not start.
    """
    folder = data_folder(data_dir)
    folder.create()
    with contextlib.ExitStack() as use:
        # First the use, then the look: a temporary stack that was seen must not stop before it is used.
        use.enter_context(_used(folder))
        stack = wait_for(folder.root)
        if stack is not None:
            yield stack
            return
        process = _spawn(folder, port=port, tethered=True)
        try:
            yield _until_up(process, folder, report)
        finally:
            use.close()
            _let_go(process, folder, report)


@contextmanager
def _used(folder: DataFolder) -> Iterator[None]:
    try:
        with locked(folder.users, seconds=_STOP_SECONDS, shared=True):
            yield
    except AlreadyLocked:
        raise StackError("The stack of another command does not stop. See `codevoyage status`.") from None


def _let_go(process: subprocess.Popen[str], folder: DataFolder, report: Report) -> None:
    """The end of its standard input tells it to stop; it does so as well when we are killed."""
    others = is_shared(folder.users)  # they look after it now; it stops after the last of them
    if process.stdin is not None:
        process.stdin.close()
    if others:
        _forget(process)
    else:
        _drain(process, report)


def keep(stack: RunningStack) -> bool:
    """Makes a temporary stack stay until `stop`. Whether it will: it may have begun to stop."""
    until = time.monotonic() + _KEEP_SECONDS
    while stack.state.temporary:
        _signal(stack.state.pid, KEEP)
        time.sleep(_PAUSE)
        now = connect(stack.folder.root)
        if now is None or now.state.pid != stack.state.pid or time.monotonic() > until:
            return False
        stack = now
    return True


def start_detached(data_dir: Path | None = None, *, port: int | None = None, report: Report = silent) -> RunningStack:
    """Starts a stack that stays when this process ends; returns when it is healthy.

    Raises StackError when it does not start.
    """
    folder = data_folder(data_dir)
    process = _spawn(folder, port=port, tethered=False)
    stack = _until_up(process, folder, report)
    _forget(process)
    return stack


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
        with locked(folder.lock, seconds=1.0):
            left = clear_leftovers(folder)
    except AlreadyLocked:
        raise StackError("The stack does not stop, or another one was just started. See `codevoyage status`.") from None
    return found or bool(left)


def _stop_supervisor(folder: DataFolder) -> None:
    until = time.monotonic() + _STOP_SECONDS
    told = 0
    while is_locked(folder.lock):
        state = read_state(folder.state)
        if state is not None and state.pid != told and is_alive(state.pid, state.created):
            _signal(state.pid, signal.SIGTERM)
            told = state.pid
        if time.monotonic() > until:
            if state is not None and is_alive(state.pid, state.created):
                _signal(state.pid, signal.SIGKILL)
            return
        time.sleep(_PAUSE)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        psutil.Process(pid).send_signal(number)
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied as error:
        raise StackError(f"The stack belongs to another user: process {pid} cannot be stopped from here.") from error


def _spawn(folder: DataFolder, *, port: int | None, tethered: bool) -> subprocess.Popen[str]:
    folder.create()
    command = [sys.executable, "-m", "codevoyage_cli.stack", str(folder.root)]
    if port is not None:
        command += ["--port", str(port)]
    if tethered:
        command.append("--tethered")
    with open(open_log(folder.logs / _SUPERVISOR_LOG), "wb") as log:  # noqa: PTH123  # of a descriptor
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if tethered else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder.root,
            text=True,
            start_new_session=True,
        )


def _until_up(process: subprocess.Popen[str], folder: DataFolder, report: Report) -> RunningStack:
    with contextlib.closing(_events(process, seconds=_START_SECONDS)) as events:
        for event in events:
            report(event)
            if event.what is What.BROKEN:
                process.wait(_STOP_SECONDS)
                raise StackError(event.detail)
            stack = connect(folder.root) if event.what is What.UP else None
            if stack is not None:
                return stack
    process.wait(_STOP_SECONDS)
    lines = last_lines(folder.logs / _SUPERVISOR_LOG)
    raise StackError(f"The stack ended while it was starting (exit code {process.returncode}).\n{lines}".rstrip())


def _forget(process: subprocess.Popen[str]) -> None:
    """Leaves it running when we end, without a warning about that."""
    process.returncode = 0
    if process.stdout is not None:
        process.stdout.close()


def _events(process: subprocess.Popen[str], *, seconds: float) -> Generator[Event, None, None]:
    """What it says, until it says no more. It is killed when that takes longer than so many seconds."""
    guard = threading.Timer(seconds, process.kill)
    guard.start()
    try:
        for line in process.stdout or ():
            with contextlib.suppress(ValueError, TypeError, KeyError):
                yield Event.from_line(line)
    finally:
        guard.cancel()


def _drain(process: subprocess.Popen[str], report: Report) -> None:
    """Waits for its end, while it says how it stops."""
    for event in _events(process, seconds=_STOP_SECONDS):
        report(event)
    process.wait(_STOP_SECONDS)
    if process.stdout is not None:
        process.stdout.close()
