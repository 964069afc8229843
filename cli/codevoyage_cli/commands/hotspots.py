"""`codevoyage hotspots`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
from codevoyage_cli.client.hotspots import ORDERS, hotspot_rows, hotspots
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.rows import Column, Form, print_rows
from codevoyage_cli.screen.sparks import spark

_FIGURES: Final = (
    Column("revisions", "changes"),
    Column("complexity", "complexity"),
    Column("score", "score"),
    Column("recent", "recent"),
    Column("lines", "lines"),
    Column("last_change", "last change", right=False),
)
_PATH: Final = Column("path", "path", right=False)
_TABLE: Final = (
    *_FIGURES,
    Column("revision_trend", "changes over time", right=False),
    Column("complexity_trend", "complexity", right=False),
    _PATH,
)
_EPILOG = """\b
Examples:
  codevoyage hotspots k3v5x2m4q7tbc5da
  codevoyage hotspots . --since 2024-01-01 --path src --order recent
  codevoyage hotspots https://github.com/pallets/flask --top 50 --csv
  codevoyage hotspots k3v5 --json | jq -r 'select(.score > 0.9) | .path'

\b
changes: commits that changed the file, renames followed, without merges. complexity: the sum of its lines' levels of
indentation. score: its rank by changes x its rank by complexity, 0 to 1; recent: the same with a change counting half
after 90 days. Files that are gone, vendored, generated or not measured are not ranked, and counted.
--json prints one object a line: path, language, revisions, complexity, score, recency, recent, lines, last_change,
trend (of each slice: end, revisions, and complexity as it stood then; null: not known, or no such file).
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--order", type=click.Choice(ORDERS), default=ORDERS[0], show_default=True, help="The hottest first by.")
@click.option("--top", type=click.IntRange(1, 1_000), default=20, show_default=True, help="How many.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    order: str,
    top: int,
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """List the files that change often and are complex.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="hotspots") as opened:
        answer = hotspots(opened, results_name(analysis, opened), selected, order=order, top=top)
    rows = hotspot_rows(answer)
    if form is Form.TABLE:
        print_rows(map(_short, rows), _TABLE, form)
        _say_what_is_left_out(answer)
    else:
        print_rows(rows, (*_FIGURES, _PATH), form)


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """For a table: a day instead of a time, and lines of small bars."""
    trend = row["trend"]
    return {
        **row,
        "last_change": row["last_change"] and row["last_change"][:10],
        "revision_trend": spark([each["revisions"] for each in trend]),
        "complexity_trend": spark([-1 if each["complexity"] is None else each["complexity"] for each in trend]),
    }


def _say_what_is_left_out(answer: pb.ListHotspotsResponse) -> None:
    more = answer.ranked - len(answer.hotspots)
    why = {"gone": answer.gone, "vendored": answer.vendored, "generated": answer.generated}
    told = [f"{count:,} {name}" for name, count in {**why, "not measured": answer.unmeasured}.items() if count]
    if more:
        click.echo(f"{counted(more, 'more file')} ranked; --top shows them.", err=True)
    if told:
        click.echo(f"Changed and not ranked: {', '.join(told)}.", err=True)
