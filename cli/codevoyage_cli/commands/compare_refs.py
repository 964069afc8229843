"""`codevoyage compare-refs`."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click
from rich.console import Console

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage_cli.client.comparing import Compared, compare, stop_comparing
from codevoyage_cli.client.comparison_fields import comparison_fields
from codevoyage_cli.client.interrupts import Interrupts, interrupts
from codevoyage_cli.client.local_source import source_of
from codevoyage_cli.client.session import CallFailed, Session, session
from codevoyage_cli.errors import CommandFailed, WrongUsage
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.comparison_progress import ComparisonProgress
from codevoyage_cli.screen.comparison_table import print_comparison
from codevoyage_cli.screen.consoles import messages, output
from codevoyage_cli.screen.stack_progress import stack_progress
from codevoyage_cli.stack import running

_EPILOG = """\b
Examples:
  codevoyage compare-refs . main feature/search
  codevoyage compare-refs https://github.com/pallets/flask 3.0.0 3.1.0
  codevoyage compare-refs https://github.com/pallets/flask main pull/5500/head
  codevoyage compare-refs . v1.0 HEAD --json | jq '.changes[].path'

\b
--json prints one object: comparison, source, base, head, state, base_commit, head_commit, merge_base,
merge_bases, ahead, behind, files, insertions, deletions, truncated, changes, seconds. Each of the changes:
status, path, old_path (null: no rename), insertions, deletions (null: binary). In a path, bytes that are not
UTF-8 and control characters are written \\\\xNN and a backslash as \\\\\\\\;
then path_bytes has the exact bytes in base64.

Exit code 0: compared, 3: not, because a name is not there or the histories have nothing in common.
"""


@click.command(name="compare-refs", epilog=_EPILOG)
@click.argument("source", metavar="REPO")
@click.argument("base")
@click.argument("head")
@json_option
@data_dir_option
def command(*, source: str, base: str, head: str, as_json: bool, data_dir: Path | None) -> None:
    """Show what HEAD changed since it parted from BASE.

    The commits that one has and the other has not, and the changes from their best common ancestor to HEAD: files,
    lines, renames. REPO: an https address, or a path of this machine; it need not have been analysed. BASE and HEAD: a
    branch, a tag, refs/pull/N/head, or a full commit id.
    """
    console = messages()
    with interrupts() as pending, running(data_dir, report=stack_progress(console, quiet=True)) as stack:
        asked = pb.CompareRefsRequest(
            source=source_of(source, stack.folder), base=base, head=head, request_id=secrets.token_hex(16)
        )
        with session(stack, command="compare-refs") as opened:
            try:
                found = _compared(opened, asked, pending=pending, console=console)
            except CallFailed as error:
                if error.reason != "INVALID_FIELD":
                    raise
                raise WrongUsage(str(error)) from error
    _end(found, as_json=as_json)


def _compared(opened: Session, asked: pb.CompareRefsRequest, *, pending: Interrupts, console: Console) -> Compared:
    """To its end; when interrupted, it is asked to stop. Raises CallFailed."""
    name = ""

    def show(comparison: pb.RefComparison) -> None:
        nonlocal name
        name = comparison.name
        progress.show(comparison)

    try:
        with ComparisonProgress(console) as progress, pending.held():
            return compare(opened, asked, show=show, check=pending.check)
    except KeyboardInterrupt:
        if not name:
            raise
        console.print("Stopping it…")
        with pending.held():
            stop_comparing(opened, name)
            return compare(opened, asked, show=lambda _: None, check=lambda: None)


def _end(found: Compared, *, as_json: bool) -> None:
    """What was found, on standard output; or raises CommandFailed with what happened instead."""
    if as_json:
        click.echo(json.dumps(comparison_fields(found)))
    match found.comparison.state:
        case lifecycle_pb2.STATE_FAILED:
            raise CommandFailed(f"{found.comparison.name} failed: {found.comparison.failure.message}")
        case lifecycle_pb2.STATE_CANCELLED:
            raise CommandFailed(f"{found.comparison.name} was stopped before its end.")
    if not as_json:
        print_comparison(output(), found)
