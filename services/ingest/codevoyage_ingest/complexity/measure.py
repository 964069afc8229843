"""What is measured of one content, and how it goes over a pipe."""

from __future__ import annotations

import functools
import struct
from dataclasses import astuple, dataclass
from enum import IntEnum
from importlib.metadata import version
from typing import Final

#: Raised when one of our formulas, or how we use lizard, changes.
_FORMULAS: Final = 1
#: Bytes of the largest content that is measured: a source of 30,000 lines. Larger ones are mostly data, and a measurer
#: of plain Python would take a second for each.
LARGEST_BYTES: Final = 1 << 20
_FORM: Final = struct.Struct(">BIIQIQI")
_REQUEST: Final = struct.Struct(">IH")
#: Bytes of a measure on the wire.
MEASURE_BYTES: Final = _FORM.size


class Outcome(IntEnum):
    """As `codevoyage.ingest.v1.MeasureOutcome`."""

    MEASURED = 1
    TOO_LARGE = 2
    FAILED = 3


@dataclass(frozen=True)
class Measure:
    """Fields as in `codevoyage.ingest.v1.MeasureColumns`; zeros where it was not measured."""

    outcome: Outcome
    code_lines: int = 0
    functions: int = 0
    complexity: int = 0
    largest_complexity: int = 0
    indentation: int = 0
    largest_indentation: int = 0

    def packed(self) -> bytes:
        """For the wire."""
        return _FORM.pack(*astuple(self))

    @classmethod
    def unpacked(cls, packed: bytes) -> Measure:
        """From the wire."""
        outcome, *numbers = _FORM.unpack(packed)
        return cls(Outcome(outcome), *numbers)


@functools.cache
def measurer() -> str:
    """Who measured: a measure by another one is another measure. Cached: it reads the package's metadata."""
    return f"lizard {version('lizard')}, formulas {_FORMULAS}"


def request_head(name: bytes, size: int) -> bytes:
    """What goes before a name and a content of so many bytes."""
    return _REQUEST.pack(size, len(name))


def read_request_head(head: bytes) -> tuple[int, int]:
    """(bytes of the content, bytes of the name)."""
    size, name = _REQUEST.unpack(head)
    return size, name


REQUEST_HEAD_BYTES: Final = _REQUEST.size
