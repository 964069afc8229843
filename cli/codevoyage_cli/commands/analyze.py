"""`codevoyage analyze`."""

from __future__ import annotations

import json
import secrets
import webbrowser
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.insights.v1 import insight_service_pb2
from codevoyage_cli.client.as_json import analysis_fields
from codevoyage_cli.client.following import cancel_and_wait, create, follow
from codevoyage_cli.client.interrupts import Interrupts, interrupts
from codevoyage_cli.client.local_source import source_of
from codevoyage_cli.client.session import CALL_SECONDS, CallFailed, Session, session, translated
from codevoyage_cli.client.tree_pages import largest_files
from codevoyage_cli.errors import CommandFailed, Exit
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import messages, output
from codevoyage_cli.screen.run_progress import RunProgress
from codevoyage_cli.screen.stack_progress import stack_progress
from codevoyage_cli.screen.summary import print_summary
from codevoyage_cli.stack import RunningStack, running

_LARGEST: Final = 10
_EPILOG = """\b
Examples:
  codevoyage analyze https://github.com/pallets/flask
  codevoyage analyze . --open
  codevoyage analyze ~/src/redis --max-commits 5000 --json

\b
--json prints one object: analysis, repository, state, head, commits, changes,
insertions, deletions, files, bytes, lines, people, truncated, result_hash,
seconds, ingest_seconds, stages (name to seconds).

Uses the stack that is up, or starts one and stops it afterwards. Ctrl-C asks the run to stop.
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
            analysis = _run(opened, asked, stack=stack, pending=pending, console=console, open_page=open_page)
            if as_json:
                click.echo(json.dumps(analysis_fields(analysis)))
            if analysis.state == lifecycle_pb2.STATE_SUCCEEDED and not as_json:
                _print(opened, analysis)
    ctx.exit(_ending(analysis))


def _run(
    opened: Session,
    asked: pb.CreateAnalysisRequest,
    *,
    stack: RunningStack,
    pending: Interrupts,
    console: Console,
    open_page: bool,
) -> analysis_pb2.Analysis:
    """Asks for the run and follows it to its end; when interrupted, to the end that was asked for."""
    with pending.held():  # or there would be a run that nobody knows the name of
        analysis = create(opened, asked)
    try:
        pending.check()
        address = f"{stack.address}/{analysis.name}"
        console.print(f"{analysis.name}  [dim]{address}[/]", soft_wrap=True)
        if open_page:
            webbrowser.open(address)
        with RunProgress(console) as progress:
            return follow(opened, analysis.name, show=progress.show)
    except KeyboardInterrupt:
        console.print("Asking the run to stop…")
        with pending.held():
            return cancel_and_wait(opened, analysis.name)


def _print(opened: Session, analysis: analysis_pb2.Analysis) -> None:
    try:
        with translated("insights"):
            asked = insight_service_pb2.ListInsightsRequest(parent=analysis.name)
            insights = list(opened.insights.ListInsights(asked, timeout=CALL_SECONDS).insights)
    except CallFailed as error:
        insights = []  # the results are whole without them
        messages().print(f"The overview is missing: {error}", soft_wrap=True, markup=False)
    largest = [] if analysis.empty else largest_files(opened, analysis.name, count=_LARGEST)
    print_summary(output(), analysis=analysis, largest=largest, insights=insights)


def _ending(analysis: analysis_pb2.Analysis) -> Exit:
    """Done; or raises CommandFailed with the sentence of what happened instead."""
    match analysis.state:
        case lifecycle_pb2.STATE_SUCCEEDED:
            return Exit.DONE
        case lifecycle_pb2.STATE_CANCELLED:
            raise CommandFailed(f"{analysis.name} was cancelled.")
        case lifecycle_pb2.STATE_FAILED:
            raise CommandFailed(f"{analysis.name} failed: {analysis.failure.message}")
        case _:
            raise CommandFailed(f"{analysis.name} was asked to stop, and is still at it. See `codevoyage runs`.")
