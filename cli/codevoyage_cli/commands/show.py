"""`codevoyage show`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.as_json import shown_fields
from codevoyage_cli.client.following import get
from codevoyage_cli.client.naming import analysis_name
from codevoyage_cli.client.session import CALL_SECONDS, existing_session, translated
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import output
from codevoyage_cli.screen.run_story import print_story
from codevoyage_cli.stack.folder import data_folder

_EPILOG = """\b
Examples:
  codevoyage show k3v5x2m4q7tbc5da
  codevoyage show k3v5 --json | jq '.attempts[] | select(.outcome != "SUCCEEDED")'

--json prints one object: as `runs --json`, with retries, submissions, correlation_id, retry, attempts and logs.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@json_option
@data_dir_option
def command(*, analysis: str, as_json: bool, data_dir: Path | None) -> None:
    """Tell how an analysis went: its stages, every attempt, what failed, and where to find more.

    ANALYSIS: its id, its name, or how the id begins.
    """
    with existing_session(data_dir, command="show") as opened:
        name = analysis_name(analysis, opened)
        run = get(opened, name)
        with translated():
            asked = pb.ListAttemptsRequest(name=name)
            attempts = list(opened.analyses.ListAttempts(asked, timeout=CALL_SECONDS).attempts)
    logs = data_folder(data_dir).logs
    if as_json:
        click.echo(json.dumps(shown_fields(run, attempts, logs=str(logs))))
    else:
        print_story(output(), run=run, attempts=attempts, logs=logs)
