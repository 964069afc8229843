"""Who PostgreSQL runs as: it refuses root, and CodeVoyage must also start where everybody is root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from codevoyage_cli.errors import StackError

TETHER: Final = Path(__file__).with_name("tether.py")
#: Seconds for a process that does nothing; a tenth is much.
_PROBE_SECONDS: Final = 10


@dataclass(frozen=True)
class Identity:
    """A change of user between fork and exec, as `tether.py` takes it."""

    kind: Literal["same", "namespace", "user"] = "same"
    uid: int = 0
    gid: int = 0

    def __str__(self) -> str:
        return self.kind if self.kind == "same" else f"{self.kind}:{self.uid}:{self.gid}"

    @property
    def owner(self) -> tuple[int, int] | None:
        """User and group that its files must belong to, if they have to be handed over."""
        match self.kind:
            case "same":
                return None
            case "namespace":
                return os.geteuid(), os.getegid()  # for the file system it is still who we are
            case "user":
                return self.uid, self.gid


SAME: Final = Identity()


def postgres_identity(*, data_dir: Path, programs: Path) -> Identity:
    """Ourselves; for root, nobody in a user namespace; where that is refused (some containers), nobody.

    Raises StackError when nobody cannot reach the data folder or the programs.
    """
    if os.geteuid() != 0:
        return SAME
    nobody = pwd.getpwnam("nobody")  # initdb asks for the name of the user that it runs as
    namespace = Identity("namespace", nobody.pw_uid, nobody.pw_gid)
    if sys.platform == "linux" and _possible(namespace):
        return namespace
    for path in (data_dir.parent, programs):
        closed = _closed_to_others(path)
        if closed is not None:
            raise StackError(
                f"PostgreSQL refuses to run as root, and other users cannot enter {closed}. Run codevoyage as an "
                "ordinary user, or give a --data-dir that others can reach, for example /var/lib/codevoyage."
            )
    return Identity("user", nobody.pw_uid, nobody.pw_gid)


def _possible(identity: Identity) -> bool:
    true = shutil.which("true")
    if true is None:
        return False
    command = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), "9", str(identity), true]
    try:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def _closed_to_others(path: Path) -> Path | None:
    """The first folder on the way that others may not pass through."""
    for folder in reversed((path, *path.parents)):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def hand_over(folder: Path, identity: Identity) -> None:
    """Gives a tree to whom it must belong to; a look at its root when it does already."""
    owner = identity.owner
    if owner is None or (folder.stat().st_uid, folder.stat().st_gid) == owner:
        return
    for path in folder.rglob("*"):
        os.chown(path, *owner, follow_symlinks=False)
    os.chown(folder, *owner)  # last: a tree handed over in part is handed over again
