"""Having a stack: the one that is up, or one that is started, for a block or to stay."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.connection import RunningStack, connect, wait_for
from codevoyage_cli.stack.folder import DataFolder, data_folder
from codevoyage_cli.stack.lock import AlreadyLocked, locked
from codevoyage_cli.stack.report import Report, silent
from codevoyage_cli.stack.signals import KEEP, send
from codevoyage_cli.stack.supervisor_process import STOP_SECONDS, SupervisorProcess

#: Seconds for a supervisor to take note of a signal.
_KEEP_SECONDS: Final = 5.0
_PAUSE: Final = 0.05


@contextmanager
def running(
    data_dir: Path | None = None, *, port: int | None = None, report: Report = silent
) -> Iterator[RunningStack]:
    """The stack that is up; or one that is started for the block and stopped after it, whatever happens in it.

    One that was started so and that others use by then stops after the last of them. port: of the gateway, for a stack
    that is started. Raises StackError when it does not start.
    """
    folder = data_folder(data_dir)
    folder.create()
    with contextlib.ExitStack() as use:
        # First the use, then the look: a temporary stack that was seen must not stop before it is used.
        use.enter_context(_used(folder))
        stack, supervisor = _found_or_started(folder, port=port, tethered=True, report=report)
        try:
            yield stack
        finally:
            use.close()
            if supervisor is not None:
                supervisor.let_go()
                supervisor.until_down()


def start_detached(data_dir: Path | None = None, *, port: int | None = None, report: Report = silent) -> RunningStack:
    """The stack that is up; or one that is started and stays when this process ends. Returns when it is healthy.

    Raises StackError when it does not start.
    """
    stack, supervisor = _found_or_started(data_folder(data_dir), port=port, tethered=False, report=report)
    if supervisor is not None:
        supervisor.forget()
    return stack


def keep(stack: RunningStack) -> bool:
    """Makes a stack stay that was started for a block. Whether it will: it may have begun to stop."""
    until = time.monotonic() + _KEEP_SECONDS
    while stack.state.temporary:
        send(stack.state.pid, KEEP)
        time.sleep(_PAUSE)
        now = connect(stack.folder.root)
        if now is None or now.state.pid != stack.state.pid or time.monotonic() > until:
            return False
        stack = now
    return True


def _found_or_started(
    folder: DataFolder, *, port: int | None, tethered: bool, report: Report
) -> tuple[RunningStack, SupervisorProcess | None]:
    while True:
        found = wait_for(folder.root)
        if found is not None:
            return found, None
        supervisor = SupervisorProcess(folder, port=port, tethered=tethered, report=report)
        try:
            return supervisor.until_up(), supervisor
        except AlreadyLocked:
            supervisor.forget()  # somebody else was quicker: theirs is as good
        except BaseException:
            supervisor.terminate()
            supervisor.until_down()
            raise


@contextmanager
def _used(folder: DataFolder) -> Iterator[None]:
    try:
        with locked(folder.users, seconds=STOP_SECONDS, shared=True):
            yield
    except AlreadyLocked:
        raise StackError("The stack of another command does not stop. See `codevoyage status`.") from None
