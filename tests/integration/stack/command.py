"""The `codevoyage` command as a person or a script runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.passwords import passwords
from codevoyage_cli.stack.postgres import database_url
from codevoyage_cli.stack.state import read_state

#: Seconds for any one command; the longest starts a stack.
SECONDS = 120


@dataclass(frozen=True)
class Command:
    """`codevoyage` on a data folder of its own. settings: more environment variables."""

    data_dir: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> DataFolder:
        return DataFolder(self.data_dir)

    def database_url(self, service: str) -> str:
        """The database of the stack that is up, as a service's role."""
        state = read_state(self.folder.state)
        assert state is not None
        postgres = state.part("postgres")
        assert postgres is not None
        assert postgres.address is not None
        password = getattr(passwords(self.folder.passwords), service)
        return database_url(user=service, password=password, port=int(postgres.address.rpartition(":")[2]))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Without waiting for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "codevoyage_cli", *arguments],
            env={**os.environ, "CODEVOYAGE_DATA_DIR": str(self.data_dir), **self.settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """To its end, which must be with this exit code and without a traceback."""
        with self.start(*arguments) as process:
            try:
                output, errors = process.communicate(timeout=SECONDS)
            finally:
                process.kill()
        assert process.returncode == code, errors
        assert "Traceback" not in errors
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def lines(self, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
        """One object a line."""
        return [json.loads(line) for line in self.run(*arguments, "--json", code=code).stdout.splitlines()]

    def one(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """One object in all."""
        (line,) = self.lines(*arguments, code=code)
        return line

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this data folder, found by what it was given, not by what we wrote down."""
        return list(self._processes())

    def _processes(self) -> Iterator[psutil.Process]:
        ours = str(self.data_dir)
        for process in psutil.process_iter():
            try:
                if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                    continue
                named = [*process.cmdline(), *process.environ().values(), process.cwd()]
                if any(ours in text for text in named):
                    yield process
            except psutil.Error:
                continue
