"""What `measure --json` prints."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from codevoyage.ingest.v1 import facts_pb2
from codevoyage.ingest.v1 import measures_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.comparison_fields import path_text
from codevoyage_cli.client.measuring import Measured
from codevoyage_cli.client.words import state_word

#: `died` of a version that stands at the newest commit.
_STANDS: Final = 0xFFFFFFFF


def measuring_fields(found: Measured, *, source: str) -> Fields:
    """Exactly these. versions: by position; measures are None where nothing was measured."""
    return {
        "measuring": found.measuring.name,
        "source": source,
        "path": path_text(found.measuring.path),
        "state": state_word(found.measuring.state),
        "measurer": next((part.measures.measurer for part in found.versions), None),
        "versions": list(version_fields(found)),
    }


def version_fields(found: Measured) -> Iterator[Fields]:
    """Each version."""
    for part in found.versions:
        width = len(part.commits) // max(1, len(part.born))
        for at, path in enumerate(part.paths):
            fields: Fields = {
                "path": path_text(path),
                "commit": part.commits[at * width : (at + 1) * width].hex(),
                "time": _time(part.times[at]) if part.times_known[at] else None,
                "born": part.born[at],
                "died": None if part.died[at] == _STANDS else part.died[at],
                "lines": None if part.lines[at] < 0 else part.lines[at],
                **_measure_fields(part, at),
            }
            if path_text(path).encode() != path:
                fields["path_bytes"] = base64.b64encode(path).decode()
            yield fields


def _measure_fields(part: pb.FileVersionColumns, at: int) -> Fields:
    measures, outcome = part.measures, part.measures.outcomes[at]
    known = outcome == facts_pb2.MEASURE_OUTCOME_MEASURED
    return {
        "outcome": facts_pb2.MeasureOutcome.Name(outcome).removeprefix("MEASURE_OUTCOME_") if outcome else None,
        "code_lines": measures.code_lines[at] if known else None,
        "functions": measures.functions[at] if known else None,
        "complexity": measures.complexities[at] if known else None,
        "largest_complexity": measures.largest_complexities[at] if known else None,
        "indentation": measures.indentations[at] if known else None,
        "largest_indentation": measures.largest_indentations[at] if known else None,
    }


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
