"""Trees in columns, from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1 import tree_service_pb2 as pb
from codevoyage.analysis.v1.tree_service_pb2_grpc import TreeServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.scripted_services import ScriptedIngest
from tests.unit.analysis import small_history
from tests.unit.analysis.small_history import IDS, TIMES

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def trees(processes: Processes, stub: object) -> Iterator[TreeServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield TreeServiceStub(channel)


def snapshot(trees: TreeServiceStub, name: str, **selection: object) -> list[pb.GetSnapshotResponse]:
    asked = pb.GetSnapshotRequest(name=name, selection=selection_pb2.Selection(**selection))  # type: ignore[arg-type]
    return list(trees.GetSnapshot(asked, timeout=30))


def refused(trees: TreeServiceStub, name: str, **selection: object) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as error:
        snapshot(trees, name, **selection)
    return error.value


def at(**moment: object) -> selection_pb2.Moment:
    return selection_pb2.Moment(**moment)  # type: ignore[arg-type]


def test_the_newest_tree_has_everything_that_stands(trees: TreeServiceStub, name: str) -> None:
    header, columns = (getattr(message, message.WhichOneof("message")) for message in snapshot(trees, name))
    assert (header.moment.position, header.moment.commit) == (3, IDS[4].hex())
    assert (header.files, header.bytes, header.lines, header.frames) == (3, 1_085, 8, 0)
    assert list(columns.paths) == ["c\\xff.txt", "link", "pic.bin"]
    assert [oct(mode) for mode in columns.modes] == ["0o100644", "0o120000", "0o100644"]
    assert (list(columns.bytes), list(columns.lines)) == ([80, 5, 1_000], [8, -1, -1])
    assert columns.blobs[:20] == small_history.object_id("a3")
    assert columns.identities == b"".join(small_history.FILES)
    assert [header.language_names[number] for number in columns.languages] == ["Text", "", ""]
    assert (list(columns.first_positions), list(columns.last_positions)) == ([0, 0, 2], [3, 0, 2])
    assert list(columns.first_times) == [TIMES[0], TIMES[0], TIMES[3]]
    people = {person.number: person.name for person in header.people}
    # Ann wrote 5 lines of the text together with Bob, who has 3 of these alone; nobody a line of the picture.
    assert [people.get(owner) for owner in columns.owners] == ["Ann B.", "Ann B.", None]
    assert (list(columns.indentations), list(columns.frames), list(columns.cyclomatic)) == (
        [6, -1, -1],
        [3, -1, -1],
        [5, -1, -1],
    )


def test_a_date_a_commit_and_a_position_mean_the_same_tree(trees: TreeServiceStub, name: str) -> None:
    time = selection_pb2.TimeRange()
    time.start.FromSeconds(TIMES[3] - 1)
    trees_found = [
        snapshot(trees, name, as_of=moment)
        for moment in (at(commit=IDS[1].hex()), at(commit=IDS[1].hex()[:8]), at(position=1), at(time=time.start))
    ]
    assert [message.files.paths[:] for message in trees_found[0][1:]] == [["a.txt", "link"]]
    assert all(found == trees_found[0] for found in trees_found)


def test_before_the_first_commit_nothing_stood(trees: TreeServiceStub, name: str) -> None:
    time = selection_pb2.TimeRange()
    time.start.FromSeconds(0)
    [message] = snapshot(trees, name, as_of=at(time=time.start))
    assert (message.header.moment.position, message.header.moment.commit, message.header.files) == (-1, "", 0)


def test_a_path_is_asked_for_as_it_is_shown(trees: TreeServiceStub, name: str) -> None:
    [_, columns] = snapshot(trees, name, path_prefix="c\\xff.txt")
    assert list(columns.files.paths) == ["c\\xff.txt"]
    [header] = snapshot(trees, name, path_prefix="c")
    assert header.header.files == 0


def test_a_commit_off_the_mainline_names_the_merge_that_brought_it_in(trees: TreeServiceStub, name: str) -> None:
    error = refused(trees, name, as_of=at(commit=IDS[2].hex()))
    assert error.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert dict(info_of(error).metadata) == {"commit": IDS[2].hex(), "brought_in_by": IDS[3].hex()}


@pytest.mark.parametrize(
    ("selection", "field"),
    [
        ({"as_of": at(commit="main")}, "selection.as_of.commit"),
        ({"as_of": at(position=9)}, "selection.as_of.position"),
        ({"path_prefix": "back\\slash"}, "selection.path_prefix"),
        ({"path_prefix": "x" * 20_000}, "selection.path_prefix"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    trees: TreeServiceStub, name: str, selection: dict[str, object], field: str
) -> None:
    error = refused(trees, name, **selection)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error).metadata["field"] == field


def test_an_unknown_commit_and_an_unknown_analysis_are_not_found(trees: TreeServiceStub, name: str) -> None:
    assert refused(trees, name, as_of=at(commit="0" * 40)).code() == grpc.StatusCode.NOT_FOUND
    assert refused(trees, "analyses/" + "a" * 16).code() == grpc.StatusCode.NOT_FOUND


def test_a_run_that_is_going_has_no_columns_yet(
    trees: TreeServiceStub, stub: pb_grpc.AnalysisServiceStub, worker: object, ingest: ScriptedIngest
) -> None:
    ingest.pause_before = 3
    made = create(stub)
    error = refused(trees, made)
    ingest.go_on.set()
    watched(stub, made)
    assert info_of(error).reason == "RESULT_NOT_READY"
    assert len(snapshot(trees, made)) == 2


def test_the_interval_table_gives_every_tree(trees: TreeServiceStub, name: str) -> None:
    messages = list(trees.StreamVersions(pb.StreamVersionsRequest(name=name), timeout=30))
    kinds = [message.WhichOneof("message") for message in messages]
    assert kinds == ["header", "mainline", "paths", "versions"]
    header, mainline, paths, versions = (getattr(message, kind) for message, kind in zip(messages, kinds, strict=True))
    assert (header.positions, header.paths, header.versions) == (4, 4, 5)
    assert mainline.commits == b"".join(IDS[number] for number in (0, 1, 3, 4))
    rows = list(zip(versions.paths, versions.born, versions.died, versions.lines, strict=True))
    for position, expected in enumerate([["a.txt", "link"], ["a.txt", "link"], ["a.txt", "link", "pic.bin"]]):
        stood = [paths.paths[path] for path, born, died, _ in rows if born <= position < died]
        assert stood == expected


def test_columns_go_with_their_analysis(
    trees: TreeServiceStub, stub: pb_grpc.AnalysisServiceStub, name: str, sql: Sql
) -> None:
    assert sql("SELECT count(*) > 10 FROM analysis.column_parts") == [(True,)]
    sql("DELETE FROM analysis.analyses WHERE id = %s", name.removeprefix("analyses/"))
    assert sql("SELECT count(*) FROM analysis.column_parts") == [(0,)]
    assert refused(trees, name).code() == grpc.StatusCode.NOT_FOUND
