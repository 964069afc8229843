"""`codevoyage coupling`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from codevoyage.analysis.v1 import coupling_service_pb2 as pb
from codevoyage_cli.client.coupling import (
    file_coupling,
    folder_coupling,
    missing_partners,
    pair_rows,
    partner_rows,
)
from codevoyage_cli.client.exact_paths import as_shown
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.errors import WrongUsage
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.rows import Column, Form, print_rows

_PAIRS: Final = (
    Column("degree", "degree %"),
    Column("shared", "together"),
    Column("first_revisions", "first"),
    Column("second_revisions", "second"),
    Column("first", "first path", right=False),
    Column("second", "second path", right=False),
)
_PARTNERS: Final = (
    Column("confidence", "confidence"),
    Column("shared", "together"),
    Column("revisions", "changes"),
    Column("missing", "missing", right=False),
    Column("path", "because of", right=False),
)
_EPILOG = """\b
Examples:
  codevoyage coupling k3v5x2m4q7tbc5da
  codevoyage coupling . --folders --depth 1
  codevoyage coupling . --since 2024-01-01 --shared 3 --degree 20
  codevoyage coupling . --missing-for src/app.py --missing-for src/config.py
  codevoyage coupling k3v5 --json | jq 'select(.confidence > 0.8)'

\b
degree: 100 x commits that changed both / the average of what each was changed. Commits that changed more than
--largest files are left out, and counted. --missing-for: what mostly changes with these files and is not among them;
confidence: of the commits that changed the one, the share that changed the other, too.
--json prints one object a line: first, second, shared, first_revisions, second_revisions, degree, support,
confidence (of second, when first changed), reverse_confidence, both_stand; or missing, path, shared, revisions,
confidence.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--folders", is_flag=True, help="Between folders instead of files.")
@click.option("--depth", type=click.IntRange(1, 20), help="Parts of a path that make a folder. [default: 2]")
@click.option("--missing-for", "given", multiple=True, metavar="PATH", help="What is missing beside it; repeatable.")
@click.option("--confidence", type=click.FloatRange(0.001, 1), help="Of --missing-for, at least. [default: 0.5]")
@click.option("--shared", type=click.IntRange(1), default=5, show_default=True, help="Commits together, at least.")
@click.option("--revisions", type=click.IntRange(1), default=5, show_default=True, help="Average of both, at least.")
@click.option("--degree", type=click.FloatRange(0.001, 100), default=30, show_default=True, help="At least.")
@click.option("--largest", type=click.IntRange(2, 1_000), default=30, show_default=True, help="Files of a commit.")
@click.option("--top", type=click.IntRange(1, 10_000), default=30, show_default=True, help="How many.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    folders: bool,
    depth: int | None,
    given: tuple[str, ...],
    confidence: float | None,
    shared: int,
    revisions: int,
    degree: float,
    largest: int,
    top: int,
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """List the files, or folders, that change in the same commits; or what is missing beside some files.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    if given and folders:
        raise WrongUsage("--missing-for is about files: leave out --folders.")
    if depth and not folders:
        raise WrongUsage("--depth goes with --folders.")
    if confidence is not None and not given:
        raise WrongUsage("--confidence goes with --missing-for.")
    selected = selection(at=at, path=path, since=since, until=until)
    bounds = pb.CouplingThresholds(largest_changeset=largest, revisions=revisions, shared=shared, degree=degree)
    with existing_session(data_dir, command="coupling") as opened:
        name = results_name(analysis, opened)
        if given:
            paths = [as_shown(each) for each in given]
            answer = missing_partners(opened, name, selected, paths, thresholds=bounds, confidence=confidence or 0.0)
            print_rows(partner_rows(answer, top=top), _PARTNERS, form)
            _say_what_is_left_out(answer.total, min(top, len(answer.partners)), answer.left_out, largest)
        else:
            pairs = (
                folder_coupling(opened, name, selected, bounds, depth=depth or 0, top=top)
                if folders
                else file_coupling(opened, name, selected, bounds, top=top)
            )
            print_rows(pair_rows(pairs), _PAIRS, form)
            _say_what_is_left_out(pairs.total, len(pairs.pairs), pairs.left_out, largest)


def _say_what_is_left_out(total: int, shown: int, left_out: int, largest: int) -> None:
    if total > shown:
        click.echo(f"{counted(total - shown, 'more pair')}; --top shows them.", err=True)
    if left_out:
        click.echo(f"Left out: {counted(left_out, 'commit')} of more than {largest} files.", err=True)
