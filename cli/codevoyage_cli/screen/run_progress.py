"""A run as it happens, on standard error: a bar on a terminal, a line per stage elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_cli.client.words import stage_word, state_word
from codevoyage_cli.screen.amounts import duration
from codevoyage_cli.screen.inert import inert

_WAITING = frozenset({lifecycle_pb2.STATE_QUEUED, lifecycle_pb2.STATE_RETRYING, lifecycle_pb2.STATE_CANCELLING})


class RunProgress:
    """Shows messages of a watch; use it in a `with`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown = ""
        self._told = ""
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[amount]}"),
            TextColumn("[dim]{task.fields[pace]}"),
            console=console,
            transient=True,
            expand=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("waiting", total=None, amount="", pace="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, message: pb.WatchAnalysisResponse) -> None:
        """Shows where the run stands now; a heartbeat changes nothing."""
        if message.HasField("event"):
            self._update(message.event.state, message.event.stage, message.event.progress)
            self._tell(message.event.retry if message.event.HasField("retry") else None)
        elif message.HasField("snapshot"):
            self._update(message.snapshot.state, message.snapshot.stage, message.snapshot.progress)
            self._tell(message.snapshot.retry if message.snapshot.HasField("retry") else None)

    def _tell(self, retry: lifecycle_pb2.Retry | None) -> None:
        """Says once what is being got over."""
        told = "" if retry is None else f"{retry.failure.attempt} {retry.failure.message}"
        if retry is not None and told != self._told:
            left = f"attempt {retry.fruitless} of {retry.fruitless_limit}"
            self._console.print(f"{inert(retry.failure.message)} Trying again ({left}).", soft_wrap=True, markup=False)
        self._told = told or self._told

    def _update(self, state: int, stage: int, progress: lifecycle_pb2.Progress) -> None:
        word = state_word(state) if state in _WAITING or stage == 0 else stage_word(stage)
        word = word.lower()
        if word != self._shown and not self._console.is_terminal:
            self._console.print(word)
        self._shown = word
        self._progress.update(
            self._task,
            description=word,
            completed=progress.done,
            total=progress.total or None,
            amount=_amount(progress),
            pace=_pace(progress),
        )


def _amount(progress: lifecycle_pb2.Progress) -> str:
    if not progress.done and not progress.total:
        return ""
    if progress.unit == "percent":
        return f"{progress.done} %"
    total = f" of {progress.total:,}" if progress.total else ""
    return f"{progress.done:,}{total} {progress.unit}"


def _pace(progress: lifecycle_pb2.Progress) -> str:
    parts = []
    if progress.rate and progress.unit != "percent":
        parts.append(f"{progress.rate:,.0f}/s")
    if progress.HasField("remaining"):
        parts.append(f"{duration(progress.remaining.ToTimedelta().total_seconds())} left")
    return ", ".join(parts)
