"""Who is who, for a person."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_cli.client.people_fields import kind_word, signature_text
from codevoyage_cli.client.words import iso_time
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.inert import inert


def print_people(console: Console, people: Iterable[pb.Person]) -> None:
    """A line each, with the other signatures below."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", style="green")
    table.add_column(overflow="fold")
    for person in people:
        bot = " [magenta]bot[/]" if person.bot else ""
        table.add_row(f"{person.commits:,}", f"[bold]{_text(person.name, person.email)}[/]{bot}")
        for each in person.signatures:
            if (each.name, each.email) != (person.name, person.email):
                table.add_row("", f"  [dim]{_text(each.name, each.email)}[/]")
        untold = person.signature_count - len(person.signatures)
        if untold:
            table.add_row("", f"  [dim]… and {untold:,} more[/]")
    console.print(table)


def print_edits(console: Console, edits: Iterable[pb.PersonEdit]) -> None:
    """A line each: its number, when it was made, what it does, and whose names it gives."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", style="green")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for edit in edits:
        whom = "\n".join(_text(each.name, each.email) for each in edit.signatures)
        table.add_row(f"{edit.number:,}", f"[dim]{iso_time(edit.create_time)}[/]", kind_word(edit), whom)
    console.print(table)


def print_pending(console: Console, edits: int) -> None:
    """That results do not have corrections yet, if so."""
    if edits:
        console.print(
            f"{counted(edits, 'correction')} will be in results once the repository is analysed again.",
            style="dim",
            soft_wrap=True,
        )


def _text(name: bytes, email: bytes) -> str:
    return escape(inert(signature_text(name, email)))
