"""The facts of one ingest job, collected from `StreamHistory` into plain values that can be compared with git's."""

from __future__ import annotations

from dataclasses import dataclass, field

from codevoyage.ingest.v1 import facts_pb2, ingest_job_pb2, ingest_service_pb2
from codevoyage.ingest.v1.ingest_service_pb2_grpc import IngestServiceStub

STANDS = 0xFFFFFFFF


@dataclass(frozen=True)
class Commit:
    """One commit as it was streamed."""

    id: str
    parents: tuple[str, ...]
    author: tuple[bytes, bytes]
    committer: tuple[bytes, bytes]
    author_time: tuple[int | None, int]
    committer_time: tuple[int | None, int]
    position: int
    subject: str = ""
    #: Of the author's and of the committer's time.
    odd: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class Change:
    """One change; insertions and deletions are None for a binary."""

    status: str
    path: bytes
    old_path: bytes
    insertions: int | None
    deletions: int | None
    old_mode: int
    new_mode: int
    old_blob: str
    new_blob: str


@dataclass(frozen=True)
class Version:
    """One version on the mainline; died is None where it stands."""

    path: bytes
    mode: int
    blob: str
    born: int
    died: int | None
    size: int | None
    lines: int | None
    file: bytes


@dataclass
class Collected:
    """Everything that one job handed on."""

    job: ingest_job_pb2.IngestJob = field(default_factory=ingest_job_pb2.IngestJob)
    signatures: list[tuple[bytes, bytes]] = field(default_factory=list)
    paths: list[bytes] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    changes: dict[str, list[Change]] = field(default_factory=dict)
    change_files: list[bytes] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)

    def take(self, message: ingest_service_pb2.StreamHistoryResponse) -> None:
        """Adds one message of the stream."""
        if message.HasField("job"):
            self.job = message.job
            return
        self.cursors.append(message.cursor)
        facts = message.facts
        self.signatures += zip(facts.signatures.names, facts.signatures.emails, strict=True)
        self.paths += facts.paths.paths
        identities = facts.files.identities
        self.files += [identities[at : at + 16] for at in range(0, len(identities), 16)]
        self.persons += facts.people.persons
        self._commits(facts.commits)
        self._changes(facts.changes)
        self._versions(facts.versions)

    def tree(self, position: int) -> dict[bytes, Version]:
        """The tree at a position: a filter."""
        return {
            version.path: version
            for version in self.versions
            if version.born <= position and (version.died is None or position < version.died)
        }

    def _commits(self, columns: facts_pb2.CommitColumns) -> None:
        count = len(columns.parent_counts)
        ids, parent_ids = columns.ids, columns.parent_ids  # a field of bytes is copied at each access
        width = len(ids) // count if count else 20
        parent = 0
        for at in range(count):
            parents = []
            for _ in range(columns.parent_counts[at]):
                parents.append(parent_ids[parent * width : (parent + 1) * width].hex())
                parent += 1
            self.commits.append(
                Commit(
                    id=ids[at * width : (at + 1) * width].hex(),
                    parents=tuple(parents),
                    author=self.signatures[columns.author_signatures[at]],
                    committer=self.signatures[columns.committer_signatures[at]],
                    author_time=(
                        columns.author_times[at] if columns.author_times_known[at] else None,
                        columns.author_offsets[at],
                    ),
                    committer_time=(
                        columns.committer_times[at] if columns.committer_times_known[at] else None,
                        columns.committer_offsets[at],
                    ),
                    position=columns.mainline_positions[at],
                    subject=columns.subjects[at],
                    odd=(columns.author_times_odd[at], columns.committer_times_odd[at]),
                )
            )

    def _changes(self, columns: facts_pb2.ChangeColumns) -> None:
        count = len(columns.commits)
        old_blobs, new_blobs = columns.old_blobs, columns.new_blobs
        width = len(new_blobs) // count if count else 20
        for at in range(count):
            text = not columns.binary[at]
            self.change_files.append(self.files[columns.files[at]])
            self.changes.setdefault(self.commits[columns.commits[at]].id, []).append(
                Change(
                    status=facts_pb2.ChangeStatus.Name(columns.statuses[at]).removeprefix("CHANGE_STATUS_"),
                    path=self.paths[columns.paths[at]],
                    old_path=self.paths[columns.old_paths[at]],
                    insertions=columns.insertions[at] if text else None,
                    deletions=columns.deletions[at] if text else None,
                    old_mode=columns.old_modes[at],
                    new_mode=columns.new_modes[at],
                    old_blob=old_blobs[at * width : (at + 1) * width].hex(),
                    new_blob=new_blobs[at * width : (at + 1) * width].hex(),
                )
            )

    def _versions(self, columns: facts_pb2.VersionColumns) -> None:
        count = len(columns.paths)
        blobs = columns.blobs
        width = len(blobs) // count if count else 20
        for at in range(count):
            died = columns.died[at]
            self.versions.append(
                Version(
                    path=self.paths[columns.paths[at]],
                    mode=columns.modes[at],
                    blob=blobs[at * width : (at + 1) * width].hex(),
                    born=columns.born[at],
                    died=None if died == STANDS else died,
                    size=None if columns.bytes[at] < 0 else columns.bytes[at],
                    lines=None if columns.lines[at] < 0 else columns.lines[at],
                    file=self.files[columns.files[at]],
                )
            )


def collect(stub: IngestServiceStub, *, source: str, request_id: str, max_commits: int = 0) -> Collected:
    """Reads a source and collects its facts while they are being read."""
    job = stub.StartIngest(
        ingest_service_pb2.StartIngestRequest(source=source, request_id=request_id, max_commits=max_commits)
    ).job
    collected = Collected(job=job)
    for message in stub.StreamHistory(ingest_service_pb2.StreamHistoryRequest(name=job.name, follow=True)):
        collected.take(message)
    return collected
