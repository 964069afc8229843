"""Row 11: a host that answers a byte at a time, for ever."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import GitTimedOut
from codevoyage_ingest.git.clone import clone
from codevoyage_ingest.git.environment import environment
from tests.hostile.conftest import source
from tests.hostile.servers.git_host import git_host

pytestmark = pytest.mark.integration


def drip(request: BaseHTTPRequestHandler) -> bool:
    request.send_response(200)
    request.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
    request.end_headers()
    request.close_connection = True
    for _ in range(600):
        request.wfile.write(b"0")
        request.wfile.flush()
        time.sleep(0.05)
    return True


def test_it_is_left_when_its_time_is_over(
    served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path
) -> None:
    with git_host(served, host_certificate, misbehave=drip) as host, pytest.raises(GitTimedOut):
        clone(source(host.port), destination=tmp_path / "clone", egress=rules, seconds=1)
    assert list(tmp_path.iterdir()) == []


def test_git_leaves_by_itself_one_that_is_too_slow() -> None:
    variables = environment(search_path="/usr/bin")
    count = int(variables["GIT_CONFIG_COUNT"])
    settings = {variables[f"GIT_CONFIG_KEY_{at}"]: variables[f"GIT_CONFIG_VALUE_{at}"] for at in range(count)}
    assert (settings["http.lowSpeedLimit"], settings["http.lowSpeedTime"]) == ("1000", "30")
