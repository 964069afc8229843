"""`codevoyage verify`."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click
from rich.console import Console

from codevoyage.analysis.v1 import analysis_service_pb2
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import verification_service_pb2 as pb
from codevoyage_cli.client.as_json import verification_fields
from codevoyage_cli.client.interrupts import Interrupts, interrupts
from codevoyage_cli.client.local_source import source_of
from codevoyage_cli.client.session import CallFailed, Session, session
from codevoyage_cli.client.submitting import create
from codevoyage_cli.client.verifying import stop, verify
from codevoyage_cli.errors import CommandFailed, Exit
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import messages, output
from codevoyage_cli.screen.run_to_end import ending, run_to_end
from codevoyage_cli.screen.stack_progress import stack_progress
from codevoyage_cli.screen.verdict import print_verdict
from codevoyage_cli.screen.verification_progress import VerificationProgress
from codevoyage_cli.stack import running

_EPILOG = """\b
Examples:
  codevoyage verify https://github.com/pallets/flask
  codevoyage verify . --trees 200 --seed 7
  codevoyage verify ~/src/redis --json

\b
--json prints one object: verification, source, state, head, trees, seed, differences (how many),
compared and differing (kind to number), first_differences (kind, sentence), seconds.

A repository that was not analysed yet is analysed first. Exit code 0: no difference, 1: differences.
"""
_TREES = 10_000
_SEED = (1 << 53) - 1


@click.command(epilog=_EPILOG)
@click.argument("source", metavar="URL_OR_PATH")
@click.option(
    "--trees",
    type=click.IntRange(0, _TREES),
    default=50,
    show_default=True,
    help="Mainline commits, drawn at random, whose trees are compared beside the newest.",
)
@click.option("--seed", type=click.IntRange(0, _SEED), help="Draws the same ones again. [default: another each time]")
@json_option
@data_dir_option
@click.pass_context
def command(
    ctx: click.Context, *, source: str, trees: int, seed: int | None, as_json: bool, data_dir: Path | None
) -> None:
    """Compare everything that was read of a repository with git itself.

    In a fresh clone at the very commit that was read: commits, parents, dates, messages, changes, renames, line counts,
    and whole trees. URL_OR_PATH: as for `codevoyage analyze`.
    """
    console = messages()
    with interrupts() as pending, running(data_dir, report=stack_progress(console, quiet=True)) as stack:
        asked = pb.VerifyRepositoryRequest(
            source=source_of(source, stack.folder),
            request_id=secrets.token_hex(16),
            trees=trees,
            seed=secrets.randbelow(_SEED) if seed is None else seed,
        )
        with session(stack, command="verify") as opened:
            try:
                verification = _verified(opened, asked, pending=pending, console=console)
            except CallFailed as error:
                if error.reason != "RESULT_NOT_READY":
                    raise
                console.print("It was not read yet, which comes first.", style="dim")
                _analysed(opened, asked.source, address=stack.address, pending=pending, console=console)
                verification = _verified(opened, asked, pending=pending, console=console)
    ctx.exit(_ending(verification, as_json=as_json))


def _analysed(opened: Session, source: str, *, address: str, pending: Interrupts, console: Console) -> None:
    request = analysis_service_pb2.CreateAnalysisRequest(source=source, request_id=secrets.token_hex(16))
    analysis = run_to_end(opened, lambda: create(opened, request), address=address, pending=pending, console=console)
    ending(analysis)  # raises with what happened instead


def _verified(
    opened: Session, asked: pb.VerifyRepositoryRequest, *, pending: Interrupts, console: Console
) -> pb.Verification:
    """To its end; when interrupted, it is asked to stop. Raises CallFailed."""
    name = ""

    def show(verification: pb.Verification) -> None:
        nonlocal name
        name = verification.name
        progress.show(verification)

    try:
        with VerificationProgress(console) as progress, pending.held():
            return verify(opened, asked, show=show, check=pending.check)
    except KeyboardInterrupt:
        if not name:
            raise
        console.print("Stopping it…")
        with pending.held():
            stop(opened, name)
            return verify(opened, asked, show=lambda _: None, check=lambda: None)


def _ending(verification: pb.Verification, *, as_json: bool) -> Exit:
    """What was found, on standard output; or raises CommandFailed with what happened instead."""
    if as_json:
        click.echo(json.dumps(verification_fields(verification)))
    match verification.state:
        case lifecycle_pb2.STATE_FAILED:
            raise CommandFailed(f"{verification.name} failed: {verification.failure.message}")
        case lifecycle_pb2.STATE_CANCELLED:
            raise CommandFailed(f"{verification.name} was stopped before its end.")
    if not as_json:
        print_verdict(output(), verification)
    return Exit.FINDING if any(each.differing for each in verification.comparisons) else Exit.DONE
