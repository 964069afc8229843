"""Row 5: DNS that says one thing when it is checked and another when it is used, or both at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import AddressNotPermitted, RepositoryUnreachable
from codevoyage_ingest.git.clone import clone
from tests.hostile.conftest import PRIVATE, PUBLIC, Names, source
from tests.hostile.servers.certificates import GIT_HOST
from tests.hostile.servers.git_host import git_host
from tests.hostile.servers.listener import counting

pytestmark = pytest.mark.integration


def test_the_checked_address_is_the_dialled_one(
    served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path
) -> None:
    names = Names({GIT_HOST: [[PUBLIC], [PRIVATE]]})
    with counting(PRIVATE) as (port, came), git_host(served, host_certificate, port=port) as host:
        made = clone(source(host.port), destination=tmp_path / "clone", egress=replace(rules, resolver=names))
        assert made.head.commit_id  # one connection, for which the name was asked once
        assert names.asked == [GIT_HOST]
        with pytest.raises(AddressNotPermitted):
            clone(source(host.port), destination=tmp_path / "again", egress=replace(rules, resolver=names))
        assert came == []


@pytest.mark.parametrize("answer", [[PUBLIC, PRIVATE], [PRIVATE, PUBLIC], [PUBLIC, "::1"], [PUBLIC, "169.254.169.254"]])
def test_one_private_address_among_public_ones_refuses_them_all(
    served: Path, host_certificate: Path, rules: EgressRules, tmp_path: Path, answer: list[str]
) -> None:
    with git_host(served, host_certificate) as host:
        with pytest.raises(AddressNotPermitted) as refused:
            clone(
                source(host.port),
                destination=tmp_path / "clone",
                egress=replace(rules, resolver=Names({GIT_HOST: [answer]})),
            )
        assert host.requests == []
    assert refused.value.metadata == {"rule": "private_address"}


def test_a_name_that_leads_nowhere_is_unreachable(rules: EgressRules, tmp_path: Path) -> None:
    with pytest.raises(RepositoryUnreachable):
        clone(source(443), destination=tmp_path / "clone", egress=replace(rules, resolver=Names({})))
