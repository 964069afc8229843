"""Which analysis a person means: a resource name, an id, the beginning of one, or the repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.errors import CommandFailed, WrongUsage

COLLECTION: Final = "analyses/"
_ID_CHARACTERS: Final = 16
_PREFIX: Final = re.compile(r"[a-z2-7]{1,16}")
_ADDRESS: Final = re.compile(r"https://[^/]*", re.IGNORECASE)
#: Analyses that a prefix is looked for in, newest first: more than anybody keeps on a laptop.
_SEARCHED: Final = 1_000


def analysis_name(given: str, session: Session) -> str:
    """The resource name. Asks the service only for a prefix.

    Raises WrongUsage for what cannot be one, CommandFailed for a prefix of none or of several.
    """
    prefix = given.removeprefix(COLLECTION)
    if not _PREFIX.fullmatch(prefix):
        raise WrongUsage(f"`{given}` is not an analysis: give its id, or how the id begins. See `codevoyage runs`.")
    if len(prefix) == _ID_CHARACTERS:
        return COLLECTION + prefix
    with translated():
        answer = session.analyses.ListAnalyses(pb.ListAnalysesRequest(page_size=_SEARCHED), timeout=CALL_SECONDS)
    found = [analysis.name for analysis in answer.analyses if analysis.name.startswith(COLLECTION + prefix)]
    match found:
        case [name]:
            return name
        case []:
            raise CommandFailed(f"No analysis begins with {prefix}. `codevoyage runs` lists them.")
        case _:
            raise CommandFailed(f"{len(found)} analyses begin with {prefix}: give more of the id.")


def results_name(given: str, session: Session) -> str:
    """The resource name of an analysis whose results are asked for: as `analysis_name`, or of a repository the newest
    that has SUCCEEDED.

    Raises WrongUsage for what cannot be one, CommandFailed for what was not analysed.
    """
    source = _source(given)
    if source is None:
        return analysis_name(given, session)
    with translated():
        answer = session.analyses.ListAnalyses(pb.ListAnalysesRequest(page_size=_SEARCHED), timeout=CALL_SECONDS)
    for analysis in answer.analyses:
        if analysis.state == lifecycle_pb2.STATE_SUCCEEDED and _address(analysis.source) == source:
            return analysis.name
    raise CommandFailed(f"{given} has no analysis that succeeded. `codevoyage analyze` makes one.")


def _source(given: str) -> str | None:
    """The repository that is meant; None for an id."""
    if _ADDRESS.match(given):
        return _address(given)
    if _PREFIX.fullmatch(given.removeprefix(COLLECTION)):
        return None  # a folder that is called so is ./given
    path = Path(given).expanduser()
    try:
        return str(path.resolve(strict=True)) if path.is_dir() else None
    except (OSError, RuntimeError, ValueError):
        return None


def _address(source: str) -> str:
    """Without what makes no difference: the case of scheme and host, `.git`, slashes at the end."""
    found = _ADDRESS.match(source)
    if not found:
        return source
    return found[0].lower() + source[found.end() :].rstrip("/").removesuffix(".git")
