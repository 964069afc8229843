"""Row 9: bundles, promised objects and alternates that a remote would have us fetch from elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.git.clone import clone
from tests.hostile.conftest import PRIVATE, source
from tests.hostile.servers.git_host import git_host
from tests.hostile.servers.listener import counting
from tests.repositories.history import git

pytestmark = pytest.mark.integration


def test_it_is_not_followed(served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path) -> None:
    offered = tmp_path / "offered"
    shutil.copytree(served, offered)
    with counting(PRIVATE) as (port, came):
        elsewhere = f"https://{PRIVATE}:{port}/bundle"
        for name, value in {
            "uploadpack.advertiseBundleURIs": "true",
            "bundle.version": "1",
            "bundle.mode": "all",
            "bundle.one.uri": elsewhere,
            "uploadpack.allowFilter": "true",
            "uploadpack.allowAnySHA1InWant": "true",
            "remote.origin.promisor": "true",
            "remote.origin.url": elsewhere,
        }.items():
            git(offered / "repository.git", "config", name, value)
        (offered / "repository.git" / "objects" / "info").mkdir(exist_ok=True)
        (offered / "repository.git" / "objects" / "info" / "http-alternates").write_text(f"{elsewhere}/objects\n")
        with git_host(offered, host_certificate) as host:
            made = clone(source(host.port), destination=tmp_path / "clone", egress=rules)
        assert came == []
    assert made.head.commit_id
    assert not list((tmp_path / "clone").rglob("*alternates"))
    assert not list((tmp_path / "clone").rglob("*.promisor"))
    settings = (tmp_path / "clone" / "config").read_text().lower()
    assert "promisor" not in settings
    assert "bundle" not in settings
