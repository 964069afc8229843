"""A kept clone that is brought up to date is read as a fresh clone would be."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from codevoyage_ingest.errors import IngestError
from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.git.clone import Clone, clone
from codevoyage_ingest.git.order import read_order
from codevoyage_ingest.git.refresh import refresh
from codevoyage_ingest.git.remote import Remote
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.reading.kept_clones import KeptClones
from tests.repositories.history import History, Put, git

pytestmark = pytest.mark.integration


@pytest.fixture(params=["sha1", "sha256"])
def source(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Three commits on `main`, and a branch beside."""
    history = History()
    last: tuple[int, ...] = ()
    for number in range(3):
        last = (history.commit(Put(b"a.txt", b"%d\n" % number), parents=last),)
    history.commit(Put(b"b.txt", b"beside\n"), parents=last, branch=b"topic")
    history.write(tmp_path / "source", object_format=request.param)
    return tmp_path / "source"


def push(source: Path, *, onto: str = "main", parent: str = "main") -> None:
    tree = git(source, "rev-parse", "topic^{tree}").decode().strip()
    commit = git(source, "commit-tree", tree, "-p", parent, "-m", "Pushed").decode().strip()
    git(source, "update-ref", f"refs/heads/{onto}", commit)


def nothing(_source: Path) -> None:
    """It stays as it was."""


def force_push(source: Path) -> None:
    push(source, parent="main~2")
    git(source, "-c", "gc.pruneExpire=now", "gc", "--prune=now", "--quiet")


def rename(source: Path) -> None:
    git(source, "branch", "-m", "main", "trunk/new")
    push(source, onto="trunk/new", parent="trunk/new")


def another_head(source: Path) -> None:
    git(source, "symbolic-ref", "HEAD", "refs/heads/topic")


def detach(source: Path) -> None:
    git(source, "update-ref", "--no-deref", "HEAD", git(source, "rev-parse", "main~1").decode().strip())


def empty(source: Path) -> None:
    git(source, "symbolic-ref", "HEAD", "refs/heads/unborn")


def remote(source: Path, kept: Path, scratch: Path) -> Remote:
    found = resolve(str(source), roots=[source.parent])
    return Remote(
        git=Git(source=found.display, directory=kept),
        source=found,
        scratch=scratch,
        seconds=math.inf,
        on_progress=None,
        cancelled=never,
    )


def seen(made: Clone) -> tuple[object, ...]:
    order = read_order(made.git, made.head.commit_id)
    assert made.git.directory is not None
    references = git(made.git.directory, "--git-dir=.", "for-each-ref", "--format=%(refname) %(objectname)")
    return made.head, list(order.ids), references


@pytest.mark.parametrize(
    "change", [lambda _: None, push, force_push, rename, another_head], ids=lambda each: each.__name__
)
def test_what_is_read_equals_a_fresh_clone(source: Path, tmp_path: Path, change: Callable[[Path], None]) -> None:
    found = resolve(str(source), roots=[tmp_path])
    kept = clone(found, destination=tmp_path / "kept")
    change(source)
    refreshed = refresh(remote(source, tmp_path / "kept", tmp_path / "scratch"))
    assert refreshed is not None
    assert seen(refreshed) == seen(clone(found, destination=tmp_path / "fresh"))
    assert kept.head.object_format == refreshed.head.object_format


@pytest.mark.parametrize("change", [detach, empty], ids=lambda each: each.__name__)
def test_where_it_is_not_sure_a_fresh_clone_is_made(
    source: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    clone(resolve(str(source), roots=[tmp_path]), destination=tmp_path / "kept")
    change(source)
    assert refresh(remote(source, tmp_path / "kept", tmp_path / "scratch")) is None


def test_a_kept_clone_that_is_damaged_is_mended_or_given_up(source: Path, tmp_path: Path) -> None:
    # Copied, not linked: the source is to stay whole.
    git(tmp_path, "clone", "--quiet", "--bare", "--no-local", "--single-branch", str(source), "kept")
    push(source)
    for pack in (tmp_path / "kept" / "objects").rglob("*"):
        if pack.is_file():
            pack.chmod(0o644)
            pack.write_bytes(bytes(pack.stat().st_size))
    # git fetches what it cannot find, or gives up; it must not make do with less.
    with contextlib.suppress(IngestError):
        refreshed = refresh(remote(source, tmp_path / "kept", tmp_path / "scratch"))
        assert refreshed is not None
        found = resolve(str(source), roots=[tmp_path])
        assert seen(refreshed) == seen(clone(found, destination=tmp_path / "fresh"))


def test_least_recently_used_clones_go_first(tmp_path: Path) -> None:
    ids = ["a" * 16, "b" * 16, "c" * 16]

    def clones(kept_bytes: int, *, free: int = 0) -> KeptClones:
        return KeptClones(tmp_path, kept_bytes=kept_bytes, free_bytes=free)

    for repository_id in ids:
        made = tmp_path / "made"
        made.mkdir()
        (made / "pack").write_bytes(bytes(1000))
        clones(3000).keep(repository_id, made)
    assert list(clones(3000)) == ids
    assert clones(3000).take(ids[0], tmp_path / "taken")
    assert not clones(3000).take(ids[0], tmp_path / "nothing")
    clones(3000).keep(ids[0], tmp_path / "taken")  # now it is the most recently used
    assert clones(2000).make_room() == [ids[1]]
    assert clones(3000, free=1 << 60).make_room() == [ids[2], ids[0]]
    (tmp_path / "made").mkdir()
    clones(0).keep(ids[1], tmp_path / "made")
    assert list(clones(3000)) == []
