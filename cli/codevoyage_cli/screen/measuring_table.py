"""A file's complexity over its history, for a person."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from codevoyage_cli.client.measuring import Measured
from codevoyage_cli.client.measuring_fields import version_fields
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.inert import inert

#: Versions that are shown, the newest ones: a screen full.
_SHOWN: Final = 30


def print_measured(console: Console, found: Measured) -> None:
    """Its newest versions, the newest last; where a rename gave it another path, that too."""
    versions = list(version_fields(found))
    shown = versions[-_SHOWN:]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("date")
    table.add_column("commit")
    for name in ("lines", "functions", "complexity", "largest", "indentation"):
        table.add_column(name, justify="right")
    table.add_column("", overflow="fold")
    path = None
    for version in shown:
        table.add_row(
            str(version["time"] or "")[:10],
            str(version["commit"])[:12],
            *(
                _amount(version[name])
                for name in ("lines", "functions", "complexity", "largest_complexity", "indentation")
            ),
            "" if version["path"] == path else escape(inert(str(version["path"]))),
        )
        path = version["path"]
    console.print(table)
    older = f", the newest {len(shown)} of them shown" if len(shown) < len(versions) else ""
    console.print(
        f"[bold]{counted(len(versions), 'version')}[/] on the mainline{older}. complexity: sum of all functions' "
        "cyclomatic complexity; largest: of one function; indentation: sum of the lines' levels.",
        soft_wrap=True,
    )


def _amount(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "-"
