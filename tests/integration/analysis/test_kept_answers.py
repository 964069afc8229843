"""Answers are kept in Redis, and right without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1 import tree_service_pb2 as pb
from codevoyage.analysis.v1.tree_service_pb2_grpc import TreeServiceStub
from codevoyage_analysis.serving.kept import VALUE_BYTES, KeptAnswers, key_of
from codevoyage_analysis.serving.results import FROM
from tests.integration.analysis.calls import create, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.scripted_services import until
from tests.integration.real_parts import free_port

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object, sql: Sql) -> str:
    made = create(stub)
    _whole(stub, made, sql)
    return made


def _whole(stub: pb_grpc.AnalysisServiceStub, name: str, sql: Sql) -> None:
    """Waits for the run, and for the studies that follow it and change the columns."""
    watched(stub, name)
    until(lambda: sql("SELECT bool_and(end_time IS NOT NULL) FROM analysis.studies") == [(True,)])


@pytest.fixture
def trees(processes: Processes, stub: object) -> Iterator[TreeServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield TreeServiceStub(channel)


@contextmanager
def another_server(processes: Processes, **settings: str) -> Iterator[TreeServiceStub]:
    other = processes.elsewhere()
    with other.running("server", **settings), grpc.insecure_channel(other.address) as channel:
        yield TreeServiceStub(channel)


def ask(trees: TreeServiceStub, name: str, *, prefix: str) -> tuple[list[pb.GetSnapshotResponse], str]:
    """The answer, and where it came from."""
    selection = selection_pb2.Selection(path_prefix=prefix)
    call = trees.GetSnapshot(pb.GetSnapshotRequest(name=name, selection=selection), timeout=30)
    messages = list(call)
    trailing: dict[str, str] = dict(call.trailing_metadata())  # type: ignore[attr-defined]
    return messages, trailing[FROM]


def test_an_answer_is_kept_for_every_server(processes: Processes, trees: TreeServiceStub, name: str) -> None:
    answer, came_from = ask(trees, name, prefix="c\\xff.txt")
    assert (len(answer), came_from) == (2, "computed")
    assert ask(trees, name, prefix="c\\xff.txt") == (answer, "hit")
    with another_server(processes) as others:
        assert ask(others, name, prefix="c\\xff.txt") == (answer, "hit")


def test_an_analysis_with_the_same_columns_has_the_same_answers(
    stub: pb_grpc.AnalysisServiceStub, trees: TreeServiceStub, name: str, sql: Sql
) -> None:
    answer, _ = ask(trees, name, prefix="link")
    again = create(stub, "/elsewhere")
    _whole(stub, again, sql)
    assert ask(trees, again, prefix="link") == (answer, "hit")


def test_other_columns_or_another_question_are_computed_anew(trees: TreeServiceStub, name: str, sql: Sql) -> None:
    ask(trees, name, prefix="pic.bin")
    assert ask(trees, name, prefix="pic")[1] == "computed"
    sql("UPDATE analysis.column_sets SET digest = %s", b"other columns")
    assert ask(trees, name, prefix="pic.bin")[1] == "computed"


def test_answers_are_right_when_redis_is_gone(processes: Processes, trees: TreeServiceStub, name: str) -> None:
    answer, _ = ask(trees, name, prefix="")
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    with another_server(processes, CODEVOYAGE_REDIS_URL=nowhere) as others:
        assert [ask(others, name, prefix="") for _ in range(3)] == [(answer, "computed")] * 3


def test_what_many_ask_at_a_time_is_computed_once(trees: TreeServiceStub, name: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ask(trees, name, prefix="a.txt"), range(60)))
    assert Counter(came_from for _, came_from in answers)["computed"] == 1
    assert all(answer == answers[0][0] for answer, _ in answers)


async def test_a_large_answer_is_not_kept(redis_url: str) -> None:
    kept = KeptAnswers(redis_url, namespace="test")
    try:
        await kept.put("large", [bytes(VALUE_BYTES), b"x"])
        await kept.put("small", [b"", b"two"])
        await kept.put("nothing", [])
        assert [await kept.get(key) for key in ("large", "small", "nothing")] == [None, [b"", b"two"], []]
    finally:
        await kept.close()


def test_a_key_tells_what_counts_and_nothing_else() -> None:
    def key(columns: bytes = b"columns", rpc: str = "rpc", **request: object) -> str:
        return key_of([columns], rpc=rpc, request=pb.GetSnapshotRequest(**request))  # type: ignore[arg-type]

    assert key(name="analyses/a") == key(name="analyses/b")
    narrowed = selection_pb2.Selection(path_prefix="a")
    assert len({key(), key(b"others"), key(rpc="other"), key(selection=narrowed)}) == 4
