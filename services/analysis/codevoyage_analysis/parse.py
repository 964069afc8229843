"""The one place where requests are checked against the bounds that the contract gives for each field."""

from __future__ import annotations

import re
from typing import Final

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_analysis.domain import Grain, Request, TreeOrder
from codevoyage_common.errors import InvalidField
from codevoyage_common.names import SOURCE_BYTES, resource_id
from codevoyage_common.names import request_id as parse_request_id

ANALYSES: Final = "analyses"
REPOSITORIES: Final = "repositories"
MAX_COMMITS: Final = 10_000_000
CURSOR_DIGITS: Final = 20
LIST_PAGE: Final = 50
LIST_PAGE_MAX: Final = 1_000
TREE_PAGE: Final = 1_000
TREE_PAGE_MAX: Final = 10_000
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CURSOR: Final = re.compile(rf"[0-9]{{1,{CURSOR_DIGITS}}}")


def create(request: pb.CreateAnalysisRequest) -> tuple[Request, str]:
    """The request, its source not yet resolved, and its id (empty: none)."""
    return (
        Request(source=source(request.source), max_commits=max_commits(request.options.max_commits)),
        parse_request_id(request.request_id, required=False),
    )


def source(value: str) -> str:
    """A source as it was asked for. Whether it may be read is ingest's to say."""
    if not 1 <= len(value.encode()) <= SOURCE_BYTES:
        raise InvalidField("source", f"1 to {SOURCE_BYTES} bytes long")
    return value


def max_commits(value: int) -> int:
    """A commit cap; 0: none."""
    if not 0 <= value <= MAX_COMMITS:
        raise InvalidField("options.max_commits", f"0 to {MAX_COMMITS}")
    return value


def analysis(name: str, *, field: str = "name") -> str:
    """The id in an analysis' name. field: that has it."""
    return resource_id(name, collection=ANALYSES, field=field)


def repository(name: str) -> str | None:
    """The id in a repository's name; None when any is meant."""
    return resource_id(name, collection=REPOSITORIES, field="repository") if name else None


def required_repository(name: str) -> str:
    """The id in a repository's name."""
    return resource_id(name, collection=REPOSITORIES)


def withdrawal(request: pb.WithdrawAnalysisRequest) -> tuple[str, str]:
    """The analysis' id, and the request's."""
    return analysis(request.name), parse_request_id(request.request_id, required=True)


def retry(request: pb.RetryAnalysisRequest) -> tuple[str, str]:
    """The analysis' id, and the request's (empty: none)."""
    return analysis(request.name), parse_request_id(request.request_id, required=False)


def list_size(value: int) -> int:
    """Analyses of one page."""
    return _size(value, default=LIST_PAGE, most=LIST_PAGE_MAX)


def tree_size(value: int) -> int:
    """Files of one page."""
    return _size(value, default=TREE_PAGE, most=TREE_PAGE_MAX)


def cursor(value: str) -> int | None:
    """The event after which to go on; None: from now on."""
    if value == "":
        return None
    if not _CURSOR.fullmatch(value):
        raise InvalidField("cursor", f"at most {CURSOR_DIGITS} digits, as a watch gave it")
    return int(value)


def grain(value: int) -> Grain:
    """A grain; months when it is not said."""
    if value == analysis_pb2.GRAIN_UNSPECIFIED:
        return Grain.MONTH
    if value not in analysis_pb2.Grain.values():
        raise InvalidField("grain", "one of GRAIN_DAY, GRAIN_WEEK, GRAIN_MONTH")
    return Grain(analysis_pb2.Grain.Name(value).removeprefix("GRAIN_"))  # type: ignore[arg-type]  # checked above


def min_revision(value: int) -> int:
    """The oldest picture that will do; 0: any."""
    if value < 0:
        raise InvalidField("min_revision", "0 or more")
    return value


def commit(value: str) -> bytes | None:
    """A commit's raw id; None: the newest."""
    if value == "":
        return None
    if not _COMMIT.fullmatch(value.lower()):
        raise InvalidField("at", "a full commit id, 40 or 64 hex digits")
    return bytes.fromhex(value)


def order(value: int) -> TreeOrder:
    """An order of files; by path when it is not said."""
    if value == analysis_pb2.TREE_ORDER_UNSPECIFIED:
        return TreeOrder.PATH
    if value not in analysis_pb2.TreeOrder.values():
        raise InvalidField("order", "one of TREE_ORDER_PATH, TREE_ORDER_LINES_DESC, TREE_ORDER_BYTES_DESC")
    return TreeOrder(analysis_pb2.TreeOrder.Name(value).removeprefix("TREE_ORDER_"))  # type: ignore[arg-type]


def _size(value: int, *, default: int, most: int) -> int:
    if not 0 <= value <= most:
        raise InvalidField("page_size", f"0 to {most}")
    return value or default
