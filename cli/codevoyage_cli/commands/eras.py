"""`codevoyage eras`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from codevoyage_cli.client.eras import KINDS, era_rows, turning_point_rows
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.rows import Column, Form, print_rows

_ERAS: Final = (
    Column("from", "from", right=False),
    Column("to", "to", right=False),
    Column("commits_a_month", "commits/month"),
    Column("people", "people"),
    Column("newcomers", "new"),
    Column("insertions", "lines +"),
    Column("deletions", "lines -"),
    Column("led", "led by", right=False),
    Column("label", "what it was", right=False),
)
_POINTS: Final = (
    Column("day", "when", right=False),
    Column("short", "commit", right=False),
    Column("kind", "what", right=False),
    Column("amount", "amount"),
    Column("percent", "of"),
    Column("where", "where", right=False),
    Column("author", "author", right=False),
    Column("subject", "subject", right=False),
)
_ERA_FIELDS: Final = (
    *("start", "end", "label", "commits", "merges", "commits_a_month", "insertions", "deletions"),
    *("people", "newcomers", "files", "lines", "led"),
)
_POINT_FIELDS: Final = (
    *("time", "kind", "commit", "position", "author", "email", "amount", "standing", "share"),
    *("from", "to", "between", "path", "subject"),
)
_EPILOG = f"""\b
Examples:
  codevoyage eras k3v5x2m4q7tbc5da
  codevoyage eras . --turning-points
  codevoyage eras . --turning-points --kind moves --kind rewrite --since 2020-01-01
  codevoyage eras https://github.com/pallets/flask --json | jq '[.start, .label]'

\b
An era lasts as long as commits and churn keep about the same level (half a year at least). A turning point is a
commit that renamed or deleted 2 % of all files, replaced 5 % of all lines, grew the tree by 10 %, or replaced half
of a source file, and that is among the largest of its kind here; or with which another language took the lead.
Kinds: {", ".join(KINDS)}.

\b
--json prints one object a line: start, end, label, commits, merges, commits_a_month, insertions, deletions, people,
newcomers, files, lines, leaders (name, email, commits, share). With --turning-points: time, kind, commit, position,
author, email, subject, amount, standing (of the same before), share, and from, to, between, or path.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--turning-points", is_flag=True, help="The commits after which it was another history, newest first.")
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only such turning points. Repeatable.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    turning_points: bool,
    kinds: tuple[str, ...],
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Tell a history in few words: its eras, or its turning points.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="eras") as opened:
        name = results_name(analysis, opened)
        if turning_points or kinds:
            rows = turning_point_rows(opened, name, selected, kinds=kinds)
            told = rows if form is not Form.TABLE else map(_point, rows)
            print_rows(told, _POINTS if form is Form.TABLE else _plain(_POINT_FIELDS), form)
        else:
            rows = era_rows(opened, name, selected)
            told = rows if form is Form.JSON else map(_era, rows)
            print_rows(told, _ERAS if form is Form.TABLE else _plain(_ERA_FIELDS), form)


def _plain(fields: Sequence[str]) -> list[Column]:
    """For CSV, which has more of them than a person reads."""
    return [Column(name, name) for name in fields]


def _era(row: Mapping[str, Any]) -> Mapping[str, object]:
    led = ", ".join(f"{each['name']} {each['share']:.0%}" for each in row["leaders"])
    return {**row, "from": row["start"][:10], "to": row["end"][:10], "led": led}


def _point(row: Mapping[str, Any]) -> Mapping[str, object]:
    where = row.get("path", "")
    if "to" in row:
        where = f"{row['from'] or '.'} → {row['to'] or '.'}"
    day = row["time"][:10] if row["time"] else None
    return {**row, "day": day, "short": row["commit"][:10], "percent": f"{row['share']:.0%}", "where": where}
