"""Two references compared, for a person."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage_cli.client.comparing import Compared
from codevoyage_cli.client.comparison_fields import change_word, path_text
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.inert import inert

_STYLES: Final = {"ADDED": "green", "DELETED": "red", "RENAMED": "cyan", "TYPE_CHANGED": "magenta"}


def print_comparison(console: Console, found: Compared) -> None:
    """Who is ahead, then the changes, then their sums."""
    comparison, summary = found.comparison, found.summary or pb.RefSummary()
    base, head = (f"[bold]{escape(inert(name))}[/]" for name in (comparison.base, comparison.head))
    console.print(
        f"{head} is {counted(summary.ahead, 'commit')} ahead of {base} and {summary.behind:,} behind; "
        f"both have {summary.merge_base.hex()[:12]}.",
        soft_wrap=True,
    )
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right", style="green")
    table.add_column(justify="right", style="red")
    table.add_column(overflow="fold")
    for change in found.changes:
        word = change_word(change.status)
        table.add_row(
            f"[{_STYLES.get(word, 'default')}]{word.replace('_', ' ').lower()}[/]",
            f"+{change.insertions:,}" if change.HasField("insertions") else "binary",
            f"-{change.deletions:,}" if change.HasField("deletions") else "",
            escape(_paths(change)),
        )
    if found.changes:
        console.print(table)
    if summary.truncated:
        console.print(f"… and {summary.files - len(found.changes):,} more.", style="dim")
    if summary.rename_limited:
        console.print("So many files came and went that git did not compare all of them for renames.", style="dim")
    console.print(
        f"[bold]{counted(summary.files, 'file')}[/], {counted(summary.insertions, 'line')} added, "
        f"{summary.deletions:,} removed.",
        soft_wrap=True,
    )


def _paths(change: pb.RefChange) -> str:
    path = inert(path_text(change.path))
    return f"{inert(path_text(change.old_path))} → {path}" if change.old_path else path
