"""`codevoyage delete`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import click

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.following import get
from codevoyage_cli.client.naming import analysis_name
from codevoyage_cli.client.session import CALL_SECONDS, Session, existing_session, translated
from codevoyage_cli.errors import CommandFailed, WrongUsage
from codevoyage_cli.options import data_dir_option
from codevoyage_cli.screen.amounts import counted

_REPOSITORY: Final = re.compile(r"repositories/[a-z2-7]{16}")
_LISTED: Final = 1_000
_EPILOG = """\b
Examples:
  codevoyage delete k3v5x2m4q7tbc5da
  codevoyage delete repositories/k3v5x2m4q7tbc5da --yes
"""


@click.command(epilog=_EPILOG)
@click.argument("repository", metavar="ANALYSIS_OR_REPOSITORY")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_dir_option
def command(*, repository: str, yes: bool, data_dir: Path | None) -> None:
    """Remove a repository with everything that was made of it: analyses, facts, insights, clones.

    Runs of it that are going are cancelled. The repository itself, on its host or disk, is not touched.
    ANALYSIS_OR_REPOSITORY: `repositories/…`, or any analysis of it.
    """
    with existing_session(data_dir, command="delete") as opened:
        name = repository if _REPOSITORY.fullmatch(repository) else _of_analysis(repository, opened)
        if not yes:
            _confirm(name, opened)
        with translated():
            answer = opened.analyses.DeleteRepository(pb.DeleteRepositoryRequest(name=name), timeout=CALL_SECONDS)
    click.echo(f"{name} and {counted(answer.analyses, 'analysis', 'analyses')} of it are removed.")


def _of_analysis(given: str, opened: Session) -> str:
    return get(opened, analysis_name(given, opened)).repository


def _confirm(name: str, opened: Session) -> None:
    if not sys.stdin.isatty():
        raise WrongUsage("Nobody can be asked here: give --yes to delete.")
    with translated():
        asked = pb.ListAnalysesRequest(repository=name, page_size=_LISTED)
        analyses = opened.analyses.ListAnalyses(asked, timeout=CALL_SECONDS).analyses
    if not analyses:
        raise CommandFailed(f"There is no {name}. `codevoyage runs --json` names repositories.")
    many = counted(len(analyses), "analysis", "analyses")
    click.confirm(f"Remove {analyses[0].source} and {many} of it?", abort=True, err=True)
