"""What was measured of the gateway's RPCs, as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bench.ghz import CONNECTIONS, Load, told

BEGIN: Final = "<!-- load: written by `make bench-load` -->"
END: Final = "<!-- end of load -->"
_KIB: Final = 1_024


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One RPC. size: bytes of the answer. cold: seconds of each request."""

    method: str
    size: int
    cold: list[float]
    warm: Load
    saturated: Load


@dataclass(frozen=True, kw_only=True)
class Streamed:
    """One stream, asked alone. size: bytes. first, last: seconds to the first message and to the end, medians."""

    method: str
    size: int
    first: float
    last: float


def tables(
    rows: Sequence[Asked],
    streams: Sequence[Streamed],
    *,
    analysis: dict[str, Any],
    name: str,
    hits: Counter[str],
    per_second: int,
) -> str:
    """Both tables, and what they were measured on."""
    code = f"{analysis['commits']:,} commits, {analysis['files']:,} files, {analysis['people']:,} people"
    on = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {datetime.now(UTC):%B %Y}"
    many = f"{CONNECTIONS} connections"
    cold = len(rows[0].cold)
    return f"""{name}: {code}. {on};
load generator, gateway, services and databases share them.

| RPC | KiB | cold p50 | cold worst | p50 | p99 | errors | saturated p50 | p99 | a second | errors |
|---|---|---|---|---|---|---|---|---|---|---|
{_lines(map(_row, rows))}

Times in milliseconds. p50, p99, errors: {many} that offer {per_second} requests a second (ghz), without the
first second, in which they are opened. Saturated: {many}, each asks again as soon as it has its answer. Cold:
one after the other, {cold} times, with no answer kept of anything; the columns are in memory. The aim is 20 ms of p99
for answers of up to 64 KiB: larger ones do not reach {per_second} a second here.
{_hit_rate(hits)}

| stream | KiB | first message | last |
|---|---|---|---|
{_lines(map(_stream, streams))}"""


def _lines(rows: Iterable[str]) -> str:
    return "\n".join(rows)


def _stream(each: Streamed) -> str:
    return f"| {_short(each.method)} | {each.size / _KIB:,.0f} | {1e3 * each.first:.1f} ms | {1e3 * each.last:.1f} ms |"


def _row(row: Asked) -> str:
    cold = [1e3 * each for each in row.cold]
    cells = (
        _short(row.method),
        f"{row.size / _KIB:,.1f}",
        f"{statistics.median(cold):.1f}",
        f"{max(cold):.1f}",
        f"{row.warm.p50:.1f}",
        f"{row.warm.p99:.1f}",
        told(row.warm.errors),
        f"{row.saturated.p50:.1f}",
        f"{row.saturated.p99:.1f}",
        f"{row.saturated.per_second:,.0f}",
        told(row.saturated.errors),
    )
    return f"| {' | '.join(cells)} |"


def _short(method: str) -> str:
    return method.rpartition(".")[2]


def _hit_rate(hits: Counter[str]) -> str:
    answers = sum(hits.values())
    if not answers:
        return "Nothing came from columns."
    of_each = ", ".join(f"{count:,} {came_from}" for came_from, count in hits.most_common())
    return f"Of {answers:,} answers from columns under that load {hits['hit'] / answers:.1%} were hits ({of_each})."
