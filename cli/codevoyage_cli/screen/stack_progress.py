"""How a stack starts and stops, as lines for a person: one per part."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from codevoyage_cli.screen.amounts import duration
from codevoyage_cli.stack.report import Event, Report, What


def stack_progress(console: Console, *, quiet: bool = False) -> Report:
    """A report that prints each step when it is done. quiet: that it starts, and what a person should not miss."""
    begun = False

    def show(event: Event) -> None:
        nonlocal begun
        match event.what:
            case What.STARTING if quiet and not begun:
                begun = True
                console.print(
                    "Starting CodeVoyage for this run… (`codevoyage up --detach` keeps it up)", soft_wrap=True
                )
            case What.READY if not quiet:
                console.print(f"  [green]✓[/] {event.part:<16} [dim]{duration(event.seconds)}[/]")
            case What.STOPPED if not quiet:
                console.print(f"  [dim]· {event.part:<16} stopped[/]")
            case What.RESTARTING:
                console.print(f"  [yellow]! {event.part}[/] starts again: {escape(event.detail)}")
            case What.FAILED:
                console.print(f"  [red]✗ {event.part}[/] has failed for good: {escape(event.detail)}", soft_wrap=True)
            case What.NOTE:
                console.print(f"  [yellow]![/] {escape(event.detail)}", soft_wrap=True)
            case _:
                pass

    return show
