"""A process that measures one content after the other: `python -m codevoyage_ingest.complexity.measurer`.

Contents are untrusted, and lizard reads them with regular expressions: one that takes too long ends this process by
its alarm, and whoever started it goes on with another one.
"""

from __future__ import annotations

import functools
import gc
import signal
import sys
from typing import IO, Final

import lizard
from lizard_core.file_analyzer import token_counter

from codevoyage_ingest.complexity.indentation import indentation
from codevoyage_ingest.complexity.measure import (
    REQUEST_HEAD_BYTES,
    Measure,
    Outcome,
    read_request_head,
)

#: Seconds of one content. Of the largest that is measured an honest one takes two.
CONTENT_SECONDS: Final = 15

#: Objects between two looks for circles of garbage: 50 MB at most.
_GARBAGE: Final = 200_000


def measure(name: str, content: bytes) -> Measure:
    """The measure of one content. name: its ending tells lizard the language; empty: indentation alone."""
    total, largest = indentation(content)
    if not name:
        return Measure(Outcome.MEASURED, indentation=total, largest_indentation=largest)
    try:
        found = _analyzer().analyze_source_code(name, content.decode("utf-8", "replace"))
    except Exception:  # noqa: BLE001  whatever a content makes it raise, the content has no measure
        return Measure(Outcome.FAILED)
    complexities = [function.cyclomatic_complexity for function in found.function_list]
    return Measure(
        Outcome.MEASURED,
        code_lines=found.nloc,
        functions=len(complexities),
        complexity=sum(complexities),
        largest_complexity=max(complexities, default=0),
        indentation=total,
        largest_indentation=largest,
    )


@functools.cache
def _analyzer() -> lizard.FileAnalyzer:
    """lizard without its count of tokens, which nobody asks for and which costs a twentieth."""
    return lizard.FileAnalyzer([each for each in lizard.get_extensions([]) if each is not token_counter])


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answers until nothing more is asked."""
    while len(head := asked.read(REQUEST_HEAD_BYTES)) == REQUEST_HEAD_BYTES:
        size, of_name = read_request_head(head)
        name = asked.read(of_name).decode("utf-8", "replace")
        content = asked.read(size)
        if len(content) < size:
            return
        signal.alarm(CONTENT_SECONDS)
        found = measure(name, content)
        signal.alarm(0)
        answers.write(found.packed())
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the worker ends it
    # What is imported stays, and tokens make no circles: looking for them costs a twentieth.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    serve(sys.stdin.buffer, sys.stdout.buffer)
