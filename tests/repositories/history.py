"""A history written by `git fast-import`: fixed dates and names, so that every object id is the same each time."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

#: 2020-01-01 12:00 UTC: the first commit; each next one is an hour later unless it says otherwise.
EPOCH = 1_577_880_000

ADA = b"Ada Lovelace <ada@example.org>"
BRIAN = b"Brian <brian@example.org>"


@dataclass(frozen=True)
class Put:
    """A path gets this content."""

    path: bytes
    content: bytes
    mode: bytes = b"100644"


@dataclass(frozen=True)
class Link:
    """A path becomes a submodule: a commit of another repository."""

    path: bytes
    commit: str


@dataclass(frozen=True)
class Delete:
    """A path, or everything below it, goes."""

    path: bytes


Edit = Put | Link | Delete


@dataclass
class History:
    """Commits to be; `commit` answers a mark that names one as a parent."""

    _stream: list[bytes] = field(default_factory=list, repr=False)
    _marks: int = 0

    @property
    def stream(self) -> bytes:
        """What `git fast-import` is told."""
        return b"".join(self._stream)

    def commit(
        self,
        *edits: Edit,
        parents: tuple[int, ...] = (),
        branch: bytes = b"main",
        author: bytes = ADA,
        committer: bytes | None = None,
        message: bytes = b"Change something\n",
        encoding: bytes = b"",
        when: int | None = None,
        zone: bytes = b"+0000",
    ) -> int:
        """The first parent's tree with these edits. Without parents: a root."""
        self._marks += 1
        time = b"%d" % (EPOCH + 3600 * self._marks if when is None else when)
        reference = b"refs/heads/" + branch
        # A reset forgets what the branch was: the parents are those that are named, nothing else.
        lines = [b"reset " + reference, b"commit " + reference, b"mark :%d" % self._marks]
        lines.append(b"author %b %b %b" % (author, time, zone))
        lines.append(b"committer %b %b %b" % (committer or author, time, zone))
        if encoding:
            lines.append(b"encoding " + encoding)
        lines.append(b"data %d\n%b" % (len(message), message))
        lines += [
            b"%b :%d" % (word, parent) for word, parent in zip([b"from", *[b"merge"] * 99], parents, strict=False)
        ]
        lines += [_line(edit) for edit in edits]
        self._stream += [line + b"\n" for line in lines]
        return self._marks

    def without_binaries(self) -> History:
        """The same with another byte for each NUL."""
        return History([part.replace(b"\0", b"0") for part in self._stream], self._marks)

    def write(self, path: Path, *, object_format: str = "sha1", head: str = "main") -> None:
        """Make a bare repository of it."""
        git(path.parent, "init", "--quiet", "--bare", f"--object-format={object_format}", "-b", head, str(path))
        git(path, "fast-import", "--quiet", "--force", "--date-format=raw-permissive", stdin=self.stream)


def git(directory: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git plainly, without anybody's configuration. Errors: CalledProcessError."""
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C",
        "HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada Lovelace",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_AUTHOR_DATE": f"{EPOCH} +0000",
        "GIT_COMMITTER_NAME": "Ada Lovelace",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
        "GIT_COMMITTER_DATE": f"{EPOCH} +0000",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=directory, env=environment, input=stdin, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def _line(edit: Edit) -> bytes:
    match edit:
        case Put():
            return b"M %b inline %b\ndata %d\n%b" % (edit.mode, _quoted(edit.path), len(edit.content), edit.content)
        case Link():
            return b"M 160000 %b %b" % (edit.commit.encode(), _quoted(edit.path))
        case Delete():
            return b"D " + _quoted(edit.path)


def _quoted(path: bytes) -> bytes:
    return b'"%b"' % b"".join(b"\\%03o" % byte for byte in path)
