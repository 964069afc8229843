"""Measures in processes of their own: counted by hand, and whatever a content does to the measurer."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from codevoyage_ingest.complexity.measure import LARGEST_BYTES, Measure, Outcome
from codevoyage_ingest.complexity.measuring import Content, Measuring
from codevoyage_ingest.complexity.process import MeasurerProcess
from codevoyage_ingest.errors import Cancelled
from codevoyage_ingest.git.tree import read_tree
from tests.integration.ingest_git.conftest import cloned
from tests.repositories.history import History, Put

_PYTHON = b'''"""A module."""

def plain(x):
    return x


def decided(x, y):
    # if this were counted it would be wrong
    if x and y:
        for each in x:
            print(each)
    elif y:
        return 1
    return 0
'''


def _measurers() -> list[psutil.Process]:
    """Other tests have children of their own."""
    return [
        child for child in psutil.Process().children() if "codevoyage_ingest.complexity.measurer" in child.cmdline()
    ]


def test_functions_lines_and_decisions_are_counted_as_by_hand() -> None:
    with MeasurerProcess() as process:
        found = process.measure(b"x.py", _PYTHON)
    # `decided`: 1, if, and, for, elif. Code lines: all but blank ones, the docstring and the comment.
    # Levels: 1 + (1 + 2 + 3 + 1 + 2 + 1), and the comment's 1.
    assert (found.functions, found.complexity, found.largest_complexity) == (2, 1 + 5, 5)
    assert found.code_lines == 9
    assert (found.indentation, found.largest_indentation) == (12, 3)


def test_a_content_that_ends_the_measurer_has_no_measure_and_the_next_one_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MeasurerProcess() as process:
        assert process.measure(b"x.py", _PYTHON).outcome is Outcome.MEASURED
        (child,) = _measurers()
        child.kill()
        assert process.measure(b"x.py", _PYTHON) == Measure(Outcome.FAILED)
        assert process.measure(b"x.py", _PYTHON).outcome is Outcome.MEASURED
    assert not _measurers()


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 1000, b"(" * 100_000, b"{" * 50_000, b'"' * 50_001, b"\xff" * 1000, b"def " * 20_000, b"/*" * 9999],
)
@pytest.mark.parametrize("name", [b"x.py", b"x.c", b"x.js", b"x.rb", b"x.php"])
def test_no_content_ends_the_measuring(name: bytes, content: bytes) -> None:
    with MeasurerProcess() as process:
        assert process.measure(name, content).outcome in (Outcome.MEASURED, Outcome.FAILED)
        assert process.measure(b"x.py", _PYTHON).functions == 2


def test_a_measurer_may_not_take_all_memory() -> None:
    with MeasurerProcess() as process:
        process.measure(b"x.py", _PYTHON)
        (child,) = _measurers()
        assert child.rlimit(psutil.RLIMIT_DATA) == (512 << 20, 512 << 20)


def test_blobs_of_a_tree_are_measured_by_several_processes(tmp_path: Path) -> None:
    history = History()
    history.commit(
        *(Put(b"%d.py" % number, _PYTHON * (number + 1)) for number in range(150)),
        Put(b"large.py", b"x = 1\n" * (LARGEST_BYTES // 6 + 1)),
    )
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    tree = read_tree(made.git, made.head.commit_id)
    contents = [Content(blob=blob, name=path) for path, blob in zip(tree.paths, tree.blobs, strict=True)]
    with Measuring(made.git, contents, processes=2, cancelled=lambda: False) as measuring:
        found = measuring.wait()
    by_name = {content.name: measure for content, measure in found.items()}
    assert by_name.pop(b"large.py") == Measure(Outcome.TOO_LARGE)
    assert {name: measure.complexity for name, measure in by_name.items()} == {
        b"%d.py" % number: 6 * (number + 1) for number in range(150)
    }
    with (
        pytest.raises(Cancelled),
        Measuring(made.git, contents, processes=2, cancelled=lambda: True) as stopped,
    ):
        stopped.wait()
    assert not _measurers()
