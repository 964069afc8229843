"""Who wrote each line, by plain `git blame --porcelain`: no -w, -M, -C."""

from __future__ import annotations

import re

from tests.repositories.oracle import Oracle

_GROUP = re.compile(rb"^([0-9a-f]{40,64}) \d+ (\d+)(?: (\d+))?$", re.MULTILINE)


def blamed(oracle: Oracle, commit: str, path: bytes) -> list[str]:
    """The commit of each line, first to last."""
    text = oracle.git("blame", "--porcelain", "--root", commit, "--", path.decode("utf-8", "surrogateescape"))
    found: dict[int, str] = {}
    for name, line, count in _GROUP.findall(text):
        if count:
            found.update(dict.fromkeys(range(int(line), int(line) + int(count)), name.decode()))
    return [found[line] for line in sorted(found)]
