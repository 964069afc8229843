"""`codevoyage people`, with `merge`, `split`, `edits` and `undo`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_cli.client.local_source import source_of
from codevoyage_cli.client.people import edit_pages, merge, people_pages, split, undo
from codevoyage_cli.client.people_fields import edit_fields, person_fields, signed_as
from codevoyage_cli.client.session import CallFailed, Session, session
from codevoyage_cli.errors import WrongUsage
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import messages, output
from codevoyage_cli.screen.people_table import print_edits, print_pending, print_people
from codevoyage_cli.screen.stack_progress import stack_progress
from codevoyage_cli.stack import running

_LIST: Final = "list"
_EPILOG = """\b
Examples:
  codevoyage people https://github.com/pallets/flask
  codevoyage people . --json | jq 'select(.bot | not) | .name'
  codevoyage people merge . ada@example.org ada@home.example
  codevoyage people split . 'Brian <team@example.org>'
  codevoyage people edits .
  codevoyage people undo . 2

\b
--json prints one object a line: name, email, bot, commits, signature_count, signatures (the first 200: name,
email, commits). Bytes that are not UTF-8 and control characters are written \\\\xNN and a backslash as \\\\\\\\;
then name_bytes or email_bytes has the exact bytes in base64.
edits --json and undo --json: number, kind (merge, split), signatures (name: null for every name with the e-mail),
create_time, pending (the newest reading does not have it yet).

Corrections are kept. Lists have them at once, results once the repository is analysed again.
A folder that is called as a subcommand is: ./merge
"""


class _People(click.Group):
    """A repository in the place of a subcommand is listed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [_LIST, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for form in ("REPO [OPTIONS]", "merge REPO WHO WHO...", "split REPO WHO...", "edits REPO", "undo REPO NUMBER"):
            formatter.write_usage(ctx.command_path, form)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return [name for name in self.commands if name != _LIST]


@click.group(cls=_People, epilog=_EPILOG)
def command() -> None:
    """List who is who in a repository, with all the names and addresses that are one person's.

    By the repository's .mailmap, then by e-mail, then by full name, then as corrected here. REPO: an https address, or
    a path of this machine, that was analysed. WHO: an e-mail, as commits carry it, or 'NAME <EMAIL>' for one signature.
    """


@command.command(_LIST, hidden=True)
@click.argument("source", metavar="REPO")
@json_option
@data_dir_option
def list_people(*, source: str, as_json: bool, data_dir: Path | None) -> None:
    """List people, most commits first."""
    pending = 0
    with _asked(source, data_dir) as (opened, resolved):
        for page in people_pages(opened, resolved):
            pending = page.pending_edits
            if as_json:
                for person in page.people:
                    click.echo(json.dumps(person_fields(person)))
            else:
                print_people(output(), page.people)
    print_pending(messages(), pending)


@command.command("merge")
@click.argument("source", metavar="REPO")
@click.argument("who", nargs=-1, required=True)
@json_option
@data_dir_option
def merge_people(*, source: str, who: tuple[str, ...], as_json: bool, data_dir: Path | None) -> None:
    """Make one person of several.

    With all of their other names and addresses, now and later. Undone by `codevoyage people split` with all those of
    one of them.
    """
    signed = [signed_as(each) for each in who]
    with _asked(source, data_dir) as (opened, resolved):
        request = pb.MergePeopleRequest(source=resolved, people=signed, request_id=secrets.token_hex(16))
        _told(merge(opened, request), as_json=as_json)


@command.command("split")
@click.argument("source", metavar="REPO")
@click.argument("who", nargs=-1, required=True)
@json_option
@data_dir_option
def split_person(*, source: str, who: tuple[str, ...], as_json: bool, data_dir: Path | None) -> None:
    """Make a person of their own of some names and addresses of another.

    Undone by `codevoyage people merge`.
    """
    signed = [signed_as(each) for each in who]
    with _asked(source, data_dir) as (opened, resolved):
        request = pb.SplitPersonRequest(source=resolved, signatures=signed, request_id=secrets.token_hex(16))
        _told(split(opened, request), as_json=as_json)


@command.command("edits")
@click.argument("source", metavar="REPO")
@json_option
@data_dir_option
def list_edits(*, source: str, as_json: bool, data_dir: Path | None) -> None:
    """List the corrections that hold, in the order in which they were made."""
    with _asked(source, data_dir) as (opened, resolved):
        for edits in edit_pages(opened, resolved):
            if as_json:
                for edit in edits:
                    click.echo(json.dumps(edit_fields(edit)))
            elif edits:
                print_edits(output(), edits)
            else:
                messages().print("Nothing was corrected.", style="dim")


@command.command("undo")
@click.argument("source", metavar="REPO")
@click.argument("number", type=click.IntRange(min=1))
@json_option
@data_dir_option
def undo_edit(*, source: str, number: int, as_json: bool, data_dir: Path | None) -> None:
    """Take one correction back, as if it had never been made.

    NUMBER: as `codevoyage people edits` tells it. Those that were made later stay.
    """
    with _asked(source, data_dir) as (opened, resolved):
        request = pb.UndoEditRequest(source=resolved, number=number, request_id=secrets.token_hex(16))
        edit = undo(opened, request)
        if as_json:
            click.echo(json.dumps(edit_fields(edit)))
            return
        print_edits(output(), [edit])
        messages().print("Taken back. Results will have it once the repository is analysed again.", style="dim")


@contextmanager
def _asked(source: str, data_dir: Path | None) -> Iterator[tuple[Session, str]]:
    """A session and the source as services know it. Raises WrongUsage for what they call a wrong field."""
    with running(data_dir, report=stack_progress(messages(), quiet=True)) as stack:
        resolved = source_of(source, stack.folder)
        with session(stack, command="people") as opened:
            try:
                yield opened, resolved
            except CallFailed as error:
                if error.reason != "INVALID_FIELD":
                    raise
                raise WrongUsage(str(error)) from error


def _told(person: pb.Person, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(person_fields(person)))
        return
    print_people(output(), [person])  # with all signatures: whoever takes this back names them
    messages().print("Results will have it once the repository is analysed again.", style="dim")
