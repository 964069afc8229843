"""Page tokens: where a page ended, and of which list, so that a token of another list is refused."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from codevoyage_analysis.domain import TreeOrder
from codevoyage_analysis.store.trees import Mark
from codevoyage_common.errors import InvalidField

TOKEN_BYTES: Final = 256
_BOUND: Final = "empty, or the next_page_token of a page of the same list"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def of_list(*, repository_id: str | None, create_time: datetime, analysis_id: str) -> str:
    """The token after this analysis."""
    return _written([repository_id, (create_time - _EPOCH) // _MICROSECOND, analysis_id])


def list_after(token: str, *, repository_id: str | None) -> tuple[datetime, str] | None:
    """(Create time, id) of the last analysis seen; None at the beginning. Raises InvalidField."""
    if not token:
        return None
    match _read(token):
        case [repository, int(microseconds), str(analysis_id)] if repository == repository_id:
            try:
                return _EPOCH + microseconds * _MICROSECOND, analysis_id
            except OverflowError as error:
                raise InvalidField("page_token", _BOUND) from error
        case _:
            raise InvalidField("page_token", _BOUND)


def of_tree(*, position: int, order: TreeOrder, mark: Mark) -> str:
    """The token after this file."""
    return _written([position, order.value, mark.number, mark.measure])


def tree_after(token: str, *, position: int, order: TreeOrder) -> Mark | None:
    """Where the page before ended; None at the beginning. Raises InvalidField."""
    if not token:
        return None
    match _read(token):
        case [at, by, int(number), int(measure)] if (at, by) == (position, order.value) and _fit(number, measure):
            return Mark(number=number, measure=measure)
        case _:
            raise InvalidField("page_token", _BOUND)


def _fit(*numbers: int) -> bool:
    return all(-(2**31) <= number < 2**63 for number in numbers)


def _written(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(token: str) -> Any:
    if len(token.encode()) > TOKEN_BYTES:
        raise InvalidField("page_token", f"at most {TOKEN_BYTES} bytes")
    try:
        return json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidField("page_token", _BOUND) from error
