"""How a run went, for a person: stages, attempts, what failed, and under which ids there is more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_cli.client.as_json import run_seconds, seconds_between
from codevoyage_cli.client.words import moment, outcome_word, stage_word, state_word
from codevoyage_cli.screen.amounts import counted, duration
from codevoyage_cli.screen.inert import inert

#: What a checkpoint counts, per service.
_UNITS = {"ingest": "chunks stored", "analysis": "chunks read", "insights": "insights written"}


def print_story(
    console: Console, *, run: analysis_pb2.Analysis, attempts: Sequence[lifecycle_pb2.Attempt], logs: Path
) -> None:
    """The headline, then a table of stages, a table of attempts, the failure, the ids."""
    _headline(console, run)
    if run.stages:
        console.print(_stages(run))
    if attempts:
        console.print()
        console.print(_attempts(attempts))
    if run.HasField("retry"):
        _retry(console, run.retry)
    if run.HasField("failure"):
        _failure(console, run.failure)
    console.print(f"\n[dim]correlation id[/]  {run.correlation_id}")
    traces = {attempt.trace_id for attempt in attempts if attempt.trace_id} - {run.correlation_id}
    for trace in sorted(traces):
        console.print(f"[dim]trace[/]           {trace}")
    console.print(f"[dim]logs[/]            grep {run.correlation_id} {escape(inert(str(logs)))}/*.log", soft_wrap=True)


def _headline(console: Console, run: analysis_pb2.Analysis) -> None:
    seconds = run_seconds(run)
    took = f" in {duration(seconds)}" if seconds is not None else ""
    console.print(f"[bold]{escape(inert(run.source))}[/]  {state_word(run.state).lower()}{took}", soft_wrap=True)
    told = [f"asked for {moment(run.create_time):%Y-%m-%d %H:%M:%S} UTC"]
    if run.submissions > 1:
        told.append(f"{run.submissions} requests share it")
    if run.retries:
        told.append(f"retried {counted(run.retries, 'time')}")
    if run.options.max_commits:
        told.append(f"newest {run.options.max_commits:,} commits")
    if run.empty:
        told.append("empty: it has no commit yet")
    if run.figures.shallow:
        told.append("a shallow clone")
    console.print(f"{run.name}  [dim]{', '.join(told)}[/]\n", soft_wrap=True)


def _stages(run: analysis_pb2.Analysis) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("stage")
    table.add_column("began (UTC)")
    table.add_column("took", justify="right")
    for stage in run.stages:
        goes_on = "" if stage.HasField("end_time") else "…"
        took = duration(stage.elapsed.ToTimedelta().total_seconds())
        table.add_row(stage_word(stage.stage).lower(), f"{moment(stage.start_time):%H:%M:%S}", took + goes_on)
    return table


def _attempts(attempts: Sequence[lifecycle_pb2.Attempt]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("attempt", "stage", "outcome", "began (UTC)"):
        table.add_column(column, no_wrap=True)
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("checkpoint", no_wrap=True)
    table.add_column("worker", overflow="fold")
    table.add_column("error", overflow="fold", ratio=1)
    for attempt in attempts:
        seconds = seconds_between(attempt)
        table.add_row(
            f"{attempt.service} {attempt.number}",
            stage_word(attempt.stage).lower() if attempt.stage else "",
            outcome_word(attempt.outcome).lower().replace("_", " "),
            f"{moment(attempt.start_time):%H:%M:%S}",
            "…" if seconds is None else duration(seconds),
            f"{attempt.checkpoint} {_UNITS.get(attempt.service, '')}".rstrip(),
            escape(inert(attempt.worker)),
            escape(inert(attempt.failure.message)) if attempt.HasField("failure") else "",
        )
    return table


def _retry(console: Console, retry: lifecycle_pb2.Retry) -> None:
    console.print(
        f"\n[yellow]{retry.failure.reason}[/]: {escape(inert(retry.failure.message))}\n"
        f"It is tried again: {retry.fruitless} of {retry.fruitless_limit} attempts without progress so far.",
        soft_wrap=True,
    )


def _failure(console: Console, failure: lifecycle_pb2.Failure) -> None:
    hint = "Trying again may help." if failure.retryable else "Trying again helps once the cause is mended."
    console.print(
        f"\n[red]{failure.reason}[/] while {stage_word(failure.stage).lower()}, attempt {failure.attempt}: "
        f"{escape(inert(failure.message))}\n{hint}",
        soft_wrap=True,
    )
