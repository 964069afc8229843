"""`codevoyage measure`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from rich.console import Console

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import measures_service_pb2 as pb
from codevoyage_cli.client.interrupts import Interrupts, interrupts
from codevoyage_cli.client.local_source import source_of
from codevoyage_cli.client.measuring import Measured, measure, stop_measuring
from codevoyage_cli.client.measuring_fields import measuring_fields
from codevoyage_cli.client.session import CallFailed, Session, session
from codevoyage_cli.errors import CommandFailed, WrongUsage
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import messages, output
from codevoyage_cli.screen.measuring_progress import MeasuringProgress
from codevoyage_cli.screen.measuring_table import print_measured
from codevoyage_cli.screen.stack_progress import stack_progress
from codevoyage_cli.stack import running

_EPILOG = """\b
Examples:
  codevoyage measure . src/flask/app.py
  codevoyage measure https://github.com/redis/redis src/server.c
  codevoyage measure . README.md --json | jq '.versions[].indentation'

\b
--json prints one object: measuring, source, path, state, measurer, versions. Each of the versions: path,
commit, time, born, died (positions on the mainline; null: it stands), lines (null: binary), outcome
(MEASURED, TOO_LARGE, FAILED, null), code_lines, functions, complexity, largest_complexity, indentation,
largest_indentation. Paths are written as by compare-refs.

The repository must have been analysed. Exit code 0: measured.
"""


@click.command(epilog=_EPILOG)
@click.argument("source", metavar="REPO")
@click.argument("path")
@click.option("--again", is_flag=True, help="Take up one that failed or was stopped.")
@json_option
@data_dir_option
def command(*, source: str, path: str, again: bool, as_json: bool, data_dir: Path | None) -> None:
    """Show how complex a file was at every version of it.

    Along its renames, on the mainline: lines, functions, cyclomatic complexity (where the language is known), and
    indentation. PATH: inside of the repository, `/` between folders; the file may be gone by now.
    """
    console = messages()
    with interrupts() as pending, running(data_dir, report=stack_progress(console, quiet=True)) as stack:
        asked = pb.MeasureFileRequest(source=source_of(source, stack.folder), path=os.fsencode(path))
        with session(stack, command="measure") as opened:
            try:
                found = _measured(opened, asked, pending=pending, console=console)
                if again and found.measuring.state != lifecycle_pb2.STATE_SUCCEEDED:
                    asked.retry = found.measuring.retries + 1
                    found = _measured(opened, asked, pending=pending, console=console)
            except CallFailed as error:
                if error.reason != "INVALID_FIELD":
                    raise
                raise WrongUsage(str(error)) from error
    _end(found, source=asked.source, as_json=as_json)


def _measured(opened: Session, asked: pb.MeasureFileRequest, *, pending: Interrupts, console: Console) -> Measured:
    """To its end; when interrupted, it is asked to stop. Raises CallFailed."""
    name = ""

    def show(measuring: pb.Measuring) -> None:
        nonlocal name
        name = measuring.name
        progress.show(measuring)

    try:
        with MeasuringProgress(console) as progress, pending.held():
            return measure(opened, asked, show=show, check=pending.check)
    except KeyboardInterrupt:
        if not name:
            raise
        console.print("Stopping it…")
        with pending.held():
            stop_measuring(opened, name)
            return measure(opened, asked, show=lambda _: None, check=lambda: None)


def _end(found: Measured, *, source: str, as_json: bool) -> None:
    """What was found, on standard output; or raises CommandFailed with what happened instead."""
    if as_json:
        click.echo(json.dumps(measuring_fields(found, source=source)))
    match found.measuring.state:
        case lifecycle_pb2.STATE_FAILED:
            raise CommandFailed(
                f"{found.measuring.name} failed: {found.measuring.failure.message} Try `codevoyage measure --again`."
            )
        case lifecycle_pb2.STATE_CANCELLED:
            raise CommandFailed(f"{found.measuring.name} was stopped before its end; --again goes on with it.")
    if not as_json:
        print_measured(output(), found)
