"""What stands at the end of HEAD in a clone of ours: by libgit2, which starts no process; by git where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pygit2

from codevoyage_ingest.git.runner import Git, never


@dataclass(frozen=True, kw_only=True)
class Head:
    """commit_id: raw, 20 or 32 bytes; empty: there is no commit. branch: `main`; empty: HEAD is detached.

    object_format: `sha1` or `sha256`. shallow: the history is cut off somewhere, figures are "at least".
    """

    commit_id: bytes
    branch: str
    object_format: str
    shallow: bool


def read_head(git: Git, *, cancelled: Callable[[], bool] = never) -> Head:
    """The head of a bare repository; without a commit if its branch is unborn. Errors: as git's end means."""
    shallow = git.directory is not None and (git.directory / "shallow").is_file()
    if git.directory is not None and (known := _by_libgit2(git.directory, shallow=shallow)) is not None:
        return known
    branches = git.ask("for-each-ref", "--format=%(HEAD)%(objectname) %(refname)", "refs/heads", cancelled=cancelled)
    for line in branches.split(b"\n"):
        if line.startswith(b"*"):
            name, _, reference = line[1:].partition(b" ")
            branch = reference.removeprefix(b"refs/heads/").decode("utf-8", "backslashreplace")
            return _head(bytes.fromhex(name.decode()), branch, shallow)
    with git.start("cat-file", "--batch-check", stdin=True, cancelled=cancelled) as process:
        process.feed([b"HEAD^{commit}\n"])
        answer = process.output().split()
    if answer[-1:] != [b"missing"]:
        return _head(bytes.fromhex(answer[0].decode()), "", shallow)
    object_format = git.ask("rev-parse", "--show-object-format", cancelled=cancelled).strip().decode()
    return Head(commit_id=b"", branch="", object_format=object_format, shallow=shallow)


def _by_libgit2(directory: Path, *, shallow: bool) -> Head | None:
    """The head of a repository with a commit; None where libgit2 cannot say (SHA-256, an unborn or broken HEAD)."""
    try:
        repository = pygit2.Repository(str(directory), pygit2.enums.RepositoryOpenFlag.BARE)
        head = repository.head
        # Its header alone: a commit may be as large as whoever made it liked.
        kind, _ = repository.odb.read_header(head.target)
        if kind != pygit2.enums.ObjectType.COMMIT or isinstance(head.target, str):
            return None
        commit = head.target.raw
    except (pygit2.GitError, KeyError, ValueError):
        return None
    branch = "" if head.name == "HEAD" else head.raw_shorthand.decode("utf-8", "backslashreplace")
    return _head(commit, branch, shallow)


def _head(commit_id: bytes, branch: str, shallow: bool) -> Head:
    object_format = "sha256" if len(commit_id) == 32 else "sha1"
    return Head(commit_id=commit_id, branch=branch, object_format=object_format, shallow=shallow)
