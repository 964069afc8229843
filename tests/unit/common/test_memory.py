"""A worker's bound of memory: what needs more fails with a typed error, and the process lives."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.work.memory import bound_memory

bound_memory(400 << 20)
try:
    bytearray(600 << 20)
except MemoryError as error:
    told = typed(error)
    print(told.reason, told.retryable, told.metadata)
bytearray(1 << 20)
print("alive")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's heap")
def test_work_that_needs_more_memory_fails_and_the_worker_lives() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.splitlines() == [
        "QUOTA_EXCEEDED False {'bound': 'memory_bytes', 'value': '419430400', 'unit': 'bytes'}",
        "alive",
    ]
