"""Lines counted from contents: git's own numbers, for contents of every shape that its counting treats apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.change_columns import ChangeColumns
from codevoyage_ingest.git.change_readers import CountedFromContents
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.counting.contents import BlobContents
from codevoyage_ingest.git.counting.ring import Ring
from codevoyage_ingest.git.order import read_order
from tests.integration.ingest_git.conftest import GitProcesses, Read, cloned
from tests.repositories.history import History, Put, git


def _few_words(chance: random.Random) -> bytes:
    """Lines of which many are the same: where git leaves frequent ones out among lines without a match."""
    return b"".join(chance.choice([b"}\n", b"\n", b"    return\n", b"%d\n" % chance.randrange(60)]) for _ in range(400))


def _many_words(chance: random.Random) -> bytes:
    return b"".join(b"line %d of many\n" % chance.randrange(10_000) for _ in range(300))


def _long_lines(chance: random.Random) -> bytes:
    return b"".join(chance.randbytes(chance.randrange(90)).replace(b"\0", b".") + b"\n" for _ in range(50))


def _without_newline(chance: random.Random) -> bytes:
    return _few_words(chance).removesuffix(b"\n") + chance.choice([b"", b"x", b"abcdefgh"])


def _tiny(chance: random.Random) -> bytes:
    return chance.choice([b"", b"\n", b"a", b"a\n", b"a\nb", b"\n\n\n", b"a\0b\n", b"a\r\nb\r\n", b"b\n" * 9])


def _binary_late(chance: random.Random) -> bytes:
    """A NUL beyond the bytes that git looks at does not make it binary."""
    return b"x" * chance.choice([7998, 7999, 8000, 8001]) + b"\0\n" + _tiny(chance)


def _far_apart(chance: random.Random) -> bytes:
    """Blocks of the same lines in another order: where git takes a good difference instead of the shortest."""
    blocks = [
        [b"%d of block %d\n" % (line, block) for line in range(chance.choice([1, 5, 25, 60]))] for block in range(90)
    ]
    chance.shuffle(blocks)
    lines = [line for block in blocks for line in block]
    return b"".join(chance.choice([line, line, line, b"x%d\n" % chance.randrange(900)]) for line in lines)


def _much_edited(chance: random.Random) -> bytes:
    """Small moves all over long common runs: where git trusts a run that leads far."""
    lines = [b"%d\n" % line for line in range(6000)]
    for _ in range(900):
        at = chance.randrange(5990)
        lines[at], lines[at + chance.randrange(1, 9)] = lines[at + chance.randrange(1, 9)], lines[at]
    return b"".join(lines)


def _changed(content: bytes, chance: random.Random) -> bytes:
    """A few lines taken away, put in, moved: a change as people make it."""
    lines = content.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(lines) + 1)
        match chance.randrange(4):
            case 0:
                del lines[at : at + chance.randrange(20)]
            case 1:
                lines[at:at] = [b"new %d\n" % chance.randrange(5) for _ in range(chance.randrange(30))]
            case 2:
                lines[at:at] = lines[chance.randrange(len(lines) + 1) :][: chance.randrange(40)]
            case 3:
                lines[at : at + 10] = reversed(lines[at : at + 10])
    return b"".join(lines)


def _history(path: Path, shape: Callable[[random.Random], bytes], seed: int) -> int:
    chance = random.Random(seed)
    history, last = History(), 0
    contents = [shape(chance) for _ in range(12)]
    for _ in range(12):
        edits = [Put(b"%d" % number, content) for number, content in enumerate(contents)]
        last = history.commit(*edits, parents=(last,) if last else ())
        contents = [shape(chance) if chance.random() < 0.15 else _changed(content, chance) for content in contents]
    history.write(path)
    return last


_SHAPES = [_few_words, _many_words, _far_apart, _much_edited, _long_lines, _without_newline, _tiny, _binary_late]


@pytest.mark.parametrize("shape", _SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_lines_are_those_that_git_counts(tmp_path: Path, shape: Callable[[random.Random], bytes], seed: int) -> None:
    _history(tmp_path / "source", shape, seed)
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    commits = order.non_merges(0, len(order))
    (ours,) = read_changes(made.git, [commits], counting=True)
    (gits,) = read_changes(made.git, [commits])
    assert len(ours) > 50
    assert _without_old_lines(ours) == _without_old_lines(gits)


def test_what_takes_too_long_to_compare_is_asked_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    history = History()
    # Every line is in both, in another order: it takes more steps than are made without a look at the clock.
    lines = [b"%d\n" % number for number in range(100_000)]
    start = history.commit(Put(b"shuffled", b"".join(lines)), Put(b"other", b"a\n"))
    chance.shuffle(lines)
    history.commit(Put(b"shuffled", b"".join(lines)), Put(b"other", b"b\n"), parents=(start,))
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    asked: list[int] = []
    really = CountedFromContents._counted_by_git

    def noted(self: CountedFromContents, commits: list[tuple[int, bytes]]) -> ChangeColumns:
        asked.extend(number for number, _ in commits)
        return really(self, commits)

    monkeypatch.setattr(CountedFromContents, "_counted_by_git", noted)
    (changes,) = read_changes(made.git, [order.non_merges(0, 2)], counting=True)
    said = git(tmp_path / "source", "diff-tree", "-r", "--numstat", order.id(1).hex()).split()
    assert asked == [1]
    assert [b"%d" % changes.insertions[-1], b"%d" % changes.deletions[-1], b"shuffled"] == said[-3:]


def test_lines_of_old_contents_are_learnt(hard: Read) -> None:
    (changes,) = read_changes(hard.git, [hard.order.non_merges(0, len(hard.order))], counting=True)
    known = {
        blob.hex(): lines
        for blob, lines, mode in zip(changes.old_blobs, changes.old_lines, changes.old_modes, strict=True)
        if lines >= 0 and mode in (0o100644, 0o100755)
    }
    assert known
    for blob, lines in known.items():
        content = hard.git.ask("cat-file", "blob", blob)
        assert lines == len(content.split(b"\n")) - (content.endswith(b"\n") or not content)


def test_contents_that_are_too_large_are_left_to_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codevoyage_ingest.git.counting.contents._LARGEST_BYTES", 1000)
    history = History()
    start = history.commit(Put(b"large", b"a line\n" * 200), Put(b"small", b"1\n"))
    history.commit(Put(b"large", b"a line\n" * 300), Put(b"small", b"2\n"), parents=(start,))
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    (changes,) = read_changes(made.git, [order.non_merges(0, 2)], counting=True)
    assert list(zip(changes.paths, changes.insertions, changes.deletions, strict=True)) == [
        (b"large", 200, 0),
        (b"small", 1, 0),
        (b"large", 100, 0),
        (b"small", 1, 1),
    ]


def test_a_missing_content_is_a_corrupt_repository_and_leaves_no_process(
    hard: Read, git_processes: GitProcesses
) -> None:
    missing = b"\1" * hard.order.width
    with BlobContents(hard.git) as contents:
        contents.ask([missing])
        with pytest.raises(RepositoryCorrupt):
            contents.content(missing)
    assert not git_processes.running()


def test_a_ring_keeps_the_latest_and_never_mixes_them() -> None:
    chance = random.Random(5)
    ring = Ring(4096)
    written: dict[bytes, bytes] = {}
    for number in range(3000):
        blob = b"%d" % chance.randrange(40)
        content = chance.randbytes(chance.randrange(1500))
        ring.room(blob, len(content))[:] = memoryview(content)
        written[blob] = content
        newest = ring.get(blob)
        assert newest is not None
        assert newest.tobytes() == content
        for each, whole in written.items():
            kept = ring.get(each)
            assert kept is None or kept.tobytes() == whole, number


def _without_old_lines(columns: ChangeColumns) -> dict[str, object]:
    return {name: column for name, column in vars(columns).items() if name != "old_lines"}
