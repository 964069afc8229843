"""Measures of blobs by their content: known to every later job, whichever repository has the blob."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from codevoyage_ingest.complexity.measure import Measure, Outcome, measurer
from codevoyage_ingest.complexity.measuring import Content
from codevoyage_ingest.models import blob_measures

#: Blobs of one statement: some 100 KB of parameters.
_BLOBS: Final = 5_000
_NUMBERS: Final = (
    "code_lines",
    "functions",
    "complexity",
    "largest_complexity",
    "indentation",
    "largest_indentation",
)


def known_measures(engine: Engine, contents: Sequence[Content]) -> dict[Content, Measure]:
    """Those that are measured already, by today's measurer."""
    wanted = {(content.blob, suffix(content.name)): content for content in contents}
    blobs = list(dict.fromkeys(content.blob for content in contents))
    statement = select(
        blob_measures.c.blob,
        blob_measures.c.suffix,
        blob_measures.c.outcome,
        *(blob_measures.c[name] for name in _NUMBERS),
    ).where(blob_measures.c.measurer == measurer(), blob_measures.c.blob.in_(bindparam("blobs", expanding=True)))
    found = {}
    with engine.connect() as connection:
        for at in range(0, len(blobs), _BLOBS):
            for blob, ending, outcome, *numbers in connection.execute(statement, {"blobs": blobs[at : at + _BLOBS]}):
                content = wanted.get((bytes(blob), ending))
                if content is not None:
                    found[content] = Measure(Outcome(outcome), *numbers)
    return found


def keep_measures(connection: Connection, measures: Mapping[Content, Measure]) -> None:
    """Adds what was measured; what failed may do better another time, and is not kept."""
    rows = [
        {"measurer": measurer(), "blob": content.blob, "suffix": suffix(content.name), "outcome": int(measure.outcome)}
        | {name: getattr(measure, name) for name in _NUMBERS}
        for content, measure in sorted(measures.items(), key=lambda each: (each[0].blob, each[0].name))
        if measure.outcome is not Outcome.FAILED
    ]
    for at in range(0, len(rows), _BLOBS):
        # In one order of keys, so that two workers never wait for each other in a circle.
        connection.execute(insert(blob_measures).on_conflict_do_nothing(), rows[at : at + _BLOBS])


def suffix(name: bytes) -> str:
    """What is after the last dot, in small letters; contents with the same one have the same language."""
    _, dot, ending = name.rpartition(b".")
    return ending.lower().decode("utf-8", "backslashreplace") if dot else ""
