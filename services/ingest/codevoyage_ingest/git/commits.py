"""What commits say of themselves: who, when, why; streamed in columns along the commit order.

From the objects' own bytes (`git cat-file --batch`), which is faster than `git log` and exact where that is not: a NUL
ends nothing, and a broken date is seen as what it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.object_stream import ObjectStream
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.git.signature import USUAL_PATTERN, Signature, dated, parse_signature

#: Bytes of a commit that are kept; the longest message in linux has 0.1 MiB.
COMMIT_BYTES = 1 << 20

#: Bytes of commits that are held at a time: what 20,000 usual ones take, so that size alone counts with them.
_HELD_BYTES = 16 << 20

#: Characters of a subject.
_SUBJECT_CHARACTERS = 1000

#: Nearly all commits without a cryptographic signature, up to the message.
_USUAL = re.compile(
    rb"tree [0-9a-f]+\n(?:parent [0-9a-f]+\n)*author %b\ncommitter %b\n\n" % (USUAL_PATTERN, USUAL_PATTERN)
)

_NOBODY = Signature(b"", b"", None, 0, True)


@dataclass(frozen=True, kw_only=True)
class CommitColumns:
    """Entry i of each column belongs to commit number `first + i`.

    ids: raw. parents: raw ids of all parents. authors, committers: names and e-mails as bytes, UTF-8 where the commit
    names its encoding; times in seconds, zones in minutes. subjects: the message's first line, always text without
    NUL. messages: the whole, UTF-8 where the commit names its encoding, else its exact bytes.
    """

    first: int
    ids: list[bytes] = field(default_factory=list)
    parents: list[tuple[bytes, ...]] = field(default_factory=list)
    authors: list[Signature] = field(default_factory=list)
    committers: list[Signature] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The number after the last one."""
        return self.first + len(self.ids)


def read_commits(
    git: Git, order: CommitOrder, *, first: int = 0, size: int = 1000, cancelled: Callable[[], bool] = never
) -> Iterator[CommitColumns]:
    """The commits from number `first` on, `size` at a time; fewer where they are large.

    Errors: Cancelled, RepositoryCorrupt, and as git's end means.
    """
    with ObjectStream(git, (order.id(number) for number in range(first, len(order))), cancelled=cancelled) as stream:
        columns, held = CommitColumns(first=first), 0
        for number in range(first, len(order)):
            kind, length = stream.header()
            if kind != b"commit":
                raise RepositoryCorrupt(git.source, detail=f"commit {order.id(number).hex()} is something else")
            content = stream.take(length, limit=COMMIT_BYTES)
            _append(columns, content)
            columns.ids.append(order.id(number))
            columns.parents.append(order.parents_of(number))
            held += len(content)
            if len(columns.ids) == size or held > _HELD_BYTES:
                stream.check_cancelled()
                yield columns
                columns, held = CommitColumns(first=number + 1), 0
        stream.check_cancelled()
        if columns.ids:
            yield columns
        stream.finish()


def _append(columns: CommitColumns, content: bytes) -> None:
    usual = _USUAL.match(content)
    if usual is not None:
        author = dated(*usual.group(1, 2, 3, 4))
        committer = dated(*usual.group(5, 6, 7, 8))
        message, encoding = content[usual.end() :], b""
    else:
        header, _, message = content.partition(b"\n\n")
        author, committer, encoding = _headers(header)
    if encoding:
        message = as_utf8(message, encoding)
        author, committer = _signature_as_utf8(author, encoding), _signature_as_utf8(committer, encoding)
    columns.authors.append(author)
    columns.committers.append(committer)
    columns.messages.append(message)
    subject = message.lstrip(b"\n").partition(b"\n")[0].rstrip()
    columns.subjects.append(subject.decode("utf-8", "replace")[:_SUBJECT_CHARACTERS].replace("\0", "\ufffd"))


def _headers(header: bytes) -> tuple[Signature, Signature, bytes]:
    """Author, committer and encoding; the first of each counts."""
    author = committer = _NOBODY
    encoding = b""
    for line in header.split(b"\n"):
        # A signature of the commit comes after these; its continuation lines begin with a blank.
        if line.startswith(b"author ") and author is _NOBODY:
            author = parse_signature(line[7:])
        elif line.startswith(b"committer ") and committer is _NOBODY:
            committer = parse_signature(line[10:])
        elif line.startswith(b"encoding "):
            encoding = line[9:].strip()
    return author, committer, encoding


def as_utf8(text: bytes, encoding: bytes) -> bytes:
    """Text as UTF-8; as it is when it is not in the encoding that it names, or nobody knows that one."""
    if encoding.lower() in (b"", b"utf-8", b"utf8"):
        return text
    try:
        codec = codecs.lookup(encoding.decode("ascii"))
        return codec.decode(text)[0].encode()
    except (LookupError, ValueError, TypeError, AttributeError):
        # ValueError: no such bytes in it; Type- and AttributeError: a codec of Python that is none of text (`hex`).
        return text


def _signature_as_utf8(signature: Signature, encoding: bytes) -> Signature:
    return Signature(
        as_utf8(signature.name, encoding),
        as_utf8(signature.email, encoding),
        signature.seconds,
        signature.offset,
        signature.odd,
    )
