"""Row 47: the disk that clones are kept on is full."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codevoyage.common.v1 import lifecycle_pb2
from tests.faults.client import Client
from tests.faults.conftest import Another
from tests.faults.histories import write_large_history
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack, is_root

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not is_root(), reason="only root may mount a small tmpfs to be filled"),
]
#: Megabytes of the disk, and of the repository: it does not fit by far, the small one does.
DISK_MB = 8
REPOSITORY_MB = 24


def test_a_full_disk_is_a_typed_error_and_the_worker_goes_on(
    stack: Stack, client: Client, repositories: Path, another_small: Another, recoveries: Recoveries
) -> None:
    write_large_history(repositories / "large.git", megabytes=REPOSITORY_MB)
    worker = stack.process("ingest-worker")
    with small_disk(stack.clones):
        run = client.ended(client.create(repositories / "large.git").name)
        assert run.state == lifecycle_pb2.STATE_FAILED
        assert run.failure.reason == "DISK_FULL"
        assert run.failure.stage == lifecycle_pb2.STAGE_FETCHING
        assert list(stack.clones.iterdir()) == []
        with recoveries.measured(47, "disk full, to the next run, of a small repository, having succeeded"):
            client.succeeded(client.create(another_small()).name)
        assert stack.process("ingest-worker") == worker
    # Once there is room, what failed can be taken up.
    assert client.retry(run.name).state == lifecycle_pb2.STATE_RETRYING
    client.succeeded(run.name)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A small tmpfs lies over a folder for the length of the block."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0700", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        # Lazily: a process that still has a file open there must not keep the folder from being removed.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
