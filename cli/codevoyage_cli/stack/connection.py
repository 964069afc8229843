"""Finding the stack that is up on a data folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.folder import DataFolder, data_folder
from codevoyage_cli.stack.lock import is_locked
from codevoyage_cli.stack.state import Phase, StackState, read_state

#: Seconds for another process's stack to become ready: a first start on a slow disk, with migrations.
START_SECONDS: Final = 180.0
_PAUSE: Final = 0.05


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

    @property
    def internal(self) -> Mapping[str, str]:
        """host:port of the services behind it: `ingest`, `analysis`, `insights`. For tests and measurements."""
        return self.state.internal


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
    until = time.monotonic() + START_SECONDS
    while is_locked(folder.lock):
        stack = connect(folder.root)
        if stack is not None:
            return stack
        if time.monotonic() > until:
            raise StackError(f"Another process has been starting or stopping the stack for {START_SECONDS:.0f} s.")
        time.sleep(_PAUSE)
    return None
