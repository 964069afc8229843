"""`codevoyage watch`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_cli.client.as_json import message_fields
from codevoyage_cli.client.following import get
from codevoyage_cli.client.naming import analysis_name
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.client.watching import watch
from codevoyage_cli.client.words import iso_time, stage_word, state_word
from codevoyage_cli.errors import Exit
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.inert import inert

_EPILOG = """\b
Examples:
  codevoyage watch k3v5x2m4q7tbc5da
  codevoyage watch k3v5 --cursor 0 --json       every event that is kept
  codevoyage watch k3v5 --cursor 17 --json      what came after cursor 17

--json prints one object a line: a snapshot (kind: snapshot), then events (kind: event), each with its cursor.
Exit code: 0 it succeeded, 3 it failed or was cancelled.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--cursor", default="", help="Begin after this one; 0: with all events. [default: now]")
@json_option
@data_dir_option
@click.pass_context
def command(ctx: click.Context, *, analysis: str, cursor: str, as_json: bool, data_dir: Path | None) -> None:
    """Follow an analysis as it happens, until it ends. A broken connection is taken up where it broke.

    ANALYSIS: its id, its name, or how the id begins.
    """
    with existing_session(data_dir, command="watch") as opened:
        name = analysis_name(analysis, opened)
        for message in watch(opened, name, cursor=cursor):
            if not message.HasField("heartbeat"):
                click.echo(json.dumps(message_fields(message)) if as_json else inert(_line(message)))
        ended = get(opened, name)
    ctx.exit(Exit.DONE if ended.state == lifecycle_pb2.STATE_SUCCEEDED else Exit.FAILED)


def _line(message: pb.WatchAnalysisResponse) -> str:
    if message.HasField("snapshot"):
        seen = message.snapshot
        return f"{seen.name}  {seen.source}  {_words(seen.state, seen.stage, seen.progress)}  (cursor {message.cursor})"
    event = message.event
    line = f"{event.sequence:>5}  {iso_time(event.time)}  {_words(event.state, event.stage, event.progress)}"
    if event.HasField("failure"):
        return f"{line}  {event.failure.message}"
    return f"{line}  {event.retry.failure.message} Trying again." if event.HasField("retry") else line


def _words(state: int, stage: int, progress: lifecycle_pb2.Progress) -> str:
    amount = f"{progress.done}/{progress.total or '?'} {progress.unit}" if progress.unit else ""
    return f"{state_word(state):<10} {stage_word(stage):<10} {amount}".rstrip()
