"""Has the counting compiled ahead, once a machine, where it takes nothing from anybody."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from codevoyage_ingest.git.counting.kernel import PLACE, is_kept

_log = logging.getLogger(__name__)
#: Seconds; it takes five on a core of its own, and it has the least priority.
_COMPILE_SECONDS: Final = 300.0
#: Seconds between two looks at whether this process is to end.
_LOOK_SECONDS: Final = 0.5


def prepare(folder: Path | None, stopping: threading.Event) -> threading.Thread | None:
    """Starts a process that compiles into a folder of ours, unless an earlier one did; the thread ends with it.

    To be called before anything is counted. folder: nobody else may write to it, because what is there is run.
    """
    if folder is None:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        _log.warning("%s belongs to somebody else: nothing is kept there", folder)
        return None
    os.environ[PLACE] = str(folder / _sources())
    thread = threading.Thread(target=_compile, args=(stopping,), name="prepare counting", daemon=True)
    thread.start()
    return thread


def _sources() -> str:
    """A name for what is compiled: numba looks at the file of a function alone, not at those of what it calls."""
    digest = hashlib.sha256()
    for each in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(each.read_bytes())
    return digest.hexdigest()[:16]


def _compile(stopping: threading.Event) -> None:
    if is_kept():
        return
    with subprocess.Popen(
        [sys.executable, "-m", "codevoyage_ingest.git.counting"],
        stdin=subprocess.PIPE,  # its end tells that this process has ended, however
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        left = _COMPILE_SECONDS
        while child.poll() is None:
            left -= _LOOK_SECONDS
            if stopping.wait(_LOOK_SECONDS) or left < 0:
                child.kill()
                return
    if child.returncode:
        _log.warning("counting could not be compiled ahead: exit code %d", child.returncode)
