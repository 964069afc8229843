"""Complexity of a file's history and of key frames, through a real ingest; lizard itself and hands count the truth."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from pathlib import Path

import grpc
import lizard
import psycopg
import pytest

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import frames_service_pb2 as frames_pb
from codevoyage.ingest.v1 import ingest_service_pb2
from codevoyage.ingest.v1 import measures_service_pb2 as pb
from codevoyage_ingest.complexity.frames import FRAMES, frame_positions
from codevoyage_ingest.complexity.indentation import indentation
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import Delete, History, Put, git

_ONE = b"def one(x):\n    if x:\n        return 1\n    return 0\n"
_TWO = _ONE + b"\n\ndef two(x):\n    for y in x:\n        if y and x:\n            return y\n"


@pytest.fixture(scope="module")
def source(ingest: Ingest) -> Path:
    """Four commits: a file that is changed, renamed and removed; a text whose language nobody knows; a binary."""
    path = ingest.repositories / "measured.git"
    history = History()
    last = history.commit(Put(b"a/old.py", _ONE), Put(b"notes", b"\tone\n\t\ttwo\n"), Put(b"b.bin", b"\0\1"))
    last = history.commit(Put(b"a/old.py", _TWO), parents=(last,))
    last = history.commit(Delete(b"a/old.py"), Put(b"b/new.py", _TWO), parents=(last,))
    history.commit(Delete(b"b/new.py"), Put(b"b.bin", b"\0\2"), parents=(last,))
    history.write(path)
    read(ingest, path, "measured-source")
    return path


def read(ingest: Ingest, path: Path, request_id: str) -> str:
    """The name of a job that has read a repository to its end."""
    name = ingest.job(path, request_id).name
    for _ in ingest.stub.StreamHistory(ingest_service_pb2.StreamHistoryRequest(name=name, follow=True)):
        pass
    assert ingest.now(name).state == lifecycle_pb2.STATE_SUCCEEDED
    return name


def _file(ingest: Ingest, source: Path, path: bytes) -> tuple[pb.Measuring, list[pb.FileVersionColumns]]:
    answers = list(ingest.measures.MeasureFile(pb.MeasureFileRequest(source=str(source), path=path)))
    return answers[-1].measuring, [each.versions for each in answers if each.HasField("versions")]


def test_a_file_is_measured_along_its_renames(ingest: Ingest, source: Path) -> None:
    measuring, (columns,) = _file(ingest, source, b"b/new.py")
    assert measuring.state == lifecycle_pb2.STATE_SUCCEEDED
    assert list(columns.paths) == [b"a/old.py", b"a/old.py", b"b/new.py"]
    assert list(zip(columns.born, columns.died, strict=True)) == [(0, 1), (1, 2), (2, 3)]
    commits = git(source, "rev-list", "--reverse", "--first-parent", "HEAD").split()
    assert columns.commits == b"".join(bytes.fromhex(each.decode()) for each in commits[:3])
    times = git(source, "log", "--reverse", "--first-parent", "--format=%ct").split()
    assert list(columns.times) == [int(each) for each in times[:3]]
    for content, at in ((_ONE, 0), (_TWO, 1), (_TWO, 2)):
        said = lizard.analyze_file.analyze_source_code("x.py", content.decode())
        measures = columns.measures
        assert measures.functions[at] == len(said.function_list)
        assert measures.complexities[at] == sum(each.cyclomatic_complexity for each in said.function_list)
        assert measures.code_lines[at] == said.nloc
        assert (measures.indentations[at], measures.largest_indentations[at]) == indentation(content)


def test_the_old_name_of_a_file_leads_to_the_same_history(ingest: Ingest, source: Path) -> None:
    assert _file(ingest, source, b"a/old.py")[1] == _file(ingest, source, b"b/new.py")[1]


def test_of_an_unknown_language_only_indentation_is_measured(ingest: Ingest, source: Path) -> None:
    _, (columns,) = _file(ingest, source, b"notes")
    assert list(columns.measures.indentations) == [3]
    assert list(columns.measures.functions) == [0]


def test_a_binary_has_versions_without_measures(ingest: Ingest, source: Path) -> None:
    _, (columns,) = _file(ingest, source, b"b.bin")
    assert list(columns.lines) == [-1, -1]
    assert list(columns.measures.outcomes) == [0, 0]


def test_asking_again_measures_nothing(ingest: Ingest, source: Path) -> None:
    first, versions = _file(ingest, source, b"b/new.py")
    again, same = _file(ingest, source, b"b/new.py")
    assert (first.name, len(first.attempts), versions) == (again.name, len(again.attempts), same)


@pytest.mark.parametrize(
    ("repository", "path", "code"),
    [
        ("measured.git", b"never-was", grpc.StatusCode.NOT_FOUND),
        ("measured.git", b"", grpc.StatusCode.INVALID_ARGUMENT),
        ("not-read-yet.git", b"a", grpc.StatusCode.FAILED_PRECONDITION),
    ],
)
def test_what_cannot_be_measured_says_why(
    ingest: Ingest, source: Path, repository: str, path: bytes, code: grpc.StatusCode
) -> None:
    where = ingest.repositories / repository
    if not where.exists():
        history = History()
        history.commit(Put(b"a", b"1\n"))
        history.write(where)
    with pytest.raises(grpc.RpcError) as error:
        _file(ingest, where, path)
    assert error.value.code() is code


def test_key_frames_know_every_text_that_stood(ingest: Ingest, source: Path) -> None:
    name = read(ingest, source, "measured-source")
    request = frames_pb.StreamFramesRequest(ingest_job=name, follow=True)
    answers = list(ingest.frames.StreamFrames(request))
    assert answers[-1].measuring.state == lifecycle_pb2.STATE_SUCCEEDED
    (columns,) = [each.frames for each in answers if each.HasField("frames")]
    assert list(columns.positions) == [0, 1, 2, 3]
    found = {
        columns.blobs[at * 20 : at * 20 + 20].hex(): (total, largest)
        for at, (total, largest) in enumerate(zip(columns.indentations, columns.largest_indentations, strict=True))
    }
    expected = {
        git(source, "rev-parse", f"{where}").decode().strip(): indentation(content)
        for where, content in (
            ("HEAD~3:a/old.py", _ONE),
            ("HEAD~2:a/old.py", _TWO),
            ("HEAD:notes", b"\tone\n\t\ttwo\n"),
        )
    }
    assert found == expected


def test_a_later_reading_measures_only_what_is_new(ingest: Ingest) -> None:
    path = ingest.repositories / "framed.git"
    history = History()
    start = history.commit(*(Put(b"%d.txt" % number, b" " * 4 * number + b"x\n") for number in range(20)))
    history.write(path)
    first = read(ingest, path, "framed-first")
    assert list(ingest.frames.StreamFrames(frames_pb.StreamFramesRequest(ingest_job=first, follow=True)))
    history.commit(Put(b"3.txt", b"\t\t\t\t\t\t\tunheard of\n"), parents=(start,))
    later = ingest.repositories / "framed-later.git"
    history.write(later)
    git(path, "fetch", "--quiet", str(later), "+refs/heads/*:refs/heads/*")
    second = read(ingest, path, "framed-second")
    assert list(ingest.frames.StreamFrames(frames_pb.StreamFramesRequest(ingest_job=second, follow=True)))
    with closing(psycopg.connect(ingest.database.url("ingest"))) as connection:
        found = connection.execute(
            "SELECT measured FROM measurings WHERE ingest_job_id = %s AND path = ''", [second.rpartition("/")[2]]
        ).fetchone()
    assert found == (1,)


def test_frames_are_spread_over_the_mainline() -> None:
    assert frame_positions(0, 0) == [0]
    assert frame_positions(5, 8) == [5, 6, 7, 8]
    found = frame_positions(0, 81_000)
    assert (len(found), found[0], found[-1]) == (FRAMES, 0, 81_000)
    assert {818, 819} >= {later - earlier for earlier, later in pairwise(found)}
