"""Repositories of raw objects: what git itself would not write, byte for byte."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.repositories.history import ADA, EPOCH, git

#: A tree's entry: mode, name, id.
Entry = tuple[bytes, bytes, str]

FILE, FOLDER = b"100644", b"40000"


@dataclass(frozen=True, kw_only=True)
class RawRepository:
    """A bare repository whose objects are written loose, as they are given."""

    path: Path
    object_format: str

    @classmethod
    def at(cls, path: Path, *, object_format: str = "sha1") -> RawRepository:
        """A new one; its HEAD names `main`."""
        git(path.parent, "init", "--quiet", "--bare", f"--object-format={object_format}", "-b", "main", str(path))
        return cls(path=path, object_format=object_format)

    def put(self, kind: str, content: bytes) -> str:
        """Any object. Its id."""
        return self.put_pieces(kind, len(content), [content])

    def put_pieces(self, kind: str, size: int, pieces: Iterable[bytes]) -> str:
        """An object of that many bytes in all, never held whole. Its id."""
        digest = hashlib.new(self.object_format)
        packed = zlib.compressobj(1)
        scratch = self.path / "objects" / "written"
        with scratch.open("wb") as file:
            for piece in _headed(kind, size, pieces):
                digest.update(piece)
                file.write(packed.compress(piece))
            file.write(packed.flush())
        name = digest.hexdigest()
        place = self.loose(name)
        place.parent.mkdir(exist_ok=True)
        scratch.replace(place)
        return name

    def loose(self, name: str) -> Path:
        """Where an object lies."""
        return self.path / "objects" / name[:2] / name[2:]

    def blob(self, content: bytes) -> str:
        """A file's content."""
        return self.put("blob", content)

    def tree(self, *entries: Entry) -> str:
        """A folder; the entries stand as they are given."""
        return self.put("tree", b"".join(mode + b" " + name + b"\0" + bytes.fromhex(of) for mode, name, of in entries))

    def commit(
        self,
        tree: str,
        *parents: str,
        author: bytes = b"%b %d +0000" % (ADA, EPOCH),
        committer: bytes | None = None,
        headers: Iterable[bytes] = (),
        message: bytes = b"Change something\n",
    ) -> str:
        """A commit, and `main` at it. author, committer: whole lines, with their dates. headers: further lines."""
        lines = [f"tree {tree}".encode(), *(f"parent {parent}".encode() for parent in parents)]
        lines += [b"author " + author, b"committer " + (author if committer is None else committer), *headers]
        name = self.put("commit", b"\n".join(lines) + b"\n\n" + message)
        self.point("refs/heads/main", name)
        return name

    def point(self, reference: str, name: str) -> None:
        """Let a reference name an object, whatever git would say to it."""
        place = self.path / reference
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{name}\n")


def _headed(kind: str, size: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield b"%b %d\0" % (kind.encode(), size)
    yield from pieces
