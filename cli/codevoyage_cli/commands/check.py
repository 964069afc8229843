"""`codevoyage check`."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Final

import click

from codevoyage.analysis.v1 import check_service_pb2 as pb
from codevoyage_cli.client.checking import KINDS, checked, kind_number, verdict_fields
from codevoyage_cli.client.interrupts import interrupts
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.errors import Exit
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.inert import inert

#: Characters of a commit's id that tell it from others, as git shows them.
_SHORT: Final = 10
#: How each kind is headed.
_HEADS: Final = {
    pb.CHECK_KIND_MISSING_PARTNER: "Usually changes, too",
    pb.CHECK_KIND_HOTSPOT_GROWS: "Hotspots that grow",
    pb.CHECK_KIND_FEW_KNOW_IT: "Known by few",
}
_EPILOG = """\b
Examples:
  codevoyage check . --base origin/main --head HEAD
  codevoyage check https://github.com/pallets/flask --base main --head pull/5500/head
  codevoyage check . --base v1.0 --head main --skip few-know-it --partner-confidence 0.9
  codevoyage check . --base main --head feature --json | jq -r '.findings[].sentence'

\b
Looks for files that mostly change with the changed ones and did not; for hotspots that get more lines; and whether
fewer people know the changed files than --bus-factor (or than the repository's own, where that is lower).
--json prints one object: passed, findings (kind, sentence, path, and the figures of the kind), total, held_against
(position, commit, time, is_merge_base), base_commit, head_commit, merge_base, files, insertions, deletions, truncated,
known_files, bus_factor (null: nobody is author of a changed file), repository_bus_factor, single_author_files, people.

Exit code 0: nothing was found, 1: something was, 3: it could not be checked. docs/check.md has examples for CI.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--base", required=True, metavar="REF", help="What it is to be merged into.")
@click.option("--head", required=True, metavar="REF", help="The change: a branch, a tag, pull/1/head, a commit.")
@click.option("--partner-confidence", type=click.FloatRange(0.01, 1), default=0.75, show_default=True, help="At least.")
@click.option("--partner-shared", type=click.IntRange(1), default=5, show_default=True, help="Commits of both.")
@click.option("--hotspot-score", type=click.FloatRange(0.01, 1), default=0.8, show_default=True, help="At least.")
@click.option("--bus-factor", type=click.IntRange(1, 100), default=2, show_default=True, help="Of the changed files.")
@click.option("--skip", "skipped", type=click.Choice(KINDS), multiple=True, help="Do not look for it; repeatable.")
@json_option
@data_dir_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    analysis: str,
    base: str,
    head: str,
    partner_confidence: float,
    partner_shared: int,
    hotspot_score: float,
    bus_factor: int,
    skipped: tuple[str, ...],
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Hold a change against the history: usual partners that are missing, hotspots that grow, who knows the files.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine. BASE and HEAD
    are fetched from there.
    """
    policy = pb.CheckPolicy(
        partner_confidence=partner_confidence,
        partner_shared=partner_shared,
        hotspot_score=hotspot_score,
        bus_factor=bus_factor,
        skip=[kind_number(each) for each in dict.fromkeys(skipped)],
    )
    with interrupts() as pending, existing_session(data_dir, command="check") as opened:
        request = pb.CheckRefsRequest(
            name=results_name(analysis, opened),
            base=base,
            head=head,
            request_id=secrets.token_hex(16),
            policy=policy,
        )
        with pending.held():
            verdict = checked(opened, request, check=pending.check)
    if as_json:
        click.echo(json.dumps(verdict_fields(verdict)))
    else:
        _print(verdict)
    ctx.exit(Exit.DONE if verdict.passed else Exit.FINDING)


def _print(verdict: pb.CheckVerdict) -> None:
    lines = f"{verdict.insertions:,} lines added, {verdict.deletions:,} removed"
    known = f"history knows {verdict.known_files:,} of them"
    click.echo(f"{counted(verdict.files, 'file')} changed, {lines}; {known}.")
    held = f"{verdict.moment.commit[:_SHORT] or 'nothing'}" + (
        "" if verdict.moment_is_merge_base else ", the last that both go back to on the mainline that was analysed"
    )
    click.echo(f"Held against {held}. One person alone knows {counted(verdict.single_author_files, 'file')} of them.")
    for kind, head in _HEADS.items():
        if found := [each for each in verdict.findings if each.kind == kind]:
            click.echo(f"\n{head}:")
            for each in found:
                click.echo(f"  {inert(each.sentence)}")
    if verdict.total > len(verdict.findings):
        click.echo(f"\n{counted(verdict.total - len(verdict.findings), 'more finding')}.")
    if verdict.truncated:
        click.echo("\nMore files changed than were looked at.", err=True)
    click.echo(f"\n{counted(verdict.total, 'finding')}." if verdict.total else "\nNothing was found.")
