"""The one place where requests are checked against the bounds that the contract gives for each field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from codevoyage.ingest.v1 import compare_service_pb2 as compare_pb
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage.ingest.v1 import people_service_pb2 as people_pb
from codevoyage.ingest.v1 import verification_service_pb2 as verification_pb
from codevoyage_common.errors import InvalidField
from codevoyage_common.names import SOURCE_BYTES, request_id, resource_id
from codevoyage_ingest.comparison.names import NAME_BYTES, is_name
from codevoyage_ingest.domain import Compare, Cursor, Request, Verify
from codevoyage_ingest.people.edits import Edit, EditKind, SignedAs

COLLECTION: Final = "ingestJobs"
#: Of one deletion: a repository keeps ten analyses, and each is a transaction of its own.
NAMES: Final = 100
MAX_COMMITS: Final = 10_000_000
CURSOR_DIGITS: Final = 20
VERIFICATIONS: Final = "verifications"
COMPARISONS: Final = "comparisons"
MEASURINGS: Final = "measurings"
#: Longer paths are not read.
PATH_BYTES: Final = 4_096
#: Trees of one verification: at a tenth of a second each, a quarter of an hour.
MAX_TREES: Final = 10_000
#: The largest integer that every JSON reader keeps exact.
MAX_SEED: Final = (1 << 53) - 1
#: People of one page; it is cut by its bytes before that, where they have many signatures.
MAX_PEOPLE: Final = 1_000
PEOPLE: Final = 100
#: Of one correction: what a person looks through.
MAX_SIGNED: Final = 100
SIGNED_BYTES: Final = 1_000
TOKEN_BYTES: Final = 64


def source(value: str) -> str:
    """A source as it was asked for. Whether it may be read is `git.address`'s to say."""
    if not 1 <= len(value.encode()) <= SOURCE_BYTES:
        raise InvalidField("source", f"1 to {SOURCE_BYTES} bytes long")
    return value


def start(request: pb.StartIngestRequest) -> tuple[Request, str]:
    """The request, its source not yet resolved, and its id."""
    if not 0 <= request.max_commits <= MAX_COMMITS:
        raise InvalidField("max_commits", f"0 to {MAX_COMMITS}")
    return (
        Request(source=source(request.source), max_commits=request.max_commits),
        request_id(request.request_id, required=True),
    )


def retry(value: int) -> int:
    """How often a job was asked for again."""
    if value < 0:
        raise InvalidField("retry", "0 or more")
    return value


def jobs(names: Sequence[str]) -> list[str]:
    """The ids in the names of jobs."""
    if len(names) > NAMES:
        raise InvalidField("names", f"at most {NAMES}")
    return [job(name) for name in names]


def job(name: str) -> str:
    """The id in a job's name."""
    return resource_id(name, collection=COLLECTION)


def verify(request: verification_pb.VerifyRepositoryRequest) -> tuple[Verify, str]:
    """What is to be verified, its source not yet resolved, and the request's id."""
    if not 0 <= request.trees <= MAX_TREES:
        raise InvalidField("trees", f"0 to {MAX_TREES}")
    if not 0 <= request.seed <= MAX_SEED:
        raise InvalidField("seed", f"0 to {MAX_SEED}")
    return (
        Verify(source=source(request.source), trees=request.trees, seed=request.seed),
        request_id(request.request_id, required=True),
    )


def verification(name: str) -> str:
    """The id in a verification's name."""
    return resource_id(name, collection=VERIFICATIONS)


def compare(request: compare_pb.CompareRefsRequest) -> tuple[Compare, str]:
    """What is to be compared, its source not yet resolved, and the request's id."""
    for field, name in (("base", request.base), ("head", request.head)):
        if not is_name(name):
            raise InvalidField(
                field,
                f"a branch, a tag, a reference or a full commit id: 1 to {NAME_BYTES} bytes, no `-` at the beginning, "
                "and nothing that git allows no reference to have (spaces, control characters, `~ ^ : ? * [ \\`)",
            )
    return (
        Compare(source=source(request.source), base=request.base, head=request.head),
        request_id(request.request_id, required=True),
    )


def comparison(name: str) -> str:
    """The id in a comparison's name."""
    return resource_id(name, collection=COMPARISONS)


def path(value: bytes) -> bytes:
    """The path of a file."""
    if not 1 <= len(value) <= PATH_BYTES:
        raise InvalidField("path", f"1 to {PATH_BYTES} bytes long")
    return value


def measuring(name: str) -> str:
    """The id in a measuring's name."""
    return resource_id(name, collection=MEASURINGS)


def list_people(request: people_pb.ListPeopleRequest) -> tuple[str, int, str]:
    """The source, not yet resolved, how many people, and where to go on."""
    return _page(request)


def list_edits(request: people_pb.ListEditsRequest) -> tuple[str, int, str]:
    """The same, of corrections."""
    return _page(request)


def undo_edit(request: people_pb.UndoEditRequest) -> tuple[str, int, str]:
    """The source, not yet resolved, the number of a correction, and the request's id."""
    if request.number < 1:
        raise InvalidField("number", "a number that `ListEdits` tells")
    return source(request.source), request.number, request_id(request.request_id, required=True)


def _page(request: people_pb.ListPeopleRequest | people_pb.ListEditsRequest) -> tuple[str, int, str]:
    if not 0 <= request.page_size <= MAX_PEOPLE:
        raise InvalidField("page_size", f"0 to {MAX_PEOPLE:,}")
    if len(request.page_token.encode()) > TOKEN_BYTES:
        raise InvalidField("page_token", f"at most {TOKEN_BYTES} bytes")
    return source(request.source), request.page_size or PEOPLE, request.page_token


def merge_people(request: people_pb.MergePeopleRequest) -> tuple[str, Edit, str]:
    """The source, not yet resolved, what is to be corrected, and the request's id."""
    signatures = _signed("people", request.people, least=2)
    return (
        source(request.source),
        Edit(kind=EditKind.MERGE, signatures=signatures),
        request_id(request.request_id, required=True),
    )


def split_person(request: people_pb.SplitPersonRequest) -> tuple[str, Edit, str]:
    """The same."""
    signatures = _signed("signatures", request.signatures, least=1)
    return (
        source(request.source),
        Edit(kind=EditKind.SPLIT, signatures=signatures),
        request_id(request.request_id, required=True),
    )


def _signed(field: str, values: Iterable[people_pb.SignedAs], *, least: int) -> tuple[SignedAs, ...]:
    found = tuple(SignedAs(email=value.email, name=value.name if value.HasField("name") else None) for value in values)
    if not least <= len(found) <= MAX_SIGNED:
        raise InvalidField(field, f"{least} to {MAX_SIGNED}")
    for each in found:
        if len(each.email) > SIGNED_BYTES or len(each.name or b"") > SIGNED_BYTES:
            raise InvalidField(field, f"names and e-mails of at most {SIGNED_BYTES:,} bytes each")
        if not each.email and each.name is None:
            raise InvalidField(field, "an e-mail, a name with it, or both: commits without an e-mail are many people's")
    return found


def cursor(value: str) -> Cursor:
    """Where to go on; nothing is the beginning."""
    if value == "":
        return Cursor()
    if not (value.isascii() and value.isdigit() and len(value) <= CURSOR_DIGITS):
        raise InvalidField("cursor", f"at most {CURSOR_DIGITS} digits, as the stream gave it")
    return Cursor.of(int(value))
