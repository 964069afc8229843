"""Commits whose dates are written by hand."""

from __future__ import annotations

from pathlib import Path

from tests.repositories.history import ADA
from tests.repositories.raw import FILE, RawRepository


def dated(path: Path, *dates: bytes) -> RawRepository:
    """A repository with a commit for each author's and committer's date, as it stands after the e-mail."""
    repository = RawRepository.at(path)
    parents: tuple[str, ...] = ()
    for number, date in enumerate(dates):
        tree = repository.tree((FILE, b"file", repository.blob(b"%d\n" % number)))
        parents = (repository.commit(tree, *parents, author=ADA + date),)
    return repository
