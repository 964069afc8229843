"""Requests that a contract does not allow, made from its fields: each in turn is given what none may hold.

Seconds alone are no bound of a time: every number of them is one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

_MOST_32, _MOST_64 = 2**31 - 1, 2**63 - 1
#: Bytes of a text that no field takes.
_LONG: Final = 100_000
_TIME: Final = "google.protobuf.Timestamp"
#: Characters of a value that a failed test shows.
_SHOWN: Final = 40
#: By type of field.
_VALUES: Final[dict[int, tuple[Any, ...]]] = {
    FieldDescriptor.TYPE_INT32: (-_MOST_32 - 1, -1, _MOST_32),
    FieldDescriptor.TYPE_INT64: (-_MOST_64 - 1, _MOST_64),
    FieldDescriptor.TYPE_UINT32: (2**32 - 1,),
    FieldDescriptor.TYPE_DOUBLE: (-1.0, math.nan, math.inf),
    FieldDescriptor.TYPE_ENUM: (-1, 99),
    FieldDescriptor.TYPE_STRING: ("x" * _LONG,),
}


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A request with one field that is out of its bounds. field: `selection.path_prefix`; of a time, the time."""

    field: str
    value: Any
    request: Message

    def __str__(self) -> str:
        shown = repr(self.value)
        return f"{self.field}={shown if len(shown) < _SHOWN else f'{len(shown)} characters'}"


def out_of_bounds(request: Message) -> Iterator[Bad]:
    """One for each field and value. request: one that is answered."""
    for path, field in _fields(request.DESCRIPTOR, ()):
        for value in _VALUES.get(field.type, ()):
            changed = type(request)()
            changed.CopyFrom(request)
            inner: Any = changed
            for name in path:
                inner = getattr(inner, name)
            if field.is_repeated:
                getattr(inner, field.name).append(value)
            else:
                setattr(inner, field.name, value)
            named = path if field.containing_type.full_name == _TIME else (*path, field.name)
            yield Bad(field=".".join(named), value=value, request=changed)


def _fields(message: Descriptor, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], FieldDescriptor]]:
    for field in message.fields:
        if field.type != FieldDescriptor.TYPE_MESSAGE:
            if (message.full_name, field.name) != (_TIME, "seconds"):
                yield path, field
        elif not field.is_repeated:
            yield from _fields(field.message_type, (*path, field.name))
