"""`codevoyage runs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click
from rich.markup import escape
from rich.table import Table

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.as_json import run_fields, run_seconds
from codevoyage_cli.client.session import CALL_SECONDS, existing_session, translated
from codevoyage_cli.client.words import moment, state_word
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.amounts import duration
from codevoyage_cli.screen.consoles import output
from codevoyage_cli.screen.inert import inert

_DEFAULT_LIMIT: Final = 50
_MAX_LIMIT: Final = 1_000
_EPILOG = """\b
Examples:
  codevoyage runs
  codevoyage runs --limit 1 --json | jq -r .analysis

--json prints one object a line.
"""


@click.command(epilog=_EPILOG)
@click.option("--limit", type=click.IntRange(1, _MAX_LIMIT), default=_DEFAULT_LIMIT, show_default=True)
@json_option
@data_dir_option
def command(*, limit: int, as_json: bool, data_dir: Path | None) -> None:
    """List analyses, newest first."""
    with existing_session(data_dir, command="runs") as opened, translated():
        analyses = opened.analyses.ListAnalyses(pb.ListAnalysesRequest(page_size=limit), timeout=CALL_SECONDS).analyses
    if as_json:
        for analysis in analyses:
            click.echo(json.dumps(run_fields(analysis)))
    elif analyses:
        output().print(_table(list(analyses)))
    else:
        click.echo("Nothing was analysed yet. `codevoyage analyze URL_OR_PATH` does.", err=True)


def _table(analyses: list[analysis_pb2.Analysis]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("analysis", no_wrap=True)
    table.add_column("source", overflow="fold")
    table.add_column("state", no_wrap=True)
    table.add_column("commits", justify="right")
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("asked for (UTC)", no_wrap=True)
    for analysis in analyses:
        seconds = run_seconds(analysis)
        table.add_row(
            analysis.name.removeprefix("analyses/"),
            escape(inert(analysis.source)),
            state_word(analysis.state).lower(),
            _commits(analysis),
            "" if seconds is None else duration(seconds),
            f"{moment(analysis.create_time):%Y-%m-%d %H:%M}",
        )
    return table


def _commits(analysis: analysis_pb2.Analysis) -> str:
    """A cap or a shallow source leaves a history of at least so many."""
    at_least = analysis.figures.truncated or analysis.figures.shallow
    return "empty" if analysis.empty else f"{'≥ ' if at_least else ''}{analysis.figures.commits:,}"
