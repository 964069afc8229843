"""Clones: whole or not there, of every kind of local repository, and honest about what cannot be had."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import (
    Cancelled,
    GitTimedOut,
    IngestError,
    RepositoryCorrupt,
    RepositoryNotFound,
    RepositoryUnreachable,
)
from codevoyage_ingest.git.address import Source, SourceKind, resolve
from codevoyage_ingest.git.clone import clone
from codevoyage_ingest.git.limits import Limits
from codevoyage_ingest.git.order import read_order
from tests.integration.ingest_git.conftest import GitProcesses, Read, cloned
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

#: This machine plays the host.
_LOOPBACK = EgressRules(permitted=(ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1")))


def _small(path: Path, *, branch: bytes = b"main", head: str = "main") -> Oracle:
    history = History()
    start = history.commit(Put(b"a", b"a\n"), branch=branch)
    history.commit(Put(b"a", b"b\n"), parents=(start,), branch=branch)
    history.write(path, head=head)
    return Oracle(path)


def test_head_of_a_clone_is_head_of_the_source(hard: Read) -> None:
    head = hard.clone.head
    assert (head.commit_id.hex(), head.branch, head.shallow) == (hard.oracle.head, "main", False)
    assert head.object_format == hard.oracle.git("rev-parse", "--show-object-format").decode().strip()


def test_a_work_tree_is_cloned_by_its_folder_or_its_git_folder(tmp_path: Path) -> None:
    oracle = _small(tmp_path / "source")
    git(tmp_path, "clone", "--quiet", "source", "tree")
    for spelling in (tmp_path / "tree", tmp_path / "tree" / ".git"):
        assert resolve(str(spelling), roots=[tmp_path]).key == str(tmp_path / "tree")
        assert cloned(spelling, tmp_path).head.commit_id.hex() == oracle.head


def test_a_linked_work_tree_is_cloned_at_its_own_head(tmp_path: Path) -> None:
    oracle = _small(tmp_path / "source")
    git(tmp_path / "source", "worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"), "main~1")
    made = clone(resolve(str(tmp_path / "linked"), roots=[tmp_path]), destination=tmp_path / "clone")
    assert (made.head.branch, made.head.commit_id.hex()) == ("side", oracle.commits()[0])


def test_an_empty_repository_has_a_head_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", "source")
    head = cloned(tmp_path / "source", tmp_path).head
    assert (head.commit_id, head.branch, head.object_format) == (b"", "", "sha1")


def test_a_detached_head_is_read_where_it_is(tmp_path: Path) -> None:
    oracle = _small(tmp_path / "source")
    git(tmp_path / "source", "update-ref", "--no-deref", "HEAD", oracle.commits()[0])
    head = cloned(tmp_path / "source", tmp_path).head
    assert (head.commit_id.hex(), head.branch) == (Oracle(tmp_path / "source").head, "")


@pytest.mark.parametrize(
    ("branches", "chosen"), [((b"topic", b"main", b"master"), "main"), ((b"topic", b"master"), "master")]
)
def test_a_head_that_leads_nowhere_gives_way_to_the_usual_branch(
    tmp_path: Path, branches: tuple[bytes, ...], chosen: str
) -> None:
    history = History()
    for branch in branches:
        history.commit(Put(b"a", branch), branch=branch)
    history.write(tmp_path / "source", head="gone")
    head = cloned(tmp_path / "source", tmp_path).head
    assert head.branch == chosen
    assert head.commit_id.hex() == git(tmp_path / "source", "rev-parse", chosen).decode().strip()


def test_without_a_usual_branch_the_first_one_is_read(tmp_path: Path) -> None:
    history = History()
    for branch in (b"zebra", b"ant", b"bee"):
        history.commit(Put(b"a", branch), branch=branch)
    history.write(tmp_path / "source", head="gone")
    assert cloned(tmp_path / "source", tmp_path).head.branch == "ant"


def test_a_shallow_source_is_cloned_and_said_to_be_shallow(tmp_path: Path) -> None:
    _small(tmp_path / "source")
    git(tmp_path, "clone", "--quiet", "--bare", "--depth=1", (tmp_path / "source").as_uri(), "shallow")
    made = cloned(tmp_path / "shallow", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    assert (made.head.shallow, len(order), order.parents_of(0)) == (True, 1, ())


def test_borrowed_objects_are_copied(tmp_path: Path) -> None:
    head = _small(tmp_path / "source").head
    git(tmp_path, "clone", "--quiet", "--bare", "--shared", "source", "borrower")
    made = clone(resolve(str(tmp_path / "borrower"), roots=[tmp_path]), destination=tmp_path / "clone")
    shutil.rmtree(tmp_path / "source")
    assert len(read_order(made.git, made.head.commit_id)) == 2
    assert made.head.commit_id.hex() == head


def test_hooks_filters_and_configuration_of_the_source_do_nothing(tmp_path: Path) -> None:
    _small(tmp_path / "source")
    source, trace = tmp_path / "source", tmp_path / "ran"
    script = source / "hooks" / "evil"
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\ntouch {trace}\nexec cat\n")
    script.chmod(0o755)
    for hook in ("post-checkout", "pre-auto-gc", "reference-transaction"):
        shutil.copy(script, source / "hooks" / hook)
    for name in ("core.fsmonitor", "uploadpack.packObjectsHook", "core.sshCommand", "diff.external", "core.pager"):
        git(source, "config", name, str(script))
    made = cloned(source, tmp_path)
    read_order(made.git, made.head.commit_id)
    assert not trace.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_can_be_read(tmp_path: Path) -> None:
    oracle = _small(tmp_path / "source")
    for path in (tmp_path / "source", *(tmp_path / "source").rglob("*")):
        os.chown(path, 12345, 12345)
    assert cloned(tmp_path / "source", tmp_path).head.commit_id.hex() == oracle.head


@pytest.mark.parametrize("damage", ["truncated", "flipped", "gone"])
def test_a_corrupt_pack_is_told(tmp_path: Path, damage: str) -> None:
    _small(tmp_path / "source")
    git(tmp_path / "source", "repack", "-a", "-d", "-q")
    (pack,) = (tmp_path / "source" / "objects" / "pack").glob("*.pack")
    content = bytearray(pack.read_bytes())
    content[20:] = bytes(byte ^ 0xFF for byte in content[20:])
    pack.chmod(0o644)
    match damage:
        case "truncated":
            pack.write_bytes(pack.read_bytes()[:30])
        case "flipped":
            pack.write_bytes(bytes(content))
        case _:
            pack.unlink()
    with pytest.raises(RepositoryCorrupt) as raised:
        _read(tmp_path / "source", tmp_path)
    assert str(tmp_path / "clone") not in raised.value.message


def test_a_repository_that_vanished_is_not_found_and_leaves_nothing(tmp_path: Path) -> None:
    _small(tmp_path / "source")
    source = resolve(str(tmp_path / "source"), roots=[tmp_path])
    shutil.rmtree(tmp_path / "source")
    with pytest.raises(RepositoryNotFound):
        clone(source, destination=tmp_path / "clones" / "job")
    assert list((tmp_path / "clones").iterdir()) == []


def test_what_stood_at_the_destination_is_replaced(tmp_path: Path) -> None:
    oracle = _small(tmp_path / "source")
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / "left over").write_text("from an attempt that died")
    assert cloned(tmp_path / "source", tmp_path).head.commit_id.hex() == oracle.head
    assert not (tmp_path / "clone" / "left over").exists()


def test_a_refused_connection_is_unreachable(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, not listening: it refuses, and nobody else takes the port
        with pytest.raises(RepositoryUnreachable, match="try again"):
            clone(_remote(unused.getsockname()[1]), destination=tmp_path / "clone", egress=_LOOPBACK)
    assert list(tmp_path.iterdir()) == []


def test_cancelling_a_clone_ends_its_processes_and_leaves_no_folder(
    tmp_path: Path, git_processes: GitProcesses
) -> None:
    with _silent_host() as port:
        begun = time.monotonic()
        with pytest.raises(Cancelled):
            clone(
                _remote(port),
                egress=_LOOPBACK,
                destination=tmp_path / "clone",
                cancelled=lambda: time.monotonic() - begun > 0.5,
            )
    assert not git_processes.running()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("limits", "seconds"), [(Limits(silence_seconds=0.5), 60.0), (Limits(), 0.5)])
def test_a_host_that_says_nothing_is_left(
    tmp_path: Path, git_processes: GitProcesses, limits: Limits, seconds: float
) -> None:
    with _silent_host() as port, pytest.raises(GitTimedOut):
        clone(_remote(port), destination=tmp_path / "clone", limits=limits, seconds=seconds, egress=_LOOPBACK)
    assert not git_processes.running()
    assert list(tmp_path.iterdir()) == []


def test_errors_are_typed_and_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IngestError) as raised:
        clone(_remote(1), destination=tmp_path / "clone", egress=_LOOPBACK)
    assert raised.value.retryable
    assert raised.value.metadata == {"source": "localhost:1/a/b"}


def _read(source: Path, scratch: Path) -> None:
    made = cloned(source, scratch)
    read_order(made.git, made.head.commit_id)


def _remote(port: int) -> Source:
    """A source that the address check would refuse: this machine plays the host."""
    address = f"https://localhost:{port}/a/b"
    return Source(kind=SourceKind.HTTPS, key=address, address=address)


@contextmanager
def _silent_host() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for connection in taken:
                connection.close()
