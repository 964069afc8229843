"""Row 3: a password in the address, control characters, an address without end."""

from __future__ import annotations

import logging

import pytest

from codevoyage_ingest.errors import AddressNotPermitted
from codevoyage_ingest.git.address import resolve


@pytest.mark.parametrize(
    "source",
    [
        "https://user:hunter2@example.org/a/b",
        "https://hunter2@example.org/a/b",
        "https://example.org\r\nhunter2: x/a",
        "https://example.org/a\nhunter2",
        "https://example.org/hunter2\0",
        "https://example.org/a\x1b[31mhunter2",
        "https://example.org/hunter2" + "a" * 2048,
        "https://example.org/a?token=hunter2",
        "https://example.org/a#hunter2",
    ],
)
def test_it_is_refused_and_repeated_nowhere(source: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(AddressNotPermitted) as refused:
        resolve(source, roots=())
    said = f"{refused.value} {refused.value.message} {refused.value.metadata} {caplog.text}"
    assert "hunter2" not in said
