"""`codevoyage languages`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from codevoyage.analysis.v1 import language_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.languages import CLASSES, language_rows, languages
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.errors import WrongUsage
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.bars import bars
from codevoyage_cli.screen.rows import Column, Form, print_rows

#: Steps that the service allows.
_STEPS: Final = 500
#: Languages of a table over time that have a column of their own: with more a line is wider than a screen.
_OWN_COLUMNS: Final = 6
_NONE: Final = "(none)"
_NOW: Final = (
    Column("language", "language", right=False),
    Column("files", "files"),
    Column("lines", "lines"),
    Column("bytes", "bytes"),
    Column("percent", "% of lines"),
    Column("bar", "", right=False),
)
_CSV: Final = (
    Column("time", "time", right=False),
    Column("position", "position"),
    Column("commit", "commit", right=False),
    Column("language", "language", right=False),
    Column("files", "files"),
    Column("lines", "lines"),
    Column("bytes", "bytes"),
    Column("share", "share"),
)
_EPILOG = """\b
Examples:
  codevoyage languages k3v5x2m4q7tbc5da
  codevoyage languages . --at 2024-03-01 --path src --class source --class test
  codevoyage languages https://github.com/pallets/flask --over-time 20
  codevoyage languages k3v5 --over-time 60 --since 2020-01-01 --json | jq 'select(.language == "C")'

\b
What the tree holds, not what was added. --json prints one object for each language that has a file, step by step:
time (of the step), position and commit (the state that stood then), language (null: nothing says which), files,
lines (binaries, links and submodules have none), bytes, share (of the lines at that step).
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--over-time", "steps", type=click.IntRange(2, _STEPS), metavar="STEPS", help="At so many times.")
@click.option("--class", "classes", type=click.Choice(CLASSES), multiple=True, help="Only such files; repeatable.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    steps: int | None,
    classes: Sequence[str],
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Show what the code is written in: files, lines and bytes of each language, at any date or over time.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    if (since or until) and not steps:
        raise WrongUsage("--since and --until bound --over-time; --at says which state is looked at.")
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="languages") as opened:
        answer = languages(opened, results_name(analysis, opened), selected, steps=steps or 1, classes=classes)
    if form is not Form.TABLE:
        print_rows(language_rows(answer), _CSV, form)
    elif steps:
        _print_over_time(answer)
    else:
        rows = list(language_rows(answer))
        print_rows(map(_with_bar, rows, bars([int(str(row["lines"])) for row in rows])), _NOW, form)
    _say_what_is_left_out(answer)


def _print_over_time(answer: pb.GetLanguagesResponse) -> None:
    """Lines: a row for each step, a column for each of the first languages, and one for all others."""
    own, others = answer.languages[:_OWN_COLUMNS], answer.languages[_OWN_COLUMNS:]
    columns = [
        Column("time", "lines at", right=False),
        *(Column(f"{n}", each.language or _NONE) for n, each in enumerate(own)),
    ]
    columns += [Column("others", "others")] if others else []
    rows = (
        {
            "time": step.time.ToDatetime().date().isoformat(),
            **{f"{n}": each.lines[row] for n, each in enumerate(own)},
            "others": sum(each.lines[row] for each in others),
        }
        for row, step in enumerate(answer.steps)
    )
    print_rows(rows, columns, Form.TABLE)


def _with_bar(row: Fields, bar: str) -> Fields:
    return {**row, "language": row["language"] or _NONE, "percent": 100 * float(str(row["share"])), "bar": bar}


def _say_what_is_left_out(answer: pb.GetLanguagesResponse) -> None:
    if not answer.steps:
        click.echo("No state of the mainline has a time that is asked about.", err=True)
    if answer.files_left_out:
        click.echo(f"Left out: {counted(answer.files_left_out, 'file')} of other classes at the last step.", err=True)
    if answer.languages_left_out:
        left_out = counted(answer.languages_left_out, "more language")
        click.echo(f"Left out: {left_out} with fewer lines at the last step.", err=True)
