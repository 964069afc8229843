"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from codevoyage_cli.client.session import CALL_SECONDS, translated

#: Rows of a page: what the contract allows.
PAGE: Final = 10_000


def answers(call: Callable[..., Any], request: Any) -> Iterator[Any]:
    """All answers of a list, one page each. request: with `page_size` and `page_token`. Raises CallFailed."""
    request.page_size = PAGE
    while True:
        with translated():
            answer = call(request, timeout=CALL_SECONDS)
        yield answer
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token
