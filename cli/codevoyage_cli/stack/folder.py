"""The data folder: everything that a stack keeps, and where."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from codevoyage_cli.errors import StackError


def default_data_dir() -> Path:
    """The platform's own place for a user's data: `~/.local/share/codevoyage` on Linux."""
    return platformdirs.user_data_path("codevoyage", appauthor=False)


@dataclass(frozen=True)
class DataFolder:
    """Names inside of the data folder. Nothing of a stack lies anywhere else."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held, by flock, as long as a stack is up."""
        return self.root / "stack.lock"

    @property
    def users(self) -> Path:
        """Held together by those who use a stack that was started for one of them."""
        return self.root / "users.lock"

    @property
    def state(self) -> Path:
        """What is up: processes and addresses."""
        return self.root / "stack.json"

    @property
    def passwords(self) -> Path:
        """Of PostgreSQL's roles and of Redis, made once."""
        return self.root / "passwords.json"

    @property
    def port(self) -> Path:
        """The gateway's port of last time, so that links stay valid."""
        return self.root / "port"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's cluster: the truth."""
        return self.root / "postgres"

    @property
    def redis(self) -> Path:
        """Redis's configuration and append-only file."""
        return self.root / "redis"

    @property
    def gateway(self) -> Path:
        """Envoy's rendered configuration, and its admin socket."""
        return self.root / "gateway"

    @property
    def clones(self) -> Path:
        """Clones while they are read."""
        return self.root / "clones"

    @property
    def compiled(self) -> Path:
        """What ingest compiled for this machine."""
        return self.root / "compiled"

    @property
    def local_roots(self) -> Path:
        """Paths that the user named, one a line: ingest may read them."""
        return self.root / "local-roots"

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.root / "logs"

    def create(self) -> None:
        """Makes the folders, for their owner alone.

        Raises StackError when that cannot be.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.redis, self.gateway, self.clones, self.logs):
                folder.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(self.local_roots, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        except OSError as error:
            raise StackError(
                f"The data folder {self.root} cannot be written ({error.strerror}). Give another one with --data-dir."
            ) from error


def data_folder(given: Path | None) -> DataFolder:
    """The folder that was asked for, or the platform's own; absolute, links resolved."""
    return DataFolder((given or default_data_dir()).expanduser().resolve())
