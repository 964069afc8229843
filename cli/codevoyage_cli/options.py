"""Options that several commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from codevoyage_cli.screen.rows import Form

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
_KEY: Final = "codevoyage.data_dir"


def _remember(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """The value of this command, else that of the group in front of it."""
    if value is not None:
        ctx.meta[_KEY] = value
    given: Path | None = ctx.meta.get(_KEY)
    return given


def data_dir_option(command: _Decorated) -> _Decorated:
    """`--data-dir`, before or after the command's name."""
    return click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="CODEVOYAGE_DATA_DIR",
        callback=_remember,
        help="Where everything is kept. [default: the platform's folder for a user's data; CODEVOYAGE_DATA_DIR]",
    )(command)


def json_option(command: _Decorated) -> _Decorated:
    """`--json`: for scripts, on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="For scripts: JSON on standard output.")(command)


def form_options(command: _Decorated) -> _Decorated:
    """`--json` and `--csv`: the form that rows are printed in, as `form`; a table unless one is given."""
    for form, told in ((Form.CSV, "For spreadsheets: CSV."), (Form.JSON, "For scripts: one JSON object a line.")):
        command = click.option(
            f"--{form.value}", "form", flag_value=form, type=click.UNPROCESSED, default=Form.TABLE, help=told
        )(command)
    return command


def at_option(command: _Decorated) -> _Decorated:
    """`--at`: the state that is looked at."""
    return click.option(
        "--at",
        default="",
        metavar="DATE|COMMIT",
        help="2024-03-01 (its end, UTC), 2024-03-01T12:00Z, or a commit of the mainline. [default: the newest]",
    )(command)


def path_option(command: _Decorated) -> _Decorated:
    """`--path`: the folder that counts."""
    return click.option("--path", default="", metavar="PREFIX", help="Only this folder, or this file.")(command)


def range_options(command: _Decorated) -> _Decorated:
    """`--since` and `--until`: the commits that count, by committer time."""
    until = click.option(
        "--until", default="", metavar="DATE", help="Only commits up to this day, or before this time."
    )
    since = click.option("--since", default="", metavar="DATE", help="Only commits from this day or time on.")
    return since(until(command))
