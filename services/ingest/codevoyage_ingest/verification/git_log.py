"""What `git log` says of a run of commits: one child that walks nowhere, asked for exactly these.

The reader takes the same from `cat-file` and `diff-tree`. The child's output is parsed as it comes; what is held is
one commit with its changes.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Final

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.changes import RENAME_LIMIT
from codevoyage_ingest.git.commits import as_utf8
from codevoyage_ingest.git.process import GitProcess
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.git.signature import LAST_SECOND
from codevoyage_ingest.verification.facts import Change, Commit, Signed

#: Every field ends with a NUL, which none can hold: git's own strings end at it.
_FIELDS: Final = ("%H", "%P", "%an", "%ae", "%at", "%ad", "%cn", "%ce", "%ct", "%cd", "%e", "%B")
_FORMAT: Final = "".join(f"{field}%x00" for field in _FIELDS)
#: What stays as it is in every encoding that git can show a commit in; in UTF-7 it would be a newline.
_ASCII: Final = b"+AAo-\n"
#: Bytes of a word that are kept. The reader keeps a mebibyte of a commit, which UTF-8 may make three of.
_WORD_BYTES: Final = 4 << 20
#: Characters of a subject that are kept, as `facts.proto` says.
_SUBJECT_CHARACTERS: Final = 1_000
#: Of a date that git takes for none: it shows 0 and no zone then.
_NO_DATE: Final = 1 << 63


def logged(
    git: Git, commits: Iterable[bytes], *, cancelled: Callable[[], bool] = never
) -> Generator[Commit, None, None]:
    """The commits (raw ids) in the order asked for, without those that git does not have, or that are none.

    Errors: Cancelled, RepositoryCorrupt for an answer that makes no sense, and as git's end means.
    """
    with git.start(
        "log",
        "--no-walk=unsorted",
        "--ignore-missing",  # before `--stdin`, which is read when git comes to it
        "--stdin",
        "-z",
        "--raw",
        "--numstat",
        "-M",
        f"-l{RENAME_LIMIT}",
        "--no-abbrev",
        "--no-diff-merges",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--no-notes",
        "--encoding=UTF-8",
        "--date=raw",
        f"--format=tformat:{_FORMAT}",
        stdin=True,
        cancelled=cancelled,
    ) as process:
        process.feed(name.hex().encode() + b"\n" for name in commits)
        try:
            yield from _commits(_Words(process))
        except (ValueError, IndexError) as error:
            raise RepositoryCorrupt(git.source, detail=f"what git log says cannot be read: {error}") from error


class _Words:
    """The NUL-terminated words of a child's output, one of them looked at in advance."""

    def __init__(self, process: GitProcess) -> None:
        self._words = _split(process)
        self.next: bytes | None = next(self._words, None)

    def take(self) -> bytes:
        """The next one. Errors: ValueError at the end."""
        word, self.next = self.next, next(self._words, None)
        if word is None:
            raise ValueError("it ends early")
        return word


def _split(process: GitProcess) -> Iterator[bytes]:
    """Each word, of a long one its beginning."""
    held: list[bytes] = []
    size = 0
    while piece := process.read():
        *words, rest = piece.split(b"\0")
        if words:
            yield b"".join([*held, words[0]])[:_WORD_BYTES]
            yield from words[1:]
            held, size = [], 0
        if size < _WORD_BYTES:
            held.append(rest)
            size += len(rest)
    process.finish()
    if size:
        raise ValueError("its last word does not end")


def _commits(words: _Words) -> Iterator[Commit]:
    while words.next is not None:
        name, parents, *people, encoding, message = [words.take() for _ in _FIELDS]
        if words.take():
            raise ValueError("a commit does not end")
        changes = tuple(_changes(words))
        of = tuple(unhexlify(parent) for parent in parents.split())
        yield Commit(
            id=unhexlify(name),
            parents=of,
            author=_signed(*people[:4]),
            committer=_signed(*people[4:]),
            subject=_subject(message),
            message=message,
            changes=changes if len(of) < 2 else None,
            shown=as_utf8(_ASCII, encoding) == _ASCII,
        )


def _changes(words: _Words) -> Iterator[Change]:
    raw = []
    while words.next is not None and words.next.lstrip(b"\n").startswith(b":"):
        old_mode, mode, old_blob, blob, status = words.take().lstrip(b"\n:").split(b" ")
        paths = [words.take() for _ in range(2 if status[:1] in b"RC" else 1)]
        raw.append((old_mode, mode, old_blob, blob, status, paths))
    for old_mode, mode, old_blob, blob, status, paths in raw:
        insertions, deletions, path = words.take().split(b"\t", 2)
        named = [path] if path else [words.take(), words.take()]
        if named != paths:
            raise ValueError("the line counts are of other files than the changes")
        yield Change(
            status=status[:1].decode("ascii"),
            path=paths[-1],
            old_path=paths[0],
            insertions=_count(insertions),
            deletions=_count(deletions),
            old_mode=int(old_mode, 8),
            mode=int(mode, 8),
            old_blob=unhexlify(old_blob),
            blob=unhexlify(blob),
            score=int(status[1:] or b"0"),
        )


def _count(text: bytes) -> int | None:
    return None if text == b"-" else int(text)


def _signed(name: bytes, email: bytes, seconds: bytes, date: bytes) -> Signed:
    """By the definitions of `facts.proto`: after the year 9999 is its last second, a zone that is none is UTC."""
    if not seconds:
        return Signed(name=name, email=email, seconds=None, offset=None)
    time = int(seconds) if len(seconds) < 20 else _NO_DATE
    # git shows no zone of a date that its clock cannot hold.
    offset = None if time >= _NO_DATE else _minutes(int(date.split(b" ")[1]))
    return Signed(name=name, email=email, seconds=min(time, LAST_SECOND), offset=offset)


def _minutes(zone: int) -> int:
    hours, minutes = divmod(abs(zone), 100)
    east = hours * 60 + minutes
    if minutes > 59 or east >= 1440:
        return 0
    return east if zone >= 0 else -east


def _subject(message: bytes) -> str:
    line = message.lstrip(b"\n").partition(b"\n")[0].rstrip()
    return line.decode("utf-8", "replace")[:_SUBJECT_CHARACTERS]
