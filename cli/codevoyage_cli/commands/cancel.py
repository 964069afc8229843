"""`codevoyage cancel`."""

from __future__ import annotations

from pathlib import Path

import click

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.naming import analysis_name
from codevoyage_cli.client.session import CALL_SECONDS, existing_session, translated
from codevoyage_cli.client.words import state_word
from codevoyage_cli.options import data_dir_option

_EPILOG = """\b
Examples:
  codevoyage cancel k3v5x2m4q7tbc5da
  codevoyage cancel k3v5
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@data_dir_option
def command(*, analysis: str, data_dir: Path | None) -> None:
    """Ask an analysis to stop, for all who share it. What was read is kept; the clone is removed.

    `codevoyage retry` goes on with it.

    ANALYSIS: its id, its name, or how the id begins.
    """
    with existing_session(data_dir, command="cancel") as opened:
        name = analysis_name(analysis, opened)
        with translated():
            answer = opened.analyses.CancelAnalysis(pb.CancelAnalysisRequest(name=name), timeout=CALL_SECONDS)
    click.echo(f"{name} is {state_word(answer.analysis.state).lower()}.")
