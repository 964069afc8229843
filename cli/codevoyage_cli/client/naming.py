"""Which analysis a person means: a resource name, an id, or the beginning of one."""

from __future__ import annotations

import re
from typing import Final

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.errors import CommandFailed, WrongUsage

COLLECTION: Final = "analyses/"
_ID_CHARACTERS: Final = 16
_PREFIX: Final = re.compile(r"[a-z2-7]{1,16}")
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
