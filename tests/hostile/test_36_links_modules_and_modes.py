"""Row 36: submodules, symbolic links, and changes of nothing but a mode."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import PRIVATE, source
from tests.hostile.reading import attempted_here, read_exactly
from tests.hostile.servers.git_host import git_host
from tests.hostile.servers.listener import counting
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import Delete, History, Link, Put

pytestmark = pytest.mark.integration
SYMLINK = b"120000"


def test_links_are_told_by_their_mode_and_lead_nowhere(ingest: Ingest, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not\nto\nbe\nread\n")
    path = ingest.repositories / "links.git"
    history = History()
    targets = {
        b"out": bytes(secret),
        b"up": b"../../../../../../etc/passwd",
        b"itself": b"itself",
        b"lines": b"a\nb\nc\n",
    }
    start = history.commit(*(Put(name, target, SYMLINK) for name, target in targets.items()), Put(b"a", b"1\n2\n"))
    # Below what was a link, where a careless writer would leave the folder.
    history.commit(
        Delete(b"out"),
        Put(b"out/inside", b"1\n"),
        Put(b"lines", b"a\nb\n"),
        Put(b"a", b"up", SYMLINK),
        parents=(start,),
    )
    history.write(path)
    facts = read_exactly(ingest, path)
    first = facts.tree(0)
    assert {name: (first[name].mode, first[name].size, first[name].lines) for name in targets} == {
        name: (0o120000, len(target), None) for name, target in targets.items()
    }
    changed = {change.path: change for change in facts.changes[facts.commits[1].id]}
    assert changed[b"lines"].status == changed[b"a"].status == "TYPE_CHANGED"
    assert facts.tree(1)[b"lines"].lines == 2
    assert facts.tree(1)[b"a"].lines is None


def test_a_change_of_nothing_but_a_mode_changes_no_line(ingest: Ingest) -> None:
    path = ingest.repositories / "modes.git"
    history = History()
    start = history.commit(Put(b"run", b"1\n2\n3\n"), Put(b"image", b"\0\1\2"))
    history.commit(Put(b"run", b"1\n2\n3\n", b"100755"), Put(b"image", b"\0\1\2", b"100755"), parents=(start,))
    history.write(path)
    facts = read_exactly(ingest, path)
    for change in facts.changes[facts.commits[1].id]:
        assert (change.status, change.old_mode, change.new_mode) == ("MODIFIED", 0o100644, 0o100755)
        # Of a binary git counts no lines, not even none.
        assert (change.insertions, change.deletions) == ((0, 0) if change.path == b"run" else (None, None))
        assert change.old_blob == change.new_blob
    assert facts.tree(1)[b"run"].lines == 3


def test_a_submodule_is_a_commit_of_elsewhere_that_nobody_asks_for(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    history = History()
    with counting(PRIVATE) as (port, came):
        modules = (
            b'[submodule "one"]\n\tpath = one\n\turl = https://%b:%d/one\n'
            b'[submodule "two"]\n\tpath = two\n\turl = ../../two\n\tupdate = none\n'
        ) % (PRIVATE.encode(), port)
        start = history.commit(
            Put(b".gitmodules", modules), Link(b"one", "1" * 40), Link(b"two", "2" * 40), Put(b"three", b"1\n2\n")
        )
        history.commit(
            Link(b"one", "3" * 40), Delete(b"two"), Put(b"two/a", b"1\n"), Link(b"three", "4" * 40), parents=(start,)
        )
        history.write(tmp_path / "repository.git")
        with git_host(tmp_path, host_certificate) as host:
            facts = attempted_here(alone, source(host.port).address, rules)
        assert came == []
        assert all(" /repository" in request for request in host.requests)
    one = facts.tree(0)[b"one"]
    assert (one.mode, one.blob, one.size, one.lines) == (0o160000, "1" * 40, None, None)
    moved = {change.path: change for change in facts.changes[facts.commits[1].id]}
    # What git counts of a submodule is the one line that names its commit.
    assert (moved[b"one"].insertions, moved[b"one"].deletions) == (1, 1)
    assert moved[b"three"].status == "TYPE_CHANGED"
    assert (facts.tree(1)[b"three"].lines, facts.tree(1)[b"two/a"].lines) == (None, 1)
