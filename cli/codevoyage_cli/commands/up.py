"""`codevoyage up`."""

from __future__ import annotations

from pathlib import Path

import click

from codevoyage_cli.options import data_dir_option
from codevoyage_cli.screen.consoles import messages, output
from codevoyage_cli.screen.stack_progress import stack_progress
from codevoyage_cli.stack import keep, start_detached, wait_for
from codevoyage_cli.stack.folder import data_folder
from codevoyage_cli.stack.lock import AlreadyLocked
from codevoyage_cli.stack.report import Event, What

_EPILOG = """\b
Examples:
  codevoyage up                     stays; Ctrl-C stops everything
  codevoyage up --detach            returns when it is healthy; `codevoyage down` stops it
  codevoyage up --port 9000 --data-dir /tmp/voyage
"""


@click.command(epilog=_EPILOG)
@click.option("--detach", "-d", is_flag=True, help="Return when everything is healthy, and leave it running.")
@click.option(
    "--port", type=click.IntRange(1, 65_535), help="Of the gateway. [default: last time's, 8080, or a free one]"
)
@data_dir_option
def command(*, detach: bool, port: int | None, data_dir: Path | None) -> None:
    """Start PostgreSQL, Redis, Envoy and the services on this machine, on loopback only.

    Says so when they are up already.
    """
    if _is_up(data_dir):
        return
    console = messages()
    show = stack_progress(console)
    console.print(f"Starting CodeVoyage in {data_folder(data_dir).root}", soft_wrap=True)
    if detach:
        stack = start_detached(data_dir, port=port, report=show)
        output().print(f"CodeVoyage is up: [bold]{stack.address}[/]  (codevoyage down stops it)", soft_wrap=True)
        return
    _stay(data_dir, port=port)


def _is_up(data_dir: Path | None) -> bool:
    """Says so if one is; one that another command had started for itself stays from now on."""
    stack = wait_for(data_dir)
    while stack is not None:
        if keep(stack):
            click.echo(f"CodeVoyage is up already: {stack.address}")
            return True
        stack = wait_for(data_dir)
    return False


def _stay(data_dir: Path | None, *, port: int | None) -> None:
    # Starting a stack in this process takes asyncio and psycopg, which `up` on a stack that is up need not pay for.
    from codevoyage_cli.stack.run import run_stack

    show = stack_progress(messages())

    def report(event: Event) -> None:
        if event.what is What.UP:
            output().print(f"CodeVoyage is up: [bold]{event.detail}[/]  (Ctrl-C stops it)", soft_wrap=True)
        show(event)

    try:
        run_stack(data_folder(data_dir), port=port, report=report)
    except AlreadyLocked:
        # Somebody else started one since we looked.
        _is_up(data_dir)
