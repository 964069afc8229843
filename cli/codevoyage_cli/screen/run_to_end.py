"""A request for a run, shown until the run has ended; and what a command says and exits with then."""

from __future__ import annotations

import json
import webbrowser
from collections.abc import Callable
from typing import Final

import click
from rich.console import Console

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.insights.v1 import insight_service_pb2
from codevoyage_cli.client.as_json import analysis_fields
from codevoyage_cli.client.following import follow
from codevoyage_cli.client.interrupts import Interrupts
from codevoyage_cli.client.largest_files import largest_files
from codevoyage_cli.client.session import CALL_SECONDS, CallFailed, Session, translated
from codevoyage_cli.client.submitting import Submission, withdraw_and_wait
from codevoyage_cli.errors import CommandFailed, Exit
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.consoles import messages, output
from codevoyage_cli.screen.inert import inert
from codevoyage_cli.screen.run_progress import RunProgress
from codevoyage_cli.screen.summary import print_summary

_LARGEST: Final = 10


def run_to_end(
    opened: Session,
    submit: Callable[[], Submission],
    *,
    address: str,
    pending: Interrupts,
    console: Console,
    open_page: bool = False,
) -> analysis_pb2.Analysis:
    """Asks for the run and follows it to its end; when interrupted, takes the request back.

    address: of the stack's page. Raises CallFailed.
    """
    with pending.held():  # or there would be a run that nobody knows the name of
        submission = submit()
    name = submission.analysis.name
    try:
        pending.check()
        console.print(f"{name}  [dim]{address}/{name}[/]", soft_wrap=True)
        if submission.shared:
            console.print("It was asked for already: this is the same run.", style="dim")
        if open_page:
            webbrowser.open(f"{address}/{name}")
        with RunProgress(console) as progress, pending.held():
            return follow(opened, name, show=progress.show, check=pending.check)
    except KeyboardInterrupt:
        console.print("Taking the request back…")
        with pending.held():
            return withdraw_and_wait(opened, submission)


def say(opened: Session, analysis: analysis_pb2.Analysis, *, as_json: bool) -> None:
    """On standard output: the promised object, or what was found."""
    if as_json:
        click.echo(json.dumps(analysis_fields(analysis)))
    elif analysis.state == lifecycle_pb2.STATE_SUCCEEDED:
        _print(opened, analysis)


def ending(analysis: analysis_pb2.Analysis) -> Exit:
    """Done; or raises CommandFailed with the sentence of what happened instead."""
    name = analysis.name
    match analysis.state:
        case lifecycle_pb2.STATE_SUCCEEDED:
            return Exit.DONE
        case lifecycle_pb2.STATE_CANCELLED:
            raise CommandFailed(f"{name} was cancelled. `codevoyage retry {_short(name)}` goes on with it.")
        case lifecycle_pb2.STATE_FAILED:
            raise CommandFailed(
                f"{name} failed: {analysis.failure.message}\n"
                f"`codevoyage show {_short(name)}` tells more, `codevoyage retry {_short(name)}` goes on with it."
            )
        case lifecycle_pb2.STATE_CANCELLING:
            raise CommandFailed(f"{name} was asked to stop, and is still at it. See `codevoyage show {_short(name)}`.")
        case _:
            others = counted(analysis.submissions, "other request", "other requests")
            raise CommandFailed(f"Your request was taken back; {name} goes on for {others}.")


def _print(opened: Session, analysis: analysis_pb2.Analysis) -> None:
    try:
        with translated("insights"):
            asked = insight_service_pb2.ListInsightsRequest(parent=analysis.name)
            insights = list(opened.insights.ListInsights(asked, timeout=CALL_SECONDS).insights)
    except CallFailed as error:
        insights = []  # the results are whole without them
        messages().print(f"The overview is missing: {inert(str(error))}", soft_wrap=True, markup=False)
    largest = [] if analysis.empty else largest_files(opened, analysis.name, count=_LARGEST)
    print_summary(output(), analysis=analysis, largest=largest, insights=insights)


def _short(name: str) -> str:
    return name.partition("/")[2]
