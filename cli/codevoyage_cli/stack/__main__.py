"""A stack in a process of its own: `python -m codevoyage_cli.stack DATA_DIR [--port N] [--tethered]`.

Progress goes to standard output as lines (`report.Event`). Tethered: it stops when standard input has ended, which it
does however the other end dies, and nobody else uses the stack any more.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
from functools import partial
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import CommandFailed
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.lock import AlreadyLocked, locked
from codevoyage_cli.stack.report import Event, What
from codevoyage_cli.stack.run import run_stack

#: Seconds between two looks whether somebody else uses the stack.
_PAUSE: Final = 0.2


def main() -> int:
    """Runs until it is told to end."""
    parser = argparse.ArgumentParser(prog="python -m codevoyage_cli.stack", description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--port", type=int)
    parser.add_argument("--tethered", action="store_true")
    options = parser.parse_args()
    folder = DataFolder(options.data_dir)
    try:
        with contextlib.ExitStack() as kept:
            until = partial(_nobody_uses_it, folder, kept) if options.tethered else None
            run_stack(folder, port=options.port, report=_tell, until=until)
    except AlreadyLocked:
        _tell(Event(what=What.TAKEN))
        return 1
    except CommandFailed as error:
        _tell(Event(what=What.BROKEN, detail=str(error)))
        return int(error.exit_code)
    return 0


def _tell(event: Event) -> None:
    try:
        sys.stdout.write(event.to_line())
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; the next write must not fail again, nor the flush at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _nobody_uses_it(folder: DataFolder, kept: contextlib.ExitStack) -> asyncio.Future[None]:
    return asyncio.ensure_future(_wait_for_users(folder, kept))


async def _wait_for_users(folder: DataFolder, kept: contextlib.ExitStack) -> None:
    await _read_to_end()
    told = False
    while True:
        try:
            # Held until the stack is down: who wants to use it now waits, and then starts one.
            kept.enter_context(locked(folder.users, seconds=0))
            return
        except AlreadyLocked:
            # Said by the one that decides: whoever else looked could take our own hold for that of another user.
            if not told:
                _tell(Event(what=What.USED))
                told = True
            await asyncio.sleep(_PAUSE)


async def _read_to_end() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass


if __name__ == "__main__":
    raise SystemExit(main())
