"""What `git diff-tree -z --raw` writes of merges: against one parent, or of files that no parent has as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codevoyage_ingest.git.tokens import Tokens
from codevoyage_ingest.hunks.patches import FileHunks, MalformedPatches


@dataclass(frozen=True, kw_only=True)
class Combined:
    """A file of a merge that is other than each parent's. mode, blob: the merge's.

    statuses: against each parent `A`, `M`, `D`, `T`. old_modes, old_blobs: the parents' at the same path.
    """

    path: bytes
    mode: bytes
    blob: bytes
    statuses: bytes
    old_modes: Sequence[bytes]
    old_blobs: Sequence[bytes]


def plain(tokens: Tokens, names: Sequence[bytes]) -> list[list[FileHunks]]:
    """The changes of each commit, without hunks. names: hexadecimal ids, as asked. Errors: MalformedPatches."""
    found: list[list[FileHunks]] = []
    at = 0
    try:
        for name in names:
            at = _named(tokens, at, name)
            files: list[FileHunks] = []
            while tokens[at].startswith(b":"):
                record, old_path, path = tokens[at], tokens[at + 1], tokens[at + 1]
                at += 2
                if record[-4:-3] == b"R":
                    path = tokens[at]
                    at += 1
                files.append(FileHunks(record=record, old_path=old_path, path=path))
            found.append(files)
        if tokens[at : at + 2] != [b""]:
            raise MalformedPatches("more than was asked for")
    except IndexError as error:
        raise MalformedPatches("an answer that ends early") from error
    return found


def combined(tokens: Tokens, names: Sequence[bytes]) -> list[list[Combined]]:
    """The same of what was asked with `-c`: `::mode.. mode id.. id statuses`, as many each as there are parents."""
    found: list[list[Combined]] = []
    at = 0
    try:
        for name in names:
            at = _named(tokens, at, name)
            files: list[Combined] = []
            while tokens[at].startswith(b"::"):
                words = tokens[at].lstrip(b":").split(b" ")
                parents = (len(words) - 3) // 2
                files.append(
                    Combined(
                        path=tokens[at + 1],
                        mode=words[parents],
                        blob=words[-2],
                        statuses=words[-1],
                        old_modes=words[:parents],
                        old_blobs=words[parents + 1 : -2],
                    )
                )
                at += 2
            found.append(files)
        if tokens[at : at + 2] != [b""]:
            raise MalformedPatches("more than was asked for")
    except IndexError as error:
        raise MalformedPatches("an answer that ends early") from error
    return found


def _named(tokens: Tokens, at: int, name: bytes) -> int:
    if tokens[at] != name:
        raise MalformedPatches("neither a change nor a commit")
    return at + 1
