"""The answers that a stack keeps in Redis: deleted, and counted as its server counts them."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from typing import Final

import redis

from bench.stacks import Stack
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.passwords import passwords
from codevoyage_cli.stack.redis import redis_url

_KEYS: Final = "codevoyage:analysis:answer:*"
_LINE: Final = re.compile(r"(\d+) (hit|shared|computed)")
#: Seconds between two reports of the server, and some.
_REPORT: Final = 62.0


class KeptAnswers:
    """Of a stack that is up."""

    def __init__(self, ours: Stack) -> None:
        password = passwords(DataFolder(ours.data).passwords).redis
        self._redis = redis.Redis.from_url(redis_url(password=password, port=int(ours.parts["redis"]["port"])))
        self._log = ours.data / "logs" / "analysis-server.log"

    def forget(self) -> None:
        """Nothing is kept any more."""
        if keys := list(self._redis.scan_iter(_KEYS, count=1_000)):
            self._redis.delete(*keys)

    def counts(self) -> Counter[str]:
        """Answers since the server began, by where they came from; waits for its next report."""
        time.sleep(_REPORT)
        found: Counter[str] = Counter()
        for line in self._log.read_text(encoding="utf-8").splitlines():
            message = json.loads(line)["message"] if line.startswith("{") else ""
            if message.startswith("answers: "):
                found.update({came_from: int(count) for count, came_from in _LINE.findall(message)})
        return found
