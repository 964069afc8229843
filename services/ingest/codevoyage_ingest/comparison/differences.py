"""What git says of two commits: their merge base, who is ahead by how much, and the changes from there to the head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from codevoyage_ingest.comparison.fetching import Fetched
from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.change_columns import ChangeColumns, MalformedChanges, parse_changes
from codevoyage_ingest.git.changes import RENAME_LIMIT
from codevoyage_ingest.git.diff_tree import DiffTree


@dataclass(frozen=True, kw_only=True)
class Differences:
    """merge_bases: raw ids, the best first; none: there is no common ancestor, and nothing else was asked.

    ahead, behind: commits of one history that are not in the other. changes: from the first merge base to the head.
    """

    merge_bases: list[bytes]
    ahead: int = 0
    behind: int = 0
    changes: ChangeColumns | None = None


def differences(fetched: Fetched, *, cancelled: Callable[[], bool]) -> Differences:
    """Asks git. Errors: Cancelled, QuotaExceeded for too many changes, and as git's end means."""
    git, both = fetched.git, f"{fetched.base.hex()}...{fetched.head.hex()}"
    # In the order of `merge-base --all`, which would fail where there is none.
    said = git.ask("rev-parse", both, cancelled=cancelled).decode().split()
    merge_bases = [bytes.fromhex(word[1:]) for word in said if word.startswith("^")]
    if not merge_bases:
        return Differences(merge_bases=[])
    counted = git.ask("rev-list", "--left-right", "--count", "--end-of-options", both, "--", cancelled=cancelled)
    behind, ahead = map(int, counted.split())
    return Differences(
        merge_bases=merge_bases,
        ahead=ahead,
        behind=behind,
        changes=_changes(fetched, merge_bases[0], cancelled=cancelled),
    )


def _changes(fetched: Fetched, merge_base: bytes, *, cancelled: Callable[[], bool]) -> ChangeColumns:
    options = ("--raw", "--numstat", "-M", f"-l{RENAME_LIMIT}")
    with DiffTree(fetched.git, *options, cancelled=cancelled) as tree:
        tree.ask([f"{fetched.head.hex()} {merge_base.hex()}"])
        try:
            found = parse_changes(tree.answer(), [(0, fetched.head)], rename_limit=RENAME_LIMIT)
        except MalformedChanges as error:
            raise RepositoryCorrupt(fetched.git.source, detail=f"changes cannot be read: {error}") from error
        tree.finish()
    return found
