"""Words of ingest: a job's request, the head that was found, kinds of chunks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: The half-open interval's open end: the version stands at the newest position.
STANDS: Final = 0xFFFFFFFF
#: Of the rules in `people.persons`.
IDENTITY_VERSION: Final = 2
#: What this code reads and how. Raised when facts of an older reading must not be shared.
READER_VERSION: Final = 7


class ChunkKind(StrEnum):
    """What a chunk holds, beside what it adds to dictionaries.

    One table of facts each; but a tree, kinds and measures are only messages.
    """

    TREE = "tree"
    COMMITS = "commits"
    PEOPLE = "people"
    CHANGES = "changes"
    VERSIONS = "versions"
    KINDS = "kinds"
    MEASURES = "measures"
    TAGS = "tags"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a job was asked to read. max_commits: the newest N in topological order; 0: all."""

    source: str
    max_commits: int


@dataclass(frozen=True, kw_only=True)
class Verify:
    """What a verification was asked to do. trees: at random mainline commits, beside the newest. seed: draws them."""

    source: str
    trees: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Compare:
    """What a comparison was asked to do. base, head: names of references or commits, as they were asked for."""

    source: str
    base: str
    head: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """A half-open range of numbers [first, end)."""

    first: int
    end: int

    @property
    def empty(self) -> bool:
        return self.first >= self.end


#: More parts than any chunk has: an answer of git's is at most 256 MiB, a part about 3.
_PARTS: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """Where a stream of facts stands: the last chunk that was sent whole, and the parts of the next one."""

    chunk: int = 0
    part: int = 0

    def __str__(self) -> str:
        return str(self.chunk * _PARTS + self.part)

    @classmethod
    def of(cls, number: int) -> Cursor:
        """The cursor that `str` wrote."""
        chunk, part = divmod(number, _PARTS)
        return cls(chunk=chunk, part=part)
