"""What a stack left behind whose supervisor was killed: found by number and time of creation, and ended."""

from __future__ import annotations

import contextlib
import signal
import time
from pathlib import Path
from typing import Final

import psutil

from codevoyage_cli.stack.child import kill_session, session_members
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.state import StackState, read_state

#: psutil derives the time of creation from the machine's boot time, which the clock's corrections move a little.
_CLOCK_SECONDS: Final = 2.0
#: Seconds for PostgreSQL's immediate shutdown, and for the kernel after SIGKILL.
_END_SECONDS: Final = 10.0
_PAUSE: Final = 0.05


def is_alive(pid: int, created: float) -> bool:
    """Whether this very process still runs, and not another one with its number."""
    if pid <= 0:
        return False
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - created) <= _CLOCK_SECONDS and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def clear_leftovers(folder: DataFolder) -> list[str]:
    """Ends and removes what no supervisor looks after any more; names of the parts that still ran.

    Call it while holding the lock, or with no stack up: nothing here looks whether one is.
    """
    state = read_state(folder.state)
    ended = [] if state is None else _end_parts(state)
    _clear_postmaster(folder.postgres)
    (folder.gateway / "admin.sock").unlink(missing_ok=True)
    folder.state.unlink(missing_ok=True)
    for draft in folder.root.glob(".stack.json.*"):
        draft.unlink(missing_ok=True)
    return ended


def _end_parts(state: StackState) -> list[str]:
    ended = []
    for part in state.parts:
        if part.pid <= 0:
            continue
        leader = is_alive(part.pid, part.created)
        if not leader and psutil.pid_exists(part.pid):
            continue  # the number went to another process, which it can only when nothing of the session was left
        since = part.created - _CLOCK_SECONDS
        if not leader and not session_members(part.pid, since=since):
            continue
        ended.append(part.name)
        if part.name == "postgres":
            _end_postgres(part.pid, since=since)
        else:
            kill_session(part.pid, since=since)
    for part in state.parts:
        if part.name in ended:
            _wait_for_end(part.pid, since=part.created - _CLOCK_SECONDS)
    return ended


def _end_postgres(pid: int, *, since: float) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).send_signal(
            signal.SIGQUIT
        )  # immediate: it ends its children itself, recovery does the rest
    if not _wait_for_end(pid, since=since):
        kill_session(pid, since=since)


def _clear_postmaster(cluster: Path) -> None:
    """Takes away the lock file of a PostgreSQL that is gone: its number may belong to somebody else by now."""
    lock = cluster / "postmaster.pid"
    try:
        pid = int(lock.read_text(encoding="ascii").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if Path(process.cwd()) == cluster:
            _end_postgres(pid, since=0.0)
    lock.unlink(missing_ok=True)


def _wait_for_end(session: int, *, since: float) -> bool:
    """Whether nothing of the session is left, after a while."""
    until = time.monotonic() + _END_SECONDS
    while any(_counts(process) for process in session_members(session, since=since)):
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)
    return True


def _counts(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE  # those are for whoever became their parent to reap
    except psutil.NoSuchProcess:
        return False
