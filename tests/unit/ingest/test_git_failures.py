"""What git's last words mean."""

from __future__ import annotations

import signal

import pytest

from codevoyage_ingest.errors import (
    DiskFull,
    GitFailed,
    IngestError,
    QuotaExceeded,
    RepositoryCorrupt,
    RepositoryMoved,
    RepositoryNeedsCredentials,
    RepositoryNotFound,
    RepositoryUnreachable,
    RepositoryUnreadable,
)
from codevoyage_ingest.git.failures import failure
from codevoyage_ingest.git.limits import Limits


def _failure(stderr: bytes, *, exit_code: int = 128) -> IngestError:
    return failure(
        command="clone",
        exit_code=exit_code,
        stderr=stderr,
        source="host.example/a",
        directory="/secret/place",
        limits=Limits(),
    )


@pytest.mark.parametrize(
    ("stderr", "kind"),
    [
        (b"fatal: repository 'https://host.example/a/' not found\n", RepositoryNotFound),
        (b"fatal: repository '/x' does not exist\n", RepositoryNotFound),
        (b"fatal: not a git repository: '/x'\n", RepositoryNotFound),
        (b"fatal: unable to access 'https://h/': The requested URL returned error: 404\n", RepositoryNotFound),
        (b"fatal: unable to access 'https://h/': The requested URL returned error: 301\n", RepositoryMoved),
        (b"fatal: Authentication failed for 'https://host.example/a/'\n", RepositoryNeedsCredentials),
        (b"fatal: could not read Username for 'https://h': terminal prompts disabled\n", RepositoryNeedsCredentials),
        (b"fatal: unable to access 'https://h/': The requested URL returned error: 403\n", RepositoryNeedsCredentials),
        (b"fatal: unable to access 'https://h/': Could not resolve host: h\n", RepositoryUnreachable),
        (b"fatal: unable to access 'https://h/': Failed to connect to h port 443\n", RepositoryUnreachable),
        (b"fatal: unable to access 'https://h/': The requested URL returned error: 502\n", RepositoryUnreachable),
        (b"fatal: unable to access 'https://h/': SSL certificate problem\n", RepositoryUnreachable),
        (b"error: RPC failed; curl 28 Operation too slow\nfatal: early EOF\n", RepositoryUnreachable),
        (b"error: inflate: data stream error\nfatal: packed object 1 (stored in p) is corrupt\n", RepositoryCorrupt),
        (b"fatal: bad tree object 123\n", RepositoryCorrupt),
        (b"error: object 123: zeroPaddedDate\nfatal: fsck error in packed object\n", RepositoryCorrupt),
        (b"fatal: early EOF\nfatal: index-pack failed\n", RepositoryCorrupt),
        (b"fatal: write error: No space left on device\nfatal: index-pack failed\n", DiskFull),
        (b"fatal: Out of memory, malloc failed (tried to allocate 9 bytes)\n", QuotaExceeded),
        (b"error: exceeded maximum allowed tree depth\nfatal: unable to read tree 123\n", QuotaExceeded),
        (b"fatal: something new\n", GitFailed),
        (b"", GitFailed),
    ],
)
def test_gits_words_become_a_typed_error(stderr: bytes, kind: type[IngestError]) -> None:
    assert type(_failure(stderr)) is kind


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU, signal.SIGXFSZ])
def test_a_bound_that_was_reached_is_told(number: signal.Signals) -> None:
    error = _failure(b"", exit_code=-number)
    assert isinstance(error, QuotaExceeded)
    assert int(error.metadata["value"]) > 0


def test_nobody_learns_where_clones_are_kept() -> None:
    message = _failure(b"fatal: loose object 1 (stored in /secret/place/objects/1) is corrupt\x1b[31m\n").message
    assert "/secret" not in message
    assert "\x1b" not in message
    assert "host.example/a" in message


def test_a_local_repository_that_may_not_be_read_is_no_corrupt_one() -> None:
    error = failure(
        command="clone",
        exit_code=128,
        stderr=b"fatal: failed to copy file to '/clones/a.pack': Permission denied\n",
        source="/srv/git/a",
        limits=Limits(),
    )
    assert isinstance(error, RepositoryUnreadable)
    assert error.metadata == {"path": "/srv/git/a"}
