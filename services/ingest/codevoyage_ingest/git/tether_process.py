"""The process at the other end of `tether`: reads groups from its standard input, and ends those left at its end.

`+123` a group is alive, `-123` it is not ours to end any more. Uses the standard library alone.
"""

import os
import signal
import sys


def main() -> None:
    """Until the pipe breaks."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it ends with the worker, not before
    groups: set[int] = set()
    for line in sys.stdin.buffer:
        sign, group = line[:1], int(line[1:])
        if sign == b"+":
            groups.add(group)
        else:
            groups.discard(group)
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            continue


if __name__ == "__main__":
    main()
