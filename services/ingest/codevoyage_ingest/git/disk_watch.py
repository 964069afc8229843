"""Watches the disk while git writes a clone: how large it grows, and how much room is left."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from codevoyage_ingest.errors import DiskFull, IngestError, QuotaExceeded

#: Seconds between looks. A fast network writes a hundred megabytes in one.
LOOK_SECONDS: Final = 0.5


class DiskWatch:
    """A thread for the length of a block. `exceeded` is for git's `cancelled`; `check` tells why afterwards."""

    def __init__(self, folder: Path, *, source: str, clone_bytes: int, free_bytes: int) -> None:
        """folder: where git writes; it need not be there yet. clone_bytes: that it may hold. free_bytes: that its
        file system must keep free."""
        self._folder = folder
        self._source = source
        self._clone_bytes = clone_bytes
        self._free_bytes = free_bytes
        self._error: IngestError | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="disk-watch", daemon=True)

    def __enter__(self) -> Self:
        self._look()
        self.check()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if error is None and self._error is None:
            self._look()  # a clone may be whole before the first look

    def exceeded(self) -> bool:
        """Whether git must stop."""
        return self._error is not None

    def check(self) -> None:
        """Raises QuotaExceeded or DiskFull if a bound was reached."""
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while self._error is None and not self._ended.wait(LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        if free_bytes(self._folder) < self._free_bytes:
            self._error = DiskFull()
        elif self._clone_bytes and own_bytes(self._folder) > self._clone_bytes:
            self._error = QuotaExceeded(
                f"{self._source} is larger than {self._clone_bytes:,} bytes, the most that is cloned here. "
                "Have CODEVOYAGE_CLONE_BYTES raised, then retry.",
                bound="clone_bytes",
                value=self._clone_bytes,
                unit="bytes",
            )


def free_bytes(folder: Path) -> int:
    """Room on the file system of a folder, or of the nearest one above it that is there."""
    while True:
        try:
            return shutil.disk_usage(folder).free
        except FileNotFoundError:
            folder = folder.parent


def own_bytes(folder: Path) -> int:
    """Bytes below a folder. Files that a local repository shares by links take no room, and count for nothing."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.lstat(f"{path}/{name}")
            except OSError:
                continue  # git renames and removes while we look
            if status.st_nlink == 1:
                total += status.st_size
    return total
