"""Pages of lists that stand still: results never change, so a page begins at a row's number."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.message import Message

from codevoyage_common.errors import InvalidField

#: What a `page_size` may be, unless the contract says otherwise, and what 0 means.
PAGE: Final = 100
PAGE_MAX: Final = 10_000
TOKEN_BYTES: Final = 256
_BOUND: Final = "empty, or the next_page_token of a page of the same request"
#: Bytes that tell one request from another.
_MARK_BYTES: Final = 8


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows begin <= row < end of a list."""

    begin: int
    size: int
    mark: str

    @property
    def end(self) -> int:
        return self.begin + self.size

    def next_token(self, rows: int) -> str:
        """What continues a list of so many rows; empty at its end."""
        if self.end >= rows:
            return ""
        written = json.dumps([self.mark, self.end], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(written).decode().rstrip("=")


def page(request: Any, *, default: int = PAGE, most: int = PAGE_MAX) -> Page:
    """The page that a request with `page_size` and `page_token` asks for. Raises InvalidField."""
    if not 0 <= request.page_size <= most:
        raise InvalidField("page_size", f"0 to {most}")
    mark = _mark(request)
    begin = _begin(request.page_token, mark) if request.page_token else 0
    return Page(begin=begin, size=request.page_size or default, mark=mark)


def _begin(token: str, mark: str) -> int:
    if len(token.encode()) > TOKEN_BYTES:
        raise InvalidField("page_token", f"at most {TOKEN_BYTES} bytes")
    try:
        told = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidField("page_token", _BOUND) from error
    match told:
        case [str(of), int(begin)] if of == mark and begin >= 0:
            return begin
        case _:
            raise InvalidField("page_token", _BOUND)


def _mark(request: Message) -> str:
    """Tells a request, whatever its page, from others."""
    asked = type(request)()
    asked.CopyFrom(request)
    asked.ClearField("page_size")
    asked.ClearField("page_token")
    return hashlib.sha256(asked.SerializeToString(deterministic=True)).hexdigest()[: 2 * _MARK_BYTES]
