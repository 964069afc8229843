"""What a search found, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from codevoyage.analysis.v1 import search_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import moment

#: What `--kind` may say.
KINDS: Final = ("paths", "people", "commits")


def search(
    session: Session,
    name: str,
    selected: selection_pb2.Selection,
    query: str,
    *,
    kinds: Iterable[str],
    limit: int,
) -> pb.SearchResponse:
    """kinds: of KINDS; none: all. limit: of each. Raises CallFailed."""
    request = pb.SearchRequest(
        name=name,
        query=query,
        kinds=[pb.SearchKind.Value(f"SEARCH_KIND_{kind.upper()}") for kind in kinds],
        selection=selected,
        page_size=limit,
    )
    with translated():
        return session.search.Search(request, timeout=CALL_SECONDS)


def found_rows(answer: pb.SearchResponse) -> Iterator[Fields]:
    """Paths, people, commits, the best of each first."""
    for file in answer.paths:
        yield {
            "kind": "path",
            "match": _word(pb.PathMatch, file.match, "PATH_MATCH_"),
            **path_fields(file.path),
            "language": file.language or None,
            "lines": file.lines if file.HasField("lines") else None,
        }
    for each in answer.people:
        yield {
            "kind": "person",
            "match": _word(pb.PersonMatch, each.match, "PERSON_MATCH_"),
            "name": each.person.name,
            "email": each.person.email,
            "bot": each.person.bot,
            "commits": each.commits,
        }
    for commit in answer.commits:
        known = commit.HasField("time")
        yield {
            "kind": "commit",
            "match": _word(pb.CommitMatch, commit.match, "COMMIT_MATCH_"),
            "commit": commit.commit,
            "time": moment(commit.time).isoformat().replace("+00:00", "Z") if known else None,
            "author": commit.author.name,
            "email": commit.author.email,
            "subject": commit.subject,
        }


def _word(enum: Any, number: int, prefix: str) -> str:
    """`name-begins`. A way to match that a newer server invented is its number."""
    try:
        name: str = enum.Name(number)
    except ValueError:
        return str(number)
    return name.removeprefix(prefix).lower().replace("_", "-")
