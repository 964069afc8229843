"""`codevoyage analyze`."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.interrupts import interrupts
from codevoyage_cli.client.local_source import source_of
from codevoyage_cli.client.session import session
from codevoyage_cli.client.submitting import create
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import messages
from codevoyage_cli.screen.run_to_end import ending, run_to_end, say
from codevoyage_cli.screen.stack_progress import stack_progress
from codevoyage_cli.stack import running

_EPILOG = """\b
Examples:
  codevoyage analyze https://github.com/pallets/flask
  codevoyage analyze . --open
  codevoyage analyze ~/src/redis --max-commits 5000 --json

\b
--json prints one object: analysis, repository, state, head, commits, changes,
insertions, deletions, files, bytes, lines, people, truncated, shallow (the
source is a shallow clone: figures are "at least"), odd_dates (commits with a
date or a time zone that cannot be), result_hash, seconds, ingest_seconds,
stages (name to seconds).

Uses the stack that is up, or starts one and stops it afterwards. Ctrl-C takes the request
back: the run stops, unless others asked for the same.
"""


@click.command(epilog=_EPILOG)
@click.argument("source", metavar="URL_OR_PATH")
@click.option("--max-commits", type=click.IntRange(1, 10_000_000), help="Read only the newest N commits.")
@click.option("--open", "open_page", is_flag=True, help="Show it in the browser while it is read.")
@json_option
@data_dir_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    source: str,
    max_commits: int | None,
    open_page: bool,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Read a repository's whole history, and say what was found.

    URL_OR_PATH: an https address, or a folder of this machine, which is thereby permitted to be read.
    """
    console = messages()
    with interrupts() as pending, running(data_dir, report=stack_progress(console, quiet=True)) as stack:
        asked = pb.CreateAnalysisRequest(
            source=source_of(source, stack.folder),
            options=analysis_pb2.AnalysisOptions(max_commits=max_commits or 0),
            request_id=secrets.token_hex(16),
        )
        with session(stack, command="analyze") as opened:
            analysis = run_to_end(
                opened,
                lambda: create(opened, asked),
                address=stack.address,
                pending=pending,
                console=console,
                open_page=open_page,
            )
            say(opened, analysis, as_json=as_json)
    ctx.exit(ending(analysis))
