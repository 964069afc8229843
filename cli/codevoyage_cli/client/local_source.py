"""What a person names to be read: an address is handed on, a path of this machine is permitted first."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import CommandFailed, WrongUsage
from codevoyage_cli.stack.folder import DataFolder

#: `https://…`, and what ingest refuses by name: `git@host:path`, `ext::…`.
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[^/]+@[^/]+:")


def source_of(given: str, folder: DataFolder) -> str:
    """The address as it is, or the real path of a folder, which is added to the list of those that may be read.

    Raises CommandFailed for a path that is not there or that the list cannot hold, WrongUsage for nothing at all.
    """
    if not given.strip():  # a variable of a script that was never set, not the folder we are in
        raise WrongUsage("The repository's name is empty. Give an https address, or the path of a folder.")
    path = Path(given).expanduser()
    if _ADDRESS.match(given) and not path.exists():
        return given
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        raise CommandFailed(
            f"There is no folder {given!r}. Give the path of a git repository on this machine, or an https address."
        ) from None
    if not real.is_dir():
        raise CommandFailed(f"{real} is not a folder. Give the folder of a git repository.")
    encoded = os.fsencode(real)
    if b"\n" in encoded or not _is_utf8(encoded):
        raise CommandFailed(f"{str(real)!a} has a name that cannot be permitted. Rename the folder, or link to it.")
    _permit(encoded, folder.local_roots)
    return str(real)


def _permit(path: bytes, roots: Path) -> None:
    """Adds a line to the list, once. One write of a short line to a file opened for appending is whole."""
    if roots.exists() and path in roots.read_bytes().splitlines():
        return
    descriptor = os.open(roots, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, path + b"\n")
    finally:
        os.close(descriptor)


def _is_utf8(encoded: bytes) -> bool:
    try:
        encoded.decode()
    except UnicodeDecodeError:
        return False
    return True
