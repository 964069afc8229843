"""Trees of the small history, at any commit, in any order, in pages of any size."""

from __future__ import annotations

import subprocess

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from tests.integration.analysis.calls import create, info_of, watched
from tests.unit.analysis import small_history

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
Worker = subprocess.Popen[bytes]


@pytest.fixture
def name(stub: Stub, worker: Worker) -> str:
    return str(watched(stub, create(stub)).name)


def paths(stub: Stub, name: str, **of: object) -> list[str]:
    return [file.path for file in stub.GetTree(pb.GetTreeRequest(name=name, **of)).files]  # type: ignore[arg-type]


def test_the_newest_tree_has_everything_that_stands(stub: Stub, name: str) -> None:
    tree = stub.GetTree(pb.GetTreeRequest(name=name))
    assert tree.commit == small_history.IDS[4].hex()
    assert (tree.total_files, tree.total_bytes, tree.total_lines) == (3, 1_085, 8)
    renamed, link, picture = tree.files
    assert (renamed.path, renamed.path_bytes) == ("c\\xff.txt", b"c\xff.txt")
    assert (renamed.bytes, renamed.lines, renamed.mode) == (80, 8, "100644")
    assert renamed.blob == small_history.object_id("a3").hex()
    assert (link.mode, link.HasField("lines"), link.path_bytes) == ("120000", False, b"")
    assert (picture.bytes, picture.HasField("lines")) == (1_000, False)


def test_an_older_tree_is_what_stood_then(stub: Stub, name: str) -> None:
    tree = stub.GetTree(pb.GetTreeRequest(name=name, at=small_history.IDS[1].hex()))
    assert [(file.path, file.bytes) for file in tree.files] == [("a.txt", 40), ("link", 5)]
    assert (tree.total_files, tree.total_bytes, tree.total_lines) == (2, 45, 4)
    assert tree.commit == small_history.IDS[1].hex()


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (analysis_pb2.TREE_ORDER_PATH, ["c\\xff.txt", "link", "pic.bin"]),
        (analysis_pb2.TREE_ORDER_LINES_DESC, ["c\\xff.txt", "link", "pic.bin"]),
        (analysis_pb2.TREE_ORDER_BYTES_DESC, ["pic.bin", "c\\xff.txt", "link"]),
    ],
)
def test_pages_fit_together_in_any_order(
    stub: Stub, name: str, order: analysis_pb2.TreeOrder.ValueType, expected: list[str]
) -> None:
    found: list[str] = []
    token = ""
    for _ in expected:
        page = stub.GetTree(pb.GetTreeRequest(name=name, order=order, page_size=1, page_token=token))
        found += [file.path for file in page.files]
        assert page.total_files == 3
        token = page.next_page_token
    assert (found, token) == (expected, "")


def test_a_page_token_of_another_order_is_refused(stub: Stub, name: str) -> None:
    token = stub.GetTree(pb.GetTreeRequest(name=name, page_size=1)).next_page_token
    with pytest.raises(grpc.RpcError) as error:
        paths(stub, name, page_token=token, order=analysis_pb2.TREE_ORDER_BYTES_DESC)
    assert info_of(error.value).metadata["field"] == "page_token"


def test_a_commit_off_the_mainline_names_the_merge_that_brought_it_in(stub: Stub, name: str) -> None:
    with pytest.raises(grpc.RpcError) as error:
        paths(stub, name, at=small_history.IDS[2].hex())
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert dict(info_of(error.value).metadata) == {
        "commit": small_history.IDS[2].hex(),
        "brought_in_by": small_history.IDS[3].hex(),
    }


def test_a_commit_that_was_not_read_is_not_found(stub: Stub, name: str) -> None:
    with pytest.raises(grpc.RpcError) as error:
        paths(stub, name, at="0" * 40)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
