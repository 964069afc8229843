"""A history small enough to be counted by hand, as ingest would send it.

    0 ---- 1 ---- 3 ---- 4      mainline positions 0, 1, 2, 3
     \\           /
      `--- 2 ---'

| commit | when (committer, UTC)  | who                        | changes                         |
|--------|------------------------|----------------------------|---------------------------------|
| 0      | Wed 2024-01-31 23:59   | Ann <ann@example.org>      | a.txt +2; link -> a.txt (+1)    |
| 1      | Thu 2024-02-01 00:00   | Bob <bob@example.org>      | a.txt +3 -1                     |
| 2      | Fri 2024-02-02         | Ann B. <ANN@example.org>   | pic.bin (binary)                |
| 3      | Mon 2024-02-05         | Bob                        | merge of 1 and 2                |
| 4      | not known              | Cy <cy@example.org>        | a.txt renamed to "c\\xff.txt" +4 |

Cy is a bot. Bob wrote commit 1 together with Ann, a program helped Ann with commit 2. Tag v1.0 is at commit 1, tag
`side` at a commit that was not read. Texts are "Text", documentation; the rest is of no language, data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import facts_pb2, ingest_job_pb2

STANDS: Final = 0xFFFFFFFF
NOTHING: Final = bytes(20)


def object_id(name: str) -> bytes:
    """An object id that ends with a NUL, which fixed-width strings are prone to lose."""
    return hashlib.sha1(name.encode(), usedforsecurity=False).digest()[:19] + b"\0"


IDS: Final = [object_id(f"commit {number}") for number in range(5)]
PARENTS: Final = [[], [0], [0], [1, 2], [3]]
POSITIONS: Final = [0, 1, -1, 2, 3]
TIMES: Final = [
    int(datetime(2024, 1, 31, 23, 59, 59, tzinfo=UTC).timestamp()),
    int(datetime(2024, 2, 1, tzinfo=UTC).timestamp()),
    int(datetime(2024, 2, 2, 12, tzinfo=UTC).timestamp()),
    int(datetime(2024, 2, 5, tzinfo=UTC).timestamp()),
    None,
]
SIGNATURES: Final = [
    (b"Ann", b"ann@example.org"),
    (b"Bob", b"bob@example.org"),
    (b"Ann B.", b"ANN@example.org"),
    (b"Cy", b"cy@example.org"),
]
#: "ANN@…" sorts before "ann@…": signature 2 is Ann's smallest.
PERSONS: Final = [2, 1, 2, 3]
AUTHORS: Final = [0, 1, 2, 1, 3]
PATHS: Final = [b"a.txt", b"link", b"pic.bin", b"c\xff.txt"]
FILES: Final = [hashlib.sha256(name).digest()[:15] + b"\0" for name in (b"a", b"link", b"pic")]
#: commit, status, path, old path, file, insertions, deletions, binary, old and new mode, old and new blob
CHANGES: Final = [
    (0, facts_pb2.CHANGE_STATUS_ADDED, 0, 0, 0, 2, 0, False, 0, 0o100644, NOTHING, object_id("a1")),
    (0, facts_pb2.CHANGE_STATUS_ADDED, 1, 1, 1, 1, 0, False, 0, 0o120000, NOTHING, object_id("link")),
    (1, facts_pb2.CHANGE_STATUS_MODIFIED, 0, 0, 0, 3, 1, False, 0o100644, 0o100644, object_id("a1"), object_id("a2")),
    (2, facts_pb2.CHANGE_STATUS_ADDED, 2, 2, 2, 0, 0, True, 0, 0o100644, NOTHING, object_id("pic")),
    (4, facts_pb2.CHANGE_STATUS_RENAMED, 3, 0, 0, 4, 0, False, 0o100644, 0o100644, object_id("a2"), object_id("a3")),
]
#: path, file, mode, blob, born, died, bytes, lines
VERSIONS: Final = [
    (0, 0, 0o100644, object_id("a1"), 0, 1, 20, 2),
    (0, 0, 0o100644, object_id("a2"), 1, 3, 40, 4),
    (3, 0, 0o100644, object_id("a3"), 3, STANDS, 80, 8),
    (1, 1, 0o120000, object_id("link"), 0, STANDS, 5, -1),
    (2, 2, 0o100644, object_id("pic"), 2, STANDS, 1_000, -1),
]


def job(state: lifecycle_pb2.State.ValueType = lifecycle_pb2.STATE_SUCCEEDED) -> ingest_job_pb2.IngestJob:
    """The job that read it."""
    message = ingest_job_pb2.IngestJob(
        name="ingestJobs/aaaaaaaaaaaaaaaa",
        source="/somewhere",
        state=state,
        stage=lifecycle_pb2.STAGE_READING,
        progress=lifecycle_pb2.Progress(stage=lifecycle_pb2.STAGE_READING, done=5, total=5, unit="commits"),
        head=ingest_job_pb2.Head(commit_id=IDS[4], branch="main", object_format="sha1", commits=5),
    )
    run = message.stages.add(stage=lifecycle_pb2.STAGE_READING)
    run.start_time.FromSeconds(1_700_000_000)
    if state == lifecycle_pb2.STATE_SUCCEEDED:
        run.end_time.FromSeconds(1_700_000_002)
        message.elapsed.FromMilliseconds(2_500)
    return message


def facts() -> list[facts_pb2.Facts]:
    """All facts, one kind a message, commits in two."""
    return [
        commits(0, 3),
        commits(3, 5),
        people(),
        changes(0, 2),
        changes(2, 5),
        versions(),
        kinds(),
        measures(),
        tags(),
    ]


def people() -> facts_pb2.Facts:
    """Who is who, and what they are called."""
    smallest = [number if number in PERSONS else None for number in range(len(PERSONS))]
    called = [(b"", b"") if number is None else SIGNATURES[number] for number in smallest]
    return facts_pb2.Facts(
        people=facts_pb2.PersonColumns(
            identity_version=1,
            persons=PERSONS,
            names=[name for name, _ in called],
            emails=[email for _, email in called],
            bots=[number == 3 for number in range(len(PERSONS))],
        )
    )


def kinds() -> facts_pb2.Facts:
    """Of each path."""
    return facts_pb2.Facts(
        kinds=facts_pb2.KindColumns(
            kinds_version=1,
            language_names=["", "Text"],
            languages=[1, 0, 0, 1],
            classes=[
                facts_pb2.FILE_CLASS_DOCUMENTATION,
                facts_pb2.FILE_CLASS_DATA,
                facts_pb2.FILE_CLASS_DATA,
                facts_pb2.FILE_CLASS_DOCUMENTATION,
            ],
            stated=[False] * 4,
        )
    )


def measures() -> facts_pb2.Facts:
    """Of the one text of the newest tree."""
    return facts_pb2.Facts(
        measures=facts_pb2.MeasureColumns(
            measurer="by hand",
            paths=[3],
            blobs=object_id("a3"),
            outcomes=[facts_pb2.MEASURE_OUTCOME_MEASURED],
            code_lines=[7],
            functions=[2],
            complexities=[5],
            largest_complexities=[4],
            indentations=[6],
            largest_indentations=[2],
        )
    )


def tags() -> facts_pb2.Facts:
    """One that leads to a commit, and one that leads beside."""
    return facts_pb2.Facts(
        tags=facts_pb2.TagColumns(
            names=[b"side", b"v1.0"],
            objects=object_id("side") + object_id("v1.0"),
            targets=object_id("elsewhere") + IDS[1],
            commits=[-1, 1],
            annotated=[False, True],
            names_of_taggers=[b"", b"Bob"],
            emails_of_taggers=[b"", b"bob@example.org"],
            times=[0, 1_706_800_000],
            times_known=[False, True],
            offsets=[0, 0],
            subjects=["", "The first one"],
            releases=[False, True],
            listed=2,
        )
    )


def commits(first: int, end: int) -> facts_pb2.Facts:
    """Some commits; the signatures come with the first ones."""
    span = slice(first, end)
    message = facts_pb2.Facts(
        commits=facts_pb2.CommitColumns(
            first_number=first,
            ids=b"".join(IDS[span]),
            parent_counts=[len(parents) for parents in PARENTS[span]],
            parent_ids=b"".join(IDS[parent] for parents in PARENTS[span] for parent in parents),
            mainline_positions=POSITIONS[span],
            author_signatures=AUTHORS[span],
            committer_signatures=AUTHORS[span],
            author_times=[time or 0 for time in TIMES[span]],
            committer_times=[time or 0 for time in TIMES[span]],
            author_offsets=[0] * (end - first),
            committer_offsets=[0] * (end - first),
            author_times_known=[time is not None for time in TIMES[span]],
            committer_times_known=[time is not None for time in TIMES[span]],
            author_times_odd=[time is None for time in TIMES[span]],
            committer_times_odd=[time is None for time in TIMES[span]],
            subjects=[f"commit {number}" for number in range(first, end)],
        )
    )
    if first == 0:
        names, emails = zip(*SIGNATURES, strict=True)
        message.signatures.CopyFrom(facts_pb2.SignatureColumns(first_number=0, names=names, emails=emails))
        message.trailers.CopyFrom(
            facts_pb2.TrailerColumns(
                commits=[1, 2],
                kinds=[facts_pb2.TRAILER_KIND_CO_AUTHORED_BY, facts_pb2.TRAILER_KIND_ASSISTED_BY],
                signatures=[0, 3],
                assisted=[False, True],
            )
        )
    return message


def changes(first: int, end: int) -> facts_pb2.Facts:
    """The changes of some commits; paths and files come with the first ones."""
    rows = [row for row in CHANGES if first <= row[0] < end]
    commit, status, path, old_path, file, inserted, deleted, binary, old_mode, new_mode, old, new = _columns(rows)
    message = facts_pb2.Facts(
        changes=facts_pb2.ChangeColumns(
            commits=commit,
            statuses=status,
            paths=path,
            old_paths=old_path,
            files=file,
            insertions=inserted,
            deletions=deleted,
            binary=binary,
            old_modes=old_mode,
            new_modes=new_mode,
            old_blobs=b"".join(old),
            new_blobs=b"".join(new),
            first_commit=first,
            end_commit=end,
        )
    )
    if first == 0:
        message.paths.CopyFrom(facts_pb2.PathColumns(first_number=0, paths=PATHS))
        message.files.CopyFrom(facts_pb2.FileColumns(first_number=0, identities=b"".join(FILES)))
    return message


def versions() -> facts_pb2.Facts:
    """All versions."""
    path, file, mode, blob, born, died, size, lines = _columns(VERSIONS)
    return facts_pb2.Facts(
        versions=facts_pb2.VersionColumns(
            paths=path, files=file, modes=mode, blobs=b"".join(blob), born=born, died=died, bytes=size, lines=lines
        )
    )


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
