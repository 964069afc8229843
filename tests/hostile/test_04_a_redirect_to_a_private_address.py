"""Row 4: a public host that sends git on to a private one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import AddressNotPermitted, IngestError
from codevoyage_ingest.git.clone import clone
from tests.hostile.conftest import PRIVATE, PUBLIC, Names, source
from tests.hostile.servers.certificates import GIT_HOST, OTHER_HOST
from tests.hostile.servers.git_host import git_host, status
from tests.hostile.servers.listener import counting

pytestmark = pytest.mark.integration


def test_it_is_not_followed_and_nobody_comes_there(
    served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path
) -> None:
    with counting(PRIVATE) as (port, came):
        names = Names({GIT_HOST: [[PUBLIC]], OTHER_HOST: [[PRIVATE]]})
        elsewhere = status(
            302, Location=f"https://{OTHER_HOST}:{port}/repository.git/info/refs?service=git-upload-pack"
        )
        # The same port: it is the address that is refused.
        with git_host(served, host_certificate, misbehave=elsewhere, port=port) as host:
            with pytest.raises(AddressNotPermitted) as refused:
                clone(source(host.port), destination=tmp_path / "clone", egress=replace(rules, resolver=names))
            assert host.requests
        assert refused.value.metadata == {"rule": "private_address"}
        assert OTHER_HOST in names.asked
        assert came == []
    assert list(tmp_path.iterdir()) == []


def test_a_literal_address_or_another_scheme_is_no_way_around(
    served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path
) -> None:
    with counting(PRIVATE) as (port, came):
        for place in (f"https://{PRIVATE}:{port}/", f"http://{PRIVATE}:{port}/", "file:///etc/", f"git://{PRIVATE}/"):
            elsewhere = status(302, Location=f"{place}info/refs?service=git-upload-pack")
            with (
                git_host(served, host_certificate, misbehave=elsewhere) as host,
                pytest.raises(IngestError),
            ):
                clone(source(host.port), destination=tmp_path / "clone", egress=rules)
        assert came == []


def test_one_to_another_public_host_is_followed(
    served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path
) -> None:
    names = Names({GIT_HOST: [[PUBLIC]], OTHER_HOST: [[PUBLIC]]})
    with git_host(served, host_certificate) as target:
        place = f"https://{OTHER_HOST}:{target.port}/repository.git/info/refs?service=git-upload-pack"
        with git_host(served, host_certificate, misbehave=status(301, Location=place)) as host:
            ours = replace(rules, resolver=names, ports=frozenset({target.port}))
            made = clone(source(host.port), destination=tmp_path / "clone", egress=ours)
    assert made.head.commit_id
