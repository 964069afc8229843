"""A clone that was kept, brought to the state of its source: what is read then is what a fresh clone would hold."""

from __future__ import annotations

import os
from typing import Final

from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.head import read_head
from codevoyage_ingest.git.remote import Remote

#: Packs beyond which looking for an object costs more than a fresh clone; each refresh adds one.
_PACKS: Final = 50
_BRANCHES: Final = "refs/heads/"


def refresh(remote: Remote) -> Clone | None:
    """Fetches what is new of HEAD's branch into `remote.git`'s repository, by force, and makes it the only branch.

    None where a fresh clone is the surer way: a detached HEAD, a source without commits, a shallow one, too many
    packs; then the repository is of no use any more. Of a source that has become shallow since, what was whole stays
    whole. Errors: as git's end means; the repository is as it was, but for
    objects that nothing refers to.
    """
    directory = remote.git.directory
    if (
        directory is None
        or (directory / "shallow").exists()
        or len(list(directory.glob("objects/pack/*.pack"))) > _PACKS
    ):
        return None
    branch = _branch(remote)
    if branch is None:
        return None
    reference = f"{_BRANCHES}{branch}"
    remote.ask(
        "fetch",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
        "--no-auto-maintenance",
        "--update-head-ok",
        "--progress",
        "--end-of-options",
        remote.source.address,
        f"+{reference}:{reference}",
    )
    if (directory / "shallow").exists():
        return None
    remote.git.ask("symbolic-ref", "HEAD", reference, cancelled=remote.cancelled)
    _forget_others(remote, reference)
    head = read_head(remote.git, cancelled=remote.cancelled)
    return Clone(git=remote.git, head=head) if head.commit_id else None


def _branch(remote: Remote) -> str | None:
    """The branch that the source's HEAD names; None if it names none, or leads to no commit."""
    answer = remote.ask("ls-remote", "--symref", "--quiet", "--end-of-options", remote.source.address, "HEAD")
    named, found = None, False
    for line in answer.split(b"\n"):
        what, _, name = line.partition(b"\t")
        if name == b"HEAD" and what.startswith(b"ref: refs/heads/"):
            named = os.fsdecode(what.removeprefix(b"ref: refs/heads/"))
        found = found or (name == b"HEAD" and not what.startswith(b"ref: "))
    return named if found else None


def _forget_others(remote: Remote, reference: str) -> None:
    references = remote.git.ask("for-each-ref", "--format=%(refname)", cancelled=remote.cancelled)
    for other in references.split(b"\n"):
        if other and other != os.fsencode(reference):
            remote.git.ask("update-ref", "-d", os.fsdecode(other), cancelled=remote.cancelled)
