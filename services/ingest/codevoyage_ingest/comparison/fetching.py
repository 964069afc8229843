"""Exactly two references, fetched into a repository of ours: a kept clone if there is one, or an empty one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from codevoyage_ingest.comparison.names import is_commit
from codevoyage_ingest.errors import GitFailed, IngestError, RefNotFound, RepositoryCorrupt
from codevoyage_ingest.git.address import Source, SourceKind, resolve
from codevoyage_ingest.git.clone import clone
from codevoyage_ingest.git.remote import CloneProgress, Remote
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.reading.cloning import Cloner

#: Where they lie in our repository, below no branch or tag.
_OURS: Final = ("refs/compared/base", "refs/compared/head")
#: git's words, by language C, for a name that the source does not have, and for a commit that it does not hand out.
_NO_NAME: Final = "couldn't find remote ref"
_NO_COMMIT: Final = ("not our ref", "unadvertised object")
_SHA256_DIGITS: Final = 64
_OTHER_FORMAT: Final = "mismatched algorithms"


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A repository with both; commits as raw ids."""

    git: Git
    base: bytes
    head: bytes


@dataclass(frozen=True, kw_only=True)
class RefFetcher:
    """Fetches two names of one source. repository_id: of its kept clone; empty: it has none."""

    cloner: Cloner
    source: str
    base: str
    head: str
    repository_id: str
    folder: Path

    @contextmanager
    def fetched(
        self, *, interrupted: Callable[[], bool], on_progress: Callable[[CloneProgress], None]
    ) -> Iterator[Fetched]:
        """Brings both to `folder`/repository. A kept clone is given back when the block ends, however it does.

        Raises RefNotFound, what `resolve` and `DiskWatch` raise, what git's end means, and Cancelled.
        """
        resolved = resolve(self.source, roots=self.cloner.settings.permitted_roots())
        with ExitStack() as ends:
            with self.cloner.speaking(
                resolved, folder=self.folder, interrupted=interrupted, on_progress=on_progress
            ) as remote:
                if resolved.kind is SourceKind.LOCAL:
                    self._link(resolved, remote)
                    self._fetch(remote)
                elif self.repository_id and self.cloner.kept.take(self.repository_id, self.folder / "repository"):
                    ends.enter_context(self._giving_back(remote.git))
                    self._fetch(remote)
                else:
                    self._fetch_into_empty(remote)
                base, head = (
                    self._commit(remote.git, reference, name, cancelled=remote.cancelled)
                    for reference, name in zip(_OURS, (self.base, self.head), strict=True)
                )
            yield Fetched(git=remote.git, base=base, head=head)

    @contextmanager
    def _giving_back(self, git: Git) -> Iterator[None]:
        """Keeps a kept clone again, unless it turned out to be damaged; what was fetched beside its branch stays in it
        as objects that nothing names."""
        try:
            yield
        except RepositoryCorrupt:
            raise
        except BaseException:
            self._give_back(git)
            raise
        self._give_back(git)

    def _give_back(self, git: Git) -> None:
        for reference in _OURS:
            git.ask("update-ref", "-d", reference)
        self.cloner.kept.keep(self.repository_id, self.folder / "repository")

    def _link(self, source: Source, remote: Remote) -> None:
        """Everything that a path of this machine has, in no time: a fetch alone would copy it."""
        clone(
            source,
            destination=self.folder / "repository",
            limits=remote.git.limits,
            memory=remote.git.memory,
            tether=remote.git.tether,
            seconds=remote.seconds,
            on_progress=remote.on_progress,
            cancelled=remote.cancelled,
        )

    def _fetch_into_empty(self, remote: Remote) -> None:
        # A full id tells which; of names git tells after it was asked. Hosts with SHA-256 are rare.
        long = any(is_commit(name) and len(name) == _SHA256_DIGITS for name in (self.base, self.head))
        self._make_empty(remote, object_format="sha256" if long else "sha1")
        try:
            self._fetch(remote)
        except GitFailed as error:
            if _OTHER_FORMAT not in error.message:
                raise
            shutil.rmtree(self.folder / "repository")
            self._make_empty(remote, object_format="sha1" if long else "sha256")
            self._fetch(remote)

    def _make_empty(self, remote: Remote, *, object_format: str) -> None:
        directory = str(self.folder / "repository")
        nowhere = replace(remote.git, directory=None)
        nowhere.ask("init", "--quiet", "--bare", f"--object-format={object_format}", "--end-of-options", directory)

    def _fetch(self, remote: Remote) -> None:
        try:
            remote.ask(
                "fetch",
                "--no-tags",
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--update-shallow",  # the history of a shallow source ends where it ends
                "--progress",
                "--end-of-options",
                remote.source.address,
                *(f"+{name}:{ours}" for name, ours in zip((self.base, self.head), _OURS, strict=True)),
            )
        except (GitFailed, RepositoryCorrupt) as error:
            raise self._meant(error) from error

    def _meant(self, error: IngestError) -> IngestError:
        """The error of a name or a commit that is not there, where git's words mean that."""
        said = error.message
        if _NO_NAME in said:
            missing = self.base if f"{_NO_NAME} {self.base}" in said else self.head
            return RefNotFound(self.source, ref=missing)
        if any(words in said for words in _NO_COMMIT):
            missing = self.base if is_commit(self.base) and self.base in said else self.head
            return RefNotFound(self.source, ref=missing)
        return error

    def _commit(self, git: Git, reference: str, name: str, *, cancelled: Callable[[], bool]) -> bytes:
        with git.start("cat-file", "--batch-check", stdin=True, cancelled=cancelled) as process:
            process.feed([f"{reference}^{{commit}}\n".encode()])
            answer = process.output().split()
        if answer[-1:] == [b"missing"]:  # a tag of a file or a tree
            raise RefNotFound(self.source, ref=name)
        return bytes.fromhex(answer[0].decode())
