"""Facts against git itself: every difference as a sentence; no sentence means no difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.exactness.collected import Change, Collected
from tests.repositories.oracle import Oracle

#: Mainline commits whose ancestors are counted.
_COUNTED = 10


def differences(facts: Collected, oracle: Oracle, *, positions: Iterable[int] | None = None) -> Iterator[str]:
    """What differs. positions: of the mainline commits whose trees are compared; None: all."""
    yield from commit_differences(facts, oracle)
    yield from count_differences(facts, oracle)
    yield from tree_differences(facts, oracle, positions=positions)


def commit_differences(facts: Collected, oracle: Oracle) -> Iterator[str]:
    """Ids and their order, parents, positions on the mainline, persons."""
    if len(facts.commits) != oracle.commit_count:
        yield f"{len(facts.commits)} commits, git counts {oracle.commit_count}"
    expected = oracle.commits()
    numbers = {commit.id: number for number, commit in enumerate(facts.commits)}
    if numbers.keys() != set(expected):
        yield "the commits are not those of `git rev-list`"
    for each in facts.commits:
        if any(numbers.get(parent, -1) > numbers[each.id] for parent in each.parents):
            yield f"{each.id} comes before a parent"
    listed = oracle.git("rev-list", "--parents", "HEAD").decode().splitlines()
    parents = {words[0]: tuple(words[1:]) for words in map(str.split, listed)}
    for each in facts.commits:
        if each.parents != parents.get(each.id):
            yield f"parents of {each.id} are {each.parents}, git says {parents.get(each.id)}"
    mainline = {each.position: each.id for each in facts.commits if each.position >= 0}
    if [mainline.get(position) for position in range(len(oracle.mainline))] != oracle.mainline:
        yield "the mainline is not that of `git rev-list --first-parent`"
    for position in range(0, len(oracle.mainline), max(1, len(oracle.mainline) // _COUNTED)):
        commit = oracle.mainline[position]
        reached = int(oracle.git("rev-list", "--count", commit))
        if numbers.get(commit) != reached - 1:
            yield f"{commit} is number {numbers.get(commit)}, git reaches {reached} commits from it"
    authors = {facts.persons[facts.signatures.index(commit.author)] for commit in facts.commits}
    if len(authors) != oracle.people:
        yield f"{len(authors)} people, git's authors by e-mail are {oracle.people}"


def count_differences(facts: Collected, oracle: Oracle) -> Iterator[str]:
    """Per non-merge commit: how many changes, insertions and deletions."""
    expected = oracle.totals()
    for commit, totals in expected.items():
        found = _totals(facts.changes.get(commit, []))
        # git's numstat has no line for a change of the mode alone; such changes count no lines.
        if found[1:] != totals[1:] or found[0] < totals[0]:
            yield f"{commit}: {found} (changes, insertions, deletions), git says {totals}"
    for commit in facts.changes.keys() - expected.keys():
        yield f"{commit} has changes, git says that it is a merge"


def tree_differences(facts: Collected, oracle: Oracle, *, positions: Iterable[int] | None = None) -> Iterator[str]:
    """Trees, path for path: mode, blob, bytes, lines."""
    for position in range(len(oracle.mainline)) if positions is None else positions:
        commit = oracle.mainline[position]
        found = {
            path: (version.mode, version.blob, version.size, version.lines)
            for path, version in facts.tree(position).items()
        }
        expected = {entry.path: (entry.mode, entry.blob, entry.size, entry.lines) for entry in oracle.tree(commit)}
        for path in sorted(found.keys() | expected.keys()):
            if found.get(path) != expected.get(path):
                yield f"{path!r} at {commit}: {found.get(path)}, git says {expected.get(path)}"


def _totals(changes: list[Change]) -> tuple[int, int, int]:
    return (
        len(changes),
        sum(change.insertions or 0 for change in changes),
        sum(change.deletions or 0 for change in changes),
    )
