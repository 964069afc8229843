"""A bare clone of ours, of HEAD's branch alone: whole, or not there at all."""

from __future__ import annotations

import errno
import math
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import DiskFull, RepositoryMoved
from codevoyage_ingest.git.address import Source, SourceKind
from codevoyage_ingest.git.head import Head, read_head
from codevoyage_ingest.git.limits import Limits
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.remote import CloneProgress, Remote
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.git.tether import Tether

#: Branches that are read, in this order, where HEAD points nowhere; then the first in byte order.
_USUAL_BRANCHES = (b"main", b"master", b"trunk")


@dataclass(frozen=True, kw_only=True)
class Clone:
    """A clone and its head; `git` reads it."""

    git: Git
    head: Head


def clone(
    source: Source,
    *,
    destination: Path,
    limits: Limits | None = None,
    memory: PeakMemory | None = None,
    tether: Tether | None = None,
    seconds: float = math.inf,
    on_progress: Callable[[CloneProgress], None] | None = None,
    cancelled: Callable[[], bool] = never,
    egress: EgressRules | None = None,
) -> Clone:
    """Clone a source to `destination`, which appears only when it is whole; what stood there before is removed.

    seconds: for each of its steps. on_progress: called from another thread, at most a few times a second. egress:
    which hosts may be reached; by default public ones.
    HEAD that points to no branch: `main`, `master`, `trunk`, or the first branch in byte order is read instead, and
    named in the head. A repository without a commit is cloned too: its head has no commit id.
    Errors: AddressNotPermitted, Cancelled, DiskFull, GitTimedOut, RepositoryCorrupt, RepositoryNeedsCredentials,
    RepositoryNotFound, RepositoryUnreachable, QuotaExceeded, GitFailed; nothing is left then.
    """
    scratch = destination.with_name(f".{destination.name}.{secrets.token_hex(4)}")
    work = _Cloning(
        remote=Remote(
            git=Git(source=source.display, limits=limits or Limits(), memory=memory or PeakMemory(), tether=tether),
            source=source,
            scratch=scratch,
            seconds=seconds,
            on_progress=on_progress,
            cancelled=cancelled,
            egress=egress or EgressRules(),
        ),
        scratch=scratch,
    )
    try:
        try:
            head = work.run()
        except RepositoryMoved:
            # GitLab points from the short form of an address to this one, in a way that git may not follow.
            if source.kind is not SourceKind.HTTPS or source.address.endswith(".git"):
                raise
            moved = replace(source, address=f"{source.address.rstrip('/')}.git")
            head = replace(work, remote=replace(work.remote, source=moved)).run()
        shutil.rmtree(destination, ignore_errors=True)
        (work.scratch / "repository").rename(destination)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise
    finally:
        shutil.rmtree(work.scratch, ignore_errors=True)
    return Clone(git=work.reader(destination), head=head)


@dataclass(frozen=True, kw_only=True)
class _Cloning:
    remote: Remote
    scratch: Path

    def reader(self, directory: Path) -> Git:
        return replace(self.remote.git, directory=directory)

    def run(self) -> Head:
        directory = self.scratch / "repository"
        self._clone(directory)
        head = read_head(self.reader(directory), cancelled=self.remote.cancelled)
        if head.commit_id:
            return head
        branch = self._branch()
        if branch is None:
            return head
        shutil.rmtree(directory)
        self._clone(directory, f"--branch={os.fsdecode(branch)}")
        return read_head(self.reader(directory), cancelled=self.remote.cancelled)

    def _clone(self, directory: Path, *options: str) -> None:
        self.remote.ask(
            "clone",
            "--bare",
            "--single-branch",
            "--no-tags",
            "--no-recurse-submodules",
            # Objects that a local source borrows are copied: nothing but our clone is read afterwards.
            "--dissociate",
            # Without `--local`: a path is linked anyway, and copied where links are not possible.
            "--progress",
            *options,
            "--end-of-options",
            self.remote.source.address,
            str(directory),
        )

    def _branch(self) -> bytes | None:
        """The branch to read where HEAD leads to no commit; None if there is no branch."""
        answer = self.remote.ask("ls-remote", "--heads", "--quiet", "--end-of-options", self.remote.source.address)
        names = [line.partition(b"\trefs/heads/")[2] for line in answer.split(b"\n") if line]
        return next((name for name in _USUAL_BRANCHES if name in names), min(names, default=None))
