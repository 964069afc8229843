"""What ingest reads from its environment."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

from pydantic import Field, field_validator

from codevoyage_common.settings import ServiceSettings
from codevoyage_ingest.egress.rules import EgressRules, Network
from codevoyage_ingest.git.limits import Limits


class IngestSettings(ServiceSettings):
    """Settings of ingest's server and worker."""

    #: Where clones live while they are read, and where those of https addresses are kept for the next time.
    clone_dir: Path = Path("clones")
    #: Folders below which local repositories may be read, separated as PATH is.
    local_roots: str = ""
    #: A file with one permitted path a line, read at each use: on a laptop the command adds what its user names.
    local_roots_file: Path | None = None
    #: A folder for what a worker compiles once for its machine, to count lines of long histories faster. Nobody else
    #: may write to it. Without one it is compiled again by each worker that reads 40,000 commits or more.
    compiled_dir: Path | None = None
    #: Networks that repositories may be fetched from although they are not public, such as `10.1.0.0/16,fd00:1::/32`.
    egress_permitted: str = ""
    #: A file of certificates (PEM) that vouch for hosts, instead of the machine's own; for hosts of one's own.
    egress_ca_file: Path | None = None
    #: Commits of one chunk: a transaction of some tens of milliseconds, and a picture that moves.
    commits_per_chunk: int = Field(default=2_000, ge=1, le=100_000)
    #: Non-merge commits of one chunk of changes; about three changes each, so under 10,000 rows a message.
    change_commits_per_chunk: int = Field(default=1_000, ge=1, le=10_000)
    #: Rows of one chunk of file versions.
    versions_per_chunk: int = Field(default=8_000, ge=1, le=20_000)
    #: `git diff-tree` processes of one job.
    readers: int = Field(default_factory=lambda: max(1, os.cpu_count() or 1), ge=1, le=64)
    #: Memory of one git process (Linux): its heap, without mapped packs. git/git takes 0.6 GB of it, linux about 2.
    git_memory_bytes: int = Field(default=4 << 30, ge=64 << 20)
    #: Verifications and comparisons that one client follows at a time, and that all do together.
    watches_per_client: int = Field(default=16, ge=1, le=100_000)
    watches: int = Field(default=500, ge=1, le=1_000_000)
    #: Read only the newest commits, if a repository has more. 0: all, unless a request says otherwise.
    max_commits: int = Field(default=0, ge=0, le=10_000_000)
    #: Bytes that one clone may take: a guard against a pack that never ends. 0: no bound.
    clone_bytes: int = Field(default=64 << 30, ge=0)
    #: Bytes that kept clones may take in all; least recently used ones go first. 0: none is kept.
    kept_bytes: int = Field(default=20 << 30, ge=0)
    #: Bytes that the clones' file system must keep free: PostgreSQL is often on it too.
    disk_free_bytes: int = Field(default=1 << 30, ge=0)
    #: Seconds that a clone may take in all: a guard against a source that never ends.
    fetch_seconds: int = Field(default=7_200, ge=1)
    #: Seconds that an attempt may read. At the measured 5,000 commits a second a million take 200.
    read_seconds: int = Field(default=14_400, ge=1)
    #: Seconds that an attempt may count lines of blobs; the same guard for its stage.
    measure_seconds: int = Field(default=7_200, ge=1)

    @field_validator("egress_permitted")
    @classmethod
    def _networks(cls, value: str) -> str:
        _parsed(value)
        return value

    def egress(self) -> EgressRules:
        """Which hosts may be reached."""
        return EgressRules(permitted=_parsed(self.egress_permitted), ca_file=self.egress_ca_file)

    def git_limits(self) -> Limits:
        """What each git process may use."""
        return Limits(memory_bytes=self.git_memory_bytes)

    def permitted_roots(self) -> tuple[Path, ...]:
        """The roots as they are at this moment."""
        roots = [part for part in self.local_roots.split(os.pathsep) if part]
        if self.local_roots_file is not None and self.local_roots_file.is_file():
            roots += [line for line in self.local_roots_file.read_text(errors="surrogateescape").splitlines() if line]
        return tuple(Path(root) for root in roots)


def _parsed(networks: str) -> tuple[Network, ...]:
    """Errors: ValueError for what is no network."""
    return tuple(ipaddress.ip_network(part.strip()) for part in networks.split(",") if part.strip())
