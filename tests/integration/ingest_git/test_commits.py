"""Commits: their order, and what they say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.commits import CommitColumns, read_commits
from codevoyage_ingest.git.order import read_order
from tests.integration.ingest_git.conftest import Read, cloned
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle


def _commits(read: Read, *, first: int = 0, size: int = 1000) -> CommitColumns:
    whole = CommitColumns(first=first)
    for chunk in read_commits(read.git, read.order, first=first, size=size):
        assert chunk.first == whole.end
        for name in ("ids", "parents", "authors", "committers", "subjects", "messages"):
            getattr(whole, name).extend(getattr(chunk, name))
    return whole


def test_commits_are_numbered_as_rev_list_orders_them(hard: Read) -> None:
    assert len(hard.order) == hard.oracle.commit_count
    assert [hard.order.id(number).hex() for number in range(len(hard.order))] == hard.oracle.commits()


def test_the_mainline_is_the_first_parent_chain(hard: Read) -> None:
    assert [hard.order.id(number).hex() for number in hard.order.mainline] == hard.oracle.mainline
    assert (hard.order.first_position, hard.order.truncated) == (0, False)


def test_non_merges_are_gits_non_merges(hard: Read) -> None:
    found = hard.order.non_merges(0, len(hard.order))
    assert [name.hex() for _, name in found] == hard.oracle.commits("--no-merges")
    assert all(hard.order.id(number) == name for number, name in found)


@pytest.mark.parametrize("cap", range(1, 28))
def test_a_cap_keeps_the_newest_and_the_true_positions(hard: Read, cap: int) -> None:
    order = read_order(hard.git, hard.clone.head.commit_id, max_commits=cap)
    newest = hard.oracle.git("rev-list", "--topo-order", f"-n{cap}", "HEAD").decode().split()
    assert [order.id(number).hex() for number in range(len(order))] == newest[::-1]
    assert order.truncated == (cap < hard.oracle.commit_count)
    mainline = hard.oracle.mainline
    for offset, number in enumerate(order.mainline):
        assert mainline.index(order.id(number).hex()) == order.first_position + offset
        assert [name.hex() for name in order.parents_of(number)] == hard.oracle.parents(order.id(number).hex())


def test_commits_say_what_git_log_says(hard: Read) -> None:
    commits = _commits(hard)
    for index, name in enumerate(commits.ids):
        commit, author, committer = name.hex(), commits.authors[index], commits.committers[index]
        shown = hard.oracle.show(commit, "%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B").split(b"\0", 7)
        assert b" ".join(parent.hex().encode() for parent in commits.parents[index]) == shown[0]
        assert [author.name, author.email, b"%d" % (author.seconds or 0)] == shown[1:4]
        assert [committer.name, committer.email, b"%d" % (committer.seconds or 0)] == shown[4:7]
        assert commits.messages[index].rstrip(b"\n") == shown[7].rstrip(b"\n")
        hours, minutes = divmod(abs(author.offset), 60)
        zone = hard.oracle.git("log", "-1", "--format=%ad", "--date=format:%z", commit).decode().strip()
        assert f"{'-' if author.offset < 0 else '+'}{hours:02}{minutes:02}" == zone
        assert not author.odd


def test_subjects_are_first_lines(hard: Read) -> None:
    subjects = _commits(hard).subjects
    assert "Grüße" in subjects
    assert "Subject with ünïcode, \ttab and \x1b[31mcolour\x1b[0m" in subjects
    assert "  A subject after empty lines" in subjects


@pytest.mark.parametrize("size", [1, 7, 26, 1000])
def test_chunks_do_not_change_what_is_read(hard: Read, size: int) -> None:
    assert _commits(hard, size=size) == _commits(hard)


def test_reading_may_go_on_in_the_middle(hard: Read) -> None:
    assert _commits(hard, first=11).ids == _commits(hard).ids[11:]


def test_broken_signatures_are_read_and_flagged(tmp_path: Path) -> None:
    history = History()
    history.commit(Put(b"a", b"a\n"))
    history.write(tmp_path / "source")
    source = tmp_path / "source"
    tree = git(source, "rev-parse", "main^{tree}").strip()
    last = git(source, "rev-parse", "main").strip()
    lines = [
        b"A <a@b> 99999999999999999999 +0000",
        b"A <a@b> -5 +0000",
        b"A <a@b> never +0000",
        b"A <a@b>",
        b"A",
        b"A <a@b> 1500000000 +9999",
        b"A <a@b> 1500000000 -2400",
        b"A <a@b> 4102444800 +0000",
    ]
    for line in lines:
        content = b"tree %b\nparent %b\nauthor %b\ncommitter %b\n\nNUL \0 inside\n" % (tree, last, line, line)
        last = git(source, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=content).strip()
    git(source, "update-ref", "refs/heads/main", last.decode())
    made = cloned(source, tmp_path)
    order = read_order(made.git, made.head.commit_id)
    (columns,) = read_commits(made.git, order)
    found = [(author.seconds, author.offset, author.odd) for author in columns.authors[1:]]
    assert found == [
        (253_402_300_799, 0, True),
        (None, 0, True),
        (None, 0, True),
        (None, 0, True),
        (None, 0, True),
        (1_500_000_000, 0, True),
        (1_500_000_000, 0, True),
        (4_102_444_800, 0, False),
    ]
    assert columns.messages[1] == b"NUL \0 inside\n"
    assert columns.subjects[1] == "NUL \ufffd inside"


def test_replace_refs_and_grafts_are_ignored(tmp_path: Path) -> None:
    history = History()
    first = history.commit(Put(b"a", b"a\n"), message=b"First\n")
    second = history.commit(Put(b"a", b"b\n"), parents=(first,), message=b"Second\n")
    history.commit(Put(b"a", b"c\n"), parents=(second,), message=b"Third\n")
    history.write(tmp_path / "source")
    git(tmp_path / "source", "replace", "--graft", "main")
    made = cloned(tmp_path / "source", tmp_path)
    assert len(read_order(made.git, made.head.commit_id)) == 3
    assert Oracle(tmp_path / "source").commit_count == 1


def test_a_missing_commit_is_corruption(tmp_path: Path) -> None:
    history = History()
    first = history.commit(Put(b"a", b"a\n"))
    history.commit(Put(b"a", b"b\n"), parents=(first,))
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    name = order.id(0).hex()
    (tmp_path / "clone" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(RepositoryCorrupt, match="fresh clone"):
        list(read_commits(made.git, order))
