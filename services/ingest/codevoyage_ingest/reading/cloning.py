"""A clone of a repository as its source has it now, whichever job wants one: kept and refreshed, or made afresh."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from codevoyage_common.errors import Cancelled
from codevoyage_ingest.errors import (
    DiskFull,
    GitTimedOut,
    IngestError,
    RepositoryCorrupt,
    RepositoryNeedsCredentials,
    RepositoryNotFound,
    RepositoryUnreachable,
)
from codevoyage_ingest.git.address import Source, resolve
from codevoyage_ingest.git.clone import Clone, clone
from codevoyage_ingest.git.disk_watch import DiskWatch
from codevoyage_ingest.git.head import read_head
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.refresh import refresh
from codevoyage_ingest.git.remote import CloneProgress, Remote
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.settings import IngestSettings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Cloner:
    """What a worker needs to bring repositories to its disk. memory: where git's peak is noted."""

    settings: IngestSettings
    tether: Tether
    kept: KeptClones
    memory: PeakMemory

    def bring(
        self,
        source: str,
        *,
        repository_id: str,
        folder: Path,
        interrupted: Callable[[], bool],
        on_progress: Callable[[CloneProgress], None],
    ) -> Clone:
        """Brings a source to `folder`/repository: from a clone that was kept and what is new since, or by a fresh one.

        The path or address is resolved anew: what was permitted when the job was asked for may not be any more.
        Raises what `resolve`, `clone` and `DiskWatch` raise, and Cancelled; then the clone is gone.
        """
        settings = self.settings
        resolved = resolve(source, roots=settings.permitted_roots())
        with self.speaking(resolved, folder=folder, interrupted=interrupted, on_progress=on_progress) as remote:
            return self._refreshed(repository_id, remote) or clone(
                resolved,
                destination=folder / "repository",
                limits=settings.git_limits(),
                memory=self.memory,
                tether=self.tether,
                seconds=settings.fetch_seconds,
                on_progress=on_progress,
                cancelled=remote.cancelled,
                egress=remote.egress,
            )

    @contextmanager
    def speaking(
        self,
        source: Source,
        *,
        folder: Path,
        interrupted: Callable[[], bool],
        on_progress: Callable[[CloneProgress], None],
    ) -> Iterator[Remote]:
        """A source, to be spoken with over `folder`/repository for the length of the block; the disk is watched.

        Raises what `DiskWatch` raises.
        """
        settings = self.settings
        disk = DiskWatch(
            folder, source=source.key, clone_bytes=settings.clone_bytes, free_bytes=settings.disk_free_bytes
        )
        self.kept.make_room()
        with disk:
            try:
                yield Remote(
                    git=self._git(source, folder / "repository"),
                    source=source,
                    scratch=folder / ".refresh",
                    seconds=settings.fetch_seconds,
                    on_progress=on_progress,
                    cancelled=lambda: interrupted() or disk.exceeded(),
                    egress=settings.egress(),
                )
            except Cancelled:
                disk.check()
                raise
        disk.check()

    def kept_as_it_is(self, source: str, *, repository_id: str, folder: Path) -> Clone | None:
        """The clone that was kept, taken to `folder`/repository without asking its source; None where there is none
        that is good for anything. Raises what `resolve` raises."""
        resolved = resolve(source, roots=self.settings.permitted_roots())
        repository = folder / "repository"
        if not self.kept.take(repository_id, repository):
            return None
        git = self._git(resolved, repository)
        try:
            return Clone(git=git, head=read_head(git))
        except IngestError as error:
            _log.warning("the kept clone of %s is of no use: %s", resolved.display, error)
            shutil.rmtree(repository, ignore_errors=True)
            return None

    @contextmanager
    def giving_back(self, source: str, *, repository_id: str, clone: Clone) -> Iterator[None]:
        """Keeps a clone for the next job however the block ends, unless its repository turned out to be damaged."""
        try:
            yield
        except RepositoryCorrupt:
            raise
        except BaseException:
            self.keep(source, repository_id=repository_id, clone=clone)
            raise
        self.keep(source, repository_id=repository_id, clone=clone)

    def keep(self, source: str, *, repository_id: str, clone: Clone) -> None:
        """Keeps what came over a network for the next job; a path of this machine is linked in no time."""
        if clone.git.directory is not None and clone.head.commit_id and not source.startswith("/"):
            self.kept.keep(repository_id, clone.git.directory)

    def _git(self, source: Source, repository: Path) -> Git:
        return Git(
            source=source.display,
            directory=repository,
            limits=self.settings.git_limits(),
            memory=self.memory,
            tether=self.tether,
        )

    def _refreshed(self, repository_id: str, remote: Remote) -> Clone | None:
        """A kept clone, brought up to date; None where there is none, or none that is good for anything.

        Raises what says that the source cannot be had at all; then the clone is kept for the next time.
        """
        repository = remote.git.directory
        if repository is None or not self.kept.take(repository_id, repository):
            return None
        try:
            refreshed = refresh(remote)
        except (Cancelled, DiskFull):
            raise
        except (RepositoryUnreachable, RepositoryNeedsCredentials, RepositoryNotFound, GitTimedOut):
            self.kept.keep(repository_id, repository)
            raise
        except IngestError as error:
            _log.warning("the kept clone of %s is of no use: %s", remote.source.display, error)
            refreshed = None
        if refreshed is None:
            shutil.rmtree(repository, ignore_errors=True)
        return refreshed
