"""A stack in a process of its own: `python -m codevoyage_cli.stack DATA_DIR [--port N] [--tethered]`.

Progress goes to standard output as lines (`report.Event`), until the stack is up. Tethered: it stops when standard
input ends, which it does however the other end dies.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from codevoyage_cli.errors import CommandFailed
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.lock import AlreadyLocked
from codevoyage_cli.stack.report import Event, What
from codevoyage_cli.stack.run import run_stack


def main() -> int:
    """Runs until it is told to end."""
    parser = argparse.ArgumentParser(prog="python -m codevoyage_cli.stack", description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--port", type=int)
    parser.add_argument("--tethered", action="store_true")
    options = parser.parse_args()
    try:
        run_stack(
            DataFolder(options.data_dir),
            port=options.port,
            report=_tell,
            until=_standard_input_ends if options.tethered else None,
        )
    except AlreadyLocked:
        _tell(Event(what=What.BROKEN, detail="locked"))
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


def _standard_input_ends() -> asyncio.Future[None]:
    return asyncio.ensure_future(_read_to_end())


async def _read_to_end() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass


if __name__ == "__main__":
    raise SystemExit(main())
