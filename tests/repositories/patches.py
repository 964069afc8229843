"""Hunks by `git log -U0 -p`, read slowly: line by line, each hunk as long as its own counts say."""

from __future__ import annotations

import re

from tests.repositories.oracle import Oracle

Hunk = tuple[int, int, int, int]
_HEADER = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def hunks_of(oracle: Oracle, commit: str, *, parent: str = "") -> list[tuple[str, bytes, bytes, list[Hunk]]]:
    """(status, old path, path, hunks) of each change, in git's order. parent: compared with; empty: the only one."""
    ends = ("--root", commit) if not parent else (parent, commit)
    options = ("-r", "-M", "-l1000", "--no-commit-id")
    named = oracle.git("diff-tree", "--name-status", "-z", *options, *ends).split(b"\0")[:-1]
    text = oracle.git("diff-tree", "-p", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", *options, *ends)
    patches = patches_in(text.split(b"\n"))
    found, at = [], 0
    while at < len(named):
        status = named[at][:1].decode()
        count = 2 if status == "R" else 1
        paths = named[at + 1 : at + 1 + count]
        at += 1 + count
        hunks = patches.pop(0)
        if status == "T":  # a deletion and an addition
            hunks = hunks + patches.pop(0)
        found.append((status, paths[0], paths[-1], hunks))
    assert not patches
    return found


def merged_from(oracle: Oracle, commit: str) -> list[tuple[str, bytes, bytes, int, int, list[Hunk]]]:
    """(status, old path, path, parent, taken from, hunks) of each change of a merge that is told, in order.

    What some parent has as it is, is found by comparing whole trees; hunks are those of each parent's own diff.
    """
    parents = oracle.parents(commit)
    against = [hunks_of(oracle, commit, parent=parent) for parent in parents]
    blobs = [_blobs(oracle, each) for each in (commit, *parents)]
    told, unlike = [], []
    for status, old_path, path, hunks in against[0]:
        same = [at for at, of_parent in enumerate(blobs[1:]) if of_parent.get(path) == blobs[0].get(path)]
        if status != "D" and not same:
            unlike.append(path)
        told.append((status, old_path, path, 0, same[0] if status != "D" and same else 0, hunks))
    for number, changes in enumerate(against[1:], 1):
        by_path = {change[2]: change for change in changes}
        for path in unlike:
            status, old_path, _, hunks = by_path[path]
            told.append((status, old_path, path, number, 0, hunks))
    return told


def _blobs(oracle: Oracle, commit: str) -> dict[bytes, tuple[int, str]]:
    return {entry.path: (entry.mode, entry.blob) for entry in oracle.tree(commit)}


def patches_in(lines: list[bytes]) -> list[list[Hunk]]:
    """The hunks of each patch, in the order of the patches."""
    patches: list[list[Hunk]] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith(b"diff --git "):
            patches.append([])
        elif (header := _HEADER.match(line)) is not None:
            old_start, old_count, new_start, new_count = (
                int(group) if group is not None else 1 for group in header.groups()
            )
            patches[-1].append((old_start, old_count, new_start, new_count))
            for sign, count in ((b"-", old_count), (b"+", new_count)):
                for _ in range(count):
                    assert lines[at].startswith(sign)
                    at += 1
                if lines[at].startswith(b"\\"):
                    at += 1
    return patches
