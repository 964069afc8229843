"""A check of a change, from now to its verdict; and what `check --json` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codevoyage.analysis.v1 import check_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.mending import mended
from codevoyage_cli.client.named_people import person_fields
from codevoyage_cli.client.session import Session
from codevoyage_cli.client.words import iso_time
from codevoyage_cli.errors import CommandFailed

_PREFIX = "CHECK_KIND_"
#: What `--skip` may say.
KINDS = tuple(name.removeprefix(_PREFIX).lower().replace("_", "-") for name, number in pb.CheckKind.items() if number)


def kind_number(word: str) -> pb.CheckKind.ValueType:
    """word: of KINDS."""
    return pb.CheckKind.Value(_PREFIX + word.upper().replace("-", "_"))


def checked(session: Session, request: pb.CheckRefsRequest, *, check: Callable[[], None]) -> pb.CheckVerdict:
    """The verdict; `request_id` must be set, so that asking again is following on.

    check: called a few times a second; may raise what ends it early. Raises CallFailed, CommandFailed.
    """

    def begin() -> Iterable[pb.CheckRefsResponse]:
        answers: Iterable[pb.CheckRefsResponse] = session.checks.CheckRefs(request)
        return answers

    for message in mended(begin, check=check):
        if message.HasField("verdict"):
            return message.verdict
    raise CommandFailed("The check ended without a verdict. Run it again.")


def verdict_fields(verdict: pb.CheckVerdict) -> Fields:
    """Exactly these."""
    return {
        "passed": verdict.passed,
        "findings": [_finding(each) for each in verdict.findings],
        "total": verdict.total,
        "held_against": {
            "position": verdict.moment.position,
            "commit": verdict.moment.commit or None,
            "time": iso_time(verdict.moment.time) if verdict.moment.HasField("time") else None,
            "is_merge_base": verdict.moment_is_merge_base,
        },
        "base_commit": verdict.base_commit,
        "head_commit": verdict.head_commit,
        "merge_base": verdict.merge_base,
        "files": verdict.files,
        "insertions": verdict.insertions,
        "deletions": verdict.deletions,
        "truncated": verdict.truncated,
        "known_files": verdict.known_files,
        "bus_factor": verdict.bus_factor if verdict.HasField("bus_factor") else None,
        "repository_bus_factor": verdict.repository_bus_factor,
        "single_author_files": verdict.single_author_files,
        "people": [person_fields(each) for each in verdict.people],
    }


def _finding(finding: pb.CheckFinding) -> Fields:
    fields: Fields = {
        "kind": pb.CheckKind.Name(finding.kind).removeprefix(_PREFIX).lower().replace("_", "-"),
        "sentence": finding.sentence,
        **(path_fields(finding.path) if finding.path else {"path": None}),
    }
    match finding.WhichOneof("figures"):
        case "partner":
            partner = finding.partner
            figures = {name: getattr(partner, name) for name in ("shared", "revisions", "confidence")}
            return {**fields, **path_fields(partner.missing, "missing"), **figures}
        case "growth":
            names = ("rank", "ranked", "revisions", "complexity", "score", "insertions", "deletions")
            return {**fields, **{name: getattr(finding.growth, name) for name in names}}
        case _:
            return fields
