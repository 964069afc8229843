"""Calls of git that speak with a source: an address, or a path of this machine that alone may then be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from codevoyage_ingest.egress.proxy import EgressProxy
from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import IngestError
from codevoyage_ingest.git.address import Source, SourceKind
from codevoyage_ingest.git.runner import Git

#: What upload-pack of a local source sees in place of an empty file: it gets nothing of our configuration, and would
#: refuse a repository of another user. It reads this one source and runs none of its hooks. Tags are asked for without
#: the trees behind them, as hosts allow it.
_TRUST_THE_SOURCE: Final = "[safe]\n\tdirectory = *\n[uploadpack]\n\tallowFilter = true\n"

_PROGRESS: Final = re.compile(rb"(?:remote: )?([A-Z][a-z]+ [a-z]+): +\d+% \((\d+)/(\d+)\)")


@dataclass(frozen=True, kw_only=True)
class CloneProgress:
    """phase: git's words, such as `Receiving objects`. done, total: of that phase; total is never 0."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Remote:
    """A source, and how long and under which conditions it is spoken with.

    git: over our bare repository, or over none. scratch: a folder of ours for what git must read. seconds: of one
    call. on_progress: called from another thread, at most a few times a second. egress: which hosts may be reached.
    """

    git: Git
    source: Source
    scratch: Path
    seconds: float
    on_progress: Callable[[CloneProgress], None] | None
    cancelled: Callable[[], bool]
    egress: EgressRules = field(default_factory=EgressRules)

    def ask(self, *arguments: str) -> bytes:
        """What `git ARGUMENTS` answers.

        Errors: as its end means, Cancelled, GitTimedOut, AddressNotPermitted for a host that may not be reached.
        """
        if self.source.kind is SourceKind.LOCAL:
            return self._ask_a_path(arguments)
        with EgressProxy(self.egress.at(urlsplit(self.source.address).port)) as proxy:
            configuration = {
                "http.proxy": proxy.address,
                "http.proxyAuthMethod": "basic",  # at once, without being asked for it
                "http.followRedirects": "initial",
            }
            if self.egress.ca_file is not None:
                configuration["http.sslCAInfo"] = str(self.egress.ca_file)
            try:
                return self._ask(arguments, configuration=configuration)
            except IngestError as error:
                if proxy.refused is None:
                    raise
                raise proxy.refused.error(source=self.source.display) from error

    def _ask_a_path(self, arguments: Sequence[str]) -> bytes:
        self.scratch.mkdir(parents=True, exist_ok=True)
        (self.scratch / "config").write_text(_TRUST_THE_SOURCE)
        return self._ask(
            arguments,
            local=True,
            # The owner of a local repository has trusted it so far; what is damaged shows when it is read.
            configuration={"transfer.fsckObjects": "false"},
            variables={"GIT_CONFIG_GLOBAL": str(self.scratch / "config")},
        )

    def _ask(
        self,
        arguments: Sequence[str],
        *,
        configuration: Mapping[str, str],
        local: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> bytes:
        with self.git.start(
            *arguments,
            cancelled=self.cancelled,
            seconds=self.seconds,
            on_line=self._on_line,
            local=local,
            configuration=configuration,
            variables=variables,
        ) as process:
            return process.output()

    def _on_line(self, line: bytes) -> None:
        found = _PROGRESS.match(line)
        if found and self.on_progress is not None and int(found[3]):
            self.on_progress(CloneProgress(phase=found[1].decode(), done=int(found[2]), total=int(found[3])))
