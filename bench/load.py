"""What the gateway's clients wait for: every read RPC of one analysis, through Envoy, into docs/performance.md.

`python -m bench.load REPOSITORY [PAGE]`

warm        16 connections offer 200 requests a second (ghz); the answer is kept in Redis, or computed if it is large
cold        one request after the other, the kept answer deleted before each; the columns are in memory
saturation  16 connections, each asks again as soon as it has its answer (ghz)
streams     bytes, time to the first message, time to the last one

PAGE: what stands between its two markers is replaced; without one it is printed.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grpc

from bench.ghz import Ghz, protoset
from bench.git_log import bare_clone
from bench.kept_answers import KeptAnswers
from bench.load_table import BEGIN, END, Asked, Streamed, tables
from bench.questions import Question, questions
from bench.recovery import replaced
from bench.stacks import Stack, stack
from bench.whole import until_followed, until_frames
from codevoyage_common.rpc.channel import OPTIONS

#: What the issue of this figure asks for.
_PER_SECOND: Final = 200
_SECONDS: Final = 10
_SATURATION_SECONDS: Final = 3
_COLD: Final = 20
_STREAMS: Final = 10
#: Seconds for one answer.
_TIMEOUT: Final = 60.0


def main() -> int:
    """Measures, and prints or writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", help="a path, or an address that git can clone")
    parser.add_argument("page", type=Path, nargs="?")
    parser.add_argument("--name", help="what the repository is called on the page")
    parser.add_argument("--seconds", type=int, default=_SECONDS, help="of each RPC, warm")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codevoyage-bench-") as folder, stack(Path(folder)) as ours:
        bare = bare_clone(asked.repository, Path(folder))
        figures = measured(
            ours, bare, folder=Path(folder), name=asked.name or Path(asked.repository).name, seconds=asked.seconds
        )
    if asked.page is None:
        print(figures)
    else:
        page = asked.page.read_text(encoding="utf-8")
        asked.page.write_text(replaced(page, figures, begin=BEGIN, end=END), encoding="utf-8")
    return 0


def measured(ours: Stack, bare: Path, *, folder: Path, name: str, seconds: int) -> str:
    """What goes onto the page."""
    analysis = ours.analyze(bare)
    address = f"127.0.0.1:{ours.parts['envoy']['port']}"
    ghz, kept = Ghz(address, protoset=protoset(folder)), KeptAnswers(ours)
    with grpc.insecure_channel(address, options=OPTIONS) as channel:
        until_frames(channel, analysis["analysis"])
        every = questions(channel, analysis["analysis"])
        until_followed(channel, every)
        one_by_one = [each for each in every if not each.streams]
        for question in every:
            _answer(channel, question)  # the columns are in memory now
        cold = {each.method: [_cold(channel, each, kept) for _ in range(_COLD)] for each in one_by_one}
        sizes = {each.method: _answer(channel, each).size for each in one_by_one}
        before = kept.counts()
        warm = {each.method: ghz.offered(each, per_second=_PER_SECOND, seconds=seconds) for each in one_by_one}
        hits = kept.counts() - before
        full = {each.method: ghz.closed(each, seconds=_SATURATION_SECONDS) for each in one_by_one}
        streams = [_streamed(channel, each) for each in every if each.streams]
    rows = [
        Asked(
            method=each.method,
            size=sizes[each.method],
            cold=cold[each.method],
            warm=warm[each.method],
            saturated=full[each.method],
        )
        for each in one_by_one
    ]
    return tables(rows, streams, analysis=analysis, name=name, hits=hits, per_second=_PER_SECOND)


@dataclass(frozen=True, kw_only=True)
class _Answer:
    size: int
    first: float
    last: float


def _answer(channel: grpc.Channel, question: Question) -> _Answer:
    begun, first, size = time.perf_counter(), 0.0, 0
    for message in question.answers(channel, timeout=_TIMEOUT):
        first = first or time.perf_counter() - begun
        size += message.ByteSize()
    return _Answer(size=size, first=first, last=time.perf_counter() - begun)


def _cold(channel: grpc.Channel, question: Question, kept: KeptAnswers) -> float:
    kept.forget()
    return _answer(channel, question).last


def _streamed(channel: grpc.Channel, question: Question) -> Streamed:
    found = [_answer(channel, question) for _ in range(_STREAMS)]
    return Streamed(
        method=question.method,
        size=found[0].size,
        first=statistics.median(each.first for each in found),
        last=statistics.median(each.last for each in found),
    )


if __name__ == "__main__":
    raise SystemExit(main())
