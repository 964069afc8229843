"""Row 10: a host that wants a password, or knows nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import IngestError, RepositoryNeedsCredentials, RepositoryNotFound, RepositoryUnreachable
from codevoyage_ingest.git.clone import clone
from tests.hostile.conftest import source
from tests.hostile.servers.git_host import Misbehaviour, git_host, status

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(401, WWW_Authenticate='Basic realm="x"'), RepositoryNeedsCredentials),
        (status(403), RepositoryNeedsCredentials),
        (status(404), RepositoryNotFound),
        (status(410), RepositoryNotFound),
        (status(500), RepositoryUnreachable),
        (status(503), RepositoryUnreachable),
    ],
    ids=["401", "403", "404", "410", "500", "503"],
)
def test_it_is_an_error_of_its_kind_without_a_prompt(
    served: Path,
    host_certificate: Path,
    rules: EgressRules,
    tmp_path: Path,
    answer: Misbehaviour,
    error: type[IngestError],
) -> None:
    with git_host(served, host_certificate, misbehave=answer) as host, pytest.raises(error):
        clone(source(host.port), destination=tmp_path / "clone", egress=rules)
    assert list(tmp_path.iterdir()) == []
