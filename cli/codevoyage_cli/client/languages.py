"""Languages at steps in time, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from codevoyage.analysis.v1 import language_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import iso_time

_PREFIX: Final = "FILE_CLASS_"
#: What `--class` may say.
CLASSES: Final = tuple(name.removeprefix(_PREFIX).lower() for name, number in selection_pb2.FileClass.items() if number)


def languages(
    session: Session, name: str, selected: selection_pb2.Selection, *, steps: int, classes: Sequence[str]
) -> pb.GetLanguagesResponse:
    """classes: of CLASSES; empty: all. Raises CallFailed."""
    request = pb.GetLanguagesRequest(name=name, selection=selected, steps=steps, classes=class_numbers(classes))
    with translated():
        return session.languages.GetLanguages(request, timeout=CALL_SECONDS)


def class_numbers(classes: Sequence[str]) -> list[selection_pb2.FileClass.ValueType]:
    """Of the contract, each once. classes: of CLASSES."""
    return [selection_pb2.FileClass.Value(f"{_PREFIX}{each.upper()}") for each in dict.fromkeys(classes)]


def language_rows(answer: pb.GetLanguagesResponse) -> Iterator[Fields]:
    """By step, then by the answer's order of languages; those that have a file there."""
    for row, step in enumerate(answer.steps):
        lines = sum(each.lines[row] for each in answer.languages)
        for each in answer.languages:
            if each.files[row]:
                yield {
                    "time": iso_time(step.time),
                    "position": step.moment.position,
                    "commit": step.moment.commit or None,
                    "language": each.language or None,
                    "files": each.files[row],
                    "lines": each.lines[row],
                    "bytes": each.bytes[row],
                    "share": each.lines[row] / lines if lines else 0.0,
                }
