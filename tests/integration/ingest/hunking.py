"""Hunks of a running ingest, collected into plain values, and what git itself says of the same commits."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from codevoyage.ingest.v1 import facts_pb2
from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from tests.exactness.collected import Collected
from tests.integration.ingest.conftest import Ingest
from tests.repositories.oracle import Oracle
from tests.repositories.patches import Hunk, hunks_of, merged_from, patches_in

#: Status, old path (empty unless renamed), path, parent, other parent that has the same.
Named = tuple[str, bytes, bytes, int, int]


@dataclass
class Hunks:
    """What a stream handed on. By number of the commit: hunks by ordinal, changes of merges by ordinal."""

    hunks: dict[int, dict[int, list[Hunk]]] = field(default_factory=dict)
    merges: dict[int, dict[int, Named]] = field(default_factory=dict)
    #: Commits that are complete, as messages say.
    complete: int = 0
    cursors: list[str] = field(default_factory=list)
    passes: list[pb.HunkPass] = field(default_factory=list)
    largest: int = 0

    def take(self, response: pb.StreamHunksResponse) -> None:
        if response.HasField("pass"):
            self.passes.append(getattr(response, "pass"))
            return
        columns = response.hunks
        self.largest = max(self.largest, response.ByteSize())
        self.cursors.append(response.cursor)
        packed = list(struct.iter_unpack("<4I", columns.hunks))
        assert sum(columns.counts) == len(packed)
        for commit, ordinal, count in zip(columns.commits, columns.ordinals, columns.counts, strict=True):
            self.hunks.setdefault(commit, {}).setdefault(ordinal, []).extend(packed[:count])  # type: ignore[arg-type]
            del packed[:count]
        merges = columns.merges
        for commit, ordinal, status, path, old_path, parent, taken_from in zip(
            merges.commits,
            merges.ordinals,
            merges.statuses,
            merges.paths,
            merges.old_paths,
            merges.parents,
            merges.taken_from,
            strict=True,
        ):
            letter = facts_pb2.ChangeStatus.Name(status).removeprefix("CHANGE_STATUS_")[0]
            self.merges.setdefault(commit, {})[ordinal] = (letter, old_path, path, parent, taken_from)
        assert columns.first_commit <= self.complete <= max(columns.end_commit, self.complete)
        self.complete = max(self.complete, columns.end_commit)


def hunks_streamed(ingest: Ingest, name: str, *, cursor: str = "", follow: bool = True) -> Hunks:
    """Everything that a stream hands on, to its end."""
    found = Hunks()
    for response in ingest.hunks.StreamHunks(pb.StreamHunksRequest(ingest_job=name, follow=follow, cursor=cursor)):
        if not found.cursors and response.HasField("hunks"):
            found.complete = response.hunks.first_commit
        found.take(response)
    return found


def hunks_said(oracle: Oracle, facts: Collected) -> Hunks:
    """The same as git itself says, commit by commit."""
    found = Hunks(complete=len(facts.commits))
    for number, commit in enumerate(facts.commits):
        if len(commit.parents) > 1:
            told = merged_from(oracle, commit.id)
            of_each = [
                hunks if commit.position >= 0 or parent or not (taken or status == "D") else []
                for status, _, _, parent, taken, hunks in told
            ]
            if told:
                found.merges[number] = {
                    at: (status, b"" if old_path == path else old_path, path, parent, taken)
                    for at, (status, old_path, path, parent, taken, _) in enumerate(told)
                }
        else:
            of_each = [hunks for *_, hunks in hunks_of(oracle, commit.id)]
        if hunks := {at: of_one for at, of_one in enumerate(of_each) if of_one}:
            found.hunks[number] = hunks
    return found


def hunks_said_of_a_line(oracle: Oracle) -> Hunks:
    """The same of a history without merges, renames and changes of type, in one go."""
    log = oracle.git("log", "--reverse", "--format=%x00", "--no-renames", "-p", "-U0", "--root")
    of_each = [patches_in(text.split(b"\n")) for text in log.split(b"\0")[1:]]
    return Hunks(
        hunks={number: dict(enumerate(of_one)) for number, of_one in enumerate(of_each)}, complete=len(of_each)
    )


def same(found: Hunks, said: Hunks) -> bool:
    """Whether both have the same hunks, merges and commits."""
    return (found.hunks, found.merges, found.complete) == (said.hunks, said.merges, said.complete)
