"""`codevoyage survival`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from codevoyage.analysis.v1 import survival_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.languages import CLASSES
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.client.survival import GROUPS, curve_rows, survival_curve, surviving_lines, surviving_rows
from codevoyage_cli.errors import WrongUsage
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.bars import bars
from codevoyage_cli.screen.rows import Column, Form, print_rows

#: What the service allows.
_STEPS: Final = 500
_POINTS: Final = 5_000
#: Groups of a table over time that have a column of their own: with more a line is wider than a screen.
_OWN_COLUMNS: Final = 8
#: Points of a curve in a table: what a screen shows at once.
_SHOWN_POINTS: Final = 25
_NOW: Final = (
    Column("group", "written", right=False),
    Column("lines", "lines"),
    Column("percent", "%"),
    Column("bar", "", right=False),
)
_CSV: Final = (
    Column("time", "time", right=False),
    Column("position", "position"),
    Column("commit", "commit", right=False),
    Column("group", "group", right=False),
    Column("lines", "lines"),
    Column("share", "share"),
)
_CURVE: Final = (
    Column("age_days", "age in days"),
    Column("surviving", "surviving"),
    Column("at_risk", "lines at risk"),
)
_EPILOG = """\b
Examples:
  codevoyage survival k3v5x2m4q7tbc5da
  codevoyage survival . --by person --path src
  codevoyage survival . --over-time 20 --class source
  codevoyage survival https://github.com/pallets/flask --curve
  codevoyage survival k3v5 --over-time 60 --json | jq 'select(.group == "2012")'

\b
Who wrote a line is what plain `git blame` says. --json prints one object for each group that has lines, step by
step: time (of the step), position and commit (the state that stood then), group (a year; or a name, with email;
"others"; null: written before what was read), lines, share (of all lines at that step). --curve: age_days, surviving
(Kaplan and Meier's share of lines that still stand after that age), at_risk (lines that this is estimated from).
Lines are followed after an analysis has ended, which takes about as long as reading; until then this says so.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--by", "group", type=click.Choice(GROUPS), default=GROUPS[0], show_default=True, help="When, or who.")
@click.option("--over-time", "steps", type=click.IntRange(2, _STEPS), metavar="STEPS", help="At so many times.")
@click.option("--curve", is_flag=True, help="How long lines stand, and their half-life.")
@click.option("--class", "classes", type=click.Choice(CLASSES), multiple=True, help="Only such files; repeatable.")
@click.option("--top", type=click.IntRange(1, 100), default=20, show_default=True, help="People of --by person.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    group: str,
    steps: int | None,
    curve: bool,
    classes: Sequence[str],
    top: int,
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Show when the lines that stand were written, or by whom; over time; or how long lines live.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    if curve and steps:
        raise WrongUsage("--curve has ages, not times: leave out --over-time.")
    if (since or until) and not (steps or curve):
        raise WrongUsage("--since and --until bound --over-time or --curve; --at says which state is looked at.")
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="survival") as opened:
        name = results_name(analysis, opened)
        if curve:
            points = _SHOWN_POINTS if form is Form.TABLE else _POINTS
            found = survival_curve(opened, name, selected, points=points, classes=classes)
            print_rows(curve_rows(found), _CURVE, form)
            _say_half_life(found)
            return
        answer = surviving_lines(opened, name, selected, group=group, steps=steps or 1, people=top, classes=classes)
    if form is not Form.TABLE:
        print_rows(surviving_rows(answer), _CSV, form)
    elif steps:
        _print_over_time(answer)
    else:
        rows = list(surviving_rows(answer))
        print_rows(map(_with_bar, rows, bars([int(str(row["lines"])) for row in rows])), _NOW, form)
    if answer.people_left_out:
        click.echo(f"Others: {counted(answer.people_left_out, 'more person', 'more people')}; --top.", err=True)


def _print_over_time(answer: pb.GetSurvivingLinesResponse) -> None:
    """Lines: a row for each step, a column for each of the groups that had most at any step, and one for all others."""
    rows = list(surviving_rows(answer))
    most: dict[str, int] = {}
    for row in rows:
        group = str(row["group"])
        most[group] = max(most.get(group, 0), int(str(row["lines"])))
    own = sorted(sorted(most, key=lambda each: -most[each])[:_OWN_COLUMNS])
    columns = [Column("time", "lines at", right=False), *(Column(each, each) for each in own)]
    columns += [Column("rest", "all others")] if len(own) < len(most) else []
    by_time: dict[str, dict[str, object]] = {}
    for row in rows:
        line = by_time.setdefault(str(row["time"]), {"time": str(row["time"])[:10], **dict.fromkeys(own, 0), "rest": 0})
        group = str(row["group"])
        key = group if group in own else "rest"
        line[key] = int(str(line[key])) + int(str(row["lines"]))
    print_rows(by_time.values(), columns, Form.TABLE)


def _with_bar(row: Fields, bar: str) -> Fields:
    return {**row, "group": row["group"] or "(before)", "percent": 100 * float(str(row["share"])), "bar": bar}


def _say_half_life(answer: pb.GetSurvivalCurveResponse) -> None:
    half = (
        f"half of the lines are gone after {counted(answer.half_life_days, 'day')}"
        if answer.HasField("half_life_days")
        else "more than half of the lines stand at every age that was seen"
    )
    click.echo(f"{counted(answer.lines, 'line')} ever, {answer.standing:,} of them stand: {half}.", err=True)
    if answer.unknown_lines:
        click.echo(f"Left out: {counted(answer.unknown_lines, 'line')} of which nobody knows since when.", err=True)
