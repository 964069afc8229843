"""Who wrote each line, by plain `git blame --porcelain`: no -w, -M, -C.

One difference to the walk along git's own changes is known. git blame looks for a file's old name by itself, one file
at a time; hence two files can come from one that went, where the list of changes (`-M`) gives it to one of them and
calls the other one new.
"""

from __future__ import annotations

import re

from tests.repositories.oracle import Oracle
from tests.repositories.patches import hunks_of

_GROUP = re.compile(rb"^([0-9a-f]{40,64}) \d+ (\d+)(?: (\d+))?$", re.MULTILINE)


def blamed(oracle: Oracle, commit: str, path: bytes) -> list[str]:
    """The commit of each line, first to last."""
    text = oracle.git("blame", "--porcelain", "--root", commit, "--", path.decode("utf-8", "surrogateescape"))
    found: dict[int, str] = {}
    for name, line, count in _GROUP.findall(text):
        if count:
            found.update(dict.fromkeys(range(int(line), int(line) + int(count)), name.decode()))
    return [found[line] for line in sorted(found)]


def may_come_from_a_shared_source(oracle: Oracle, commit: str) -> bool:
    """Whether git calls a file new in a commit where others went or were renamed."""
    statuses = {status for parent in oracle.parents(commit) for status, *_ in hunks_of(oracle, commit, parent=parent)}
    return "A" in statuses and bool(statuses & {"D", "R"})
