"""A small team's history: who wrote what can be counted by hand, and asked from git.

| commit | author                      | changes (lines added)                   | with                              |
|--------|-----------------------------|-----------------------------------------|-----------------------------------|
| 1      | Ann                         | src/a.py +6, src/b.py +4, README.md +3  |                                   |
| 2      | Bob                         | src/a.py +2                             | Ann, co-author                    |
| 3      | Cyd                         | lib/c.py +10                            |                                   |
| 4      | Bob, on a branch of commit 1 | lib/d.py +1                            |                                   |
| 5      | Ann                         | merge of 3 and 4                        |                                   |
| 6      | Ann, a month later          | src/b.py +3                             | Claude, a program                 |
| 7      | renovate[bot]               | deps.txt +1                             |                                   |
| 8      | Cyd                         | src/a.py renamed to core/a.py, +1       | reviewed by Bob, which is no part |
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.repositories.history import EPOCH, Delete, History, Put
from tests.repositories.oracle import Oracle

ANN: Final = b"Ann Ames <ann@example.org>"
BOB: Final = b"Bob Bell <bob@example.org>"
CYD: Final = b"Cyd Carr <cyd@example.org>"
BOT: Final = b"renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>"
#: Commits 6 to 8 are of February 2020, the others of January.
LATER: Final = EPOCH + 40 * 86_400


def build(path: Path) -> Oracle:
    """A bare repository, and git to ask about it."""
    history = History()
    first = history.commit(
        Put(b"src/a.py", lines(6)), Put(b"src/b.py", lines(4)), Put(b"README.md", lines(3)), author=ANN
    )
    together = b"Go on\n\nCo-authored-by: " + ANN + b"\n"
    second = history.commit(Put(b"src/a.py", lines(8)), author=BOB, parents=(first,), message=together)
    third = history.commit(Put(b"lib/c.py", lines(10)), author=CYD, parents=(second,))
    fourth = history.commit(Put(b"lib/d.py", lines(1)), author=BOB, parents=(first,), branch=b"side")
    fifth = history.commit(Put(b"lib/d.py", lines(1)), author=ANN, parents=(third, fourth))
    helped = b"Grow\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"
    sixth = history.commit(Put(b"src/b.py", lines(7)), author=ANN, parents=(fifth,), message=helped, when=LATER)
    seventh = history.commit(Put(b"deps.txt", lines(1)), author=BOT, parents=(sixth,), when=LATER + 3600)
    history.commit(
        Delete(b"src/a.py"),
        Put(b"core/a.py", lines(9)),
        author=CYD,
        parents=(seventh,),
        message=b"Move\n\nReviewed-by: " + BOB + b"\n",
        when=LATER + 86_400,
    )
    history.write(path)
    return Oracle(path)


def lines(count: int) -> bytes:
    """So many lines, which differ and begin like those of any other count."""
    return b"".join(b"line %d of a file\n" % number for number in range(count))
