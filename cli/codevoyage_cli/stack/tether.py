"""What runs between the start of a child and its program: ties it to its parent, lays down root. Then it is gone.

Run as a script without site packages (`python -I -S tether.py PARENT SIGNAL IDENTITY PROGRAM …`), because it must be
quick and because code between fork and exec in a process with threads is asking for a deadlock. After it the process
is the program, with the same number.

PARENT: the process that has just started this one. SIGNAL: sent by the kernel when that one is gone (Linux; elsewhere
the next `up` or `down` ends what was left). IDENTITY: `same`, `namespace:UID:GID` (root of the machine becomes UID in
a user namespace of its own: no file changes hands, and parents need not be open to others), or `user:UID:GID`.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_NOT_STARTED = 127  # what shells say


def _enter_namespace(uid: int, gid: int) -> None:
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "a user namespace was refused")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {outer_uid} 1"),
        ("gid_map", f"{gid} {outer_gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123  # pathlib would double the time to start
            file.write(line)


def _become(identity: str) -> None:
    kind, _, numbers = identity.partition(":")
    if kind == "same":
        return
    uid, gid = (int(number) for number in numbers.split(":"))
    if kind == "namespace":
        _enter_namespace(uid, gid)
    else:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def _tie(parent: int, signal: int) -> None:
    if sys.platform != "linux":
        return
    # After the change of identity, which would undo it.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        raise SystemExit(_NOT_STARTED)


def main() -> None:
    """Becomes the program; ends with 127 and a sentence when it cannot."""
    parent, signal, identity, *command = sys.argv[1:]
    try:
        _become(identity)
        _tie(int(parent), int(signal))
        os.execv(command[0], command)  # noqa: S606
    except OSError as error:
        print(f"{command[0]} was not started: {error.strerror}", file=sys.stderr)
        raise SystemExit(_NOT_STARTED) from None


if __name__ == "__main__":
    main()
