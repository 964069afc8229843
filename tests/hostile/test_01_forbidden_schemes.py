"""Row 1: whatever is not https, and paths that nobody permitted."""

from __future__ import annotations

from pathlib import Path

import grpc
import pytest

from codevoyage_ingest.errors import AddressNotPermitted, LocalPathNotPermitted
from codevoyage_ingest.git.address import resolve


@pytest.mark.parametrize(
    "source",
    [
        "ext::sh -c touch% /nonexistent/pwned",
        "fd::17",
        "ssh://git@example.org/a/b",
        "git@example.org:a/b.git",
        "git://example.org/a/b",
        "http://example.org/a/b",
        "HTTP://example.org/a/b",
        "file:///etc",
        "ftp://example.org/a",
        "https:example.org/a",
        "https::https://example.org/a",
        "example.org/a/b",
    ],
)
def test_it_is_an_invalid_argument(source: str) -> None:
    with pytest.raises(AddressNotPermitted) as refused:
        resolve(source, roots=())
    assert refused.value.status is grpc.StatusCode.INVALID_ARGUMENT


def test_a_path_outside_of_the_permitted_roots_is_one_too(served: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(served)
    for path in (served / "repository.git", tmp_path / "link" / "repository.git", tmp_path / ".." / "x"):
        with pytest.raises(LocalPathNotPermitted) as refused:
            resolve(str(path), roots=[tmp_path])
        assert refused.value.status is grpc.StatusCode.INVALID_ARGUMENT
    assert resolve(str(served / "repository.git"), roots=[served]).key == str(served / "repository.git")
