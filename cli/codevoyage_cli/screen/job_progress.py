"""Long work as it happens, on standard error: a bar on a terminal, a line for each thing that it does elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_cli.client.words import state_word
from codevoyage_cli.screen.amounts import duration
from codevoyage_cli.screen.inert import inert

_WAITING = frozenset({lifecycle_pb2.STATE_QUEUED, lifecycle_pb2.STATE_RETRYING, lifecycle_pb2.STATE_CANCELLING})


class JobProgress:
    """Shows one piece of work; use it in a `with`."""

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

    def at(
        self, state: int, word: str, progress: lifecycle_pb2.Progress, *, retry: lifecycle_pb2.Retry | None = None
    ) -> None:
        """Shows where the work stands now. word: what it does, where it does not wait. retry: what is got over."""
        word = state_word(state).lower() if state in _WAITING or not word else word
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
        self._tell(retry)

    def _tell(self, retry: lifecycle_pb2.Retry | None) -> None:
        """Says once what is being got over."""
        told = "" if retry is None else f"{retry.failure.attempt} {retry.failure.message}"
        if retry is not None and told != self._told:
            left = f"attempt {retry.fruitless} of {retry.fruitless_limit}"
            self._console.print(f"{inert(retry.failure.message)} Trying again ({left}).", soft_wrap=True, markup=False)
        self._told = told or self._told


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
