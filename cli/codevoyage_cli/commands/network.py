"""`codevoyage network`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.network import link_rows, network, node_rows
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.rows import Column, Form, print_rows

_PEOPLE: Final = (
    Column("community", "community"),
    Column("commits", "commits"),
    Column("files", "files"),
    Column("name", "name", right=False),
    Column("email", "e-mail", right=False),
)
_LINKS: Final = (
    Column("weight", "weight"),
    Column("files", "files"),
    Column("community", "community"),
    Column("first", "who", right=False),
    Column("second", "with", right=False),
)
_EPILOG = """\b
Examples:
  codevoyage network k3v5x2m4q7tbc5da
  codevoyage network . --since 2024-01-01 --people 50
  codevoyage network . --links 100 --csv
  codevoyage network k3v5 --json | jq -s 'group_by(.community) | map(map(.name))'

\b
Two people are linked by the files that both change: the sum over files of the smaller number of changes. Communities
are Louvain's over these links, 0 the one with most people. Commits of more than 1,000 files link nobody.
--json prints one object a line: name, email, bot, commits, files, community. With --links: first, first_email,
second, second_email, weight, files, community (null: they are of two).
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--people", type=click.IntRange(2, 500), default=200, show_default=True, help="Those with most commits.")
@click.option("--links", type=click.IntRange(1, 20_000), help="The strongest links, instead of the people.")
@click.option("--bots", is_flag=True, help="Programs, too.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    people: int,
    links: int | None,
    bots: bool,
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Show who works on the same files, and the communities that they form.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="network") as opened:
        name = results_name(analysis, opened)
        answer = network(opened, name, selected, people=people, links=links or 1, with_bots=bots)
    if links:
        print_rows(link_rows(answer), _LINKS, form)
    else:
        print_rows(node_rows(answer), _PEOPLE, form)
    click.echo(
        f"{len(answer.nodes):,} of {counted(answer.total_people, 'person', 'people')} in "
        f"{counted(answer.communities, 'community', 'communities')} (modularity {answer.modularity:.2f}), "
        f"{counted(answer.total_links, 'link')} between them; left out: "
        f"{counted(answer.commits_left_out, 'commit')} of more than 1,000 files.",
        err=True,
    )
