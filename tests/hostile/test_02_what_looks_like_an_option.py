"""Row 2: an address, a branch or a reference that begins with a dash."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage.ingest.v1.compare_service_pb2 import CompareRefsRequest
from codevoyage_common.errors import InvalidField
from codevoyage_ingest import parse
from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import AddressNotPermitted, IngestError
from codevoyage_ingest.git.address import Source, SourceKind, resolve
from codevoyage_ingest.git.clone import clone
from tests.repositories.history import git


@pytest.mark.parametrize("source", ["-u", "--upload-pack=touch pwned", "-oProxyCommand=touch pwned", "--config=a=b"])
def test_it_is_refused(source: str) -> None:
    with pytest.raises(AddressNotPermitted) as refused:
        resolve(source, roots=())
    assert refused.value.metadata == {"rule": "option"}


def test_git_takes_it_for_an_address_if_it_ever_got_there(tmp_path: Path, rules: EgressRules) -> None:
    option = Source(kind=SourceKind.HTTPS, key="option", address=f"--upload-pack=touch {tmp_path}/pwned")
    with pytest.raises(IngestError):
        clone(option, destination=tmp_path / "clone", egress=rules)
    assert list(tmp_path.iterdir()) == []


def test_a_branch_of_such_a_name_is_read_as_a_branch(served: Path, tmp_path: Path) -> None:
    path = tmp_path / "repository.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(served / "repository.git"), str(path))
    head = git(path, "rev-parse", "HEAD").decode().strip()
    (path / "refs" / "heads" / "--upload-pack=x").write_text(f"{head}\n")  # git itself makes no such branch
    git(path, "update-ref", "-d", "refs/heads/main")
    made = clone(resolve(str(path), roots=[tmp_path]), destination=tmp_path / "clone")
    assert made.head.commit_id.hex() in {head, ""}  # what git does not take for a branch is none


@pytest.mark.parametrize("name", ["-u", "--upload-pack=touch pwned", "-", "--end-of-options"])
def test_a_reference_of_such_a_name_is_not_compared(name: str) -> None:
    for base, head in ((name, "main"), ("main", name)):
        request = CompareRefsRequest(
            source="https://git.example.org/a", base=base, head=head, request_id="looks-like-an-option"
        )
        with pytest.raises(InvalidField) as refused:
            parse.compare(request)
        assert refused.value.metadata["field"] == ("base" if base == name else "head")
