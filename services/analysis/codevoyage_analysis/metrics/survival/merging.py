"""What a commit makes of its parents' files: the rule by which `git blame` passes lines on.

A file whose content a parent has is that parent's, whole: the first one's that has it at the same path, else the first
one's that has it under another name. Otherwise each parent in turn gets the lines that it has, of those that no earlier
one got; what is left, the commit wrote. (`pass_blame` in git's blame.c, of which this is the other direction.)
"""

from __future__ import annotations

from collections.abc import Sequence

from codevoyage_analysis.metrics.survival.changes import Change, Status
from codevoyage_analysis.metrics.survival.spans import ENDLESS, Spans, overlaid, rewritten, written
from codevoyage_analysis.metrics.survival.trees import Tree

_PASSED_ON = (Status.MODIFIED, Status.RENAMED)


class FileUnknown(ValueError):
    """A change of a file that its parent does not have."""


def files_of(
    commit: int, changes: Sequence[Change], parents: Sequence[Tree]
) -> tuple[list[int], list[tuple[int, Spans]]]:
    """Paths that go, and files that come to stand, beside what the first parent has.

    parents: their trees; of a root an empty one. Raises FileUnknown, HunksMisfit for changes of another history.
    """
    gone = [change.old_path for change in changes if not change.parent and change.status == Status.RENAMED]
    gone += [change.path for change in changes if not change.parent and change.status == Status.DELETED]
    against: dict[int, list[Change]] = {}
    for change in changes:
        if change.status != Status.DELETED:
            against.setdefault(change.path, []).append(change)
    return gone, [(path, _file(commit, told, parents)) for path, told in against.items()]


def _file(commit: int, told: list[Change], parents: Sequence[Tree]) -> Spans:
    """told: changes of one path, parent by parent."""
    if told[0].taken_from:
        return _of(parents[told[0].taken_from], told[0].path)
    for status in _PASSED_ON:
        for change in told:
            if change.status == status and change.same_content:
                return _of(parents[change.parent], change.old_path)
    passed = [change for change in told if change.status in _PASSED_ON]
    if any(change.binary for change in told):
        return written(ENDLESS, commit)  # no lines are compared: the whole content is new
    if not passed:
        return written(int(told[0].hunks[:, 3].sum()), commit)
    first, *others = passed
    whole = _account(first, parents, commit)
    for change in others:
        whole = overlaid(whole, _account(change, parents, commit), unknown=commit)
    return whole


def _account(change: Change, parents: Sequence[Tree], commit: int) -> Spans:
    return rewritten(_of(parents[change.parent], change.old_path), change.hunks, origin=commit)


def _of(tree: Tree, path: int) -> Spans:
    found = tree.get(path)
    if found is None:
        raise FileUnknown(f"path {path} does not stand in the parent")
    return found
