"""`codevoyage compare`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from codevoyage_cli.client.differing import LISTS, Comparison, between
from codevoyage_cli.client.headlines import headline_rows
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.errors import WrongUsage
from codevoyage_cli.options import data_dir_option, form_options, path_option
from codevoyage_cli.screen.rows import Column, Form, print_rows

_FIGURES: Final = (
    Column("figure", "", right=False),
    Column("before", "before"),
    Column("after", "after"),
    Column("change", "change"),
)
_HEADLINES: Final = (Column("figure", "", right=False), Column("first", "first"), Column("second", "second"))
_PATH: Final = Column("path", "path", right=False)
_FILES: Final = (
    Column("difference", "what", right=False),
    Column("lines_before", "lines before"),
    Column("lines_after", "after"),
    _PATH,
    Column("old_path", "before that", right=False),
)
_LISTS: Final[Mapping[str, tuple[Column, ...]]] = MappingProxyType(
    {
        "hotter": (
            Column("rank_before", "rank before"),
            Column("rank_after", "after"),
            Column("revisions_before", "revisions before"),
            Column("revisions_after", "after"),
            Column("score_before", "score before"),
            Column("score_after", "after"),
            _PATH,
        ),
        "owners": (
            Column("owner_before", "owner before", right=False),
            Column("share_before", "share"),
            Column("owner_after", "owner after", right=False),
            Column("share_after", "share"),
            _PATH,
        ),
    }
)
_EPILOG = f"""\b
Examples:
  codevoyage compare k3v5x2m4q7tbc5da --from 2023-01-01 --to 2024-01-01
  codevoyage compare . --from 1d6b0a5c --path src --list moved
  codevoyage compare . --from 2024-01-01 --list hotter --csv
  codevoyage compare https://github.com/pallets/flask https://github.com/pallets/click

\b
Lists: {", ".join(LISTS)}. A file is the same along renames.
`hotter`: by the commits of the year before each date; `owners`: whose main owner is another, who is whoever has the
largest share of the lines ever added.

\b
--json prints one object a line: figure, before, after, change; of two repositories figure, first, second. Lists:
path, difference, old_path, lines_before, lines_after, bytes_before, bytes_after; or path, score_before, score_after,
rank_before, rank_after, revisions_before, revisions_after; or path, owner_before, email_before, share_before,
owner_after, email_after, share_after.
What one branch changed since it parted from another: codevoyage compare-refs.
"""
_MOMENT: Final = "DATE|COMMIT"
#: Of a commit, for a person.
_DIGITS: Final = 10


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.argument("other", required=False)
@click.option("--from", "before", default="", metavar=_MOMENT, help="2024-03-01 (its end, UTC), or a commit.")
@click.option("--to", "after", default="", metavar=_MOMENT, help="The same. [default: the newest]")
@click.option("--list", "which", type=click.Choice(LISTS), help="Files, instead of figures.")
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    other: str | None,
    before: str,
    after: str,
    which: str | None,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Compare two dates of a repository, or two repositories.

    ANALYSIS and OTHER: an id, how it begins, or the repository: an https address, or a path of this machine.
    """
    if other is not None and (before or after or which or path):
        raise WrongUsage("Two repositories are compared as they are now: without --from, --to, --list and --path.")
    if other is None and not before:
        raise WrongUsage("Compare with what? Give --from, a date or a commit, or another repository.")
    asked = None if other is not None else between(before=before, after=after, path=path)
    with existing_session(data_dir, command="compare") as opened:
        name = results_name(analysis, opened)
        if asked is None:
            print_rows(headline_rows(opened, name, results_name(other or "", opened)), _HEADLINES, form)
            return
        comparison = Comparison(session=opened, name=name, between=asked)
        if which is None:
            rows = comparison.figures()
            print_rows(map(_short, rows) if form is Form.TABLE else rows, _FIGURES, form)
        else:
            print_rows(comparison.listed(which), _LISTS.get(which, _FILES), form)


def _short(row: Mapping[str, object]) -> Mapping[str, object]:
    """As wide as numbers are: of ids the beginning."""
    return {
        name: value[:_DIGITS] if name != "figure" and isinstance(value, str) else value for name, value in row.items()
    }
