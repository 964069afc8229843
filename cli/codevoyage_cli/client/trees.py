"""The tree at a moment, as it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1 import tree_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.named_people import by_number
from codevoyage_cli.client.session import Session, translated

#: Seconds for a whole tree: a hundred thousand files take three.
STREAM_SECONDS = 120.0


def tree_rows(session: Session, name: str, selected: selection_pb2.Selection) -> Iterator[Fields]:
    """The files by path, one object each. Raises CallFailed."""
    request = pb.GetSnapshotRequest(name=name, selection=selected)
    languages: list[str] = []
    people: dict[int, Fields] = {}
    with translated():
        for message in session.trees.GetSnapshot(request, timeout=STREAM_SECONDS):
            if message.HasField("header"):
                languages, people = list(message.header.language_names), by_number(message.header.people)
            else:
                yield from _rows(message.files, languages, people)


def _rows(files: pb.SnapshotColumns, languages: list[str], people: dict[int, Fields]) -> Iterator[Fields]:
    count = len(files.paths)
    width = len(files.blobs) // count if count else 0
    for row, path in enumerate(files.paths):
        yield {
            **path_fields(path),
            "blob": files.blobs[row * width : (row + 1) * width].hex(),
            "mode": f"{files.modes[row]:06o}",
            "file": files.identities[16 * row : 16 * (row + 1)].hex(),
            "bytes": _known(files.bytes[row]),
            "lines": _known(files.lines[row]),
            "language": languages[files.languages[row]] or None,
            "class": pb_class(files.classes[row]),
            "complexity": _known(files.indentations[row]),
            "complexity_position": _known(files.frames[row]),
            "cyclomatic": _known(files.cyclomatic[row]),
            "first_time": _time(files.first_times[row]),
            "last_time": _time(files.last_times[row]),
            "first_position": files.first_positions[row],
            "last_position": files.last_positions[row],
            "owner": people.get(files.owners[row]),
        }


def pb_class(number: selection_pb2.FileClass.ValueType) -> str | None:
    """`source`, `test`, …; None where nothing is said."""
    if number == selection_pb2.FILE_CLASS_UNSPECIFIED:
        return None
    return selection_pb2.FileClass.Name(number).removeprefix("FILE_CLASS_").lower()


def _known(number: int) -> int | None:
    return None if number < 0 else number


def _time(seconds: int) -> str | None:
    """0: before any time is known."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z") if seconds else None
