"""Ids, and the resource names made of them."""

from __future__ import annotations

import base64
import re
import secrets
from typing import Final

from codevoyage_common.errors import InvalidField

#: 80 random bits: two of a billion ids are equal with probability below 1e-6, and it still fits in a line.
ID_BYTES: Final = 10
ID_PATTERN: Final = re.compile(r"[a-z2-7]{16}")
REQUEST_ID_PATTERN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
#: What git calls the longest address that anybody needs, and what PostgreSQL can index.
SOURCE_BYTES: Final = 2048
DEFAULT_TENANT: Final = "default"


def new_id() -> str:
    """A fresh id: 16 characters of a-z and 2-7."""
    return base64.b32encode(secrets.token_bytes(ID_BYTES)).decode().lower()


def resource_id(name: str, *, collection: str, field: str = "name") -> str:
    """The id in a resource name such as `analyses/k3v5x2m4q7tbc5da`.

    Raises InvalidField when it is none of the collection.
    """
    head, _, tail = name.partition("/")
    if head != collection or not ID_PATTERN.fullmatch(tail):
        raise InvalidField(field, f"`{collection}/` and an id of 16 characters of a-z and 2-7")
    return tail


def request_id(value: str, *, required: bool) -> str:
    """A request id as the contract bounds it, or the empty string where none is needed."""
    if value == "" and not required:
        return value
    if not REQUEST_ID_PATTERN.fullmatch(value):
        raise InvalidField("request_id", "8 to 64 of A-Z, a-z, 0-9, - and _")
    return value
