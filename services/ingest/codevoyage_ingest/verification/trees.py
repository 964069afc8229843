"""The tree at one commit: what is stored against what git says, path by path, both in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from codevoyage_ingest.verification.facts import FactKind, TreeFile
from codevoyage_ingest.verification.findings import Findings, shown


def compare_tree(name: str, stored: Iterator[TreeFile], told: Iterator[TreeFile]) -> Findings:
    """Every path of either side, in one pass; what is held is one entry of each.

    name: of the commit, for the sentences. stored, told: in ascending order of paths.
    """
    findings = Findings()
    findings.count(FactKind.TREES)
    ours, git = next(stored, None), next(told, None)
    while ours is not None or git is not None:
        findings.count(FactKind.TREE_FILES)
        if git is None or (ours is not None and ours.path < git.path):
            assert ours is not None  # noqa: S101  one of the two is there
            findings.differ(FactKind.TREE_FILES, f"{shown(ours.path)} stands at {name}, git does not have it there.")
            ours = next(stored, None)
        elif ours is None or git.path < ours.path:
            findings.differ(FactKind.TREE_FILES, f"{shown(git.path)} is missing at {name}, git has it there.")
            git = next(told, None)
        else:
            if ours != git:
                findings.differ(FactKind.TREE_FILES, f"{shown(git.path)} at {name}: {_differing(ours, git)}.")
            ours, git = next(stored, None), next(told, None)
    if findings.differences:
        findings.differing[FactKind.TREES] += 1
    return findings


def _differing(ours: TreeFile, git: TreeFile) -> str:
    pairs = {
        "mode": (f"{ours.mode:06o}", f"{git.mode:06o}"),
        "blob": (ours.blob.hex(), git.blob.hex()),
        "bytes": (ours.bytes, git.bytes),
        "lines": (ours.lines, git.lines),
    }
    told = [f"{name} {_word(a)}, git says {_word(b)}" for name, (a, b) in pairs.items() if a != b]
    return "; ".join(told)


def _word(value: object) -> str:
    return "none" if value is None else str(value)
