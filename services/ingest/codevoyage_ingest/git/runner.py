"""The one way in which this product starts git."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codevoyage_ingest.errors import GitFailed
from codevoyage_ingest.git.environment import environment
from codevoyage_ingest.git.limits import Limits
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.process import GitProcess
from codevoyage_ingest.git.tether import Tether


def never() -> bool:
    """The `cancelled` of work that nobody stops."""
    return False


@dataclass(frozen=True, kw_only=True)
class Git:
    """git over one bare repository of ours, or over none (`clone`, `ls-remote`).

    source: what a person calls the repository; errors name it. directory: the bare repository. memory: where the
    peak of all children is noted. tether: ends the children if this process is killed; None: nothing does.
    """

    source: str
    directory: Path | None = None
    limits: Limits = field(default_factory=Limits)
    memory: PeakMemory = field(default_factory=PeakMemory)
    tether: Tether | None = None

    def start(
        self,
        *arguments: str,
        cancelled: Callable[[], bool] = never,
        stdin: bool = False,
        seconds: float = math.inf,
        on_line: Callable[[bytes], None] | None = None,
        local: bool = False,
        configuration: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> GitProcess:
        """Start `git ARGUMENTS`; the first argument is the command.

        stdin: whether bytes will be handed to it. seconds: that it may take in all. on_line: called with each line
        of its standard error, from a thread of its own. local: this child alone may read a path of this machine.
        configuration, variables: on top of the hardened ones.
        Errors: GitFailed if there is no git.
        """
        program = shutil.which("git")
        if program is None:
            raise GitFailed(arguments[0], 127, "there is no git on PATH; install it")
        directory = "" if self.directory is None else str(self.directory)
        settings = environment(
            search_path=str(Path(program).parent),
            directory=directory,
            local=local,
            configuration=configuration,
        )
        return GitProcess(
            [program, "--no-pager", *([f"--git-dir={directory}"] if directory else []), *arguments],
            environment={**settings, **(variables or {})},
            command=arguments[0],
            source=self.source,
            directory=directory,
            limits=self.limits,
            memory=self.memory,
            cancelled=cancelled,
            on_line=on_line,
            stdin=stdin,
            seconds=seconds,
            tether=self.tether,
        )

    def ask(self, *arguments: str, cancelled: Callable[[], bool] = never) -> bytes:
        """The whole output of a command whose answer is small. Errors: as git's end means."""
        with self.start(*arguments, cancelled=cancelled) as process:
            return process.output()
