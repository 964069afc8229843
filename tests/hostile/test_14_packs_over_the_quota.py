"""Row 14: a repository that is larger than a clone may be, from a path and from a host that never stops sending."""

from __future__ import annotations

import os
import struct
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.exactness.collected import Collected
from tests.hostile.conftest import source
from tests.hostile.reading import attempted, attempted_here
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.copies import borrowed
from tests.repositories.history import History, Put

pytestmark = pytest.mark.integration
QUOTA = 8 << 20
#: The host would send a terabyte.
ENDLESS = 1 << 40


def is_over_quota(facts: Collected, ingest: Ingest) -> bool:
    """Refused with the bound's name, and no folder is left."""
    failure = facts.job.failure
    assert (failure.reason, failure.retryable) == ("QUOTA_EXCEEDED", False), facts.job
    assert dict(failure.metadata) == {"bound": "clone_bytes", "value": str(QUOTA), "unit": "bytes"}
    assert "CODEVOYAGE_CLONE_BYTES" in failure.message
    return facts.commits == [] and not (ingest.clones / facts.job.name.partition("/")[2]).exists()


def test_one_from_a_path_is_refused(alone: Ingest) -> None:
    path = alone.repositories / "large.git"
    history = History()
    history.commit(*(Put(b"noise-%d" % number, os.urandom(4 << 20)) for number in range(4)))
    history.write(path)
    # Objects that are linked take no room; those that are borrowed are copied into the clone.
    with alone.worker(CODEVOYAGE_CLONE_BYTES=str(QUOTA)):
        assert is_over_quota(attempted(alone, borrowed(path, prefix="large")), alone)


def test_one_that_a_host_never_stops_sending_is_left_at_the_quota(
    alone: Ingest, served: Path, host_certificate: Path, rules: EgressRules
) -> None:
    questions = sent = 0

    def send_for_ever(request: BaseHTTPRequestHandler) -> bool:
        nonlocal questions, sent
        questions += request.command == "POST"
        if questions < 2:  # which branches there are
            return False
        request.rfile.read(int(request.headers["Content-Length"]))
        request.send_response(200)
        request.send_header("Content-Type", "application/x-git-upload-pack-result")
        request.end_headers()
        request.close_connection = True
        request.wfile.write(_line(b"packfile\n") + _line(b"\1PACK" + struct.pack(">II", 2, 1) + _blob_header(ENDLESS)))
        # What deflate stores as it is: five bytes say how much follows.
        content = os.urandom(32_000)
        block = _line(b"\1" + (b"\0" + struct.pack("<HH", len(content), 0xFFFF ^ len(content)) + content))
        request.wfile.write(_line(b"\1\x78\x01"))
        while sent < ENDLESS:
            request.wfile.write(block)
            sent += len(content)
        return True

    with git_host(served, host_certificate, misbehave=send_for_ever) as host:
        facts = attempted_here(alone, source(host.port).address, rules, clone_bytes=str(QUOTA))
    assert is_over_quota(facts, alone)
    assert QUOTA // 2 < sent < ENDLESS // 100


def _line(content: bytes) -> bytes:
    return b"%04x" % (len(content) + 4) + content


def _blob_header(size: int) -> bytes:
    """Of a blob in a pack: type 3, then its size, seven bits at a time, the lowest four first."""
    found, rest = [(3 << 4) | (size & 15)], size >> 4
    while rest:
        found[-1] |= 0x80
        found.append(rest & 0x7F)
        rest >>= 7
    return bytes(found)
