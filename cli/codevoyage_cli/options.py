"""Options that several commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

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
