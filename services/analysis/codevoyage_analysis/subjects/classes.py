"""Classes of files of a request, checked."""

from __future__ import annotations

from collections.abc import Sequence

from codevoyage.analysis.v1 import selection_pb2 as pb
from codevoyage_analysis.domain import FileClass
from codevoyage_common.errors import InvalidField


def classes(numbers: Sequence[pb.FileClass.ValueType]) -> frozenset[FileClass]:
    """The classes that count; empty: all. Raises InvalidField."""
    if len(set(numbers)) < len(numbers) or not set(numbers) <= {int(each) for each in FileClass if each}:
        raise InvalidField("classes", "values of the enum but UNSPECIFIED, each at most once")
    return frozenset(map(FileClass, numbers))
