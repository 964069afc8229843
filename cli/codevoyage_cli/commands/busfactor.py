"""`codevoyage busfactor`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import click

from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.bus_factor import bus_factor_rows, history_rows, orphaned_pages, orphaned_rows
from codevoyage_cli.client.exact_paths import as_shown
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import Session, existing_session
from codevoyage_cli.errors import WrongUsage
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.rows import Column, Form, print_rows

_PEOPLE: Final = (
    Column("order", "leaves"),
    Column("coverage", "coverage"),
    Column("name", "name", right=False),
    Column("email", "e-mail", right=False),
)
_FOLDERS: Final = (
    Column("bus_factor", "bus factor"),
    Column("files", "files"),
    Column("with_author", "with author"),
    Column("path", "path", right=False),
    Column("names", "who", right=False),
)
_HISTORY: Final = (
    Column("time", "time", right=False),
    Column("bus_factor", "bus factor"),
    Column("authors", "authors"),
    Column("files", "files"),
)
_ORPHANED: Final = (Column("lines", "lines"), Column("path", "path", right=False))
#: Names of a table's row; JSON has all of them.
_NAMES: Final = 5
_EPILOG = """\b
Examples:
  codevoyage busfactor k3v5x2m4q7tbc5da
  codevoyage busfactor . --depth 2 --at 2024-03-01
  codevoyage busfactor . --over-time 20
  codevoyage busfactor . --leaving ada@example.org --leaving 'Grace Hopper'
  codevoyage busfactor k3v5 --json | jq '.bus_factor'

\b
How many people can leave before fewer than half of the files have an author left, whoever is author of most files
first (truck factor: Avelino et al., ICPC 2016; degree of authorship: Fritz et al., ICSE 2010). Programs and
vendored, generated and documentation files do not count.
--json prints one object a line: path (null: everything, which also has files_left_out), bus_factor, files,
with_author, people (in the order in which they leave: name, email, bot, coverage). With --over-time or --years:
time, position, commit, bus_factor, files, authors. With --leaving, the files that nobody is author of any more:
path, lines.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--depth", type=click.IntRange(1, 20), help="Also of each folder, of so many parts.")
@click.option("--over-time", "steps", type=click.IntRange(2, 100), metavar="STEPS", help="At so many times.")
@click.option("--years", is_flag=True, help="At the end of each year.")
@click.option("--leaving", multiple=True, metavar="WHO", help="What if they leave: an e-mail or a name; repeatable.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    depth: int | None,
    steps: int | None,
    years: bool,
    leaving: tuple[str, ...],
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Show how many people can leave before half of the files have nobody who knows them.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    if sum(map(bool, (depth, steps, years, leaving))) > 1:
        raise WrongUsage("Give one of --depth, --over-time, --years and --leaving.")
    if (steps or years) and (since or until):
        raise WrongUsage("Over time, --at says where it ends; --since and --until change nothing.")
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="busfactor") as opened:
        name = results_name(analysis, opened)
        if leaving:
            _print_orphaned(opened, name, selected, leaving, form)
        elif steps or years:
            rows = history_rows(opened, name, selected, steps=steps or 0, year_ends=years)
            print_rows(map(_with_day, rows) if form is Form.TABLE else rows, _HISTORY, form)
        else:
            _print_bus_factors(bus_factor_rows(opened, name, selected, depth=depth or 0), form)


def _print_bus_factors(groups: Sequence[dict[str, Any]], form: Form) -> None:
    whole = groups[0]
    if form is Form.JSON:
        print_rows(groups, _FOLDERS, form)
    elif len(groups) > 1:
        print_rows(map(_with_names, groups), _FOLDERS, form)
    else:
        print_rows(({"order": order, **each} for order, each in enumerate(whole["people"], 1)), _PEOPLE, form)
        click.echo(
            f"Bus factor {whole['bus_factor']:,}: of {counted(whole['files'], 'file')} {whole['with_author']:,} "
            f"have an author while everybody is there; left out: {counted(whole['files_left_out'], 'file')}, "
            "vendored, generated or documentation.",
            err=True,
        )


def _with_day(step: Fields) -> Fields:
    return {**step, "time": str(step["time"])[:10]}


def _with_names(group: dict[str, Any]) -> Fields:
    names = [each["name"] for each in group["people"]]
    more = [f"{len(names) - _NAMES} more"] if len(names) > _NAMES else []
    shown = "(everything)" if group["path"] is None else group["path"] or "(root)"
    return {**group, "path": shown, "names": [*names[:_NAMES], *more]}


def _print_orphaned(
    session: Session, name: str, selected: selection_pb2.Selection, leaving: Sequence[str], form: Form
) -> None:
    pages = orphaned_pages(session, name, selected, [as_shown(each) for each in leaving])
    first = next(pages)
    rows: Iterator[Fields] = chain.from_iterable(map(orphaned_rows, chain([first], pages)))
    print_rows(rows, _ORPHANED, form)
    click.echo(
        f"Orphaned: {first.total:,} of the {first.with_author:,} files that have an author, {first.total_lines:,} of "
        f"{first.looked_at_lines:,} lines.",
        err=True,
    )
