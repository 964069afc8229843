"""What tags say of themselves: the objects they name, brought without the histories behind them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.object_stream import ObjectStream, request_lines
from codevoyage_ingest.git.remote import Remote
from codevoyage_ingest.git.signature import Signature, parse_signature
from codevoyage_ingest.git.tag_list import ListedTag, is_release

#: Ids of one fetch: some 200 KB of arguments, of the 2 MB that Linux allows.
_IDS: Final = 4_000
#: Fetches beyond those, for what cannot be had together: to find one such pair among them takes two for each halving.
_CALLS: Final = 60
#: Bytes of a tag that are kept: its subject is in the first few.
_OBJECT_BYTES: Final = 64 << 10
_SUBJECT_CHARACTERS: Final = 1_000
_REMOTE: Final = "source"
_NOBODY: Final = Signature(b"", b"", None, 0, True)


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A tag that leads to a commit.

    object_id: of the tag object, or of the commit where there is none. commit_id: that it leads to. who: the tagger, or
    the committer where there is no tag object. subject: of the tag's own message.
    """

    name: bytes
    object_id: bytes
    commit_id: bytes
    annotated: bool
    who: Signature
    subject: str
    release: bool


def read_tags(remote: Remote, listed: Sequence[ListedTag]) -> list[Tag]:
    """What is to be known of tags, in the order given; those that lead to no commit, or are gone meanwhile, are left
    out.

    remote: over a directory that is not there yet, for a repository of tags alone. Their objects and the commits are
    brought without parents and trees (where a host does not know that filter: with trees), so that a tag of a branch
    that is not read costs some hundred bytes. Errors: as git's end means, Cancelled.
    """
    if not listed:
        return []
    _fetch(remote, [tag.target for tag in listed])
    commits = _commits(remote, [tag.peeled or tag.target for tag in listed])
    led = [tag for tag in listed if (tag.peeled or tag.target) in commits]
    tags = []
    with ObjectStream(remote.git, [tag.target for tag in led], cancelled=remote.cancelled) as stream:
        for tag in led:
            _, size = stream.header()
            header, _, message = stream.take(size, limit=_OBJECT_BYTES).partition(b"\n\n")
            annotated = tag.peeled is not None
            tags.append(
                Tag(
                    name=tag.name,
                    object_id=tag.target,
                    commit_id=tag.peeled or tag.target,
                    annotated=annotated,
                    who=_signature(header, b"tagger " if annotated else b"committer "),
                    subject=_subject(message) if annotated else "",
                    release=is_release(tag.name),
                )
            )
        stream.finish()
    return tags


def _fetch(remote: Remote, ids: Sequence[bytes]) -> None:
    """By id: names of other people's references never come to our disk."""
    directory = remote.git.directory
    if directory is None:
        raise ValueError("a repository of tags needs a directory")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    form = "sha256" if len(ids[0]) == 32 else "sha1"
    remote.git.ask("init", "--quiet", "--bare", f"--object-format={form}", cancelled=remote.cancelled)
    plain = (directory / "config").read_bytes()
    # By a name: git takes no path for what it calls a promisor, and one is whoever leaves out what was not asked for.
    remote.git.ask("config", f"remote.{_REMOTE}.url", remote.source.address, cancelled=remote.cancelled)
    wanted = list(dict.fromkeys(ids))
    waiting = [wanted[at : at + _IDS] for at in range(0, len(wanted), _IDS)]
    calls = len(waiting) + _CALLS
    while waiting:
        part = waiting.pop()
        try:
            _ask_for(remote, part)
        except RepositoryCorrupt:
            # A tag of a tree that a commit beside it has too: git leaves the tree out, and misses it.
            calls -= 2
            if calls < len(waiting):
                raise
            if len(part) > 1:
                waiting += [part[: len(part) // 2], part[len(part) // 2 :]]
    # Before git 2.44 nothing else keeps a later command from asking a promisor for what is not here, past the proxy
    # that checks where it leads.
    (directory / "config").write_bytes(plain)


def _ask_for(remote: Remote, ids: Sequence[bytes]) -> None:
    remote.ask(
        "fetch",
        "--quiet",
        "--depth=1",
        "--filter=tree:0",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
        "--no-auto-maintenance",
        "--end-of-options",
        _REMOTE,
        *(each.hex() for each in ids),
    )


def _commits(remote: Remote, ids: Sequence[bytes]) -> set[bytes]:
    """Those of the ids that are commits, and here."""
    with remote.git.start(
        "cat-file", "--batch-check=%(objecttype)", "--buffer", stdin=True, cancelled=remote.cancelled
    ) as process:
        process.feed(request_lines(ids))
        answers = process.output().split(b"\n")
    return {each for each, kind in zip(ids, answers, strict=False) if kind == b"commit"}


def _signature(header: bytes, word: bytes) -> Signature:
    for line in header.split(b"\n"):
        if line.startswith(word):
            return parse_signature(line.removeprefix(word))
    return _NOBODY


def _subject(message: bytes) -> str:
    line = message.lstrip(b"\n").partition(b"\n")[0].rstrip()
    return line.decode("utf-8", "replace")[:_SUBJECT_CHARACTERS].replace("\0", "\ufffd")
