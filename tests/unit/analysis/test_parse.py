"""Each field's bounds, as the contract's comments give them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_analysis import page_tokens, parse
from codevoyage_analysis.domain import Grain, Request, TreeOrder
from codevoyage_analysis.store.trees import Mark
from codevoyage_common.errors import InvalidField

ID = "k3v5x2m4q7tbc6da"


def refused(error: pytest.ExceptionInfo[InvalidField]) -> str:
    return error.value.metadata["field"]


def create(source: str = "/repo", *, max_commits: int = 0, request_id: str = "") -> tuple[Request, str]:
    return parse.create(
        pb.CreateAnalysisRequest(
            source=source, options=analysis_pb2.AnalysisOptions(max_commits=max_commits), request_id=request_id
        )
    )


@pytest.mark.parametrize("source", ["x", "x" * 2048, "é" * 1024])
def test_source_has_1_to_2048_bytes(source: str) -> None:
    assert create(source)[0].source == source


@pytest.mark.parametrize("source", ["", "x" * 2049, "é" * 1025])
def test_source_outside_is_refused(source: str) -> None:
    with pytest.raises(InvalidField) as error:
        create(source)
    assert refused(error) == "source"


@pytest.mark.parametrize("value", [0, 1, 10_000_000])
def test_max_commits_within(value: int) -> None:
    assert create(max_commits=value)[0].max_commits == value


@pytest.mark.parametrize("value", [-1, 10_000_001])
def test_max_commits_outside_is_refused(value: int) -> None:
    with pytest.raises(InvalidField) as error:
        create(max_commits=value)
    assert refused(error) == "options.max_commits"


@pytest.mark.parametrize("value", ["", "abcd-_09", "A" * 64])
def test_request_id_within(value: str) -> None:
    assert create(request_id=value)[1] == value


@pytest.mark.parametrize("value", ["short", "a" * 65, "with space", "umlaut-ä-is-one"])
def test_request_id_outside_is_refused(value: str) -> None:
    with pytest.raises(InvalidField) as error:
        create(request_id=value)
    assert refused(error) == "request_id"


def test_a_name_gives_its_id() -> None:
    assert parse.analysis(f"analyses/{ID}") == ID


@pytest.mark.parametrize("name", ["", ID, f"repositories/{ID}", f"analyses/{ID}x", f"analyses/{ID[:-1]}1", "analyses/"])
def test_a_name_of_something_else_is_refused(name: str) -> None:
    with pytest.raises(InvalidField) as error:
        parse.analysis(name)
    assert refused(error) == "name"


def test_repository_is_a_name_or_nothing() -> None:
    assert parse.repository("") is None
    assert parse.repository(f"repositories/{ID}") == ID
    with pytest.raises(InvalidField) as error:
        parse.repository(ID)
    assert refused(error) == "repository"


@pytest.mark.parametrize(("value", "size"), [(0, 50), (1, 1), (1_000, 1_000)])
def test_list_page_size_within(value: int, size: int) -> None:
    assert parse.list_size(value) == size


@pytest.mark.parametrize("value", [-1, 1_001])
def test_list_page_size_outside_is_refused(value: int) -> None:
    with pytest.raises(InvalidField) as error:
        parse.list_size(value)
    assert refused(error) == "page_size"


@pytest.mark.parametrize(("value", "size"), [(0, 1_000), (1, 1), (10_000, 10_000)])
def test_tree_page_size_within(value: int, size: int) -> None:
    assert parse.tree_size(value) == size


@pytest.mark.parametrize("value", [-1, 10_001])
def test_tree_page_size_outside_is_refused(value: int) -> None:
    with pytest.raises(InvalidField) as error:
        parse.tree_size(value)
    assert refused(error) == "page_size"


@pytest.mark.parametrize(("value", "cursor"), [("", None), ("0", 0), ("7", 7), ("9" * 20, int("9" * 20))])
def test_cursor_has_up_to_20_digits(value: str, cursor: int | None) -> None:
    assert parse.cursor(value) == cursor


@pytest.mark.parametrize("value", ["-1", "1" * 21, "x", "٣", " 1", "1\n"])
def test_cursor_outside_is_refused(value: str) -> None:
    with pytest.raises(InvalidField) as error:
        parse.cursor(value)
    assert refused(error) == "cursor"


def test_grain_is_month_when_it_is_not_said() -> None:
    assert [parse.grain(value) for value in range(4)] == [Grain.MONTH, Grain.DAY, Grain.WEEK, Grain.MONTH]
    with pytest.raises(InvalidField) as error:
        parse.grain(4)
    assert refused(error) == "grain"


def test_min_revision_is_not_negative() -> None:
    assert parse.min_revision(0) == 0
    with pytest.raises(InvalidField) as error:
        parse.min_revision(-1)
    assert refused(error) == "min_revision"


@pytest.mark.parametrize("value", ["0123456789abcdef" * 4, "0123456789ABCDEF01234567" + "0" * 16])
def test_at_is_a_full_commit_id(value: str) -> None:
    assert parse.commit(value) == bytes.fromhex(value)
    assert parse.commit("") is None


@pytest.mark.parametrize("value", ["main", "0" * 39, "0" * 41, "g" * 40, "0" * 65, "00 " * 13 + "0"])
def test_at_that_is_something_else_is_refused(value: str) -> None:
    with pytest.raises(InvalidField) as error:
        parse.commit(value)
    assert refused(error) == "at"


def test_order_is_by_path_when_it_is_not_said() -> None:
    assert [parse.order(value) for value in range(4)] == [
        TreeOrder.PATH,
        TreeOrder.PATH,
        TreeOrder.LINES_DESC,
        TreeOrder.BYTES_DESC,
    ]
    with pytest.raises(InvalidField) as error:
        parse.order(9)
    assert refused(error) == "order"


def test_page_tokens_come_back_as_they_went() -> None:
    moment = datetime(2024, 2, 29, 12, 30, 1, 999_999, tzinfo=UTC)
    token = page_tokens.of_list(repository_id=ID, create_time=moment, analysis_id=ID)
    assert page_tokens.list_after(token, repository_id=ID) == (moment, ID)
    assert page_tokens.list_after("", repository_id=None) is None
    mark = Mark(number=17, measure=-1)
    token = page_tokens.of_tree(position=3, order=TreeOrder.LINES_DESC, mark=mark)
    assert len(token) <= page_tokens.TOKEN_BYTES
    assert page_tokens.tree_after(token, position=3, order=TreeOrder.LINES_DESC) == mark


@pytest.mark.parametrize(
    "token",
    ["x", "x" * 257, "e30", "W10", "WyJ4Il0", "[[[[", page_tokens.of_list(
        repository_id=None, create_time=datetime(2024, 1, 1, tzinfo=UTC), analysis_id=ID
    )],
)  # fmt: skip
def test_a_page_token_of_another_list_is_refused(token: str) -> None:
    with pytest.raises(InvalidField) as error:
        page_tokens.tree_after(token, position=3, order=TreeOrder.PATH)
    assert refused(error) == "page_token"
    with pytest.raises(InvalidField) as error:
        page_tokens.list_after(token, repository_id=ID)
    assert refused(error) == "page_token"
