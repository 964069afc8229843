"""Row 37: pointers of LFS, and attributes that would change counts or run programs. `.mailmap` has its own file."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.exactness.collected import Collected
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read, read_exactly
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.copies import borrowed
from tests.repositories.history import Delete, History, Put, git

pytestmark = pytest.mark.integration
ATTRIBUTES = b"""* -diff
* diff=evil
*.txt binary
*.c -text eol=crlf working-tree-encoding=UTF-16
*.dat diff=evil text
* filter=evil merge=evil ident export-subst
secret.txt export-ignore
*.py linguist-vendored linguist-language=Nothing
[attr]all -diff -text
** all
"""
POINTER = (
    b"version https://git-lfs.github.com/spec/v1\n"
    b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    b"size 123456789\n"
)


def history(attributes: bytes) -> History:
    """Texts, a binary and a pointer, changed and moved."""
    found = History()
    text = b"".join(b"line %d $Id$\n" % number for number in range(20))
    start = found.commit(
        Put(b".gitattributes", attributes),
        Put(b"folder/.gitattributes", attributes),
        Put(b"folder/a.txt", text),
        Put(b"secret.txt", text),
        Put(b"code.c", text),
        Put(b"code.py", text),
        Put(b"image.dat", b"\0\1\2" * 99),
        Put(b"video.mp4", POINTER),
    )
    found.commit(
        Put(b"folder/a.txt", text + b"more\n"),
        Delete(b"code.c"),
        Put(b"moved.c", text + b"more\n"),
        Put(b"image.dat", b"\0\1\3" * 99),
        Put(b"video.mp4", POINTER.replace(b"123456789", b"987654321")),
        parents=(start,),
    )
    return found


def whole(path: Path) -> Path:
    """A repository with objects of its own: they are linked."""
    history(ATTRIBUTES).write(path)
    return path


def borrowing(path: Path) -> Path:
    """One that borrows its objects: they are copied."""
    return borrowed(whole(path), prefix="borrowing")


def shallow(path: Path) -> Path:
    """One without the first commit: its own upload-pack runs."""
    cut = path.with_name(f"cut-{path.name}")
    git(path.parent, "clone", "--quiet", "--bare", "--depth=1", f"file://{whole(path)}", str(cut))
    return cut


def arm(path: Path, *, marker: Path) -> None:
    """Settings, attributes and hooks of a repository that would write the marker."""
    program = path / "evil"
    program.write_text(f"#!/bin/sh\necho pwned >> '{marker}'\ncat \"$@\"\n")
    program.chmod(0o755)
    for name in (
        "diff.evil.command", "diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean", "filter.evil.process",
        "merge.evil.driver", "core.fsmonitor", "core.pager", "core.sshCommand", "core.gitProxy", "diff.external",
        "uploadpack.packObjectsHook", "credential.helper", "core.editor", "gpg.program", "core.alternateRefsCommand",
    ):  # fmt: skip
        git(path, "config", name, str(program))
    (path / "info").mkdir(exist_ok=True)
    (path / "info" / "attributes").write_bytes(ATTRIBUTES)
    for hook in ("pre-receive", "post-checkout", "post-update", "reference-transaction", "post-index-change"):
        (path / "hooks").mkdir(exist_ok=True)
        (path / "hooks" / hook).write_bytes(program.read_bytes())
        (path / "hooks" / hook).chmod(stat.S_IRWXU)


def counts(facts: Collected) -> list[tuple[bytes, int | None, int | None]]:
    """Of everything but the attributes themselves."""
    return [
        (change.path, change.insertions, change.deletions)
        for commit in facts.commits
        for change in facts.changes[commit.id]
        if not change.path.endswith(b".gitattributes")
    ]


def test_the_trap_is_one(tmp_path: Path) -> None:
    arm(whole(tmp_path / "repository.git"), marker=tmp_path / "pwned")
    with pytest.raises(RuntimeError, match="external diff died"):
        git(tmp_path / "repository.git", "diff", "HEAD~1", "HEAD", "--ext-diff", "--", "image.dat")
    assert (tmp_path / "pwned").exists()


@pytest.mark.parametrize("write", [whole, borrowing, shallow])
def test_no_program_of_a_repository_runs(ingest: Ingest, tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(ingest.repositories / f"armed-{write.__name__}.git")
    arm(path, marker=tmp_path / "pwned")
    facts = read(ingest, path)
    assert facts.job.head.shallow == (write is shallow)
    assert not (tmp_path / "pwned").exists()


def test_counts_are_those_without_attributes(ingest: Ingest, tmp_path: Path) -> None:
    path, plain = whole(ingest.repositories / "attributes.git"), ingest.repositories / "plain.git"
    arm(path, marker=tmp_path / "pwned")
    history(b"# nothing\n").write(plain)
    facts = read(ingest, path)
    assert counts(facts) == counts(read_exactly(ingest, plain))
    assert (b"moved.c", 1, 0) in counts(facts)
    assert (b"image.dat", None, None) in counts(facts)
    standing = facts.tree(1)
    assert (standing[b"secret.txt"].lines, standing[b"folder/a.txt"].lines) == (20, 21)


def test_a_pointer_is_counted_as_the_three_lines_that_it_is(ingest: Ingest) -> None:
    path = ingest.repositories / "pointers.git"
    history(b"*.mp4 filter=lfs diff=lfs merge=lfs -text\n").write(path)
    facts = read_exactly(ingest, path)
    pointer = facts.tree(1)[b"video.mp4"]
    assert (pointer.size, pointer.lines) == (len(POINTER), 3)
    assert (b"video.mp4", 1, 1) in counts(facts)


def test_those_of_a_host_change_nothing_either(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    history(ATTRIBUTES).write(tmp_path / "repository.git")
    with git_host(tmp_path, host_certificate) as host:
        facts = attempted_here(alone, source(host.port).address, rules)
    assert (b"moved.c", 1, 0) in counts(facts)
    assert {path for path, insertions, _ in counts(facts) if insertions is None} == {b"image.dat"}
