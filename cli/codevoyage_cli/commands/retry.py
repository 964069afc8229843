"""`codevoyage retry`."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.as_json import analysis_fields
from codevoyage_cli.client.interrupts import interrupts
from codevoyage_cli.client.naming import analysis_name
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.client.submitting import retry
from codevoyage_cli.client.words import state_word
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import messages
from codevoyage_cli.screen.run_to_end import ending, run_to_end, say

_EPILOG = """\b
Examples:
  codevoyage retry k3v5x2m4q7tbc5da
  codevoyage retry k3v5 --detach
  codevoyage retry k3v5 --json

--json prints the same object as `analyze --json`. Exit code: 0 it succeeded (with --detach: it goes on), 3 it did not.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--detach", is_flag=True, help="Return at once; `codevoyage watch` follows it.")
@json_option
@data_dir_option
@click.pass_context
def command(ctx: click.Context, *, analysis: str, detach: bool, as_json: bool, data_dir: Path | None) -> None:
    """Go on with an analysis that failed or was cancelled, where it stood. What was read is not read again.

    ANALYSIS: its id, its name, or how the id begins.
    """
    with interrupts() as pending, existing_session(data_dir, command="retry") as opened:
        asked = pb.RetryAnalysisRequest(name=analysis_name(analysis, opened), request_id=secrets.token_hex(16))
        if detach:
            run = retry(opened, asked).analysis
            said = f"{run.name} is {state_word(run.state).lower()}."
            click.echo(json.dumps(analysis_fields(run)) if as_json else said)
            return
        run = run_to_end(
            opened, lambda: retry(opened, asked), address=opened.address, pending=pending, console=messages()
        )
        say(opened, run, as_json=as_json)
    ctx.exit(ending(run))
