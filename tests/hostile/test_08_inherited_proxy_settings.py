"""Row 8: `NO_PROXY=*` and its like, where the worker was started."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import AddressNotPermitted
from codevoyage_ingest.git.clone import clone
from tests.hostile.conftest import PRIVATE, Names, source
from tests.hostile.servers.certificates import GIT_HOST
from tests.hostile.servers.git_host import git_host
from tests.hostile.servers.listener import counting

pytestmark = pytest.mark.integration


def test_they_are_ignored(
    served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counting("127.0.0.3") as (port, came), git_host(served, host_certificate) as host:
        for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.3:{port}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "*")
        made = clone(source(host.port), destination=tmp_path / "clone", egress=rules)
        assert made.head.commit_id
        with pytest.raises(AddressNotPermitted):  # only our proxy knows that it leads there
            clone(
                source(host.port),
                destination=tmp_path / "again",
                egress=replace(rules, resolver=Names({GIT_HOST: [[PRIVATE]]})),
            )
        assert came == []
