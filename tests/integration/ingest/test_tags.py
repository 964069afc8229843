"""Tags through a whole job, compared with `git for-each-ref` of the source."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage.ingest.v1 import facts_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage_ingest.git.tag_list import is_release
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import History, Put, git

_FORMAT = (
    "%(refname:lstrip=2)%00%(objectname)%00%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)%00"
    "%(objecttype)%00%(creatordate:raw)%00%(if)%(taggername)%(then)%(taggername)%(else)%(committername)%(end)%00"
    "%(if)%(taggername)%(then)%(contents:subject)%(end)"
)
_TAGGER = ("-c", "user.name=Tägger", "-c", "user.email=tagger@example.org")


@pytest.fixture
def source(ingest: Ingest) -> Path:
    """Tags of every kind: lightweight, annotated, of a tag, of a branch that is not read, of a tree and of a blob."""
    path = ingest.repositories / "tags.git"
    if not path.exists():
        history = History()
        first = history.commit(Put(b"a.txt", b"1\n"))
        history.commit(Put(b"a.txt", b"2\n"), parents=(first,))
        history.write(path)
        git(path, "tag", "v1.0", "HEAD~1")
        git(path, *_TAGGER, "tag", "-a", "-m", "Release 1.1\n\nText", "v1.1", "HEAD")
        git(path, *_TAGGER, "tag", "-a", "-m", "A tag of a tag", "nested", "v1.1")
        tree = git(path, "rev-parse", "HEAD^{tree}").decode().strip()
        aside = git(path, *_TAGGER, "commit-tree", tree, "-p", "HEAD~1", "-m", "Aside").decode().strip()
        git(path, "tag", "v1.0.1", aside)
        git(path, *_TAGGER, "tag", "-a", "-m", "Candidate", "v1.2-rc1", aside)
        git(path, "tag", "a-tree", tree)
        git(path, *_TAGGER, "tag", "-a", "-m", "Of a tree", "a-tree-too", tree)
        git(path, "tag", "a-blob", git(path, "rev-parse", "HEAD:a.txt").decode().strip())
    return path


def _tags(ingest: Ingest, source: Path, request_id: str) -> tuple[facts_pb2.TagColumns, list[bytes]]:
    """The tags, and the ids of all commits by number."""
    name = ingest.job(source, request_id).name
    facts = [
        message.facts
        for message in ingest.stub.StreamHistory(pb.StreamHistoryRequest(name=name, follow=True))
        if message.HasField("facts")
    ]
    (columns,) = [each.tags for each in facts if each.HasField("tags")]
    packed = b"".join(each.commits.ids for each in facts)
    return columns, [packed[at : at + 20] for at in range(0, len(packed), 20)]


def _said_by_git(source: Path) -> dict[bytes, tuple[bytes, bytes, bool, bytes, bytes, bytes]]:
    found = {}
    for line in git(source, "for-each-ref", f"--format={_FORMAT}", "refs/tags").split(b"\n")[:-1]:
        name, object_id, target, kind, date, who, subject = line.split(b"\0")
        if git(source, "cat-file", "-t", name.decode() + "^{}").strip() == b"commit":
            peeled = git(source, "rev-parse", name.decode() + "^{}").strip()
            found[name] = (object_id, peeled or target, kind == b"tag", date, who, subject)
    return found


def test_tags_are_what_git_says(ingest: Ingest, source: Path) -> None:
    path = source
    columns, ids = _tags(ingest, path, "tags-as-git-says")
    assert (columns.listed, columns.unknown) == (8, False)
    assert {
        name: (
            columns.objects[at * 20 : at * 20 + 20].hex().encode(),
            columns.targets[at * 20 : at * 20 + 20].hex().encode(),
            columns.annotated[at],
            b"%d %+05d" % (columns.times[at], int(columns.offsets[at] / 60 * 100)),
            columns.names_of_taggers[at],
            columns.subjects[at].encode(),
        )
        for at, name in enumerate(columns.names)
    } == _said_by_git(path)
    numbers = dict(zip(columns.names, columns.commits, strict=True))
    assert ids[numbers[b"v1.0"]] == bytes.fromhex(git(path, "rev-parse", "HEAD~1").decode().strip())
    assert numbers[b"nested"] == numbers[b"v1.1"] == len(ids) - 1
    assert numbers[b"v1.0.1"] == -1  # of a branch that is not read
    assert dict(zip(columns.names, columns.releases, strict=True)) == {
        b"nested": False,
        b"v1.0": True,
        b"v1.0.1": True,
        b"v1.1": True,
        b"v1.2-rc1": False,
    }


def test_a_tag_that_is_new_is_told_although_no_commit_is(ingest: Ingest) -> None:
    path = ingest.repositories / "tagged-later.git"
    history = History()
    history.commit(Put(b"a.txt", b"1\n"))
    history.write(path)
    before, _ = _tags(ingest, path, "tagged-before")
    assert list(before.names) == []
    git(path, "tag", "v1.0")
    after, _ = _tags(ingest, path, "tagged-after")
    assert list(after.names) == [b"v1.0"]


@pytest.mark.parametrize(
    ("name", "release"),
    [
        (b"v1.2.3", True),
        (b"0.10", True),
        (b"release-1.2", True),
        (b"REL_18_1", True),
        (b"go1.21", True),
        (b"2.0.0-stable", True),
        (b"v3", True),
        (b"1.0.0+build.5", True),
        (b"v2.0.0-rc1", False),
        (b"2.0.0rc1", False),
        (b"2.2-alpha0", False),
        (b"1.0.dev3", False),
        (b"nightly", False),
        (b"42", False),
        (b"junio-gpg-pub", False),
    ],
)
def test_which_names_are_releases(name: bytes, release: bool) -> None:
    assert is_release(name) is release
