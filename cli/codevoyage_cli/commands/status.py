"""`codevoyage status`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from codevoyage_cli.errors import Exit, NoStack
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.amounts import byte_amount, duration
from codevoyage_cli.screen.consoles import output
from codevoyage_cli.stack.checkup import PartCheckup, StackCheckup, checkup
from codevoyage_cli.stack.folder import data_folder

_EPILOG = """\b
Examples:
  codevoyage status
  codevoyage status --json | jq '.parts[] | select(.healthy | not)'

Exit code: 0 all is well, 1 a part is not, 4 no stack is up.
"""


@click.command(epilog=_EPILOG)
@json_option
@data_dir_option
@click.pass_context
def command(ctx: click.Context, *, as_json: bool, data_dir: Path | None) -> None:
    """Show what is up: each process, its port, its memory, and how it is."""
    found = checkup(data_dir)
    if found is None:
        raise NoStack(f"No stack is up in {data_folder(data_dir).root}. `codevoyage up` starts one.")
    if as_json:
        click.echo(json.dumps(_as_json(found)))
    else:
        _print(found)
    ctx.exit(Exit.DONE if found.healthy else Exit.FINDING)


def _as_json(found: StackCheckup) -> dict[str, object]:
    return {
        "phase": found.state.phase,
        "address": found.state.address,
        "pid": found.state.pid,
        "healthy": found.healthy,
        "parts": [asdict(part) for part in found.parts],
    }


def _print(found: StackCheckup) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("process", "health", "pid", "port", "up", "memory", "restarts"):
        table.add_column(title, justify="left" if title in {"process", "health"} else "right")
    for part in found.parts:
        table.add_row(
            part.name,
            _health(part),
            str(part.pid or ""),
            str(part.port or ""),
            "" if part.uptime is None else duration(part.uptime),
            "" if part.memory is None else byte_amount(part.memory),
            str(part.restarts or ""),
        )
    console = output()
    console.print(table)
    console.print(f"{found.state.address}  ({found.state.phase})", soft_wrap=True)
    for part in found.parts:
        if not part.healthy:
            console.print(f"{part.name} is not well: see {part.log}", soft_wrap=True)


def _health(part: PartCheckup) -> str:
    return "[green]well[/]" if part.healthy else f"[red]{part.status.value}[/]"
